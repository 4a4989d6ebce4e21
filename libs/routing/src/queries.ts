import type { CallId, GroupId, Instant } from '@sibai/kernel';

import { type Acd, queues } from './floor.js';
import { meanSince } from './group-state.js';
import type { Agent, PresenceName } from './model.js';

export interface Place {
  readonly group: GroupId;
  /** 1 is next. */
  readonly position: number;
}

/** A waiting caller's place in each of its groups; empty for a call that waits for nobody or for one agent only. */
export function position(state: Acd, call: CallId): readonly Place[] {
  const caller = state.callers.get(call);
  if (!caller || !queues(caller)) return [];
  return caller.wants.flatMap(({ groupId }) => {
    const group = state.groups.get(groupId);
    return group ? [{ group: groupId, position: group.waiting.rank(caller) + 1 }] : [];
  });
}

/** Whether anybody who could ever answer is signed in to one of the groups, on a break or not. */
export function isStaffed(state: Acd, groups: readonly GroupId[]): boolean {
  return groups.some((id) => {
    const group = state.groups.get(id);
    return group !== undefined && group.signedIn > 0;
  });
}

/** How many agents are at each presence. */
export type Staff = Readonly<Record<PresenceName, number>>;

export interface GroupCounts {
  readonly group: GroupId;
  readonly name: string;
  readonly waiting: number;
  /** When the caller who has waited longest began to wait. */
  readonly longestSince: Instant | null;
  readonly longestWaitMs: number | null;
  readonly averageWaitMs: number | null;
  /** The group's agents by presence. */
  readonly staff: Staff;
  readonly signedIn: number;
  /** Smoothed talk and wrap-up of one call. */
  readonly handleMs: number;
}

export interface AcdCounts {
  readonly groups: readonly GroupCounts[];
  /** Calls waiting in any group, each once. */
  readonly waiting: number;
  /** All agents by presence. */
  readonly staff: Staff;
}

/** What a live page shows of the floor. Takes time in proportion to the groups, agents and waiting callers. */
export function counts(state: Acd, now: Instant): AcdCounts {
  const agents = state.agents.unordered();
  const staff = new Map<GroupId, Record<PresenceName, number>>();
  for (const { groups, presence } of agents)
    for (const { groupId } of groups) {
      const tally = staff.get(groupId) ?? nobody();
      tally[presence.at] += 1;
      staff.set(groupId, tally);
    }
  const groups = state.groups.values().map((group): GroupCounts => {
    const waiting = group.waiting.size;
    // The head of the queue may be a newer caller of higher priority.
    const longestSince = waiting > 0 ? Math.min(...group.waiting.values().map((caller) => caller.since)) : null;
    return {
      group: group.config.id,
      name: group.config.name,
      waiting,
      longestSince,
      longestWaitMs: longestSince === null ? null : now - longestSince,
      averageWaitMs: waiting > 0 ? Math.round(now - meanSince(group)) : null,
      staff: staff.get(group.config.id) ?? nobody(),
      signedIn: group.signedIn,
      handleMs: Math.round(group.handling.meanMs),
    };
  });
  const waiting = state.callers.unordered().filter((caller) => caller.agent === null).length;
  return { groups, waiting, staff: tallied(agents) };
}

const nobody = (): Record<PresenceName, number> => ({
  offline: 0,
  ready: 0,
  busy: 0,
  break: 0,
  ringing: 0,
  talking: 0,
  wrap_up: 0,
});

function tallied(agents: readonly Agent[]): Staff {
  const staff = nobody();
  for (const { presence } of agents) staff[presence.at] += 1;
  return staff;
}
