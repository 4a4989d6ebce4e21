import type { AgentId, CallId, GroupId, Instant } from '@sibai/kernel';

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

/**
 * An agent's presence, with all that belongs to it.
 *
 * ```txt
 *            ┌────────────── caller left ──────────────┐
 *            ▼                                         │
 *  offline ⇄ ready ──offer──▶ ringing ──accepted──▶ talking ──ended──▶ wrap_up ──▶ ready, or `next`
 *     ⇅      ⇅                   │                     │                              ▲
 *  busy ⇄ break                  └─ refused ─▶ busy    └──────── no wrap-up ──────────┘
 * ```
 *
 * A choice made while ringing or talking is kept in `next` and takes effect when the call is over; going
 * offline while ringing is the exception, for a closed window cannot answer.
 */
export type Presence =
  | { readonly at: 'offline'; readonly since: Instant }
  | { readonly at: 'ready'; readonly since: Instant }
  | { readonly at: 'busy'; readonly since: Instant; readonly reason: BusyReason }
  | { readonly at: 'break'; readonly since: Instant }
  | (OnCall & { readonly at: 'ringing'; /** Restored when the caller gives up. */ readonly idleSince: Instant })
  | (OnCall & { readonly at: 'talking' })
  | (OnCall & { readonly at: 'wrap_up'; readonly until: Instant; readonly talkMs: number });

interface OnCall {
  readonly since: Instant;
  readonly call: CallId;
  readonly group: GroupId;
  readonly next: Choice | null;
}

/** A skill group as configured. */
export interface Group {
  readonly id: GroupId;
  readonly name: string;
  readonly strategy?: StrategyName;
  /** After-call work granted after each talk; 0 for none. */
  readonly wrapUpMs: number;
  /** How long an agent's phone rings before the caller is offered to another. */
  readonly ringMs: number;
}

export interface Membership {
  readonly groupId: GroupId;
  /** 1 (weak) to 10. */
  readonly proficiency: number;
}

/** Ranks a ready agent of a group. The lowest rank is offered the caller, among equals the agent idle longest. */
export type Strategy = (membership: Membership) => number;

export const STRATEGIES = {
  longest_idle: () => 0,
  most_skilled: (membership) => -membership.proficiency,
} as const satisfies Record<string, Strategy>;

export type StrategyName = keyof typeof STRATEGIES;

export interface Agent {
  readonly id: AgentId;
  readonly groups: readonly Membership[];
  readonly presence: Presence;
}

/** A call from the moment it queues until its talk ends. */
export interface Caller {
  readonly call: CallId;
  readonly groups: readonly GroupId[];
  /** When the wait began. A refused offer does not change it, so the caller keeps the place. */
  readonly since: Instant;
  /** Higher goes first; callers of equal priority go by `since`. */
  readonly priority: number;
  /** Who is being offered this call, or talks to it: that agent's presence says which. Null while waiting. */
  readonly agent: AgentId | null;
}

/** `no_answer`: rang in vain. `failed`: the phone could not be reached. `lost`: the desk vanished while ringing. */
export type RefusalReason = 'no_answer' | 'declined' | 'failed' | 'lost';

/** What may happen to a tenant's floor. Late or repeated events are normal and change nothing. */
export type AcdEvent =
  | { readonly type: 'group.configured'; readonly group: Group }
  | { readonly type: 'group.removed'; readonly group: GroupId }
  | { readonly type: 'agent.configured'; readonly agent: AgentId; readonly groups: readonly Membership[] }
  | { readonly type: 'agent.removed'; readonly agent: AgentId }
  | { readonly type: 'agent.presence'; readonly agent: AgentId; readonly choice: Choice }
  /** Of a call already waiting: replaces its groups and priority, and keeps its `since`. */
  | {
      readonly type: 'caller.queued';
      readonly call: CallId;
      readonly groups: readonly GroupId[];
      readonly since?: Instant;
      readonly priority?: number;
    }
  /** The caller hung up or the flow took the call elsewhere, while waiting, ringing or talking. */
  | { readonly type: 'caller.left'; readonly call: CallId }
  | { readonly type: 'offer.accepted'; readonly call: CallId; readonly agent: AgentId }
  | {
      readonly type: 'offer.refused';
      readonly call: CallId;
      readonly agent: AgentId;
      readonly reason: RefusalReason;
    }
  /** The lease of an offer ran out: set as a timer with every offer, so that no agent is left ringing for ever. */
  | { readonly type: 'offer.expired'; readonly call: CallId; readonly agent: AgentId; readonly since: Instant }
  | { readonly type: 'talk.ended'; readonly call: CallId; readonly agent: AgentId }
  /** From the timer, which names the wrap-up it was set for, or from the agent, who means the present one. */
  | { readonly type: 'wrap_up.ended'; readonly agent: AgentId; readonly since?: Instant }
  /** The first event after `restore`: sets the timers again and makes the offers that are due. */
  | { readonly type: 'acd.resumed' };

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
  /** None of the caller's groups exists: the caller goes on waiting until the flow finds another way. */
  | { readonly do: 'unroutable'; readonly call: CallId };
