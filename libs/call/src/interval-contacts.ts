import type { AgentId, GroupId } from '@sibai/kernel';

import { groupBy } from './group-by.js';
import type { IntervalAssignment, IntervalPresence, IntervalRows } from './interval.js';

/** A presence begins when its contact is offered, answered or ends; the two are written by different clocks of one machine. */
export const CLOCKS_MS = 5_000;
/** An agent has one contact at a time: the one before and the one after a moment are among the last few offered by then. */
const LOOKED_AT = 3;

/** Of which group's contact a row of presence is: ringing, talking and wrap-up are; what is of no known contact is of no group. */
export type ContactGroups = ReadonlyMap<IntervalPresence, GroupId>;

export function contactGroups({ assignments, presences }: IntervalRows): ContactGroups {
  const offers = groupBy(assignments, ({ agentId }) => agentId);
  for (const own of offers.values()) own.sort((a, b) => a.offeredAt - b.offeredAt);
  const groups = new Map<IntervalPresence, GroupId>();
  for (const row of presences) {
    const contact = beginOf(row.presence) && contactOf(row, offers.get(row.agentId) ?? []);
    if (contact) groups.set(row, contact.groupId);
  }
  return groups;
}

type Begin = (contact: IntervalAssignment) => number | null;

/** With what of its contact a presence begins. */
function beginOf(presence: string): Begin | undefined {
  switch (presence) {
    case 'ringing':
      return ({ offeredAt }) => offeredAt;
    case 'talking':
      return ({ answeredAt }) => answeredAt;
    case 'wrap_up':
      return ({ endedAt }) => endedAt;
    default:
      return undefined;
  }
}

/** Of those that the moment lies in, the one whose beginning is nearest. */
function contactOf(
  { presence, since }: IntervalPresence,
  offers: readonly IntervalAssignment[],
): IntervalAssignment | undefined {
  const begin = beginOf(presence);
  let best: IntervalAssignment | undefined;
  let least = Infinity;
  const after = firstAfter(offers, since + CLOCKS_MS);
  for (const offer of offers.slice(Math.max(0, after - LOOKED_AT), after)) {
    if ((offer.endedAt ?? Infinity) + CLOCKS_MS < since) continue;
    const distance = Math.abs((begin?.(offer) ?? Infinity) - since);
    // One that has not come so far is better than none.
    if (distance >= least && best) continue;
    best = offer;
    least = distance;
  }
  return best;
}

/** Where in a list by the time offered the first is that was offered after a moment. */
function firstAfter(offers: readonly IntervalAssignment[], at: number): number {
  let [low, high] = [0, offers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offers[middle]?.offeredAt ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function wrapUpsOf(presences: readonly IntervalPresence[]): ReadonlyMap<AgentId, readonly IntervalPresence[]> {
  return groupBy(
    presences.filter(({ presence }) => presence === 'wrap_up'),
    ({ agentId }) => agentId,
  );
}
