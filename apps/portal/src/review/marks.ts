import type { VerificationReason } from '@sibai/contracts';

/** What a reviewer has flagged, by field. One reason for each field. */
export type Marks = ReadonlyMap<string, VerificationReason>;

export const NO_MARKS: Marks = new Map();

export function marked(marks: Marks, reason: VerificationReason): Marks {
  return new Map(marks).set(reason.field, reason);
}

export function unmarked(marks: Marks, field: string): Marks {
  const next = new Map(marks);
  next.delete(field);
  return next;
}

/** Codes that make sense for a field; the most likely first. */
export function codesFor(field: string): VerificationReason['code'][] {
  if (field.startsWith('materials.'))
    return [
      'unreadable',
      'incomplete_picture',
      'wrong_paper',
      'paper_expired',
      'seal_missing',
      'signature_missing',
      'wrong_person',
      'forged',
      'other',
    ];
  if (field === 'application')
    return ['blacklisted', 'forged', 'industry_refused', 'purpose_unclear', 'licence_missing', 'other'];
  if (field.startsWith('boundNumbers')) return ['number_owner_unproven', 'other'];
  if (field === 'industry') return ['industry_wrong', 'licence_missing', 'industry_refused', 'other'];
  if (field === 'displayName') return ['name_not_allowed', 'purpose_unclear', 'other'];
  return ['differs_from_paper', 'differs_from_register', 'wrong_person', 'paper_expired', 'other'];
}
