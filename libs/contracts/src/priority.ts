import * as z from 'zod';

import { id, instant } from './ids.js';

/** As people write a number: with blanks, hyphens or +86. What is kept are its digits. */
const CallerNumber = z
  .string()
  .trim()
  .max(30)
  .transform((text) => text.replace(/^(\+|00)86/, '').replace(/[\s()-]/g, ''))
  .pipe(z.string().regex(/^\d{3,15}$/, { error: 'not a number' }));

export const SaveVip = z.strictObject({
  number: CallerNumber,
  name: z.string().trim().max(40).default(''),
  /** Each step goes before ten minutes of waiting. */
  priority: z.int().min(1).max(9),
  /** The last day it counts; null for ever. */
  expiresOn: z.iso.date().nullable().default(null),
});
export type SaveVip = z.infer<typeof SaveVip>;

export const Vip = z.object({
  id: z.uuid(),
  number: z.string(),
  name: z.string(),
  priority: z.int(),
  expiresOn: z.iso.date().nullable(),
  expired: z.boolean(),
  addedAt: instant,
});
export type Vip = z.infer<typeof Vip>;

export const VipQuery = z.strictObject({
  q: z.string().trim().max(40).optional(),
  page: z.coerce.number().int().min(1).max(10_000).default(1),
});
export type VipQuery = z.infer<typeof VipQuery>;

export const VIP_PAGE = 50;
export const VipPage = z.object({ vips: z.array(Vip), total: z.int() });
export type VipPage = z.infer<typeof VipPage>;

export const VIP_LINES = 10_000;
/** A CSV with the columns number, name, priority, last day; a number that is known already is changed. */
export const ImportVips = z.strictObject({ csv: z.string().max(2_000_000) });
export type ImportVips = z.infer<typeof ImportVips>;

export const VIP_FAULTS = ['number', 'priority', 'day', 'name', 'twice', 'columns'] as const;
export const VipImport = z.object({
  added: z.int(),
  changed: z.int(),
  /** Lines that were left out, at most a hundred of them told. */
  refused: z.array(z.object({ line: z.int(), reason: z.enum(VIP_FAULTS), content: z.string() })),
  refusedCount: z.int(),
});
export type VipImport = z.infer<typeof VipImport>;

/** What a caller's order in the queue is made of, besides the wait. */
export const AcdSettings = z.strictObject({
  /** Seconds of waiting that a caller who is called back, or calls again after being cut off, is given on top. */
  callbackSeconds: z.int().min(0).max(3600).default(300),
  redialSeconds: z.int().min(0).max(3600).default(300),
});
export type AcdSettings = z.infer<typeof AcdSettings>;

export const LinePriority = z.object({
  id: id<'Line'>(),
  number: z.string(),
  name: z.string(),
  priority: z.int(),
});
export type LinePriority = z.infer<typeof LinePriority>;
export const SetLinePriority = z.strictObject({ priority: z.int().min(0).max(9) });
export type SetLinePriority = z.infer<typeof SetLinePriority>;
