import type { AgentId, CallId, GroupId, Instant } from '@sibai/kernel';

import type { Group, Membership } from './config.js';
import { rolled } from './dice.js';
import { type Figures, handled, NO_RECENT, type Recent, served, UNHANDLED, UNTRIED, waited } from './figures.js';
import { emptyGroup, type GroupState, indifferent, withAgent, withCaller, withoutCaller } from './group-state.js';
import { type Edit, IdMap } from './id-map.js';
import type { Agent, Caller } from './model.js';
import { byPlace } from './order.js';
import { byCodeUnit, SortedSet } from './sorted-set.js';

/**
 * The floor of one tenant: groups, agents and callers, with each group's queue and ready agents kept in
 * order, so that every choice is a look at the heads. Immutable; `snapshot` answers it as plain data.
 */
export interface Acd {
  readonly groups: IdMap<GroupId, GroupState>;
  readonly agents: IdMap<AgentId, Agent>;
  readonly callers: IdMap<CallId, Caller>;
  /** Who waits for one agent only. */
  readonly direct: IdMap<AgentId, Line>;
  readonly dice: number;
}

export interface Line {
  readonly agent: AgentId;
  readonly callers: SortedSet<Caller>;
}

export const emptyAcd = (dice = 1): Acd => ({
  groups: IdMap.empty<GroupId, GroupState>(({ config }) => config.id),
  agents: IdMap.empty<AgentId, Agent>(({ id }) => id),
  callers: IdMap.empty<CallId, Caller>(({ call }) => call),
  direct: IdMap.empty<AgentId, Line>(({ agent }) => agent),
  dice,
});

/**
 * A working copy of a floor for the length of one decision. Only the references are replaced, never what
 * they point to, so the floor it started from stays as it was.
 */
export class FloorDraft implements Acd {
  groups: Acd['groups'];
  agents: Acd['agents'];
  callers: Acd['callers'];
  direct: Acd['direct'];
  dice: number;

  readonly #edit: Edit = {};

  constructor(from: Acd) {
    this.groups = from.groups;
    this.agents = from.agents;
    this.callers = from.callers;
    this.direct = from.direct;
    this.dice = from.dice;
  }

  finish(): Acd {
    const { groups, agents, callers, direct, dice } = this;
    return { groups, agents, callers, direct, dice };
  }

  roll(): number {
    const { dice, shown } = rolled(this.dice);
    this.dice = dice;
    return shown;
  }

