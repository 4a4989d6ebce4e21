import { type Instant } from '@sibai/kernel';

import { type CalendarDate } from './form.js';

/** The whole of China keeps one time, and the papers are dated in it. */
const CHINA_OFFSET = 8 * 3_600_000;

export function dateInChina(now: Instant): CalendarDate {
  return new Date(now + CHINA_OFFSET).toISOString().slice(0, 10);
}

/** Whether the text is a day that exists: 2024-02-29 does, 2023-02-29 does not. */
export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(text);
}

/** The same day some months later; the month's last day where it has no such day (11-30 and 3 months: 02-28). */
export function addMonths(date: CalendarDate, months: number): CalendarDate {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const lastDay = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(day, lastDay));
  return first.toISOString().slice(0, 10);
}
