import type { BoundNumber, MaterialKind, VerificationForm } from './form.js';

/** Where in the application a finding belongs. */
export type FindingField =
  | Exclude<keyof VerificationForm, 'boundNumbers'>
  | 'boundNumbers'
  | `boundNumbers.${number}.${keyof BoundNumber}`
  | `materials.${MaterialKind}`;

/** block: cannot be submitted; warn: a reviewer must look; info: the applicant should know. */
export type Severity = 'block' | 'warn' | 'info';

/** Why, as a code: the sentence (zh, en) belongs to the portal, the values in it are `params`. */
export const FINDING_CODES = [
  'field.missing',
  'text.characters',
  'text.too_long',
  'company_name.no_form',
  'uscc.length',
  'uscc.character',
  'uscc.region',
  'uscc.county_unknown',
  'uscc.organisation_check',
  'uscc.check',
  'uscc.not_market_regulator',
  'uscc.type_differs',
  'capital.unreadable',
  'capital.low',
  'date.invalid',
  'established.future',
  'expiry.before_established',
  'expiry.past',
  'expiry.soon',
  'person_name.characters',
  'id.length',
  'id.character',
  'id.region',
  'id.county_unknown',
  'id.birth_date',
  'id.check',
  'id.minor',
  'operator.same_id',
  'mobile.invalid',
  'mobile.unconfirmed',
  'industry.refused',
  'industry.needs_licence',
  'industry.scope_differs',
  'display_name.banned_word',
  'display_name.unlike_company',
  'bound_number.none',
  'bound_number.invalid',
  'bound_number.is_400',
  'bound_number.is_virtual',
  'bound_number.twice',
  'bound_number.other_owner',
  'bound_number.owner_name_differs',
  'material.missing',
  'material.differs',
  'material.company_name_differs',
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

export interface Finding {
  /** The rule's own name, for the reviewer and the statistics: `uscc`, `expiry`, `banned_words` … */
  readonly rule: string;
  readonly field: FindingField;
  readonly severity: Severity;
  readonly code: FindingCode;
  /** Values of the sentence; `field.missing` has none. Dates are calendar dates, lists are arrays of words. */
  readonly params: Readonly<Record<string, string | number | readonly string[]>>;
  /** The standard, law or platform rule it stands on: `GB 32100-2015 5.3`. */
  readonly source: string;
}
