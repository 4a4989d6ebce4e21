import * as z from 'zod';

import { id, instant } from './ids.js';
import { ROLES } from './session.js';

/**
 * What a look over an audit log may find: an entry that was `changed`, entries `removed` before one, one `relinked` to
 * another before it, one `unchained`, the end `cut` off, or the whole `rewritten` since an earlier look.
 */
export const AUDIT_FAULTS = ['changed', 'removed', 'relinked', 'unchained', 'cut', 'rewritten'] as const;
export const AuditFault = z.object({
  kind: z.enum(AUDIT_FAULTS),
  /** Its place, where it has one. */
  seq: z.int().nullable(),
  /** Of the entry it was seen at; none when the end is missing. */
  id: z.string().nullable(),
  at: instant.nullable(),
  act: z.string().nullable(),
});
export type AuditFault = z.infer<typeof AuditFault>;

export const AuditCheck = z.object({
  at: instant,
  entries: z.int(),
  head: z.string(),
  fault: AuditFault.nullable(),
  /** Null when the calendar asked. */
  checkedBy: z.string().nullable(),
});
export type AuditCheck = z.infer<typeof AuditCheck>;

export const CompliancePerson = z.object({
  id: id<'User'>(),
  name: z.string(),
  role: z.enum(ROLES),
  disabled: z.boolean(),
  secondStep: z.boolean(),
});
export type CompliancePerson = z.infer<typeof CompliancePerson>;

/** `stamp` is of the list as it was shown: what changed meanwhile is to be looked at before it is confirmed. */
export const AccessList = z.object({
  people: z.array(CompliancePerson),
  stamp: z.string(),
  reviewedAt: instant.nullable(),
  reviewedBy: z.string().nullable(),
});
export type AccessList = z.infer<typeof AccessList>;
export const AccessConfirmation = z.strictObject({ stamp: z.string().max(64) });
export type AccessConfirmation = z.infer<typeof AccessConfirmation>;

export const ComplianceItem = z.object({
  id: z.string(),
  state: z.enum(['green', 'amber', 'red', 'not_applicable']),
  /** Why, as a code; its sentence is in libs/compliance. */
  reason: z.string(),
  proof: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string()), z.null()])),
  /** The page on which it is put right. */
  path: z.string(),
});
export type ComplianceItem = z.infer<typeof ComplianceItem>;
export const Compliance = z.object({ at: instant, items: z.array(ComplianceItem) });
export type Compliance = z.infer<typeof Compliance>;

export const ComplianceReport = z.object({
  id: z.uuid(),
  /** `2026-11`. */
  month: z.string(),
  at: instant,
  madeBy: z.string().nullable(),
  sha256: z.string(),
  green: z.int(),
  amber: z.int(),
  red: z.int(),
});
export type ComplianceReport = z.infer<typeof ComplianceReport>;
