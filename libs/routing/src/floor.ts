import type { AgentId, CallId, GroupId, Instant } from '@sibai/kernel';

import { type Agent, type Caller, type Group, type Membership, type PresenceName, STRATEGIES } from './model.js';
import { byCodeUnit, type Compare, SortedMap } from './sorted-map.js';

/**
 * The floor of one tenant: groups, agents and callers, with each group's queue and ready agents kept in
 * order, so that every choice is a look at the heads. Immutable; `snapshot` answers it as plain data.
 */
export interface Acd {
  readonly groups: SortedMap<GroupId, GroupState>;
  readonly agents: SortedMap<AgentId, Agent>;
  readonly callers: SortedMap<CallId, Caller>;
  readonly staff: Staff;
}

export interface GroupState {
  readonly config: Group;
  readonly ready: SortedMap<ReadyAgent, ReadyAgent>;
  readonly waiting: SortedMap<Caller, Caller>;
  /** Of the waiting callers, relative to `ORIGIN`. */
  readonly sinceSum: number;
  readonly staff: Staff;
  readonly handling: Handling;
}

/** How many agents are at each presence. */
export type Staff = Readonly<Record<PresenceName, number>>;

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

const NOBODY: Staff = { offline: 0, ready: 0, busy: 0, break: 0, ringing: 0, talking: 0, wrap_up: 0 };
export const UNHANDLED: Handling = { meanMs: PRIOR_HANDLE_MS, count: 0 };

/** Idle longest first, then the lower id, so that two engines given the same facts always agree. */
export const byIdleness: Compare<ReadyAgent> = (a, b) => a.idleSince - b.idleSince || byCodeUnit(a.agent, b.agent);
const byRank: Compare<ReadyAgent> = (a, b) => a.rank - b.rank || byIdleness(a, b);
const byPlace: Compare<Caller> = (a, b) => b.priority - a.priority || a.since - b.since || byCodeUnit(a.call, b.call);

export const emptyAcd = (): Acd => ({
  groups: SortedMap.empty<GroupId, GroupState>(byCodeUnit),
  agents: SortedMap.empty<AgentId, Agent>(byCodeUnit),
  callers: SortedMap.empty<CallId, Caller>(byCodeUnit),
  staff: NOBODY,
});

/** Memberships in a fixed order, one per group, so that nothing depends on how they were listed. */
export const inOrder = (memberships: readonly Membership[]): Membership[] =>
  [...new Map(memberships.map((each) => [each.groupId, each])).values()].sort((a, b) =>
    byCodeUnit(a.groupId, b.groupId),
  );

/** The mean of the waiting callers' `since`: the lower, the longer they have waited on average. */
export const meanSince = (group: GroupState): Instant => ORIGIN + group.sinceSum / group.waiting.size;

export const signedIn = (staff: Staff): number =>
  staff.ready + staff.busy + staff.break + staff.ringing + staff.talking + staff.wrap_up;

/** Agents who take calls now: ready, or occupied by one. */
export const serving = (staff: Staff): number => staff.ready + staff.ringing + staff.talking + staff.wrap_up;

/**
 * A working copy of a floor for the length of one decision. Only the references are replaced, never what
 * they point to, so the floor it started from stays as it was.
 */
export class FloorDraft implements Acd {
  groups: Acd['groups'];
  agents: Acd['agents'];
  callers: Acd['callers'];
  staff: Staff;

  constructor(from: Acd) {
    this.groups = from.groups;
    this.agents = from.agents;
    this.callers = from.callers;
    this.staff = from.staff;
  }

  finish(): Acd {
    return { groups: this.groups, agents: this.agents, callers: this.callers, staff: this.staff };
  }

  /** Adds or reconfigures a group; agents and callers who already name it are found. */
  putGroup(config: Group, handling = this.groups.get(config.id)?.handling ?? UNHANDLED): void {
    let group: GroupState = {
      config,
      ready: SortedMap.empty<ReadyAgent, ReadyAgent>(byRank),
      waiting: SortedMap.empty<Caller, Caller>(byPlace),
      sinceSum: 0,
      staff: NOBODY,
      handling,
    };
    for (const agent of this.agents.values()) {
      const membership = agent.groups.find((each) => each.groupId === config.id);
      if (membership) group = withAgent(group, agent, membership);
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
        if (group) this.groups = this.groups.with(membership.groupId, withAgent(group, agent, membership));
      }
      this.staff = counted(this.staff, agent.presence.at, 1);
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
    if (from === to && from !== 'ready') return;
    for (const membership of agent.groups) {
      const group = this.groups.get(membership.groupId);
      if (!group) continue;
      const left = from === 'ready' ? group.ready.without(readyEntry(group, old, membership)) : group.ready;
      this.groups = this.groups.with(membership.groupId, {
        ...group,
        ready: to === 'ready' ? entered(left, readyEntry(group, agent, membership)) : left,
        staff: moved(group.staff, from, to),
      });
    }
    this.staff = moved(this.staff, from, to);
  }

  #leaveGroups(agent: Agent): void {
    for (const membership of agent.groups) {
      const group = this.groups.get(membership.groupId);
      if (!group) continue;
      const ready = group.ready.without(readyEntry(group, agent, membership));
      this.groups = this.groups.with(membership.groupId, {
        ...group,
        ready,
        staff: counted(group.staff, agent.presence.at, -1),
      });
    }
    this.staff = counted(this.staff, agent.presence.at, -1);
  }
}

function withAgent(group: GroupState, agent: Agent, membership: Membership): GroupState {
  const ready =
    agent.presence.at === 'ready' ? entered(group.ready, readyEntry(group, agent, membership)) : group.ready;
  return { ...group, ready, staff: counted(group.staff, agent.presence.at, 1) };
}

const withCaller = (group: GroupState, caller: Caller): GroupState => ({
  ...group,
  waiting: group.waiting.with(caller, caller),
  sinceSum: group.sinceSum + (caller.since - ORIGIN),
});

const entered = (ready: GroupState['ready'], entry: ReadyAgent): GroupState['ready'] => ready.with(entry, entry);

const readyEntry = (group: GroupState, agent: Agent, membership: Membership): ReadyAgent => ({
  agent: agent.id,
  proficiency: membership.proficiency,
  rank: STRATEGIES[group.config.strategy ?? 'longest_idle'](membership),
  idleSince: agent.presence.since,
});

function counted(staff: Staff, at: PresenceName, by: 1 | -1): Staff {
  const copy = { ...staff };
  copy[at] += by;
  return copy;
}

function moved(staff: Staff, from: PresenceName, to: PresenceName): Staff {
  const copy = { ...staff };
  copy[from] -= 1;
  copy[to] += 1;
  return copy;
}
