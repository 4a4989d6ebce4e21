import type { GroupId, Instant } from '@sibai/kernel';

import type { Weight } from './config.js';
import type { Caller } from './model.js';
import { byCodeUnit, type Compare } from './sorted-set.js';

/** What one step of priority is worth in waiting. */
export const PRIORITY_MS = 600_000;
export const MAX_PRIORITY = 9;
const MAX_WEIGHT_SECONDS = 3_600;

/** Nobody is ever passed by a caller who came later than this after: the proof that nobody starves. */
export const MAX_HEAD_START_MS = MAX_PRIORITY * PRIORITY_MS + 2 * MAX_WEIGHT_SECONDS * 1_000;

/**
 * Who goes first. A caller's score is the wait plus a head start; since all waits grow alike, the order of two
 * callers never changes while they wait, and a tree can hold it. Callers of equal head start go by `since`.
 */
export function rankOf(since: Instant, priority: number, weights: readonly Weight[]): Instant {
  const seconds = weights.reduce((sum, weight) => sum + weight.seconds, 0);
  return since - priority * PRIORITY_MS - 1_000 * within(seconds, -MAX_WEIGHT_SECONDS, MAX_WEIGHT_SECONDS);
}

export const priorityOf = (asked: number): number => within(Math.trunc(asked), 0, MAX_PRIORITY);

const within = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

export const byPlace: Compare<Caller> = (a, b) => a.rank - b.rank || a.since - b.since || byCodeUnit(a.call, b.call);

export const inOrderOf = (groups: readonly GroupId[]): readonly GroupId[] =>
  groups.length === 1 ? groups : [...new Set(groups)].sort(byCodeUnit);
