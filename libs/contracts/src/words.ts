import * as z from 'zod';

import { id, instant } from './ids.js';

export const WORD_SEVERITIES = ['block', 'ask', 'inform'] as const;
const severity = z.enum(WORD_SEVERITIES);
const phrase = z.string().trim().min(1).max(40);

/** A word that an enterprise adds to the platform's list, or a phrase in which a word is harmless to it. */
export const SaveWordRule = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('word'),
    word: phrase.refine((word) => word.replace(/[\s\p{P}\p{S}]/gu, '').length >= 2, { error: 'too short' }),
    severity,
    /** The law or the own regulation it stands on. */
    article: z.string().trim().min(1).max(100),
    suggestion: z.string().trim().max(60).default(''),
  }),
  z.strictObject({
    kind: z.literal('harmless'),
    word: phrase,
    /** Why it is harmless here. */
    article: z.string().trim().min(1).max(100),
  }),
]);
export type SaveWordRule = z.infer<typeof SaveWordRule>;

export const WordRule = z.object({
  id: id<'WordRule'>(),
  kind: z.enum(['word', 'harmless']),
  word: z.string(),
  severity: severity.nullable(),
  article: z.string(),
  suggestion: z.string(),
  addedBy: z.string(),
  addedAt: instant,
});
export type WordRule = z.infer<typeof WordRule>;

/** A rule that was in force, with who ended it: by changing it, which makes another, or by taking it away. */
export const PastWordRule = WordRule.extend({ endedBy: z.string(), endedAt: instant });
export type PastWordRule = z.infer<typeof PastWordRule>;

export const WordBook = z.object({
  /** The platform's list, under which no rule of an enterprise goes. */
  floor: z.object({ version: z.int(), date: z.string(), owner: z.string(), source: z.string(), words: z.int() }),
  rules: z.array(WordRule),
});
export type WordBook = z.infer<typeof WordBook>;

/** A word that was found, in the order and places of the text of `path`. */
export const WordHit = z.object({
  word: z.string(),
  found: z.string(),
  start: z.int(),
  end: z.int(),
  family: z.string(),
  severity,
  article: z.string(),
  suggestion: z.string(),
  by: z.enum(['exact', 'variant', 'pinyin']),
  /** The node of a flow; null of a name. */
  node: z.string().nullable(),
  path: z.array(z.union([z.string(), z.int()])),
});
export type WordHit = z.infer<typeof WordHit>;

/** A word that is live: in a published flow, or in a name. */
export const WordFinding = WordHit.omit({ start: true, end: true, by: true, path: true }).extend({
  id: z.uuid(),
  surface: z.enum(['flow', 'line', 'group', 'notice', 'script']),
  subjectId: z.uuid(),
  subject: z.string(),
  /** Below the node, for a person: prompts.0 */
  place: z.string(),
  foundAt: instant,
  confirmedBy: z.string().nullable(),
  confirmedAt: instant.nullable(),
});
export type WordFinding = z.infer<typeof WordFinding>;

export const WordFindings = z.object({
  /** When all that is live was last checked, and by which list; null before the first time. */
  check: z.object({ at: instant, floorVersion: z.int(), rules: z.int() }).nullable(),
  findings: z.array(WordFinding),
});
export type WordFindings = z.infer<typeof WordFindings>;
