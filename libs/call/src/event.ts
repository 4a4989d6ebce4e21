import type { KeyKind } from '@sibai/ivr';
import type {
  AgentId,
  AssignmentId,
  CallId,
  FlowVersionId,
  GroupId,
  Instant,
  LegId,
  LineId,
  RecordingId,
  UserId,
} from '@sibai/kernel';
import type { OverflowTarget } from '@sibai/routing';

import type { PauseReason } from './recording.js';

/** Why a call was not let in. Each is announced or answered with its own SIP status, and counted. */
export type RefusalCause = 'blocked' | 'over_limit' | 'no_flow' | SuspensionCause;

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
  /** The agent who had us call was lost while it rang. */
  | 'agent_lost'
  /** Who was called answered, and hung up before anybody was heard. */
  | 'hung_up'
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
  | {
      readonly type: 'trunk.refused';
      /** `block`: the entry of the block list that keeps the caller out; none of a call without a number. */
      readonly data: { readonly cause: RefusalCause; readonly block?: string };
    }
  | { readonly type: 'trunk.dialled'; readonly data: { readonly to: string } }
  | { readonly type: 'trunk.connected'; readonly data: { readonly to: string } }
  | { readonly type: 'trunk.unconnected'; readonly data: { readonly to: string; readonly reason: string } }
  /** The first event of a call we place. */
  | {
      readonly type: 'trunk.placed';
      readonly data: {
        readonly to: string;
        readonly dialled: string;
        readonly lineId: LineId;
        readonly flowVersionId: FlowVersionId;
        readonly why: 'click' | 'callback';
      };
    }
  | { readonly type: 'agent.dialled'; readonly data: { readonly to: string; readonly cli: string } }
  | { readonly type: 'acd.overflowed'; readonly data: { readonly to: OverflowTarget; readonly reason: string } }
  | {
      readonly type: 'acd.callback_asked';
      readonly data: {
        readonly number: string;
        readonly groups: readonly GroupId[];
        /** When the wait began that is kept. */
        readonly since: Instant;
        readonly source: 'key' | 'overflow';
      };
    }
  /** The caller has the place back that an earlier call was cut off from. */
  | { readonly type: 'acd.redialled'; readonly data: { readonly call: CallId; readonly since: Instant } }
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
  /** An agent's leg is gone, and may come back. `party`: of one who does not handle the call, which goes on. */
  | { readonly type: 'agent.away'; readonly data: Offer & { readonly party?: true } }
  | { readonly type: 'agent.attached'; readonly data: Offer & { readonly party?: true } }
  | {
      readonly type: 'agent.transferred';
      readonly data: { readonly to: TransferTarget; readonly mode: 'blind' | 'attended' };
    }
  /** Nobody answered where the call was transferred to: the agent who did so is rung. */
  | { readonly type: 'agent.returned'; readonly data: Offer }
  /** The caller keys something in, heard by nobody. */
  | { readonly type: 'agent.collecting'; readonly data: { readonly kind: KeyKind } }
  /** `shown`: what was keyed, or of a secret kind as much of it as may be known. */
  | {
      readonly type: 'agent.collected';
      readonly data: { readonly kind: KeyKind; readonly outcome: CollectOutcome; readonly shown?: string };
    }
  | { readonly type: 'agent.consulted'; readonly data: { readonly to: TransferTarget } }
  | { readonly type: 'agent.consult_ended'; readonly data: { readonly outcome: ConsultOutcome } }
  | { readonly type: 'agent.invited'; readonly data: { readonly to: TransferTarget } }
  | { readonly type: 'agent.joined'; readonly data: { readonly who: PartyWho; readonly leg: LegId } }
  | {
      readonly type: 'agent.parted';
      readonly data: { readonly who: PartyWho; readonly leg: LegId; readonly reason: PartedReason };
    }
  /** A supervisor listens, whispers, has joined in or taken over. */
  | { readonly type: 'agent.supervised'; readonly data: { readonly userId: UserId; readonly mode: SupervisionMode } }
  /** Of the notice that calls are recorded; `complete`: played to its end. */
  | {
      readonly type: 'recording.announced';
      readonly data: { readonly noticeVersion: number; readonly complete: boolean };
    }
  /** The caller has chosen to go on unrecorded. */
  | { readonly type: 'recording.declined'; readonly data: { readonly key: string } }
  | {
      readonly type: 'recording.paused';
      readonly data: { readonly by: string; readonly reason: PauseReason; readonly until: Instant };
    }
  | { readonly type: 'recording.resumed'; readonly data: { readonly by: string } }
  | { readonly type: 'recording.started'; readonly data: { readonly recordingId: RecordingId } }
  | { readonly type: 'cdr.adopted'; readonly data: { readonly at: string } }
  | { readonly type: 'cdr.closed'; readonly data: { readonly cause: EndCause } }
);

/** How an agent came to a call: from the queue, or because another party of the call asked for that agent. */
export const ASSIGNMENT_KINDS = [
  'queue',
  'transfer',
  'consult',
  'conference',
  'outbound',
  'callback',
  'take_over',
] as const;
export type AssignmentKind = (typeof ASSIGNMENT_KINDS)[number];

export type PartyWho =
  | ({ readonly kind: 'agent' } & Offer)
  | { readonly kind: 'number'; readonly to: string }
  | { readonly kind: 'supervisor'; readonly userId: UserId };

/** Whom an agent calls into a call, or passes it on to. */
export type Callee =
  { readonly kind: 'agent'; readonly agentId: AgentId } | { readonly kind: 'number'; readonly to: string };
export type TransferTarget =
  | Callee
  | { readonly kind: 'group'; readonly groupId: GroupId }
  /** Back into the flow, at its start or at one of its nodes. */
  | { readonly kind: 'flow'; readonly node?: string | undefined };

export type SupervisionMode = 'listen' | 'whisper' | 'barge' | 'take_over' | 'ended';

/** `wrong`: too short, or with a wrong last digit. */
export type CollectOutcome = 'done' | 'wrong' | 'timeout' | 'cancelled';

export type ConsultOutcome = 'completed' | 'cancelled' | 'merged' | 'unanswered' | 'left';

/** `unanswered`: was called and never joined. `removed`: by the agent who handles the call. */
export type PartedReason = 'left' | 'removed' | 'unanswered';

/** Who was chosen for a call. */
export interface Offer {
  readonly assignmentId: AssignmentId;
  readonly agentId: AgentId;
  readonly groupId: GroupId;
}
