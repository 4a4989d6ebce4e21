import type { Instant } from '@sibai/kernel';

import { type Interval, type NodeOf, WEEKDAYS } from './flow.js';

export type OpeningHours = Pick<NodeOf<'hours'>, 'timeZone' | 'weekly' | 'exceptions'>;

/** Whether `now` lies in an interval of its local day, or in one of the day before that runs past midnight. */
export function isOpen(hours: OpeningHours, now: Instant): boolean {
  const { date, minute } = local(now, hours.timeZone);
  return (
    intervals(hours, date).some((i) => minute >= start(i) && (runsOver(i) || minute < end(i))) ||
    intervals(hours, dayBefore(date)).some((i) => runsOver(i) && minute < end(i))
  );
}

function intervals({ exceptions, weekly }: OpeningHours, date: string): readonly Interval[] {
  if (Object.hasOwn(exceptions, date)) return exceptions[date] ?? [];
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

function dayBefore(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const start = (i: Interval): number => minutes(i.from);
const end = (i: Interval): number => minutes(i.to);
const runsOver = (i: Interval): boolean => end(i) <= start(i);