  /** Adds or reconfigures a group; agents and callers who already name it are found. */
  putGroup(config: Group, known?: Partial<Figures>): void {
    const old = this.groups.get(config.id);
    const figures: Figures = {
      handling: known?.handling ?? old?.handling ?? UNHANDLED,
      patience: known?.patience ?? old?.patience ?? UNTRIED,
      recent: known?.recent ?? old?.recent ?? NO_RECENT,
    };
    let group = emptyGroup(config, figures, old?.lenders ?? this.#lendersOf(config.id));
    for (const agent of this.agents.values()) {
      const membership = agent.groups.find((each) => each.groupId === config.id);
      if (membership) group = withAgent(group, null, agent, membership);
    }
    for (const caller of this.callers.values()) {
      const want = queues(caller) ? caller.wants.find((each) => each.groupId === config.id) : undefined;
      if (want) group = withCaller(group, caller, want.proficiency);
    }
    this.groups = this.groups.with(group, this.#edit);
    this.#relend(old?.config, config);
  }

  removeGroup(id: GroupId): void {
    const old = this.groups.get(id);
    this.groups = this.groups.without(id);
    this.#relend(old?.config, undefined);
  }

  #lendersOf(id: GroupId): GroupId[] {
    return this.groups
      .values()
      .filter(({ config }) => config.lends?.some(({ to }) => to === id))
      .map(({ config }) => config.id);
  }

  /** Tells the borrowers that a lender's terms have changed. */
  #relend(was: Group | undefined, is: Group | undefined): void {
    for (const id of new Set([...(was?.lends ?? []), ...(is?.lends ?? [])].map(({ to }) => to))) {
      const borrower = this.groups.get(id);
      if (borrower) this.groups = this.groups.with({ ...borrower, lenders: this.#lendersOf(id) }, this.#edit);
    }
  }

  putRecent(group: GroupState, recent: Recent): void {
    this.#replace({ ...group, recent });
  }

  addHandled(id: GroupId, ms: number): void {
    this.#change(id, (group) => ({ ...group, handling: handled(group.handling, ms) }));
  }

  /** Counts a wait that has ended. */
  addWaited(group: GroupState, waitMs: number, answered: boolean, now: Instant): void {
    const patience = waited(group.patience, waitMs, !answered);
    const recent = served(group.recent, waitMs, answered, group.config, now);
    this.#replace({ ...group, patience, recent });
  }

  #change(id: GroupId, change: (group: GroupState) => GroupState): void {
    this.groups = this.groups.changed(id, change, this.#edit);
  }

  #replace(group: GroupState): void {
    this.groups = this.groups.with(group, this.#edit);
  }

  /**
   * Memberships in a fixed order, one per group, so that nothing depends on how they were listed. They take over the
   * groups' own copies of the ids: finding a key by the same string is quicker than by an equal one.
   */
  inOrder(memberships: readonly Membership[]): Membership[] {
    const known = memberships.map((each): [GroupId, Membership] => {
      const groupId = this.groups.get(each.groupId)?.config.id ?? each.groupId;
      return [groupId, { ...each, groupId }];
    });
    return [...new Map(known).values()].sort((a, b) => byCodeUnit(a.groupId, b.groupId));
  }

  /** Adds or replaces an agent. */
  putAgent(agent: Agent, old = this.agents.get(agent.id)): void {
    if (old?.groups === agent.groups && old.capacity === agent.capacity) this.#movePresence(old, agent);
    else {
      if (old) this.#leaveGroups(old);
      for (const membership of agent.groups) this.#place(null, agent, membership);
    }
    this.agents = this.agents.with(agent, this.#edit);
  }

  removeAgent(agent: Agent): void {
    this.#leaveGroups(agent);
    this.agents = this.agents.without(agent.id);
  }

  /** Adds or replaces a caller; `old` is null of one who is known not to be there. */
  putCaller(caller: Caller, old: Caller | null | undefined = this.callers.get(caller.call)): void {
    if (old) this.#unqueue(old);
    this.#queue(caller);
    this.callers = this.callers.with(caller, this.#edit);
  }

  removeCaller(caller: Caller): void {
    this.#unqueue(caller);
    this.callers = this.callers.without(caller.call);
  }

  #queue(caller: Caller): void {
    if (caller.agent !== null) return;
    if (caller.direct) {
      const { agent } = caller.direct;
      const callers = this.direct.get(agent)?.callers ?? SortedSet.empty<Caller>(byPlace);
      this.direct = this.direct.with({ agent, callers: callers.with(caller) });
      return;
    }
    for (const { groupId, proficiency } of caller.wants)
      this.#change(groupId, (group) => withCaller(group, caller, proficiency));
  }

  #unqueue(caller: Caller): void {
    if (caller.agent !== null) return;
    if (caller.direct) {
      const { agent } = caller.direct;
      const callers = this.direct.get(agent)?.callers.without(caller);
      this.direct = callers?.size ? this.direct.with({ agent, callers }) : this.direct.without(agent);
      return;
    }
    for (const { groupId } of caller.wants) this.#change(groupId, (group) => withoutCaller(group, caller));
  }

  #movePresence(old: Agent, agent: Agent): void {
    if (indifferent(old.presence.at, agent.presence.at)) return;
    for (const membership of agent.groups) this.#place(old, agent, membership);
  }

  #leaveGroups(agent: Agent): void {
    for (const membership of agent.groups) this.#place(agent, null, membership);
  }

  #place(old: Agent | null, agent: Agent | null, membership: Membership): void {
    this.#change(membership.groupId, (group) => withAgent(group, old, agent, membership));
  }
}

/** Whether the caller stands in the groups' queues. */
export const queues = (caller: Caller): boolean => caller.agent === null && caller.direct === null;
