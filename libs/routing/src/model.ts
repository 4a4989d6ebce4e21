import type { AgentId, CallId, GroupId, Instant, UserId } from '@sibai/kernel';

import type { Group, LastAgent, Membership, OverflowTarget, Weight, WrapUpMode } from './config.js';
import type { Load } from './load.js';
import type { DecisionTrace } from './trace.js';

/** What an agent is doing. `ringing`, `talking` and `wrap_up` are the router's to set; the others the agent's. */
export const PRESENCES = ['offline', 'ready', 'busy', 'break', 'ringing', 'talking', 'wrap_up'] as const;
export type PresenceName = (typeof PRESENCES)[number];

/** Why an agent is busy. The first four are the agent's to choose; the router sets the others when an offer fails. */
export const BUSY_REASONS = ['paperwork', 'meeting', 'training', 'other', 'missed', 'declined', 'lost'] as const;
export type BusyReason = (typeof BUSY_REASONS)[number];

/** What an agent, or a supervisor for the agent, may ask for. `ready` also ends a wrap-up. */
export type Choice =
  | { readonly at: 'ready' }
  | { readonly at: 'busy'; readonly reason: BusyReason }
  | { readonly at: 'break' }
  | { readonly at: 'offline' };

/** A choice, and who made it for the agent; nobody else when `by` is absent. */
export type Chosen = Choice & { readonly by?: UserId };

/**
 * An agent's presence, with all that belongs to it.
 *
 * ```txt
 *            ┌────────────── caller left ──────────────┐
 *            ▼                                         │
 *  offline ⇄ ready ──offer──▶ ringing ──accepted──▶ talking ──ended──▶ wrap_up ──▶ ready, or `next`
 *     ⇅      ⇅                   │                     │                              ▲
 *  busy ⇄ break                  └─ refused ─▶ busy    └──────── no wrap-up ──────────┘
 *     └─────────called──────────▲
 * ```
 *
 * A choice made while ringing or talking is kept in `next` and takes effect when the call is over; going
 * offline while ringing is the exception, for a closed window cannot answer. A call that does not come from the
 * queue (`called`: a consultation, a transfer, the agent's own) may also reach an agent who is busy or on a break.
 */
export type Presence =
  | (Resting & { readonly at: 'offline' })
  | (Resting & { readonly at: 'ready' })
  | (Resting & { readonly at: 'busy'; readonly reason: BusyReason })
  | (Resting & { readonly at: 'break' })
  | (OnCall & { readonly at: 'ringing'; /** Restored when the caller gives up. */ readonly idleSince: Instant })
  | (OnCall & { readonly at: 'talking' })
  | (OnCall & {
      readonly at: 'wrap_up';
      readonly until: Instant;
      readonly talkMs: number;
      /** Absent of a fixed one. */
      readonly mode?: Exclude<WrapUpMode, 'fixed'>;
    });

interface Resting {
  readonly since: Instant;
  /** Who put the agent here; absent when it was the agent or the router. */
  readonly by?: UserId;
}

interface OnCall {
  readonly since: Instant;
  readonly call: CallId;
  readonly group: GroupId;
  readonly next: Chosen | null;
  /** The agent was called, not offered a caller of the queue: the caller, if it is in the queue at all, is another's. */
  readonly called?: true;
}

export interface Agent {
  readonly id: AgentId;
  readonly groups: readonly Membership[];
  readonly presence: Presence;
  /** Calls of the queue at one time. An agent of 0 is called by others only. */
  readonly capacity: number;
  readonly load: Load;
}

/** A call from the moment it queues until its talk ends. */
export interface Caller {
  readonly call: CallId;
  /** As asked for; where the caller waits is in `wants`. */
  readonly groups: readonly GroupId[];
  /** When the wait began. A refused offer does not change it, so the caller keeps the place. */
  readonly since: Instant;
  readonly priority: number;
  readonly weights: readonly Weight[];
  /** The place in every queue, lowest first: `since` less the head start that priority and weights give. */
  readonly rank: Instant;
  /** Asked of the agent at first; null leaves it to the groups. */
  readonly proficiency: number | null;
  /** When the caller came into these queues: what `afterMs` counts from. */
  readonly entered: Instant;
  /** All that is due after this much waiting has been done. */
  readonly reachedMs: number;
  readonly wants: readonly Want[];
  /** Groups that overflow has added, and those that were full. */
  readonly added: readonly GroupId[];
  readonly shut: readonly GroupId[];
  /** Waits for this agent only. */
  readonly direct: Direct | null;
  /** Who is being offered this call, or talks to it: that agent's presence says which. Null while waiting. */
  readonly agent: AgentId | null;
}

/** A group a caller waits in, and the least proficiency of the agent there. */
export interface Want {
  readonly groupId: GroupId;
  readonly proficiency: number;
  readonly why: WantReason;
}

export type WantReason = 'asked' | 'relaxed' | 'overflow';

export interface Direct {
  readonly agent: AgentId;
  readonly until: Instant;
  readonly why: 'directed' | 'sticky';
}

/** `no_answer`: rang in vain. `failed`: the phone could not be reached. `lost`: the desk vanished while ringing. */
export type RefusalReason = 'no_answer' | 'declined' | 'failed' | 'lost';

