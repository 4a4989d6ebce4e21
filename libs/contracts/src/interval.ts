import * as z from 'zod';

import { id, instant } from './ids.js';
import { FloorFigures } from './live.js';

/** Days in China's time, both included. */
export const IntervalQuery = z
  .strictObject({
    from: z.iso.date(),
    to: z.iso.date(),
    groupId: id<'Group'>().optional(),
  })
  .refine(({ from, to }) => from <= to && Date.parse(to) - Date.parse(from) <= 30 * 86_400_000, {
    error: 'at most 31 days, the first before the last',
    path: ['to'],
  });
export type IntervalQuery = z.infer<typeof IntervalQuery>;

export const INTERVAL_MINUTES = 15;

/** One quarter of an hour of one group. */
export const IntervalRow = FloorFigures.extend({
  from: instant,
  groupId: id<'Group'>(),
  groupName: z.string(),
});
export type IntervalRow = z.infer<typeof IntervalRow>;

export const IntervalHistory = z.object({
  /** Quarters in which something happened or somebody was signed in. */
  rows: z.array(IntervalRow),
  /** Of all groups asked for over the whole time. */
  total: FloorFigures,
});
export type IntervalHistory = z.infer<typeof IntervalHistory>;

/** What is behind one row: a span of at most a day, of one group. */
export const IntervalDetailQuery = z
  .strictObject({ from: instant, to: instant, groupId: id<'Group'>() })
  .refine(({ from, to }) => from < to && Date.parse(to) - Date.parse(from) <= 86_400_000, {
    error: 'at most a day, its start before its end',
    path: ['to'],
  });
export type IntervalDetailQuery = z.infer<typeof IntervalDetailQuery>;

export const IntervalDetail = z.object({
  agents: z.array(
    z.object({
      agentId: id<'Agent'>(),
      name: z.string(),
      answered: z.int(),
      missed: z.int(),
      talkMs: z.number(),
      wrapUpMs: z.number(),
      handleMs: z.number().nullable(),
      readyMs: z.number(),
      pausedMs: z.number(),
      signedInMs: z.number(),
      occupancy: z.number().nullable(),
    }),
  ),
  calls: z.array(
    z.object({
      callId: id<'Call'>(),
      caller: z.string(),
      queuedAt: instant,
      waitMs: z.number(),
      answered: z.boolean(),
      ended: z.boolean(),
      agentName: z.string().nullable(),
    }),
  ),
});
export type IntervalDetail = z.infer<typeof IntervalDetail>;
