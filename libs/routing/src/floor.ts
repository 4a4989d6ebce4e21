import type { AgentId, CallId, GroupId, Instant } from '@sibai/kernel';

import { type Group, type Membership, STRATEGIES } from './config.js';
import { IdMap } from './id-map.js';
import type { Agent, Caller, PresenceName } from './model.js';
import { byCodeUnit, type Compare, SortedMap } from './sorted-map.js';

/**
 * The floor of one tenant: groups, agents and callers, with each group's queue and ready agents kept in
 * order, so that every choice is a look at the heads. Immutable; `snapshot` answers it as plain data.
 */
export interface Acd {
  readonly groups: IdMap<GroupId, GroupState>;
  readonly agents: IdMap<AgentId, Agent>;
  readonly callers: IdMap<CallId, Caller>;
}

export interface GroupState {
  readonly config: Group;
  readonly ready: SortedMap<ReadyAgent, ReadyAgent>;
  readonly waiting: SortedMap<Caller, Caller>;
  /** Of the waiting callers, relative to `ORIGIN`. */
  readonly sinceSum: number;
  readonly members: number;
  /** Members at any presence but offline. */
  readonly signedIn: number;
  /** Members who take calls now: ready, or occupied by one. */
  readonly serving: number;
  readonly handling: Handling;
}

export interface ReadyAgent {
  readonly agent: AgentId;
  readonly proficiency: number;
  /** What the group's strategy makes of the agent; lower is better. */
  readonly rank: number;
  readonly idleSince: Instant;
}

/** Mean time an agent is occupied by one call of the group: talk and wrap-up, smoothed. */
export interface Handling {
  readonly meanMs: number;
  readonly count: number;
}

/**
 * Sums of instants are taken relative to this one (2025-01-01), which keeps them exact integers, and thus
 * independent of the order of arrival, for 100,000 callers; sums of epoch milliseconds round after 5,000.
 */
export const ORIGIN: Instant = 1_735_689_600_000;

/** Assumed until a group has handled a call: the handle time the field plans with. */
const PRIOR_HANDLE_MS = 180_000;
/** A new call weighs one twentieth, so that the mean follows the hour and not the single call. */
const SMOOTHING_CALLS = 20;

export const UNHANDLED: Handling = { meanMs: PRIOR_HANDLE_MS, count: 0 };

/** Idle longest first, then the lower id, so that two engines given the same facts always agree. */
export const byIdleness: Compare<ReadyAgent> = (a, b) => a.idleSince - b.idleSince || byCodeUnit(a.agent, b.agent);
const byRank: Compare<ReadyAgent> = (a, b) => a.rank - b.rank || byIdleness(a, b);
const byPlace: Compare<Caller> = (a, b) => b.priority - a.priority || a.since - b.since || byCodeUnit(a.call, b.call);

export const emptyAcd = (): Acd => ({
  groups: IdMap.empty<GroupId, GroupState>(),
  agents: IdMap.empty<AgentId, Agent>(),
  callers: IdMap.empty<CallId, Caller>(),
});

/** Memberships in a fixed order, one per group, so that nothing depends on how they were listed. */
export const inOrder = (memberships: readonly Membership[]): Membership[] =>
  [...new Map(memberships.map((each) => [each.groupId, each])).values()].sort((a, b) =>
    byCodeUnit(a.groupId, b.groupId),
  );

/** The mean of the waiting callers' `since`: the lower, the longer they have waited on average. */
export const meanSince = (group: GroupState): Instant => ORIGIN + group.sinceSum / group.waiting.size;

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

/**
 * A working copy of a floor for the length of one decision. Only the references are replaced, never what
 * they point to, so the floor it started from stays as it was.
 */
export class FloorDraft implements Acd {
  groups: Acd['groups'];
  agents: Acd['agents'];
  callers: Acd['callers'];

  constructor(from: Acd) {
    this.groups = from.groups;
    this.agents = from.agents;
    this.callers = from.callers;
  }

  finish(): Acd {
    return { groups: this.groups, agents: this.agents, callers: this.callers };
  }

