import * as z from 'zod';

import { id, instant } from './ids.js';

/** More open entries than this an enterprise may not have. */
export const MOST_BLOCKS = 20_000;
export const BLOCK_LINES = 10_000;

const reason = z.string().trim().max(200).default('');
/** Null: for good. */
const until = instant.nullable().default(null);

/** A number, or a beginning of numbers with `*` behind it. */
export const AddBlock = z.strictObject({
  number: z.string().trim().min(1).max(40),
  reason,
  until,
  callId: id<'Call'>().optional(),
});
export type AddBlock = z.infer<typeof AddBlock>;

/** From the desk: the number is the one of that call, which the agent has had. */
export const ProposeBlock = z.strictObject({ callId: id<'Call'>(), reason: z.string().trim().min(2).max(200) });
export type ProposeBlock = z.infer<typeof ProposeBlock>;

export const AcceptBlock = z.strictObject({ until });
export type AcceptBlock = z.infer<typeof AcceptBlock>;

/** `expired`: in force until its time was over. */
export const BLOCK_STATES = ['proposed', 'in_force', 'expired', 'ended', 'declined'] as const;
export type BlockState = (typeof BLOCK_STATES)[number];

export const Block = z.object({
  id: id<'Block'>(),
  number: z.string(),
  /** The number itself; otherwise all that begin so. */
  whole: z.boolean(),
  reason: z.string(),
  until: instant.nullable(),
  state: z.enum(BLOCK_STATES),
  callId: id<'Call'>().nullable(),
  addedBy: z.string(),
  addedAt: instant,
  /** Who accepted or declined a proposal. */
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
  endedBy: z.string().nullable(),
  endedAt: instant.nullable(),
});
export type Block = z.infer<typeof Block>;

/** `past`: neither proposed nor in force any more. */
export const BlockQuery = z.strictObject({
  q: z.string().trim().max(40).optional(),
  state: z.enum(['proposed', 'in_force', 'past']).optional(),
  before: id<'Block'>().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type BlockQuery = z.infer<typeof BlockQuery>;

export const BlockPage = z.object({
  blocks: z.array(Block),
  inForce: z.int(),
  proposed: z.int(),
  next: id<'Block'>().nullable(),
});
export type BlockPage = z.infer<typeof BlockPage>;

/** A table of numbers, one a line: number or beginning, reason, last day (2026-12-31). */
export const ImportBlocks = z.strictObject({ text: z.string().min(1).max(1_000_000) });
export type ImportBlocks = z.infer<typeof ImportBlocks>;

export const BLOCK_FAULTS = ['not_a_number', 'too_short', 'protected', 'own', 'day'] as const;
export const ImportedBlocks = z.object({
  added: z.int(),
  known: z.int(),
  /** Lines that were left out, the first of them. */
  refused: z.array(z.object({ line: z.int(), reason: z.enum(BLOCK_FAULTS), content: z.string() })),
  refusedCount: z.int(),
});
export type ImportedBlocks = z.infer<typeof ImportedBlocks>;

export const BLOCK_ANSWERS = ['sentence', 'busy'] as const;
export type BlockAnswer = (typeof BLOCK_ANSWERS)[number];

export const BlockSettings = z.strictObject({
  /** Whether calls that show no number are kept out. */
  anonymous: z.boolean(),
  /** What who is kept out hears: a sentence, or the busy tone. */
  answer: z.enum(BLOCK_ANSWERS),
});
export type BlockSettings = z.infer<typeof BlockSettings>;
export const DEFAULT_BLOCK_SETTINGS: BlockSettings = { anonymous: false, answer: 'sentence' };
