import type { Effect as FlowEffect, Flow, Position, Prompt } from '@sibai/ivr';
import type { GroupId, Instant } from '@sibai/kernel';

import type { CallEvent, EndCause, Offer, RefusalCause, SuspensionCause, UnansweredReason } from './event.js';

type QueueEffect = Extract<FlowEffect, { do: 'queue' }>;

/**
 * A live call. `position` is where the caller is, or was last, in the flow.
 *
 * ```txt
 *  trunk ──▶ ivr ──queue──▶ acd ──answered──▶ agent ──▶ ended
 *    │       │ ▲             │ ▲                │         ▲
 *    │       │ └──unstaffed──┘ └──agent lost────┤         │
 *    │       └──dial──▶ number ─────────────────┤         │
 *    └── refused ──▶ leaving ───────────────────┴─────────┘   a hang-up ends it from anywhere
 * ```
 */
export type Call =
  | { readonly at: 'trunk' }
  | { readonly at: 'ivr'; readonly position: Position; readonly toldUnstaffed: boolean }
  | (Queued & { readonly at: 'acd'; readonly offer: Offer | null; readonly announced: number })
  | (Queued & { readonly at: 'agent'; readonly offer: Offer; readonly answeredAt: Instant; readonly held: boolean })
  | {
      readonly at: 'number';
      readonly position: Position;
      readonly to: string;
      readonly connectedAt: Instant | null;
      readonly toldUnstaffed: boolean;
    }
  /** The caller hears why there is no going on, and then the call ends. */
  | { readonly at: 'leaving'; readonly cause: EndCause; readonly as: HangupAs }
  | { readonly at: 'ended'; readonly cause: EndCause };

interface Queued {
  readonly position: Position;
  readonly groups: readonly GroupId[];
  readonly announce: QueueEffect['announce'];
  /** When the wait began; kept when an agent does not answer or is lost, so the caller keeps the place. */
  readonly since: Instant;
  /** The caller has been told that nobody is signed in and has chosen to wait: not told again. */
  readonly toldUnstaffed: boolean;
}

/** What has just happened, as the media server, the router or a timer tells it. Late and repeated news is normal. */
export type Stimulus =
  | { readonly type: 'arrived'; readonly refused: RefusalCause | null; readonly variables: Record<string, string> }
  | { readonly type: 'played'; readonly playback: string }
  | { readonly type: 'key'; readonly digit: string }
  | { readonly type: 'timer'; readonly name: TimerName; readonly turn: number }
  /** None of the groups the caller waits for has an agent signed in. */
  | { readonly type: 'unstaffed' }
  | { readonly type: 'placed'; readonly place: number; readonly estimateSeconds: number | null }
  | { readonly type: 'offered'; readonly offer: Offer; readonly ringMs: number }
  | { readonly type: 'answered'; readonly offer: Offer }
  | { readonly type: 'unanswered'; readonly offer: Offer; readonly reason: UnansweredReason }
  | { readonly type: 'agent_left'; readonly offer: Offer; readonly lost: boolean }
  | { readonly type: 'held'; readonly on: boolean }
  | { readonly type: 'connected' }
  | { readonly type: 'far_end_left'; readonly reason: string }
  | { readonly type: 'hangup'; readonly cause: EndCause }
  /** The engine has come back and found the caller on the line, with what it knows of the other leg. */
  | { readonly type: 'adopted'; readonly leg: 'none' | 'ringing' | 'up' };

export type TimerName = 'input' | 'announce';

/** What must be done, in order. `playback` names what is played, so that the news of its end can be told apart. */
export type Effect =
  | { readonly do: 'answer' }
  | { readonly do: 'play'; readonly prompts: readonly Prompt[]; readonly playback: string }
  | { readonly do: 'say'; readonly announcement: Announcement; readonly playback: string }
  | { readonly do: 'stop_playing' }
  | { readonly do: 'music'; readonly on: boolean }
  | { readonly do: 'set_timer'; readonly name: TimerName; readonly ms: number; readonly turn: number }
  | { readonly do: 'clear_timer'; readonly name: TimerName }
  | { readonly do: 'enqueue'; readonly groups: readonly GroupId[]; readonly since: Instant; readonly askStaff: boolean }
  | { readonly do: 'leave_queue' }
  | { readonly do: 'announce_place' }
  | { readonly do: 'ring'; readonly offer: Offer; readonly ringMs: number }
  | { readonly do: 'cancel_ring'; readonly offer: Offer }
  | { readonly do: 'bridge'; readonly offer: Offer }
  | { readonly do: 'unbridge'; readonly offer: Offer }
  | { readonly do: 'accept'; readonly offer: Offer }
  /** The agent's leg is being recorded since it was answered: keep account of it. */
  | { readonly do: 'record'; readonly offer: Offer }
  | { readonly do: 'refuse'; readonly offer: Offer; readonly reason: UnansweredReason }
  | { readonly do: 'end_talk'; readonly offer: Offer }
  | { readonly do: 'dial'; readonly to: string; readonly timeoutSeconds: number }
  | { readonly do: 'join_far_end' }
  | { readonly do: 'drop_far_end' }
  | { readonly do: 'hangup'; readonly as: HangupAs };

/** What the network is told of a call that is ended. */
export type HangupAs = 'normal' | 'busy' | 'unavailable';

/** Something the product itself says to a caller; the words are the speech module's. */
export type Announcement =
  | { readonly kind: 'line_busy' }
  | { readonly kind: SuspensionCause }
  | { readonly kind: 'out_of_order' }
  | { readonly kind: 'unstaffed' }
  | { readonly kind: 'agent_lost' }
  | { readonly kind: 'place'; readonly place: number; readonly estimateSeconds: number | null };

export interface Step {
  readonly call: Call;
  readonly events: readonly CallEvent[];
  readonly effects: readonly Effect[];
}

export interface Context {
  readonly now: Instant;
  /** The version of the flow this call is on; absent only for a call that was refused. */
  readonly flow: Flow | undefined;
}