/** What may happen to a tenant's floor. Late or repeated events are normal and change nothing. */
export type AcdEvent =
  | { readonly type: 'group.configured'; readonly group: Group }
  | { readonly type: 'group.removed'; readonly group: GroupId }
  | {
      readonly type: 'agent.configured';
      readonly agent: AgentId;
      readonly groups: readonly Membership[];
      /** Calls of the queue at one time: 1 unless told. An agent of 0 is called by others only. */
      readonly capacity?: number;
      /** What rows tell of one who is new to this floor. */
      readonly load?: Load;
    }
  | { readonly type: 'agent.removed'; readonly agent: AgentId }
  /** `by`: the supervisor who chose for the agent. */
  | { readonly type: 'agent.presence'; readonly agent: AgentId; readonly choice: Choice; readonly by?: UserId }
  /**
   * A call that does not come from the queue rings the agent: the shell rings, the floor only knows. Changes nothing
   * unless `mayBeCalled`. Goes on with `offer.accepted`, `offer.refused` or `offer.withdrawn`, and `talk.ended`.
   */
  | { readonly type: 'agent.called'; readonly agent: AgentId; readonly call: CallId; readonly group: GroupId }
  /** Of a call already waiting: replaces all that is given, and keeps its `since`. */
  | CallerQueued
  /** A waiting call goes to other groups and keeps its place there. */
  | { readonly type: 'caller.moved'; readonly call: CallId; readonly groups: readonly GroupId[] }
  /** Of a call that waits or rings. */
  | {
      readonly type: 'caller.prioritised';
      readonly call: CallId;
      readonly priority?: number;
      readonly weights?: readonly Weight[];
    }
  /** From a timer: the caller has waited long enough for something to change. */
  | { readonly type: 'caller.due'; readonly call: CallId }
  /** The caller hung up or the flow took the call elsewhere, while waiting, ringing or talking. */
  | { readonly type: 'caller.left'; readonly call: CallId }
  | { readonly type: 'offer.accepted'; readonly call: CallId; readonly agent: AgentId }
  | {
      readonly type: 'offer.refused';
      readonly call: CallId;
      readonly agent: AgentId;
      readonly reason: RefusalReason;
    }
  /** Who had the agent rung took it back: the agent is as before. For an agent who was called. */
  | { readonly type: 'offer.withdrawn'; readonly call: CallId; readonly agent: AgentId }
  /** The lease of an offer ran out: set as a timer with every offer, so that no agent is left ringing for ever. */
  | { readonly type: 'offer.expired'; readonly call: CallId; readonly agent: AgentId; readonly since: Instant }
  | { readonly type: 'talk.ended'; readonly call: CallId; readonly agent: AgentId }
  /** The agent asks for more time to write up, where the group's mode is `extendable`. */
  | { readonly type: 'wrap_up.extended'; readonly agent: AgentId; readonly byMs: number }
  /** From the timer, which names the wrap-up it was set for, or from the agent, who means the present one. */
  | { readonly type: 'wrap_up.ended'; readonly agent: AgentId; readonly since?: Instant; readonly until?: Instant }
  /** From a timer: whether the group may lend its agents is looked at again. */
  | { readonly type: 'lending.reviewed'; readonly group: GroupId }
  /** The first event after `restore`: sets the timers again and makes the offers that are due. */
  | { readonly type: 'acd.resumed' };

export interface CallerQueued {
  readonly type: 'caller.queued';
  readonly call: CallId;
  readonly groups: readonly GroupId[];
  readonly since?: Instant;
  /** 0 to 9; each step counts as ten minutes of waiting, so that nobody waits for ever. */
  readonly priority?: number;
  /** Seconds of waiting that the caller is given on top; added up, and limited to an hour either way. */
  readonly weights?: readonly Weight[];
  /** The proficiency this caller's agent must have, before any relaxation; instead of the group's own. */
  readonly proficiency?: number;
  /** Wait for this agent only, for so long; then in the groups. */
  readonly agent?: { readonly id: AgentId; readonly forMs: number };
  /** For groups that are sticky. */
  readonly last?: LastAgent;
}

/** Why a caller is to be sent on. */
export type OverflowReason = 'after' | 'at_length' | 'max_wait' | 'max_length';

/** What the shell must do, in this order. */
export type Effect =
  | {
      readonly do: 'offer';
      readonly call: CallId;
      readonly agent: AgentId;
      readonly group: GroupId;
      readonly ringMs: number;
      /** When the caller began to wait. */
      readonly queuedAt: Instant;
      readonly trace: DecisionTrace;
    }
  /** Stop the agent's phone: the offer is no more. */
  | { readonly do: 'cancel_offer'; readonly call: CallId; readonly agent: AgentId }
  | { readonly do: 'presence_changed'; readonly agent: AgentId; readonly presence: Presence }
  /** Hand `event` to `decide` at `at`. Timers need no cancelling: an event that comes too late changes nothing. */
  | { readonly do: 'set_timer'; readonly at: Instant; readonly event: AcdEvent }
  /**
   * Offer the caller these ways out, all at once; other groups are the floor's own affair and never among them. The
   * call keeps its place until `caller.left`. Comes again for the same rule after a restart.
   */
  | {
      readonly do: 'overflow';
      readonly call: CallId;
      readonly group: GroupId;
      readonly reason: OverflowReason;
      readonly to: readonly Exclude<OverflowTarget, { kind: 'group' }>[];
    }
  /** None of the caller's groups exists: the caller goes on waiting until the flow finds another way. */
  | { readonly do: 'unroutable'; readonly call: CallId };
