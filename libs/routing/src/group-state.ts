import type { AgentId, GroupId, Instant } from '@sibai/kernel';

import { GROUP_DEFAULTS, type Group, type Membership, STRATEGIES, type Strategy } from './config.js';
import type { Figures } from './figures.js';
import type { Agent, Caller, PresenceName } from './model.js';
import { byPlace } from './order.js';
import { byCodeUnit, type Compare, SortedSet } from './sorted-set.js';

export interface GroupState extends Figures {
  readonly config: Group;
  readonly strategy: Strategy;
  /** As high as they are proficient. */
  readonly ready: SortedSet<ReadyAgent>;
  /** The higher, the less they ask of an agent; see `askHeight`. */
  readonly waiting: SortedSet<Caller>;
  /** Of the waiting callers, relative to `ORIGIN`. */
  readonly sinceSum: number;
  readonly members: number;
  /** Members at any presence but offline. */
  readonly signedIn: number;
  /** Members who take calls now: ready, or occupied by one. */
  readonly serving: number;
  /** Groups that lend their agents to this one. */
  readonly lenders: readonly GroupId[];
}

export interface ReadyAgent {
  readonly agent: AgentId;
  readonly proficiency: number;
  /** What the group's strategy makes of the agent; lower is better. */
  readonly rank: number;
  readonly idleSince: Instant;
  readonly calls: number;
  readonly occupancy: number;
}

/**
 * Sums of instants are taken relative to this one (2025-01-01), which keeps them exact integers, and thus
 * independent of the order of arrival, for 100,000 callers; sums of epoch milliseconds round after 5,000.
 */
const ORIGIN: Instant = 1_735_689_600_000;

/** Idle longest first, then the lower id, so that two engines given the same facts always agree. */
export const byIdleness: Compare<ReadyAgent> = (a, b) => a.idleSince - b.idleSince || byCodeUnit(a.agent, b.agent);
const byRank: Compare<ReadyAgent> = (a, b) => a.rank - b.rank || byIdleness(a, b);

/** The mean of the waiting callers' `since`: the lower, the longer they have waited on average. */
export const meanSince = (group: GroupState): Instant => ORIGIN + group.sinceSum / group.waiting.size;

/** The height under which an agent of this proficiency finds those callers who ask for no more. */
export const askHeight = (proficiency: number): number => -proficiency;

const SIGNED_IN: Record<PresenceName, number> = {
  offline: 0,
  busy: 1,
  break: 1,
  ready: 1,
  ringing: 1,
  talking: 1,
  wrap_up: 1,
};
const SERVING: Record<PresenceName, number> = {
  offline: 0,
  busy: 0,
  break: 0,
  ready: 1,
  ringing: 1,
  talking: 1,
  wrap_up: 1,
};

export const emptyGroup = (config: Group, figures: Figures, lenders: readonly GroupId[]): GroupState => ({
  config,
  strategy: STRATEGIES[config.strategy ?? GROUP_DEFAULTS.strategy],
  ready: SortedSet.empty<ReadyAgent>(byRank),
  waiting: SortedSet.empty<Caller>(byPlace),
  sinceSum: 0,
  members: 0,
  signedIn: 0,
  serving: 0,
  ...figures,
  lenders,
});

/** Whether a change of presence changes nothing of the agent's groups, as between ringing, talking and wrap-up. */
export function indifferent(was: PresenceName, is: PresenceName): boolean {
  return was !== 'ready' && is !== 'ready' && SIGNED_IN[was] === SIGNED_IN[is] && SERVING[was] === SERVING[is];
}

/** A group in which `agent` takes the place of `old`, either of whom may be absent. */
export function withAgent(
  group: GroupState,
  old: Agent | null,
  agent: Agent | null,
  membership: Membership,
): GroupState {
  let { ready, members, signedIn, serving } = group;
  if (old) {
    members -= 1;
    signedIn -= SIGNED_IN[old.presence.at];
    serving -= SERVING[old.presence.at];
    if (old.presence.at === 'ready') ready = ready.without(readyEntry(group, old, membership));
  }
  if (agent) {
    members += 1;
    signedIn += SIGNED_IN[agent.presence.at];
    serving += SERVING[agent.presence.at];
    if (agent.presence.at === 'ready' && agent.capacity > 0) {
      const entry = readyEntry(group, agent, membership);
      ready = ready.with(entry, entry.proficiency);
    }
  }
  return { ...group, ready, members, signedIn, serving };
}

const readyEntry = (group: GroupState, agent: Agent, membership: Membership): ReadyAgent => {
  const { calls, occupancy } = agent.load;
  return {
    agent: agent.id,
    proficiency: membership.proficiency,
    rank: group.strategy({ membership, calls, occupancy }),
    idleSince: agent.presence.since,
    calls,
    occupancy,
  };
};

export const withCaller = (group: GroupState, caller: Caller, proficiency: number): GroupState => ({
  ...group,
  waiting: group.waiting.with(caller, askHeight(proficiency)),
  sinceSum: group.sinceSum + (caller.since - ORIGIN),
});

export const withoutCaller = (group: GroupState, caller: Caller): GroupState => ({
  ...group,
  waiting: group.waiting.without(caller),
  sinceSum: group.sinceSum - (caller.since - ORIGIN),
});
