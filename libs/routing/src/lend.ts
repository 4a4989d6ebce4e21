import type { Instant } from '@sibai/kernel';

import type { Lending } from './config.js';
import { recentLevel } from './figures.js';
import type { Acd } from './floor.js';
import { askHeight, byIdleness, type GroupState } from './group-state.js';
import { type Candidate, inLine, type Sought } from './rank.js';
import { TRACE_TOP, type TracedLending } from './trace.js';

/** Whether the lender's own callers are answered well enough to lend agents on these terms. */
export function isSafe(lender: GroupState, { safeLevel }: Lending, now: Instant): boolean {
  const level = recentLevel(lender.recent, now);
  return level === null || level >= safeLevel;
}

const lends = (lender: GroupState, terms: Lending, now: Instant): boolean =>
  lender.ready.size > terms.keepReady && isSafe(lender, terms, now);

const traced = (lender: GroupState, terms: Lending, now: Instant): TracedLending => ({
  lender: lender.config.id,
  to: terms.to,
  level: recentLevel(lender.recent, now),
  safeLevel: terms.safeLevel,
  readyAgents: lender.ready.size,
  keepReady: terms.keepReady,
  lends: lends(lender, terms, now),
});

/** Agents whom other groups would lend to the caller, the first of each; idle longest first. */
export function lentTo(
  floor: Acd,
  sought: readonly Sought[],
  now: Instant,
  roll: () => number,
): { readonly lent: Candidate[]; readonly lending: TracedLending[] } {
  const lent: Candidate[] = [];
  const lending: TracedLending[] = [];
  for (const { group, want } of sought)
    for (const id of group.lenders) {
      const lender = floor.groups.get(id);
      const terms = lender?.config.lends?.find(({ to }) => to === want.groupId);
      if (!lender || !terms || terms.proficiency < want.proficiency) continue;
      lending.push(traced(lender, terms, now));
      if (!lends(lender, terms, now)) continue;
      const [ready] = inLine(lender, 0, roll);
      if (ready) lent.push({ ready: { ...ready, proficiency: terms.proficiency }, group, lender });
    }
  lent.sort((a, b) => byIdleness(a.ready, b.ready));
  return { lent: lent.slice(0, TRACE_TOP), lending };
}

export interface Borrower {
  readonly group: GroupState;
  readonly terms: Lending;
  readonly lender: GroupState;
  readonly lending: TracedLending;
}

/** Groups with callers to whom a ready agent's groups would lend the agent. */
export function borrowersOf(floor: Acd, lenders: readonly { readonly group: GroupState }[], now: Instant): Borrower[] {
  const borrowers: Borrower[] = [];
  for (const { group: lender } of lenders)
    for (const terms of lender.config.lends ?? []) {
      if (!lends(lender, terms, now)) continue;
      const group = floor.groups.get(terms.to);
      if (!group || group.waiting.top < askHeight(terms.proficiency)) continue;
      borrowers.push({ group, terms, lender, lending: traced(lender, terms, now) });
    }
  return borrowers;
}
