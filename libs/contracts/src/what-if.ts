import { STRATEGIES, type StrategyName } from '@sibai/routing';
import * as z from 'zod';

/** Half a working day of a large call centre; a body of a request holds no more. */
export const WHAT_IF_TABLE = 800_000;

const names = <T extends string>(record: Readonly<Record<T, unknown>>) => Object.keys(record) as [T, ...T[]];

export const WhatIfSource = z.discriminatedUnion('kind', [
  /** A day of the tenant's own, in China's time. */
  z.strictObject({ kind: z.literal('day'), date: z.iso.date().refine((date) => date >= '2000' && date < '2100') }),
  /** A table of calls in comma-separated values. */
  z.strictObject({ kind: z.literal('table'), text: z.string().min(1).max(WHAT_IF_TABLE) }),
]);
export type WhatIfSource = z.infer<typeof WhatIfSource>;

/** What is to be otherwise in one group; what is left out is as it was. */
export const WhatIfGroup = z.strictObject({
  group: z.string().min(1).max(100),
  /** More agents all day, or fewer. */
  agents: z.int().min(-200).max(200).default(0),
  strategy: z.enum(names<StrategyName>(STRATEGIES)).optional(),
  wrapUpSeconds: z.int().min(0).max(3600).optional(),
  targetSeconds: z.int().min(1).max(600).optional(),
  /** Who has waited so long is sent on, to voicemail or a callback. */
  maxWaitSeconds: z.int().min(5).max(3600).optional(),
  /** Ready agents are lent to all other groups while at least this share is answered in time. */
  lendsFromPercent: z.int().min(1).max(100).optional(),
});
export type WhatIfGroup = z.infer<typeof WhatIfGroup>;

export const WhatIfChange = z.strictObject({
  volumePercent: z.int().min(10).max(500).default(100),
  talkPercent: z.int().min(20).max(300).default(100),
  /** Every agent serves every group. */
  pooled: z.boolean().default(false),
  groups: z.array(WhatIfGroup).max(200).default([]),
});
export type WhatIfChange = z.infer<typeof WhatIfChange>;

export const WhatIfQuestion = z.strictObject({ source: WhatIfSource, change: WhatIfChange.prefault({}) });
export type WhatIfQuestion = z.infer<typeof WhatIfQuestion>;

const share = z.number().min(0).max(100).nullable();

export const WhatIfFigures = z.object({
  offered: z.int(),
  answered: z.int(),
  abandoned: z.int(),
  /** Sent out of the queue by the rules. */
  overflowed: z.int(),
  /** Per cent; null before any call counts. */
  serviceLevel: share,
  connectRate: share,
  /** Of those answered. */
  averageWaitMs: z.number().nullable(),
});
export type WhatIfFigures = z.infer<typeof WhatIfFigures>;

const WhatIfColumn = z.object({
  total: WhatIfFigures,
  intervals: z.array(WhatIfFigures.extend({ from: z.iso.datetime() })),
});

export const WhatIfAnswer = z.object({
  groups: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      calls: z.int(),
      agents: z.int(),
      wrapUpSeconds: z.number(),
      targetSeconds: z.number(),
      strategy: z.enum(names<StrategyName>(STRATEGIES)),
    }),
  ),
  agents: z.int(),
  /** As the records say, as the router plays the day again, and as it plays it changed. */
  recorded: WhatIfColumn,
  replayed: WhatIfColumn,
  changed: WhatIfColumn,
  decisions: z.int(),
  tookMs: z.number(),
  /** How much faster than the day itself. */
  timesRealTime: z.number(),
});
export type WhatIfAnswer = z.infer<typeof WhatIfAnswer>;
