import { Interval, NodeId, Prompt, WEEKDAYS } from '@sibai/ivr';
import { STRATEGIES, type StrategyName } from '@sibai/routing';
import * as z from 'zod';

import { id } from './ids.js';

/** Where a caller is sent whom a group does not answer. */
export const OverflowTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('group'), groupId: id<'Group'>() }),
  z.strictObject({ kind: z.literal('number'), to: z.string().regex(/^\d{5,15}$/) }),
  z.strictObject({ kind: z.literal('voicemail'), groupId: id<'Group'>().optional() }),
  z.strictObject({ kind: z.literal('callback') }),
  z.strictObject({ kind: z.literal('node'), node: NodeId }),
  /** Without words the product's own are said. */
  z.strictObject({ kind: z.literal('hangup'), words: z.string().trim().max(500).optional() }),
]);
export type OverflowTarget = z.infer<typeof OverflowTarget>;

const seconds = (min: number, max: number) => z.int().min(min).max(max);
const proficiency = z.int().min(1).max(10);

/** Opening hours by weekday, in the time of China. */
export const Week = z.partialRecord(z.enum(WEEKDAYS), z.array(Interval).max(8));
export type Week = z.infer<typeof Week>;

const RelaxationStep = z
  .strictObject({
    afterSeconds: seconds(1, 3600),
    proficiency: proficiency.optional(),
    addGroup: id<'Group'>().optional(),
  })
  .refine((step) => step.proficiency !== undefined || step.addGroup !== undefined, {
    error: 'a step that does nothing',
  });

const OverflowRule = z
  .strictObject({
    afterSeconds: seconds(1, 3600).optional(),
    atLength: z.int().min(1).max(1000).optional(),
    to: z.array(OverflowTarget).min(1).max(4),
  })
  .refine((rule) => rule.afterSeconds !== undefined || rule.atLength !== undefined, {
    error: 'a rule without a condition',
  });

/** What is set of a skill group besides its name and times. All of it has a value that does no harm. */
export const GroupSettings = z.strictObject({
  strategy: z.enum(Object.keys(STRATEGIES) as [StrategyName, ...StrategyName[]]).default('longest_idle'),
  /** The agent whom a caller talked to last, within so many days, is waited for so long, though others are free. */
  sticky: z
    .strictObject({ withinDays: z.int().min(1).max(365), extraWaitSeconds: seconds(0, 600) })
    .nullable()
    .default(null),
  minProficiency: proficiency.default(1),
  relaxation: z.array(RelaxationStep).max(10).default([]),
  lends: z
    .array(
      z.strictObject({
        to: id<'Group'>(),
        safePercent: z.int().min(0).max(100).default(80),
        keepReady: z.int().min(0).max(1000).default(1),
        proficiency: proficiency.default(5),
      }),
    )
    .max(10)
    .default([]),
  overflow: z.array(OverflowRule).max(10).default([]),
  maxWait: z
    .strictObject({ seconds: seconds(5, 7200), to: OverflowTarget })
    .nullable()
    .default(null),
  maxLength: z
    .strictObject({ callers: z.int().min(0).max(1000), to: OverflowTarget })
    .nullable()
    .default(null),
  /** Null: at all hours. */
  hours: Week.nullable().default(null),
  /** Whether the calendar closes it on holidays and opens it on the weekend days worked for them. */
  holidays: z.boolean().default(true),
  closedTo: OverflowTarget.prefault({ kind: 'hangup' }),
  /** On a holiday; null: as outside of the hours. */
  holidayTo: OverflowTarget.nullable().default(null),
  wrapUpMaxSeconds: seconds(60, 14_400).default(1800),
  /** A recording that is played to those who wait, instead of the house's music. */
  music: z.uuid().nullable().default(null),
  /** What those who wait are told, and how often; null: as the flow says. */
  announce: z
    .strictObject({ everySeconds: seconds(10, 600), position: z.boolean(), estimatedWait: z.boolean() })
    .nullable()
    .default(null),
  /** Said after each announcement, one after the other by turns. */
  comfort: z.array(Prompt).max(5).default([]),
  /** Whom a caller is told to be put through to. */
  agentTitle: z.string().trim().max(12).default('专家'),
});
export type GroupSettings = z.infer<typeof GroupSettings>;
