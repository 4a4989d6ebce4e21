import type { Instant } from '@sibai/kernel';

const DAY = 86_400_000;
/** Telecommunications Regulations (2016), arts. 33 and 34: overdue more than 30 days may suspend, 60 days after that may end. */
export const SUSPEND_AFTER_DAYS = 30;
export const END_AFTER_DAYS = 60;

/**
 * How a customer stands with what is owed.
 *
 * ```txt
 *         due            30 days + grace            60 days
 *   good ─────▶ overdue ────────────────▶ suspended ───────▶ ended
 *    ▲            │                           │
 *    └────────────┴────── all is paid ────────┘
 * ```
 *
 * What is paid after `ended` settles the debt and does not bring the number back. Who then signs and pays for a first
 * order again begins at `good`.
 */
export type Standing =
  | { readonly at: 'good' }
  | { readonly at: 'overdue'; readonly since: Instant; readonly reminded: number }
  | { readonly at: 'suspended'; readonly since: Instant }
  | { readonly at: 'ended'; readonly since: Instant };

export type ArrearsEffect =
  | { readonly do: 'notice'; readonly suspendsAt: Instant; readonly reminder: number }
  | { readonly do: 'suspend'; readonly endsAt: Instant }
  | { readonly do: 'restore' }
  | { readonly do: 'end' };

/** Days overdue on which the customer is told: at once, and then while something can still be done. */
export const NOTICE_DAYS = [0, 10, 20, 27] as const;

/**
 * Where a customer stands at `now`, one step on. `oldestDue` is when the oldest unpaid amount fell due, null when nothing
 * is owed; `returnedAt`, when a first order was last paid. Each term begins when the step before was really taken, so that nobody is ended without 60 days of suspension,
 * however long the calendar had stood still.
 */
export function stepArrears(
  standing: Standing,
  oldestDue: Instant | null,
  now: Instant,
  graceDays = 0,
  returnedAt: Instant | null = null,
): { readonly standing: Standing; readonly effects: readonly ArrearsEffect[] } {
  const stay = { standing, effects: [] };
  const owing = oldestDue !== null && oldestDue <= now;
  const suspendsAt = (since: Instant) => since + (SUSPEND_AFTER_DAYS + graceDays) * DAY;

  switch (standing.at) {
    case 'ended':
      if (owing || returnedAt === null || returnedAt < standing.since) return stay;
      return { standing: { at: 'good' }, effects: [] };
    case 'good':
      if (!owing) return stay;
      return {
        standing: { at: 'overdue', since: oldestDue, reminded: 1 },
        effects: [{ do: 'notice', suspendsAt: Math.max(suspendsAt(oldestDue), now), reminder: 0 }],
      };
    case 'overdue': {
      if (!owing) return { standing: { at: 'good' }, effects: [] };
      // The oldest may have been paid while a younger one stands: the term is that of what is still owed.
      const since = oldestDue;
      if (now >= suspendsAt(since))
        return {
          standing: { at: 'suspended', since: now },
          effects: [{ do: 'suspend', endsAt: now + END_AFTER_DAYS * DAY }],
        };
      const days = Math.floor((now - since) / DAY);
      const due = NOTICE_DAYS.filter((day) => days >= day).length;
      if (due <= standing.reminded) return { standing: { ...standing, since, reminded: due }, effects: [] };
      return {
        standing: { at: 'overdue', since, reminded: due },
        effects: [{ do: 'notice', suspendsAt: suspendsAt(since), reminder: due - 1 }],
      };
    }
    case 'suspended':
      if (!owing) return { standing: { at: 'good' }, effects: [{ do: 'restore' }] };
      if (now < standing.since + END_AFTER_DAYS * DAY) return stay;
      return { standing: { at: 'ended', since: now }, effects: [{ do: 'end' }] };
  }
}

/** Telecommunications Regulations (2016), arts. 33 and 34: a bill beyond this many times the mean of three months is told at once. */
const SHOCK_TIMES = 5;

/** Whether `fen` is beyond five times the mean of up to three months before; without any before there is no mean. */
export function isShock(fen: number, before: readonly number[]): boolean {
  const months = before.slice(0, 3);
  const total = months.reduce((sum, month) => sum + month, 0);
  return total > 0 && fen * months.length > SHOCK_TIMES * total;
}
