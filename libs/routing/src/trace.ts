import type { AgentId, CallId, GroupId, Instant } from '@sibai/kernel';

import type { StrategyName } from './config.js';

/**
 * Why this agent and this caller, in plain JSON of bounded size (at most `TRACE_TOP` agents and callers,
 * `TRACE_GROUPS` groups). Stored with the assignment and shown to supervisors, so fields are only ever added.
 */
export interface DecisionTrace {
  readonly version: 1;
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
}

export interface TracedAgent {
  readonly rank: number;
  readonly agent: AgentId;
  readonly group: GroupId;
  readonly idleMs: number;
  readonly proficiency: number;
}

export interface TracedCaller {
  readonly rank: number;
  readonly call: CallId;
  readonly waitMs: number;
  readonly priority: number;
}

export type Rejection =
  /** So many agents of the group could not take the caller: on a call or writing it up, on a break or busy, signed out. */
  | {
      readonly kind: 'agents';
      readonly group: GroupId;
      readonly reason: 'occupied' | 'away' | 'offline';
      readonly count: number;
    }
  /** The group was not served. */
  | {
      readonly kind: 'group';
      readonly group: GroupId;
      readonly reason: 'missing' | 'nobody_waiting' | 'shorter_average_wait';
    };

export type Outcome =
  | {
      readonly kind: 'offer';
      readonly call: CallId;
      readonly agent: AgentId;
      readonly group: GroupId;
      /** `seeker`: given, not chosen. */
      readonly because: {
        readonly group: 'only_group' | 'longest_average_wait' | 'best_agent';
        readonly caller: 'seeker' | 'only_caller' | 'highest_priority' | 'longest_wait';
        readonly agent: 'seeker' | 'only_agent' | StrategyName;
      };
    }
  | { readonly kind: 'wait'; readonly reason: 'no_group' | 'nobody_signed_in' | 'nobody_ready' };

export const TRACE_TOP = 5;
export const TRACE_GROUPS = 20;
