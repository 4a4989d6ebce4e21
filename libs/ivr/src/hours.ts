import type { Instant } from '@sibai/kernel';

import { type Calendar, dateAfter } from './calendar.js';
import { type Interval, type NodeOf, WEEKDAYS } from './flow.js';

export type OpeningHours = Pick<NodeOf<'hours'>, 'timeZone' | 'weekly' | 'exceptions'>;

/** `holiday`: closed because of the calendar, and what the day is called there. */
export type Opening = { readonly open: boolean; readonly holiday: string | null };

/**
 * Whether `now` lies in an interval of its local day, or in one of the day before that runs past midnight. A holiday of
 * the calendar has no intervals, and a weekend day that is worked has those of a Monday; a date's own exception comes first.
 */
export function opening(hours: OpeningHours, now: Instant, calendar?: Calendar): Opening {
  const { date, minute } = local(now, hours.timeZone);
  const open =
    intervals(hours, date, calendar).some((i) => minute >= start(i) && (runsOver(i) || minute < end(i))) ||
    intervals(hours, dateAfter(date, -1), calendar).some((i) => runsOver(i) && minute < end(i));
  const day = calendar?.get(date);
  const byCalendar = day?.kind === 'holiday' && !Object.hasOwn(hours.exceptions, date);
  return { open, holiday: !open && byCalendar ? day.name : null };
}

export const isOpen = (hours: OpeningHours, now: Instant, calendar?: Calendar): boolean =>
  opening(hours, now, calendar).open;

function intervals({ exceptions, weekly }: OpeningHours, date: string, calendar?: Calendar): readonly Interval[] {
  if (Object.hasOwn(exceptions, date)) return exceptions[date] ?? [];
  const kind = calendar?.get(date)?.kind;
  if (kind === 'holiday') return [];
  if (kind === 'workday') return weekly.mon ?? [];
  const weekday = WEEKDAYS[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7];
  return (weekday && weekly[weekday]) ?? [];
}

function local(now: Instant, timeZone: string): { date: string; minute: number } {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(now);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((p) => p.type === type)?.value ?? '';
  return {
    date: `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`,
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  };
}

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const start = (i: Interval): number => minutes(i.from);
const end = (i: Interval): number => minutes(i.to);
const runsOver = (i: Interval): boolean => end(i) <= start(i);
