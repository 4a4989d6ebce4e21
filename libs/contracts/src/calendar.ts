import { DAY_KINDS } from '@sibai/ivr';
import * as z from 'zod';

/** A day out of the ordinary: of the public calendar, or of the tenant's own, which comes before it. */
export const CalendarDay = z.object({
  date: z.iso.date(),
  kind: z.enum(DAY_KINDS),
  name: z.string(),
  source: z.enum(['public', 'own']),
});
export type CalendarDay = z.infer<typeof CalendarDay>;

export const CalendarYear = z.object({
  year: z.int(),
  /** What the State Council has announced for the year; null while nothing is published. */
  notice: z.object({ no: z.string(), issued: z.iso.date() }).nullable(),
  days: z.array(CalendarDay),
});
export type CalendarYear = z.infer<typeof CalendarYear>;

const [FIRST, LAST] = [2025, 2099];
export const CalendarQuery = z.strictObject({ year: z.coerce.number().int().min(FIRST).max(LAST) });
export type CalendarQuery = z.infer<typeof CalendarQuery>;

/** A day of a year that the calendar shows. */
export const CalendarDate = z.iso.date().refine((date) => date >= `${FIRST}-01-01` && date <= `${LAST}-12-31`);

export const SetCalendarDay = z.strictObject({
  kind: z.enum(DAY_KINDS),
  name: z.string().trim().min(1).max(20),
});
export type SetCalendarDay = z.infer<typeof SetCalendarDay>;
