import type { GroupId } from '@sibai/kernel';

import type { Acd } from './floor.js';
import { type GroupState, meanSince } from './group-state.js';
import type { Caller } from './model.js';
import { type Candidate, type Sought, strategyOf } from './rank.js';
import {
  type DecisionTrace,
  type Rejection,
  TRACE_GROUPS,
  type TracedAgent,
  type TracedCaller,
  type TracedGroup,
} from './trace.js';

export type Stamp = Pick<DecisionTrace, 'at' | 'cause'>;

export const tracedGroup = (group: GroupState, { at }: Stamp): TracedGroup => {
  const head = group.waiting.first();
  return {
    group: group.config.id,
    name: group.config.name,
    waiting: group.waiting.size,
    averageWaitMs: head ? Math.round(at - meanSince(group)) : null,
    headWaitMs: head ? at - head.since : null,
    readyAgents: group.ready.size,
    strategy: strategyOf(group),
  };
};

export function tracedAgent({ ready, group, lender }: Candidate, rank: number, { at }: Stamp): TracedAgent {
  const traced = {
    rank,
    agent: ready.agent,
    group: group.config.id,
    idleMs: at - ready.idleSince,
    proficiency: ready.proficiency,
    calls: ready.calls,
    occupancy: ready.occupancy,
  };
  return lender ? { ...traced, lentBy: lender.config.id } : traced;
}

export function tracedCaller(caller: Caller, rank: number, { at }: Stamp): TracedCaller {
  const { call, priority, weights } = caller;
  const traced = { rank, call, waitMs: at - caller.since, priority, scoreMs: at - caller.rank };
  return weights.length > 0 ? { ...traced, weights } : traced;
}

export const missing = (floor: Acd, ids: readonly GroupId[]): Rejection[] =>
  ids
    .filter((id) => !floor.groups.get(id))
    .slice(0, TRACE_GROUPS)
    .map((group) => ({ kind: 'group', group, reason: 'missing' }));

/** Adds how many of a group's agents could not take the caller, and why. */
export function addAbsent(to: Rejection[], { group, want }: Sought): void {
  const { config, ready, members, signedIn, serving } = group;
  const add = (reason: 'occupied' | 'away' | 'offline' | 'unskilled', count: number): void => {
    if (count > 0) to.push({ kind: 'agents', group: config.id, reason, count });
  };
  // Those of too little proficiency are told where they are all there is.
  if (ready.top < want.proficiency) add('unskilled', ready.size);
  add('occupied', serving - ready.size);
  add('away', signedIn - serving);
  add('offline', members - signedIn);
}
