import { type Instant } from '@sibai/kernel';

import type { BannedWords } from './banned-words.js';
import { displayName } from './rules-display-name.js';
import { type Finding } from './finding.js';
import { type VerificationApplication } from './form.js';
import {
  capital,
  companyName,
  companyType,
  establishedOn,
  expiryFindings,
  industry,
  required,
  usccFindings,
} from './rules-company.js';
import { materials, papersAgree } from './rules-papers.js';
import { boundNumbers, operator, operatorMobile, personNameFindings, residentIdFindings } from './rules-people.js';

export interface Evaluation {
  readonly findings: readonly Finding[];
  /** Nothing blocks: the application may be submitted. */
  readonly ready: boolean;
}

type Rule = (application: VerificationApplication, now: Instant, words?: BannedWords) => readonly Finding[];

const RULES: readonly Rule[] = [
  required,
  companyName,
  ({ form }) => usccFindings(form.uscc, 'uscc'),
  companyType,
  capital,
  establishedOn,
  ({ form }, now) => expiryFindings(form.licenceExpiresOn, 'licenceExpiresOn', now),
  ({ form }) => personNameFindings(form.legalName, 'legalName'),
  ({ form }, now) => residentIdFindings(form.legalIdNumber, 'legalIdNumber', now),
  ({ form }, now) => expiryFindings(form.legalIdExpiresOn, 'legalIdExpiresOn', now),
  operator,
  // What was typed of an operator before the box was ticked is not asked any more.
  ({ form }) => (form.operatorIsLegal ? [] : personNameFindings(form.operatorName, 'operatorName')),
  ({ form }, now) => (form.operatorIsLegal ? [] : residentIdFindings(form.operatorIdNumber, 'operatorIdNumber', now)),
  ({ form }, now) => (form.operatorIsLegal ? [] : expiryFindings(form.operatorIdExpiresOn, 'operatorIdExpiresOn', now)),
  operatorMobile,
  industry,
  (application, _now, words) => displayName(application, words),
  boundNumbers,
  materials,
  papersAgree,
];

/**
 * Applies every rule, while the applicant types and again when the application is submitted. `words` are the applicant's own
 * with the platform's; without them the platform's alone.
 */
export function evaluate(
  application: VerificationApplication,
  { now, words }: { readonly now: Instant; readonly words?: BannedWords },
): Evaluation {
  const findings = RULES.flatMap((rule) => rule(application, now, words));
  return { findings, ready: findings.every(({ severity }) => severity !== 'block') };
}
