import {
  connectRate,
  countCall,
  NO_CALLS as NONE_QUEUED,
  serviceLevel,
  type ServiceLevelCounts,
  type ServiceLevelRule,
} from '@sibai/routing';

import type { Cdr } from './cdr.js';

/** Sums over the calls of a day, from which its figures follow. */
export interface DaySums extends ServiceLevelCounts {
  readonly offered: number;
  readonly refused: number;
  readonly answeredWaitMs: number;
}

export interface DayFigures {
  /** Calls that asked for a person. */
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly refused: number;
  /** Average speed of answer: mean wait of those answered. */
  readonly averageWaitMs: number;
  /** Per cent, by the rule the calls were added under; null before any call counts. */
  readonly serviceLevel: number | null;
  readonly connectRate: number | null;
}

export const NO_CALLS: DaySums = { ...NONE_QUEUED, offered: 0, refused: 0, answeredWaitMs: 0 };

export type Counted = Pick<Cdr, 'outcome' | 'queuedAt' | 'answeredAt' | 'endedAt' | 'queueMs'>;

/** Adds a call as it stands: one that still waits counts as offered only. */
export function addToDay(so: DaySums, call: Counted, rule: ServiceLevelRule): DaySums {
  if (call.outcome === 'refused') return { ...so, refused: so.refused + 1 };
  if (call.queuedAt === null) return so;
  const offered = { ...so, offered: so.offered + 1 };
  const waitMs = call.queueMs;
  if (call.answeredAt !== null)
    return {
      ...offered,
      ...countCall(offered, { outcome: 'answered', waitMs }, rule),
      answeredWaitMs: so.answeredWaitMs + waitMs,
    };
  return call.endedAt === null
    ? offered
    : { ...offered, ...countCall(offered, { outcome: 'abandoned', waitMs }, rule) };
}

export function dayFigures(sums: DaySums): DayFigures {
  const { offered, answered, abandoned, refused, answeredWaitMs } = sums;
  const perCent = (share: number | null) => (share === null ? null : 100 * share);
  return {
    offered,
    answered,
    abandoned,
    refused,
    averageWaitMs: answered === 0 ? 0 : Math.round(answeredWaitMs / answered),
    serviceLevel: perCent(serviceLevel(sums)),
    connectRate: perCent(connectRate(sums)),
  };
}
