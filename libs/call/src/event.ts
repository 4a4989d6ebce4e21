import type { AgentId, AssignmentId, FlowVersionId, GroupId, Instant, LineId, RecordingId } from '@sibai/kernel';

/** Why a call was not let in. Each is announced or answered with its own SIP status, and counted. */
export type RefusalCause = 'over_limit' | 'no_flow' | SuspensionCause;

/** Why a line takes no calls for the time being. */
export type SuspensionCause = 'line_unpaid' | 'line_unverified' | 'line_suspended';

/** Why an offered agent did not take a call. */
export type UnansweredReason = 'no_answer' | 'declined' | 'failed' | 'lost';

/** Why a call ended. Anything a flow may say is passed on as it is (`normal`, `busy`, `closed`, `nobody`, …). */
export type EndCause =
  | 'caller'
  /** The caller's audio stopped arriving: the far end vanished without a word. */
  | 'caller_lost'
  | 'agent'
  /** The number the flow dialled hung up. */
  | 'far_end'
  /** Asterisk was restarted, which ends every call on it. */
  | 'media_restarted'
  /** The caller was gone when the engine came back from a restart. */
  | 'gone_while_away'
  | 'failed'
  | RefusalCause
  | (string & {});

/**
 * What has happened to a call: append-only, and the only source of call records and metrics. `data` is what is
 * stored; the call's id and tenant stand in the row.
 */
export type CallEvent = { readonly at: Instant } & (
  | {
      readonly type: 'trunk.arrived';
      readonly data: {
        readonly caller: string;
        readonly dialled: string;
        readonly lineId: LineId | null;
        readonly endpoint: string;
        readonly flowVersionId: FlowVersionId | null;
      };
    }
  | { readonly type: 'trunk.refused'; readonly data: { readonly cause: RefusalCause } }
  | { readonly type: 'trunk.dialled'; readonly data: { readonly to: string } }
  | { readonly type: 'trunk.connected'; readonly data: { readonly to: string } }
  | { readonly type: 'trunk.unconnected'; readonly data: { readonly to: string; readonly reason: string } }
  | { readonly type: 'ivr.entered'; readonly data: { readonly node: string; readonly title: string } }
  | { readonly type: 'ivr.pressed'; readonly data: { readonly node: string; readonly key: string } }
  | { readonly type: 'acd.queued'; readonly data: { readonly groups: readonly GroupId[] } }
  | { readonly type: 'acd.unstaffed'; readonly data: { readonly groups: readonly GroupId[] } }
  | {
      readonly type: 'acd.announced';
      readonly data: { readonly place: number; readonly estimateSeconds: number | null };
    }
  | { readonly type: 'acd.offered'; readonly data: Offer }
  | { readonly type: 'agent.answered'; readonly data: Offer }
  | { readonly type: 'agent.unanswered'; readonly data: Offer & { readonly reason: UnansweredReason } }
  | { readonly type: 'agent.held'; readonly data: Offer }
  | { readonly type: 'agent.resumed'; readonly data: Offer }
  | { readonly type: 'agent.left'; readonly data: Offer & { readonly lost: boolean } }
  | { readonly type: 'recording.started'; readonly data: { readonly recordingId: RecordingId } }
  | { readonly type: 'cdr.adopted'; readonly data: { readonly at: string } }
  | { readonly type: 'cdr.closed'; readonly data: { readonly cause: EndCause } }
);

/** Who was chosen for a call. */
export interface Offer {
  readonly assignmentId: AssignmentId;
  readonly agentId: AgentId;
  readonly groupId: GroupId;
}
