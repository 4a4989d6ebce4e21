import type { Instant } from '@sibai/kernel';

const DAY_MS = 24 * 3600_000;
/** China has one time zone, and no summer time since 1991. */
const SHANGHAI_MS = 8 * 3600_000;
const OPENS_MS = 9 * 3600_000;
const CLOSES_MS = 18 * 3600_000;

/** What is promised to an applicant. */
export const WORKING_DAY_MS = CLOSES_MS - OPENS_MS;

/** First and last day of each holiday, and the weekend days worked in exchange. */
interface Year {
  readonly off: readonly (readonly [first: string, last: string])[];
  readonly worked: readonly string[];
}

/**
 * 2026: notice of the General Office of the State Council on the holidays of 2026 (国办发明电〔2025〕7号, 4 November 2025).
 * 2027: the statutory days alone (全国年节及纪念日放假办法, as of 2025), until the notice for that year says which weekends
 * are worked; the lunar days are those of the calendar.
 */
const YEARS: Readonly<Record<string, Year>> = {
  '2026': {
    off: [
      ['2026-01-01', '2026-01-03'],
      ['2026-02-15', '2026-02-23'],
      ['2026-04-04', '2026-04-06'],
      ['2026-05-01', '2026-05-05'],
      ['2026-06-19', '2026-06-21'],
      ['2026-09-25', '2026-09-27'],
      ['2026-10-01', '2026-10-07'],
    ],
    worked: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
  },
  '2027': {
    off: [
      ['2027-01-01', '2027-01-01'],
      ['2027-02-05', '2027-02-08'],
      ['2027-04-05', '2027-04-05'],
      ['2027-05-01', '2027-05-02'],
      ['2027-06-09', '2027-06-09'],
      ['2027-09-15', '2027-09-15'],
      ['2027-10-01', '2027-10-03'],
    ],
    worked: [],
  },
};

/** The calendar day in Shanghai, YYYY-MM-DD. */
export const dayInShanghai = (at: Instant): string => new Date(at + SHANGHAI_MS).toISOString().slice(0, 10);

/** Whether people work on that day (YYYY-MM-DD). A year without a table has its weekends off. */
export function isWorkingDay(day: string): boolean {
  const year = YEARS[day.slice(0, 4)];
  if (year?.worked.includes(day)) return true;
  if (year?.off.some(([first, last]) => first <= day && day <= last)) return false;
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/** The moment `ms` of working time (9:00–18:00 on working days, Asia/Shanghai) after `from`. */
export function addWorkingTime(from: Instant, ms: number): Instant {
  let left = ms;
  for (let midnight = midnightOf(from); ; midnight += DAY_MS) {
    const [open, close] = hoursOf(midnight);
    const start = Math.max(from, open);
    if (start >= close) continue;
    if (left <= close - start) return start + left;
    left -= close - start;
  }
}

/** The working time between two moments; negative when `to` is before `from`. */
export function workingTimeBetween(from: Instant, to: Instant): number {
  if (to < from) return -workingTimeBetween(to, from);
  let sum = 0;
  for (let midnight = midnightOf(from); midnight <= to; midnight += DAY_MS) {
    const [open, close] = hoursOf(midnight);
    sum += Math.max(0, Math.min(to, close) - Math.max(from, open));
  }
  return sum;
}

const midnightOf = (at: Instant): Instant => Math.floor((at + SHANGHAI_MS) / DAY_MS) * DAY_MS - SHANGHAI_MS;

/** When work begins and ends on the day that starts at `midnight`; the same moment twice on a day off. */
function hoursOf(midnight: Instant): readonly [Instant, Instant] {
  if (!isWorkingDay(dayInShanghai(midnight))) return [midnight, midnight];
  return [midnight + OPENS_MS, midnight + CLOSES_MS];
}
