import type { AgentId, CallId, GroupId, Instant } from '@sibai/kernel';

import type { StrategyName, Weight } from './config.js';
import type { Direct, WantReason } from './model.js';

/**
 * Why this agent and this caller, in plain JSON of bounded size (at most `TRACE_TOP` agents and callers,
 * `TRACE_GROUPS` groups). Stored with the assignment and shown to supervisors, so fields are only ever added:
 * version 1 has none of those marked 2.
 */
export interface DecisionTrace {
  readonly version: 1 | 2;
  readonly at: Instant;
  /** The type of the event that led here. */
  readonly cause: string;
  /** Who was looking for whom: a caller for an agent, or an agent who became ready for a caller. */
  readonly seeker:
    { readonly kind: 'caller'; readonly call: CallId } | { readonly kind: 'agent'; readonly agent: AgentId };
  /** The groups in question; best first where an agent had the choice of them. */
  readonly groups: readonly TracedGroup[];
  /** The agents considered, best first. */
  readonly agents: readonly TracedAgent[];
  /** The callers considered, best first. */
  readonly callers: readonly TracedCaller[];
  readonly rejections: readonly Rejection[];
  /** 2: Groups that might have lent agents, where there was none of the caller's own; the first that did is last. */
  readonly lending?: readonly TracedLending[];
  /** 2: The one agent whom the caller waits for, or waited for. */
  readonly direct?: Direct;
  readonly outcome: Outcome;
}

export interface TracedGroup {
  readonly group: GroupId;
  readonly name: string;
  /** Callers waiting in the group when the choice was made, the seeker not counted. */
  readonly waiting: number;
  readonly averageWaitMs: number | null;
  /** Of the caller at the head of the queue. */
  readonly headWaitMs: number | null;
  readonly readyAgents: number;
  /** 2: Which of its agents a group offers to. */
  readonly strategy?: StrategyName;
  /** 2: What the seeking caller asks of an agent here, and whether waiting has lowered it or brought the group. */
  readonly proficiency?: number;
  readonly why?: WantReason;
  /** 2: The group's priority for the seeking agent. */
  readonly priority?: number;
}

export interface TracedAgent {
  readonly rank: number;
  readonly agent: AgentId;
  readonly group: GroupId;
  readonly idleMs: number;
  readonly proficiency: number;
  /** 2: Calls taken today, and the share of the time signed in that was busy. */
  readonly calls?: number;
  readonly occupancy?: number;
  /** 2: Whose agent it is, when lent. */
  readonly lentBy?: GroupId;
}

export interface TracedCaller {
  readonly rank: number;
  readonly call: CallId;
  readonly waitMs: number;
  readonly priority: number;
  /** 2: What the wait counts for with priority and weights. */
  readonly scoreMs?: number;
  readonly weights?: readonly Weight[];
}

export interface TracedLending {
  readonly lender: GroupId;
  readonly to: GroupId;
  /** The lender's own service level of late, and the least it lends at. */
  readonly level: number | null;
  readonly safeLevel: number;
  readonly readyAgents: number;
  readonly keepReady: number;
  readonly lends: boolean;
}

export type Rejection =
  /** So many agents of the group could not take the caller: on a call or writing it up, on a break or busy, signed out,
   * or less proficient than the caller asks (2). */
  | {
      readonly kind: 'agents';
      readonly group: GroupId;
      readonly reason: 'occupied' | 'away' | 'offline' | 'unskilled';
      readonly count: number;
    }
  /** The group was not served. 2: `lower_priority` for this agent; `too_hard`: its callers ask for more. */
  | {
      readonly kind: 'group';
      readonly group: GroupId;
      readonly reason: 'missing' | 'nobody_waiting' | 'shorter_average_wait' | 'lower_priority' | 'too_hard';
    };

export type Outcome =
  | {
      readonly kind: 'offer';
      readonly call: CallId;
      readonly agent: AgentId;
      readonly group: GroupId;
      /** `seeker`: given, not chosen. */
      readonly because: {
        readonly group:
          'only_group' | 'longest_average_wait' | 'best_agent' | 'highest_priority' | 'lent' | 'directed' | 'sticky';
        readonly caller: 'seeker' | 'only_caller' | 'highest_priority' | 'longest_wait' | 'head_start';
        readonly agent: 'seeker' | 'only_agent' | 'directed' | 'sticky' | StrategyName;
      };
    }
  | {
      readonly kind: 'wait';
      readonly reason: 'no_group' | 'nobody_signed_in' | 'nobody_ready' | 'nobody_skilled' | 'agent_occupied';
    };

export const TRACE_TOP = 5;
export const TRACE_GROUPS = 20;
