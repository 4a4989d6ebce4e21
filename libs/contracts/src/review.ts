import * as z from 'zod';

import { id, instant } from './ids.js';
import {
  VERIFICATION_KINDS,
  VERIFICATION_STATES,
  Verification,
  VerificationReason,
  VerificationMaterial,
} from './verification.js';

/** The reviewer's desk: what the platform's operator sees of applications for verification. */
export const REVIEW_VIEWS = ['open', 'refusing', 'waiting', 'decided'] as const;
export type ReviewView = (typeof REVIEW_VIEWS)[number];

/** `open`: to be decided, oldest first; `refusing`: needs a second operator; `waiting`: the customer's turn. */
export const ReviewQuery = z.strictObject({
  view: z.enum(REVIEW_VIEWS).default('open'),
  kind: z.enum(VERIFICATION_KINDS).optional(),
  mine: z.stringbool().default(false),
  overdue: z.stringbool().default(false),
  /** Part of a company's name, a USCC, or a whole ID number. */
  search: z.string().trim().max(60).default(''),
  page: z.coerce.number().int().min(1).max(1000).default(1),
});
export type ReviewQuery = z.infer<typeof ReviewQuery>;

export const ReviewClaim = z.object({ by: id<'User'>(), name: z.string(), mine: z.boolean() });

export const ReviewSummary = z.object({
  id: id<'Verification'>(),
  tenantId: id<'Tenant'>(),
  tenantName: z.string(),
  kind: z.enum(VERIFICATION_KINDS),
  state: z.enum(VERIFICATION_STATES),
  companyName: z.string(),
  uscc: z.string(),
  warnings: z.int(),
  submittedAt: instant.nullable(),
  /** When the promised working day is over; null unless it is the reviewer's turn. */
  dueAt: instant.nullable(),
  /** Working time left until then; negative when it is over. */
  workingMsLeft: z.number().nullable(),
  decidedAt: instant.nullable(),
  openedAt: instant,
  claim: ReviewClaim.nullable(),
});
export type ReviewSummary = z.infer<typeof ReviewSummary>;

export const ReviewList = z.object({
  rows: z.array(ReviewSummary),
  total: z.int(),
  counts: z.object({ open: z.int(), overdue: z.int(), refusing: z.int(), waiting: z.int() }),
});
export type ReviewList = z.infer<typeof ReviewList>;

/** What is typed and what was read on a paper, where both are known. */
export const ReadingDifference = z.object({
  field: z.string(),
  material: z.string(),
  typed: z.string(),
  read: z.string(),
  confidence: z.number(),
});
export type ReadingDifference = z.infer<typeof ReadingDifference>;

export const ReviewDecision = z.object({
  decision: z.enum(['approve', 'return', 'refuse', 'confirm', 'dismiss']),
  name: z.string().nullable(),
  at: instant,
  reasons: z.array(VerificationReason),
  remark: z.string().nullable(),
});
export type ReviewDecision = z.infer<typeof ReviewDecision>;

/** What must be green before an application is approved without a reviewer. */
export const GREEN_CHECKS = [
  'no_block',
  'no_warning',
  'papers_complete',
  'papers_read',
  'papers_agree',
  'mobile_confirmed',
  'bound_confirmed',
] as const;
export type GreenCheck = (typeof GREEN_CHECKS)[number];
export const GreenChecks = z.array(z.object({ check: z.enum(GREEN_CHECKS), ok: z.boolean() }));

/** Another application of the same company, or of one of the same persons. */
export const RelatedReview = z.object({
  id: id<'Verification'>(),
  tenantName: z.string(),
  sameTenant: z.boolean(),
  sameCompany: z.boolean(),
  companyName: z.string(),
  kind: z.enum(VERIFICATION_KINDS),
  state: z.enum(VERIFICATION_STATES),
  submittedAt: instant.nullable(),
  decidedAt: instant.nullable(),
  reasons: z.array(VerificationReason),
});
export type RelatedReview = z.infer<typeof RelatedReview>;

export const Review = ReviewSummary.extend({
  application: Verification,
  /** Papers that were replaced after an earlier submission. */
  replaced: z.array(VerificationMaterial),
  differences: z.array(ReadingDifference),
  green: GreenChecks,
  decisions: z.array(ReviewDecision),
  related: z.array(RelatedReview),
  /** Who proposed a refusal, and whether that is you. */
  proposed: ReviewClaim.nullable(),
});
export type Review = z.infer<typeof Review>;

const reasons = z.array(VerificationReason).max(40).default([]);
const remark = z.string().trim().max(500).default('');

/** `version` is the one that was looked at: what has changed since is not decided on unseen. */
export const DecideReview = z.discriminatedUnion('decision', [
  z.strictObject({ decision: z.literal('approve'), version: z.int(), remark }),
  z.strictObject({ decision: z.literal('return'), version: z.int(), reasons, remark }),
  z.strictObject({ decision: z.literal('refuse'), version: z.int(), reasons, remark }),
  z.strictObject({ decision: z.literal('confirm'), version: z.int(), remark }),
  z.strictObject({ decision: z.literal('dismiss'), version: z.int(), remark }),
]);
export type DecideReview = z.infer<typeof DecideReview>;

export const RevealIdNumber = z.strictObject({
  /** `legalIdNumber`, `operatorIdNumber` or `boundNumbers.0.ownerIdNumber`. */
  field: z.string().max(60),
  reason: z.string().trim().min(4).max(200),
});
export type RevealIdNumber = z.infer<typeof RevealIdNumber>;

export const RevealedIdNumber = z.object({ value: z.string() });

export const ReviewSettings = z.object({
  automaticApproval: z.boolean(),
  changedBy: z.string().nullable(),
  changedAt: instant.nullable(),
});
export type ReviewSettings = z.infer<typeof ReviewSettings>;

export const SaveReviewSettings = z.strictObject({ automaticApproval: z.boolean() });
export type SaveReviewSettings = z.infer<typeof SaveReviewSettings>;
