import type { Instant } from '@sibai/kernel';

/** China keeps one time all year. */
const CHINA_MS = 8 * 3_600_000;
export const DAY_MS = 86_400_000;

/** A calendar month in China, `2026-11`. */
export type Month = string;

const parts = (month: Month): readonly [number, number] => [Number(month.slice(0, 4)), Number(month.slice(5, 7))];

/** The month an instant lies in. */
export const monthOf = (at: Instant): Month => new Date(at + CHINA_MS).toISOString().slice(0, 7);

/** The date an instant lies on, `2026-11-22`. */
export const dateOf = (at: Instant): string => new Date(at + CHINA_MS).toISOString().slice(0, 10);

/** The first instant of a month. */
export function startOf(month: Month): Instant {
  const [year, number] = parts(month);
  return Date.UTC(year, number - 1, 1) - CHINA_MS;
}

export function addMonths(month: Month, count: number): Month {
  const [year, number] = parts(month);
  return new Date(Date.UTC(year, number - 1 + count, 1)).toISOString().slice(0, 7);
}

export const daysIn = (month: Month): number => (startOf(addMonths(month, 1)) - startOf(month)) / DAY_MS;

/** The start of the day an instant lies on. */
export const dayOf = (at: Instant): Instant => Math.floor((at + CHINA_MS) / DAY_MS) * DAY_MS - CHINA_MS;

/** The same day so many months later, or the month's last where it has none such. */
export function monthsLater(at: Instant, count: number): Instant {
  const day = new Date(at + CHINA_MS).getUTCDate();
  const month = addMonths(monthOf(at), count);
  return startOf(month) + (Math.min(day, daysIn(month)) - 1) * DAY_MS + (at - dayOf(at));
}

/** Days, from their start, that lie both in the month and between two instants; a day begun counts. */
export function daysWithin(month: Month, from: Instant, to: Instant): number {
  const start = Math.max(startOf(month), dayOf(from));
  const end = Math.min(startOf(addMonths(month, 1)), to);
  return end <= start ? 0 : Math.ceil((end - start) / DAY_MS);
}
