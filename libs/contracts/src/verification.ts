import {
  BOUND_OWNERS,
  FINDING_CODES,
  INDUSTRY_CODES,
  MATERIAL_KINDS,
  type MaterialKind,
  NUMBER_USES,
} from '@sibai/compliance';
import * as z from 'zod';

import { id, instant } from './ids.js';

/** Text as typed, never refused for what it says: that is told by the rules of libs/compliance, field by field. */
const typed = (longest: number) => z.string().max(longest).default('');
const calendarDate = z.union([z.iso.date(), z.literal('')]).default('');
const expiry = z.union([z.iso.date(), z.literal('long_term'), z.literal('')]).default('');

export const VerificationBoundNumber = z.strictObject({
  number: typed(40),
  ownerName: typed(200),
  ownerKind: z.enum(BOUND_OWNERS).default('company'),
  ownerIdNumber: typed(40),
});

/** The form of a verification. Whatever is missing is empty, so a draft passes too. Matches libs/compliance. */
export const VerificationForm = z.strictObject({
  companyName: typed(200),
  uscc: typed(40),
  companyType: typed(100),
  capital: typed(100),
  establishedOn: calendarDate,
  licenceExpiresOn: expiry,
  address: typed(300),
  scope: typed(6000),
  legalName: typed(100),
  legalIdNumber: typed(40),
  legalIdExpiresOn: expiry,
  operatorIsLegal: z.boolean().default(true),
  operatorName: typed(100),
  operatorIdNumber: typed(40),
  operatorIdExpiresOn: expiry,
  operatorMobile: typed(40),
  industry: z.union([z.enum(INDUSTRY_CODES), z.literal('')]).default(''),
  displayName: typed(200),
  use: z.enum(NUMBER_USES).default('self'),
  boundNumbers: z.array(VerificationBoundNumber).max(50).default([]),
});
export type VerificationForm = z.infer<typeof VerificationForm>;

export const VerificationMaterialKind = z.enum(MATERIAL_KINDS as [MaterialKind, ...MaterialKind[]]);

/** Why an enterprise is verified: the first time, papers run out, a year has passed, a number changes hands. */
export const VERIFICATION_KINDS = ['first', 'renewal', 'yearly', 'transfer'] as const;
export type VerificationKind = (typeof VERIFICATION_KINDS)[number];

export const VERIFICATION_STATES = [
  'draft',
  'submitted',
  'returned',
  'refusing',
  'refused',
  'approved',
  'expired',
] as const;
export type VerificationState = (typeof VERIFICATION_STATES)[number];

/** Why something was returned or refused; each has a sentence in both languages in the portal. */
export const REASON_CODES = [
  'unreadable',
  'incomplete_picture',
  'wrong_paper',
  'paper_expired',
  'seal_missing',
  'signature_missing',
  'differs_from_paper',
  'differs_from_register',
  'wrong_person',
  'industry_wrong',
  'licence_missing',
  'name_not_allowed',
  'number_owner_unproven',
  'purpose_unclear',
  'forged',
  'blacklisted',
  'industry_refused',
  'other',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

export const VerificationReason = z.strictObject({
  /** A field of the form, `materials.<kind>`, or `application` for the whole. */
  field: z.string().max(80),
  code: z.enum(REASON_CODES),
  remark: z.string().trim().max(200).optional(),
});
export type VerificationReason = z.infer<typeof VerificationReason>;

export const READING_STATES = ['none', 'waiting', 'running', 'done', 'failed'] as const;
export type ReadingState = (typeof READING_STATES)[number];

/** What OCR read on a paper, with how sure it is of each value: 0 to 1. */
export const PaperReadingWire = z.object({
  state: z.enum(READING_STATES),
  /** 0 to 1. */
  progress: z.number(),
  fields: z.record(z.string(), z.object({ value: z.string(), confidence: z.number() })),
  fault: z.string().nullable(),
});

export const VerificationMaterial = z.object({
  id: id<'Material'>(),
  kind: VerificationMaterialKind,
  name: z.string(),
  bytes: z.int(),
  pages: z.array(z.object({ top: z.number(), width: z.number(), height: z.number() })),
  notes: z.array(z.string()),
  uploadedAt: instant,
  reading: PaperReadingWire,
});
export type VerificationMaterial = z.infer<typeof VerificationMaterial>;

export const VerificationFinding = z.object({
  rule: z.string(),
  field: z.string(),
  severity: z.enum(['block', 'warn', 'info']),
  code: z.enum(FINDING_CODES),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])),
  source: z.string(),
});
export type VerificationFinding = z.infer<typeof VerificationFinding>;

/** An application. ID numbers have their middle hidden: a value with a `*` in it is one that the server knows whole. */
export const Verification = z.object({
  id: id<'Verification'>(),
  kind: z.enum(VERIFICATION_KINDS),
  state: z.enum(VERIFICATION_STATES),
  version: z.int(),
  form: VerificationForm,
  materials: z.array(VerificationMaterial),
  confirmedMobiles: z.array(z.string()),
  findings: z.array(VerificationFinding),
  /** Why it was returned or refused. */
  reasons: z.array(VerificationReason),
  remark: z.string().nullable(),
  /** Whether a reviewer is looking at it right now. */
  inReview: z.boolean(),
  openedAt: instant,
  savedAt: instant,
  submittedAt: instant.nullable(),
  dueAt: instant.nullable(),
  decidedAt: instant.nullable(),
  expiresOn: z.string().nullable(),
  suspended: z.boolean(),
});
export type Verification = z.infer<typeof Verification>;

/** Where an enterprise stands: its newest application, and the identity it has. */
export const VerificationStatus = z.object({
  application: Verification.nullable(),
  identity: z
    .object({
      companyName: z.string(),
      uscc: z.string(),
      displayName: z.string(),
      approvedAt: instant,
      expiresOn: z.string().nullable(),
      inForce: z.boolean(),
    })
    .nullable(),
});
export type VerificationStatus = z.infer<typeof VerificationStatus>;

export const OpenVerification = z.strictObject({ kind: z.enum(['first', 'renewal']).default('first') });
export type OpenVerification = z.infer<typeof OpenVerification>;

/** A field that is not there stays as it is: `partial` alone would fill in the defaults. */
const SavedFields = z.strictObject(
  Object.fromEntries(
    Object.entries(VerificationForm.shape).map(([name, field]) => [name, field.unwrap().exactOptional()]),
  ) as {
    [K in keyof typeof VerificationForm.shape]: z.ZodExactOptional<
      ReturnType<(typeof VerificationForm.shape)[K]['unwrap']>
    >;
  },
);

/** What was typed since `version`. An ID number with a `*` in it leaves the one that is known. */
export const SaveVerification = z.strictObject({ version: z.int(), fields: SavedFields });
export type SaveVerification = z.infer<typeof SaveVerification>;

export const SubmitVerification = z.strictObject({ version: z.int() });
export type SubmitVerification = z.infer<typeof SubmitVerification>;

export const VerificationMobile = z.strictObject({ mobile: z.string().regex(/^1[3-9]\d{9}$/) });
export type VerificationMobile = z.infer<typeof VerificationMobile>;

export const ConfirmVerificationMobile = VerificationMobile.extend({ code: z.string().regex(/^\d{6}$/) });
export type ConfirmVerificationMobile = z.infer<typeof ConfirmVerificationMobile>;

/** Papers that are filled in by us, to be signed by hand. */
export const VERIFICATION_LETTERS = ['authorisation', 'commitment'] as const;
export type VerificationLetter = (typeof VERIFICATION_LETTERS)[number];
