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

export const tracedAgent = (
  { ready, group, lender }: Omit<Candidate, 'want'>,
  rank: number,
  { at }: Stamp,
): TracedAgent => ({
  rank,
  agent: ready.agent,
  group: group.config.id,
  idleMs: at - ready.idleSince,
  proficiency: ready.proficiency,
  calls: ready.calls,
  occupancy: ready.occupancy,
  ...(lender && { lentBy: lender.config.id }),
});

export const tracedCaller = (caller: Caller, rank: number, { at }: Stamp): TracedCaller => ({
  rank,
  call: caller.call,
  waitMs: at - caller.since,
  priority: caller.priority,
  scoreMs: at - caller.rank,
  ...(caller.weights.length > 0 && { weights: caller.weights }),
});

export const missing = (floor: Acd, ids: readonly GroupId[]): Rejection[] =>
  ids
    .filter((id) => !floor.groups.get(id))
    .slice(0, TRACE_GROUPS)
    .map((group) => ({ kind: 'group', group, reason: 'missing' }));

/** How many of a group's agents could not take the caller, and why. */
export const absent = ({ group, want }: Sought): Rejection[] => {
  const { config, ready, members, signedIn, serving } = group;
  const rejections: Rejection[] = [];
  const add = (reason: 'occupied' | 'away' | 'offline' | 'unskilled', count: number): void => {
    if (count > 0) rejections.push({ kind: 'agents', group: config.id, reason, count });
  };
  // Those of too little proficiency are told where they are all there is.
  if (ready.top < want.proficiency) add('unskilled', ready.size);
  add('occupied', serving - ready.size);
  add('away', signedIn - serving);
  add('offline', members - signedIn);
  return rejections;
};
