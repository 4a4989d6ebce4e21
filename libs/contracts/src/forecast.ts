import * as z from 'zod';

import { id, instant } from './ids.js';

/** How well waits are foretold: over a group or an hour of the day in China. */
export const ForecastError = z.object({
  /** Callers who were told and answered. */
  calls: z.int(),
  /** Who hung up before: how long they would have waited nobody knows. */
  left: z.int(),
  predictedMs: z.int().nullable(),
  waitedMs: z.int().nullable(),
  /** Mean of the error without its sign. */
  absoluteMs: z.int().nullable(),
  /** Mean of predicted less real: above zero, callers were told too long. */
  biasMs: z.int().nullable(),
  /** Share of the real waits that lay in the band, 0 to 1. */
  coverage: z.number().nullable(),
});
export type ForecastError = z.infer<typeof ForecastError>;

export const Forecasts = z.object({
  total: ForecastError,
  groups: z.array(ForecastError.extend({ id: id<'Group'>(), name: z.string() })),
  hours: z.array(ForecastError.extend({ hour: z.int() })),
  /** The latest, for the scatter of single callers. */
  points: z.array(z.object({ predictedMs: z.int(), waitedMs: z.int(), inBand: z.boolean() })),
});
export type Forecasts = z.infer<typeof Forecasts>;

export const ForecastQuery = z.strictObject({
  from: instant.optional(),
  to: instant.optional(),
  group: id<'Group'>().optional(),
});
export type ForecastQuery = z.infer<typeof ForecastQuery>;

/** Why a caller waits at this moment; null for one who does not. */
export const CallWaiting = z.object({
  waiting: z
    .object({
      /** Null for a caller who waits for one agent only. */
      place: z.int().nullable(),
      estimate: z.object({ ms: z.int(), lowMs: z.int(), highMs: z.int() }).nullable(),
      trace: z.record(z.string(), z.unknown()),
    })
    .nullable(),
});
export type CallWaiting = z.infer<typeof CallWaiting>;