  /** Adds or reconfigures a group; agents and callers who already name it are found. */
  putGroup(config: Group, handling = this.groups.get(config.id)?.handling ?? UNHANDLED): void {
    let group: GroupState = {
      config,
      ready: SortedMap.empty<ReadyAgent, ReadyAgent>(byRank),
      waiting: SortedMap.empty<Caller, Caller>(byPlace),
      sinceSum: 0,
      members: 0,
      signedIn: 0,
      serving: 0,
      handling,
    };
    for (const agent of this.agents.values()) {
      const membership = agent.groups.find((each) => each.groupId === config.id);
      if (membership) group = withPresence(group, null, agent, membership);
    }
    for (const caller of this.callers.values())
      if (caller.agent === null && caller.groups.includes(config.id)) group = withCaller(group, caller);
    this.groups = this.groups.with(config.id, group);
  }

  removeGroup(id: GroupId): void {
    this.groups = this.groups.without(id);
  }

  addHandled(id: GroupId, ms: number): void {
    const group = this.groups.get(id);
    if (!group) return;
    const count = group.handling.count + 1;
    const meanMs = group.handling.meanMs + (ms - group.handling.meanMs) / Math.min(count, SMOOTHING_CALLS);
    this.groups = this.groups.with(id, { ...group, handling: { meanMs, count } });
  }

  /** Adds or replaces an agent. */
  putAgent(agent: Agent): void {
    const old = this.agents.get(agent.id);
    if (old?.groups === agent.groups) this.#movePresence(old, agent);
    else {
      if (old) this.#leaveGroups(old);
      for (const membership of agent.groups) {
        const group = this.groups.get(membership.groupId);
        if (group) this.groups = this.groups.with(membership.groupId, withPresence(group, null, agent, membership));
      }
    }
    this.agents = this.agents.with(agent.id, agent);
  }

  removeAgent(agent: Agent): void {
    this.#leaveGroups(agent);
    this.agents = this.agents.without(agent.id);
  }

  putCaller(caller: Caller): void {
    const old = this.callers.get(caller.call);
    if (old) this.#unqueue(old);
    if (caller.agent === null) this.#queue(caller);
    this.callers = this.callers.with(caller.call, caller);
  }

  removeCaller(caller: Caller): void {
    this.#unqueue(caller);
    this.callers = this.callers.without(caller.call);
  }

  #queue(caller: Caller): void {
    for (const id of caller.groups) {
      const group = this.groups.get(id);
      if (group) this.groups = this.groups.with(id, withCaller(group, caller));
    }
  }

  #unqueue(caller: Caller): void {
    if (caller.agent !== null) return;
    for (const id of caller.groups) {
      const group = this.groups.get(id);
      if (!group) continue;
      const waiting = group.waiting.without(caller);
      this.groups = this.groups.with(id, { ...group, waiting, sinceSum: group.sinceSum - (caller.since - ORIGIN) });
    }
  }

  #movePresence(old: Agent, agent: Agent): void {
    const from = old.presence.at;
    const to = agent.presence.at;
    // Between ringing, talking and wrap-up nothing of a group changes.
    if (from !== 'ready' && to !== 'ready' && SIGNED_IN[from] === SIGNED_IN[to] && SERVING[from] === SERVING[to])
      return;
    for (const membership of agent.groups) {
      const group = this.groups.get(membership.groupId);
      if (group) this.groups = this.groups.with(membership.groupId, withPresence(group, old, agent, membership));
    }
  }

  #leaveGroups(agent: Agent): void {
    for (const membership of agent.groups) {
      const group = this.groups.get(membership.groupId);
      if (group) this.groups = this.groups.with(membership.groupId, withPresence(group, agent, null, membership));
    }
  }
}

/** A group in which `agent` takes the place of `old`, either of whom may be absent. */
function withPresence(group: GroupState, old: Agent | null, agent: Agent | null, membership: Membership): GroupState {
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
    if (agent.presence.at === 'ready') {
      const entry = readyEntry(group, agent, membership);
      ready = ready.with(entry, entry);
    }
  }
  return { ...group, ready, members, signedIn, serving };
}

const readyEntry = (group: GroupState, agent: Agent, membership: Membership): ReadyAgent => ({
  agent: agent.id,
  proficiency: membership.proficiency,
  rank: STRATEGIES[group.config.strategy ?? 'longest_idle']({ membership, calls: 0, occupancy: 0 }),
  idleSince: agent.presence.since,
});

const withCaller = (group: GroupState, caller: Caller): GroupState => ({
  ...group,
  waiting: group.waiting.with(caller, caller),
  sinceSum: group.sinceSum + (caller.since - ORIGIN),
});
