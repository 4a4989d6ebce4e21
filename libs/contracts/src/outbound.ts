import { asCli, CLI_RULES, DEFAULT_OUTBOUND_RULES, OUTBOUND_LIMITS } from '@sibai/compliance';
import * as z from 'zod';

import { id, instant } from './ids.js';

const time = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/);

/** When, how often and with which number people are called. One set for calls by click and for callbacks. */
export const SaveOutboundSettings = z.strictObject({
  cliRule: z.enum(CLI_RULES),
  hours: z
    .array(
      z
        .strictObject({ from: time, to: time })
        .refine(({ from, to }) => from < to, { path: ['to'], error: 'not after from' }),
    )
    .max(4),
  onHolidays: z.boolean(),
  perMinute: z.int().min(1).max(OUTBOUND_LIMITS.perMinute),
  perHour: z.int().min(1).max(OUTBOUND_LIMITS.perHour),
  perDay: z.int().min(1).max(OUTBOUND_LIMITS.perDay),
  /** How often a callback is tried before it is given up. */
  callbackTries: z.int().min(1).max(10),
  /** How long after the first vain try the next is made; it doubles from then on. */
  callbackPauseMinutes: z.int().min(1).max(240),
});
export type SaveOutboundSettings = z.infer<typeof SaveOutboundSettings>;

export const OutboundSettings = SaveOutboundSettings;
export type OutboundSettings = SaveOutboundSettings;

export const DEFAULT_OUTBOUND_SETTINGS: OutboundSettings = {
  cliRule: 'line_default',
  ...DEFAULT_OUTBOUND_RULES,
  hours: [...DEFAULT_OUTBOUND_RULES.hours],
  callbackTries: 3,
  callbackPauseMinutes: 5,
};

/** A number of one of the enterprise's own trunks that may be shown to who is called. A 400 number can never be one. */
export const SaveCallerNumber = z.strictObject({
  trunkId: id<'Trunk'>(),
  number: z
    .string()
    .trim()
    .refine((text) => asCli(text) !== undefined, { error: 'outbound.hotline_cli' })
    .transform((text) => asCli(text) ?? ''),
  /** Kept for the calls of that group; null: for all. */
  groupId: id<'Group'>().nullable().default(null),
  /** Numbers called that begin so are of its region, beside those of its own area code. */
  prefixes: z
    .array(z.string().regex(/^\d{2,8}$/))
    .max(200)
    .default([]),
});
export type SaveCallerNumber = z.infer<typeof SaveCallerNumber>;

export const CallerNumber = z.object({
  id: id<'CallerNumber'>(),
  trunkId: id<'Trunk'>(),
  trunkName: z.string(),
  number: z.string(),
  groupId: id<'Group'>().nullable(),
  groupName: z.string().nullable(),
  prefixes: z.array(z.string()),
  usedAt: instant.nullable(),
});
export type CallerNumber = z.infer<typeof CallerNumber>;

export const AddDoNotCall = z.strictObject({
  number: z.string().trim().min(3).max(32),
  reason: z.string().trim().max(200).default(''),
});
export type AddDoNotCall = z.infer<typeof AddDoNotCall>;

export const DoNotCall = z.object({
  id: id<'DoNotCall'>(),
  number: z.string(),
  reason: z.string(),
  addedBy: z.string(),
  addedAt: instant,
});
export type DoNotCall = z.infer<typeof DoNotCall>;

export const DoNotCallQuery = z.strictObject({
  q: z.string().trim().max(20).optional(),
  before: id<'DoNotCall'>().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type DoNotCallQuery = z.infer<typeof DoNotCallQuery>;

export const DoNotCallPage = z.object({
  entries: z.array(DoNotCall),
  total: z.int(),
  next: id<'DoNotCall'>().nullable(),
});
export type DoNotCallPage = z.infer<typeof DoNotCallPage>;

/** A table of numbers, one a line, what follows the first comma being the reason. */
export const ImportDoNotCall = z.strictObject({ text: z.string().min(1).max(600_000) });
export type ImportDoNotCall = z.infer<typeof ImportDoNotCall>;

export const ImportedDoNotCall = z.object({
  added: z.int(),
  known: z.int(),
  /** Lines that are no number, the first of them. */
  refused: z.array(z.object({ line: z.int(), content: z.string() })),
});
export type ImportedDoNotCall = z.infer<typeof ImportedDoNotCall>;

export const OUTBOUND_KINDS = ['click', 'callback'] as const;

/** Why a number was not dialled. */
export const OUTBOUND_REFUSALS = ['not_a_number', 'do_not_call', 'quiet_hours', 'too_often', 'no_cli'] as const;

/** A try to reach somebody, or the refusal of one: the evidence of every call that goes out. */
export const OutboundTry = z.object({
  id: id<'OutboundTry'>(),
  at: instant,
  callee: z.string(),
  kind: z.enum(OUTBOUND_KINDS),
  userName: z.string().nullable(),
  cli: z.string().nullable(),
  callId: id<'Call'>().nullable(),
  refused: z.enum(OUTBOUND_REFUSALS).nullable(),
  again: instant.nullable(),
});
export type OutboundTry = z.infer<typeof OutboundTry>;

export const OutboundTryQuery = z.strictObject({
  q: z.string().trim().max(20).optional(),
  refused: z.stringbool().optional(),
  before: id<'OutboundTry'>().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type OutboundTryQuery = z.infer<typeof OutboundTryQuery>;

export const OutboundTryPage = z.object({ tries: z.array(OutboundTry), next: id<'OutboundTry'>().nullable() });
export type OutboundTryPage = z.infer<typeof OutboundTryPage>;

/** Which number a call to `number` would show, or why it may not be made now. Nothing is dialled. */
export const CliPreview = z.object({
  number: z.string(),
  cli: z.string().nullable(),
  refused: z.enum(OUTBOUND_REFUSALS).nullable(),
  /** From when on it may. */
  again: instant.nullable(),
});
export type CliPreview = z.infer<typeof CliPreview>;

/** The agent's own phone is called first and answers by itself, then the number. Without a line or group: the first there is. */
export const PlaceCall = z.strictObject({
  to: z.string().trim().min(3).max(32),
  lineId: id<'Line'>().optional(),
  groupId: id<'Group'>().optional(),
});
export type PlaceCall = z.infer<typeof PlaceCall>;

export const PlacedCall = z.object({ callId: id<'Call'>() });
export type PlacedCall = z.infer<typeof PlacedCall>;

/** With what an agent may call out. */
export const OutboundMeans = z.object({
  lines: z.array(z.object({ id: id<'Line'>(), name: z.string(), number: z.string() })),
  groups: z.array(z.object({ id: id<'Group'>(), name: z.string() })),
});
export type OutboundMeans = z.infer<typeof OutboundMeans>;

/** A call an agent has had, either way. `number` is the person's. */
export const RecentCall = z.object({
  callId: id<'Call'>(),
  direction: z.enum(['in', 'out']),
  number: z.string(),
  lineName: z.string().nullable(),
  at: instant,
  answered: z.boolean(),
  talkMs: z.int(),
  /** Why an outgoing call was not answered: `busy`, `no_answer`, … */
  cause: z.string().nullable(),
});
export type RecentCall = z.infer<typeof RecentCall>;
