import type { Instant } from '@sibai/kernel';

import type { Presence } from './model.js';

/** What an agent has done today: what strategies share out by. */
export interface Load {
  /** Days since the epoch in China, which has one time zone and no summer time. */
  readonly day: number;
  readonly calls: number;
  /** Ringing, talking and writing up. */
  readonly busyMs: number;
  /** Signed in, up to `from`. */
  readonly signedMs: number;
  /** Since when the agent is signed in; null when signed out. */
  readonly from: Instant | null;
  /** Share of the time signed in that was busy, as of becoming ready last. */
  readonly occupancy: number;
}

export const NO_LOAD: Load = { day: 0, calls: 0, busyMs: 0, signedMs: 0, from: null, occupancy: 0 };

/** What an agent has done since `startOfDay`, as rows tell it to a process that has just started. */
export const loadOf = (done: Pick<Load, 'calls' | 'busyMs' | 'signedMs'>, { at }: Presence, now: Instant): Load => ({
  ...done,
  day: dayOf(now),
  from: at === 'offline' ? null : now,
  occupancy: occupancyOf(done.busyMs, done.signedMs),
});

/** Midnight in China. */
export const startOfDay = (now: Instant): Instant => dayOf(now) * DAY_MS - CHINA_MS;

const occupancyOf = (busyMs: number, signedMs: number): number => Math.min(1, busyMs / Math.max(1, signedMs));

const CHINA_MS = 8 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

const dayOf = (now: Instant): number => Math.floor((now + CHINA_MS) / DAY_MS);

/** An agent's load when the presence changes from `was` to `is`. */
export function loadAfter(load: Load, was: Presence, is: Presence, now: Instant): Load {
  // Writing up goes on with what the talk began.
  if (was.at === is.at || (was.at === 'talking' && is.at === 'wrap_up')) return load;
  const day = dayOf(now);
  const today = load.day === day ? load : { ...NO_LOAD, day, from: was.at === 'offline' ? null : now };
  const engaged = was.at === 'ringing' || was.at === 'talking' || was.at === 'wrap_up';
  const ms = today.from === null ? 0 : Math.max(0, now - today.from);
  const busyMs = today.busyMs + (engaged ? ms : 0);
  const signedMs = today.signedMs + ms;
  return {
    day,
    calls: today.calls + Number(is.at === 'talking'),
    busyMs,
    signedMs,
    from: is.at === 'offline' ? null : now,
    occupancy: is.at === 'ready' ? occupancyOf(busyMs, signedMs) : today.occupancy,
  };
}
