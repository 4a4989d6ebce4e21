import type { CallId, GroupId, Instant } from '@sibai/kernel';

import { type Acd, meanSince, serving, signedIn, type Staff } from './floor.js';

export interface Place {
  readonly group: GroupId;
  /** 1 is next. */
  readonly position: number;
}

/** A waiting caller's place in each of its groups; empty for a call that does not wait. */
export function position(state: Acd, call: CallId): readonly Place[] {
  const caller = state.callers.get(call);
  if (!caller || caller.agent !== null) return [];
  return caller.groups.flatMap((id) => {
    const group = state.groups.get(id);
    return group ? [{ group: id, position: group.waiting.rank(caller) + 1 }] : [];
  });
}

/**
 * Milliseconds a waiting caller may expect to wait from now on: place × mean handle time ÷ agents serving the
 * group, the least over the caller's groups. With n agents all occupied, one becomes free every handle time ÷ n.
 * Null when none of the groups has an agent serving (signed in, and not on a break or otherwise busy), and for a
 * call that does not wait. Agents shared with other groups are counted whole, so it is an optimist's figure there.
 */
export function estimateWait(state: Acd, call: CallId): number | null {
  const estimates = position(state, call).flatMap((place) => {
    const group = state.groups.get(place.group);
    const agents = group ? serving(group.staff) : 0;
    return group && agents > 0 ? [Math.round((place.position * group.handling.meanMs) / agents)] : [];
  });
  return estimates.length > 0 ? Math.min(...estimates) : null;
}

/** Whether anybody who could ever answer is signed in to one of the groups, on a break or not. */
export function isStaffed(state: Acd, groups: readonly GroupId[]): boolean {
  return groups.some((id) => {
    const group = state.groups.get(id);
    return group !== undefined && signedIn(group.staff) > 0;
  });
}

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
  readonly signedIn: number;
}

/** What a live page shows of the floor. Takes time in proportion to the groups and the callers who wait. */
export function counts(state: Acd, now: Instant): AcdCounts {
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
      staff: group.staff,
      signedIn: signedIn(group.staff),
      handleMs: Math.round(group.handling.meanMs),
    };
  });
  const waiting = state.callers.size - state.staff.ringing - state.staff.talking;
  return { groups, waiting, staff: state.staff, signedIn: signedIn(state.staff) };
}
