import type { Instant } from '@sibai/kernel';

import { GROUP_DEFAULTS, type Group } from './config.js';

/** What a group has learnt from its calls. */
export interface Figures {
  readonly handling: Handling;
  readonly patience: Patience;
  readonly recent: Recent;
}

/** How long an agent is occupied by one call of the group, talk and wrap-up: mean and mean square, smoothed. */
export interface Handling {
  readonly meanMs: number;
  readonly meanSquare: number;
  readonly count: number;
}

/** Assumed until a group has handled a call: the handle time the field plans with, as irregular as chance makes it. */
const PRIOR_HANDLE_MS = 180_000;
/** A new call weighs one twentieth, so that the mean follows the hour and not the single call. */
const SMOOTHING_CALLS = 20;

export const UNHANDLED: Handling = { meanMs: PRIOR_HANDLE_MS, meanSquare: 2 * PRIOR_HANDLE_MS ** 2, count: 0 };

/** At least a millisecond: a clock that is set back makes a time less than nothing. */
export function handled({ meanMs, meanSquare, count }: Handling, lasted: number): Handling {
  const ms = Math.max(1, lasted);
  const share = 1 / Math.min(count + 1, SMOOTHING_CALLS);
  // One call says nothing of how much they differ.
  const square = count === 0 ? 2 * ms * ms : meanSquare + (ms * ms - meanSquare) * share;
  return { meanMs: meanMs + (ms - meanMs) * share, meanSquare: square, count: count + 1 };
}

/** Callers' patience: hang-ups over time waited, the newest calls weighing most. */
export interface Patience {
  readonly waitedMs: number;
  readonly abandoned: number;
}

const FORGETTING = 0.98;

export const UNTRIED: Patience = { waitedMs: 0, abandoned: 0 };

export const waited = (patience: Patience, waitMs: number, abandoned: boolean): Patience => ({
  waitedMs: patience.waitedMs * FORGETTING + Math.max(0, waitMs),
  abandoned: patience.abandoned * FORGETTING + Number(abandoned),
});

interface Tally {
  readonly inTime: number;
  readonly counted: number;
}

/** The service level of late: of the present quarter of an hour and the one before. */
export interface Recent {
  readonly from: Instant;
  readonly present: Tally;
  readonly before: Tally;
  /** Until when a review of the group's lending is set. */
  readonly review: Instant;
}

export const QUARTER_MS = 15 * 60_000;

const NONE: Tally = { inTime: 0, counted: 0 };
export const NO_RECENT: Recent = { from: 0, present: NONE, before: NONE, review: 0 };

function upTo(recent: Recent, now: Instant): Recent {
  const from = now - (now % QUARTER_MS);
  if (from <= recent.from) return recent;
  const before = from - recent.from === QUARTER_MS ? recent.present : NONE;
  return { from, before, present: NONE, review: recent.review };
}

export function served(recent: Recent, waitMs: number, answered: boolean, group: Group, now: Instant): Recent {
  const { ms, shortAbandonMs } = group.target ?? GROUP_DEFAULTS.target;
  if (!answered && waitMs < shortAbandonMs) return recent;
  const today = upTo(recent, now);
  const { inTime, counted } = today.present;
  const present = { inTime: inTime + Number(answered && waitMs <= ms), counted: counted + 1 };
  return { ...today, present };
}

/** 0 to 1; null when no call counted of late. */
export function recentLevel(recent: Recent, now: Instant): number | null {
  const { present, before } = upTo(recent, now);
  const counted = present.counted + before.counted;
  return counted > 0 ? (present.inTime + before.inTime) / counted : null;
}

/** How a wait in the group ended, and when. */
export interface EndedWait {
  readonly at: Instant;
  readonly waitMs: number;
  readonly answered: boolean;
}

/** So many of a group's latest calls tell its figures again: older ones weigh next to nothing. */
export const REMEMBERED_CALLS = 100;

/** The figures of a group in a process that has just started, from rows of its latest calls; handle times oldest first. */
export function figuresFrom(group: Group, handledMs: readonly number[], waits: readonly EndedWait[]): Figures {
  const ended = waits.toSorted((a, b) => a.at - b.at);
  return {
    handling: handledMs.reduce(handled, UNHANDLED),
    patience: ended.reduce((sum, { waitMs, answered }) => waited(sum, waitMs, !answered), UNTRIED),
    recent: ended.reduce((sum, { at, waitMs, answered }) => served(sum, waitMs, answered, group, at), NO_RECENT),
  };
}
