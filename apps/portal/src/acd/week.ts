import type { Week } from '@sibai/contracts';
import { Interval, WEEKDAYS, type Weekday } from '@sibai/ivr';

/** Hours as one writes them, a line a day: `09:00-12:00 13:30-18:00`. */
export type WeekText = Readonly<Record<Weekday, string>>;

export const printWeek = (week: Week): WeekText =>
  Object.fromEntries(
    WEEKDAYS.map((day) => [day, (week[day] ?? []).map(({ from, to }) => `${from}-${to}`).join(' ')]),
  ) as Record<Weekday, string>;

/** The intervals of a day, or null when it is not written so. `9-18` is `09:00-18:00`. */
export function readDay(text: string): Interval[] | null {
  const parts = text
    .replaceAll('：', ':')
    .replace(/\s*[-–—~～至到]\s*/g, '-')
    .split(/[\s,，、;；]+/)
    .filter((part) => part !== '');
  const intervals = parts.map((part) => {
    const [from = '', to = '', ...more] = part.split('-').map(time);
    return Interval.safeParse(more.length === 0 ? { from, to } : {});
  });
  return intervals.every(({ success }) => success) && intervals.length <= 8
    ? intervals.flatMap(({ data }) => data ?? [])
    : null;
}

const time = (text: string): string => {
  const [hour = '', minute = '00'] = text.split(':');
  return `${hour.padStart(2, '0')}:${minute}`;
};

/** Of a week that has been found well written. */
export const readWeek = (text: WeekText): Week =>
  Object.fromEntries(WEEKDAYS.map((day) => [day, readDay(text[day]) ?? []]).filter(([, hours]) => hours?.length));

const same = (hours: string, ...days: Weekday[]): WeekText =>
  Object.fromEntries(WEEKDAYS.map((day) => [day, days.includes(day) ? hours : ''])) as Record<Weekday, string>;

/** What most begin with. */
export const WEEKS = {
  office: same('09:00-18:00', 'mon', 'tue', 'wed', 'thu', 'fri'),
  lunch: same('09:00-12:00 13:30-18:00', 'mon', 'tue', 'wed', 'thu', 'fri'),
  daily: same('09:00-21:00', ...WEEKDAYS),
  always: same('00:00-24:00', ...WEEKDAYS),
} as const;
export type WeekName = keyof typeof WEEKS;
