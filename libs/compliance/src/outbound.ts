import type { Instant } from '@sibai/kernel';

import { dateInChina } from './calendar.js';
import { readPhone } from './phone.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const CHINA_OFFSET = 8 * 60 * MINUTE;
/** Who has asked to be called is awake, whatever the hour. */
const ASKED_MS = 60 * MINUTE;
/** So far ahead the next opening is looked for: the longest holidays have eight days. */
const LOOK_DAYS = 31;

/** Part of a day in China's time, `24:00` being its end. */
export interface CallingHours {
  readonly from: string;
  readonly to: string;
}

/** When and how often somebody may be called. One set for every call that goes out, whoever or whatever places it. */
export interface OutboundRules {
  readonly hours: readonly CallingHours[];
  /** Whether people are called on public holidays. */
  readonly onHolidays: boolean;
  readonly perMinute: number;
  readonly perHour: number;
  readonly perDay: number;
}

/**
 * Limits of the field's default (Aliyun: one callee 1 a minute, 5 an hour, 20 in 24 hours, failures counted); they may be
 * lowered, not raised. The hours are the convention: none at night, none over noon, none on public holidays.
 */
export const OUTBOUND_LIMITS = { perMinute: 1, perHour: 5, perDay: 20 } as const;
export const DEFAULT_OUTBOUND_RULES: OutboundRules = {
  hours: [
    { from: '09:00', to: '12:00' },
    { from: '14:00', to: '20:00' },
  ],
  onHolidays: false,
  ...OUTBOUND_LIMITS,
};

/** `again`: the earliest moment at which the same call is allowed; null: not by waiting. */
export type OutboundRefusal =
  | { readonly reason: 'not_a_number' | 'do_not_call'; readonly again: null }
  | { readonly reason: 'quiet_hours' | 'too_often'; readonly again: Instant | null };

export interface Dialling {
  readonly to: string;
  readonly now: Instant;
  /** Every try to reach the number in the last 24 hours, of the whole enterprise, answered or not. */
  readonly tries: readonly Instant[];
  readonly onList: boolean;
  /** When the one called asked for this call; null: did not. */
  readonly askedAt: Instant | null;
  /** Public holidays, as dates in China. */
  readonly holidays: ReadonlySet<string>;
}

const EMERGENCY = /^1(10|19|20|22)$/;
/** Numbers of services: banks (95…), enterprises (96…), the state's (12…), the carriers' own. */
const SERVICE = /^(9[56]\d{3,6}|12\d{3,6}|100\d{2})$/;

/** The digits to dial; undefined for what is no number in China. */
export function readCallee(text: string): string | undefined {
  const phone = readPhone(text);
  if (phone.kind !== 'invalid') return phone.number;
  const digits = text.normalize('NFKC').replace(/[\s()\-–—.]/g, '');
  return EMERGENCY.test(digits) || SERVICE.test(digits) ? digits : undefined;
}

/** Whether the number may be dialled now: null when it may. The call for help is held up by nothing. */
export function mayDial(rules: OutboundRules, call: Dialling): OutboundRefusal | null {
  const { to, now, onList, askedAt } = call;
  if (EMERGENCY.test(to)) return null;
  if (readCallee(to) !== to) return { reason: 'not_a_number', again: null };
  if (onList) return { reason: 'do_not_call', again: null };
  const free = Math.max(now, ...freeAt(rules, call));
  const awake = askedAt !== null && free - askedAt < ASKED_MS;
  const again = awake ? free : opening(rules, free, call.holidays);
  if (again === now) return null;
  return { reason: free > now ? 'too_often' : 'quiet_hours', again };
}

/** When each limit that is reached lets the next call through. */
function freeAt(rules: OutboundRules, { now, tries }: Dialling): Instant[] {
  const limits = [
    [rules.perMinute, MINUTE],
    [rules.perHour, 60 * MINUTE],
    [rules.perDay, DAY],
  ] as const;
  return limits.flatMap(([limit, span]) => {
    const within = tries.filter((at) => at > now - span && at <= now).toSorted((a, b) => a - b);
    const last = within[within.length - limit];
    return last === undefined ? [] : [last + span];
  });
}

/** The first moment from `at` on that lies within the hours; null when there is none within a month. */
function opening({ hours, onHolidays }: OutboundRules, at: Instant, holidays: ReadonlySet<string>): Instant | null {
  const midnight = Math.floor((at + CHINA_OFFSET) / DAY) * DAY - CHINA_OFFSET;
  const spans = hours.map(({ from, to }) => [minutes(from), minutes(to)] as const).toSorted((a, b) => a[0] - b[0]);
  for (let day = midnight; day < midnight + LOOK_DAYS * DAY; day += DAY) {
    if (!onHolidays && holidays.has(dateInChina(day))) continue;
    for (const [from, to] of spans) if (day + to > at) return Math.max(at, day + from);
  }
  return null;
}

function minutes(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return (hour * 60 + minute) * MINUTE;
}
