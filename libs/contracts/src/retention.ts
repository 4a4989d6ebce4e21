import { RETENTION_CLASSES } from '@sibai/compliance';
import * as z from 'zod';

import { Code, CodeSent, Mobile } from './account.js';
import { id, instant } from './ids.js';

export const RetentionOverview = z.object({
  /** Null until the enterprise is verified: until then nothing is destroyed. */
  rule: z
    .object({
      name: z.enum(RETENTION_CLASSES),
      industry: z.string(),
      zh: z.string(),
      en: z.string(),
      minDays: z.int(),
      defaultDays: z.int(),
      maxDays: z.int(),
      minLaw: z.string(),
      maxLaw: z.string(),
      note: z.string(),
    })
    .nullable(),
  days: z.int().nullable(),
  history: z.array(z.object({ id: z.uuid(), days: z.int(), reason: z.string(), by: z.string(), at: instant })),
});
export type RetentionOverview = z.infer<typeof RetentionOverview>;

const Reason = z.string().trim().min(2).max(300);

export const ChooseRetention = z.strictObject({ days: z.int().min(1).max(40_000), reason: Reason });
export type ChooseRetention = z.infer<typeof ChooseRetention>;

const Counted = z.object({ recordings: z.int(), seconds: z.number() });
/** What would go now, and why; nothing is destroyed by looking. `samples` are the oldest of those due and held. */
export const RetentionPreview = z.object({
  days: z.int().nullable(),
  keep: Counted,
  due: Counted,
  held: Counted,
  samples: z.array(
    z.object({
      id: id<'Recording'>(),
      callId: id<'Call'>(),
      caller: z.string(),
      groupName: z.string().nullable(),
      startedAt: instant,
      seconds: z.number().nullable(),
      decision: z.enum(['due', 'held']),
      since: instant.nullable(),
      holds: z.array(z.uuid()),
    }),
  ),
});
export type RetentionPreview = z.infer<typeof RetentionPreview>;

export const PreviewQuery = z.strictObject({ days: z.coerce.number().int().min(1).max(40_000).optional() });
export type PreviewQuery = z.infer<typeof PreviewQuery>;

export const LEGAL_HOLD_KINDS = ['call', 'caller', 'group', 'period'] as const;
export const PlaceHold = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('call'), callId: id<'Call'>(), reason: Reason }),
  z.strictObject({ kind: z.literal('caller'), caller: z.string().regex(/^\+?\d[\d -]{4,19}$/), reason: Reason }),
  z.strictObject({ kind: z.literal('group'), groupId: id<'Group'>(), reason: Reason }),
  z.strictObject({ kind: z.literal('period'), from: instant, to: instant, reason: Reason }),
]);
export type PlaceHold = z.infer<typeof PlaceHold>;

export const LiftHold = z.strictObject({ reason: Reason });
export type LiftHold = z.infer<typeof LiftHold>;

export const Hold = z.object({
  id: z.uuid(),
  kind: z.enum(LEGAL_HOLD_KINDS),
  callId: id<'Call'>().nullable(),
  caller: z.string().nullable(),
  groupName: z.string().nullable(),
  from: instant.nullable(),
  to: instant.nullable(),
  reason: z.string(),
  placedBy: z.string(),
  placedAt: instant,
  liftedBy: z.string().nullable(),
  liftedAt: instant.nullable(),
  liftReason: z.string().nullable(),
});
export type Hold = z.infer<typeof Hold>;

export const RUN_KINDS = ['nightly', 'manual', 'subject'] as const;
export const RetentionRun = z.object({
  id: z.uuid(),
  kind: z.enum(RUN_KINDS),
  by: z.string().nullable(),
  days: z.int().nullable(),
  startedAt: instant,
  finishedAt: instant.nullable(),
  kept: z.int().nullable(),
  held: z.int().nullable(),
  destroyed: z.int().nullable(),
  seconds: z.number().nullable(),
  listSha256: z.string().nullable(),
  certificate: z.boolean(),
});
export type RetentionRun = z.infer<typeof RetentionRun>;

export const SUBJECT_REQUEST_KINDS = ['export', 'delete'] as const;
const Hotline = z.string().regex(/^400\d{7}$/);

export const AskSubjectCode = z.strictObject({ hotline: Hotline, mobile: Mobile });
export type AskSubjectCode = z.infer<typeof AskSubjectCode>;
/** `holder` is who keeps the recordings: the enterprise behind the hotline. */
export const SubjectCodeSent = CodeSent.extend({ holder: z.string() });
export type SubjectCodeSent = z.infer<typeof SubjectCodeSent>;

export const AskForMyData = z.strictObject({
  hotline: Hotline,
  mobile: Mobile,
  code: Code,
  kind: z.enum(SUBJECT_REQUEST_KINDS),
  /** With a deletion: what was noted about the calls goes as well. */
  notes: z.boolean().default(false),
});
export type AskForMyData = z.infer<typeof AskForMyData>;

export const KeptRecording = z.object({
  id: id<'Recording'>(),
  startedAt: instant,
  reason: z.enum(['law', 'hold']),
  /** Null for a hold, which has no end until it is lifted. */
  until: instant.nullable(),
  law: z.string().nullable(),
});
/** On a list by its number: calls not taken, or no calls wanted; or on one that a hold keeps as it is. */
export const KeptEntry = z.object({
  kind: z.enum(['block', 'do_not_call', 'hold']),
  since: instant,
  until: instant.nullable(),
});
export type KeptEntry = z.infer<typeof KeptEntry>;
export const MyDataOutcome = z.object({
  calls: z.int(),
  recordings: z.int(),
  destroyed: z.int(),
  notesRemoved: z.int(),
  kept: z.array(KeptRecording),
  /** Besides calls and recordings: so many things are in the copy; of a deletion, were removed. */
  file: z.int().default(0),
  fileKept: z.array(KeptEntry).default([]),
});
export type MyDataOutcome = z.infer<typeof MyDataOutcome>;

export const MyData = z.object({
  id: z.uuid(),
  holder: z.string(),
  hotline: z.string(),
  mobile: z.string(),
  kind: z.enum(SUBJECT_REQUEST_KINDS),
  askedAt: instant,
  expiresAt: instant,
  /** Null while it is being done. */
  outcome: MyDataOutcome.nullable(),
  certificate: z.boolean(),
});
export type MyData = z.infer<typeof MyData>;
/** `token` opens the answer until it expires. */
export const MyDataAsked = z.object({ token: z.string() });
export type MyDataAsked = z.infer<typeof MyDataAsked>;
export const MyDataToken = z.string().regex(/^[\w-]{20,60}$/);

export const SubjectRequest = z.object({
  id: z.uuid(),
  kind: z.enum(SUBJECT_REQUEST_KINDS),
  hotline: z.string(),
  mobile: z.string(),
  notes: z.boolean(),
  askedAt: instant,
  answeredAt: instant.nullable(),
  fetchedAt: instant.nullable(),
  outcome: MyDataOutcome.nullable(),
  runId: z.uuid().nullable(),
});
export type SubjectRequest = z.infer<typeof SubjectRequest>;
