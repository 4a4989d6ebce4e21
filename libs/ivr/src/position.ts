import type { GroupId, Instant } from '@sibai/kernel';

import type { Calendar } from './calendar.js';
import type { Digit, HANGUP_CAUSES, NodeId, Prompt } from './flow.js';

/**
 * Where a caller is in a flow, as small plain JSON.
 *
 * ```txt
 *  start ──▶ prompt ◀──▶ key        prompt: something is being played
 *              │  ▲       │         key:    the menu's timer runs
 *              ▼  │       ▼         queue, dial: in somebody else's hands
 *            queue, dial ──▶ ended
 * ```
 */
export interface Position {
  readonly node: NodeId;
  readonly awaiting: 'start' | 'prompt' | 'key' | 'queue' | 'dial' | 'ended';
  /** How often the menu has been asked in vain. */
  readonly tries: number;
  /** Numbers what is played and what is timed, so that news of an earlier one is known to be late. */
  readonly turn: number;
  readonly variables: Readonly<Record<string, string>>;
  /** The nodes passed, oldest first, for the agent's card; at most the last `MAX_PATH`. */
  readonly path: readonly PathStep[];
}

export interface PathStep {
  readonly node: NodeId;
  readonly title: string;
  readonly key?: Digit;
}

export const MAX_PATH = 50;

/** What happened to the caller. With a `turn` that is not the position's, the news is late and changes nothing. */
export type Input =
  | { readonly type: 'start' }
  /** What was played has ended by itself. */
  | { readonly type: 'played'; readonly turn?: number }
  | { readonly type: 'key'; readonly digit: Digit }
  /** The timer ran out. */
  | { readonly type: 'timeout'; readonly turn?: number }
  /** Nobody of the queue's groups is signed in. */
  | { readonly type: 'nobody' }
  /** The queue or the number dialled gave the caller back. */
  | { readonly type: 'returned'; readonly reason: string }
  /** The engine was restarted and nothing is playing or timed any more. */
  | { readonly type: 'resume' };

export interface Clock {
  readonly now: Instant;
  /** Of the tenant; without it every day is an ordinary one. */
  readonly calendar?: Calendar;
}

/** Why a flow ends a call: as its hang-up node says, or because it cannot go on. */
export type FlowHangupCause =
  | (typeof HANGUP_CAUSES)[number]
  | 'nobody'
  | 'queue_failed'
  /** The flow ran in circles. */
  | 'flow_loop'
  /** The flow leads to a node that does not exist. */
  | 'flow_broken';

export type Effect =
  | { readonly do: 'play'; readonly prompts: readonly Prompt[]; readonly interruptible: boolean; readonly turn: number }
  | { readonly do: 'stop_playing' }
  | { readonly do: 'start_timer'; readonly ms: number; readonly turn: number }
  | { readonly do: 'clear_timer' }
  | {
      readonly do: 'queue';
      readonly groups: readonly GroupId[];
      readonly musicOnHold?: string;
      readonly announce: {
        readonly everySeconds: number;
        readonly position: boolean;
        readonly estimatedWait: boolean;
      };
      /** Whether the flow says what happens when nobody is signed in: then it wants to be told by `nobody`. */
      readonly handlesNobody: boolean;
    }
  | { readonly do: 'dial'; readonly to: string; readonly timeoutSeconds: number }
  | { readonly do: 'hangup'; readonly cause: FlowHangupCause };

export interface Step {
  readonly position: Position;
  readonly effects: readonly Effect[];
}
