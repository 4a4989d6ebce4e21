import type { MaterialKind, PaperReading, VerificationForm } from '@sibai/compliance';
import type { GreenCheck, ReadingDifference } from '@sibai/contracts';

import { isMobile, maskIdNumber } from './id-numbers.js';
import type { PaperFields } from './ocr-reading.js';

type Field = keyof PaperReading;
type Typed = (form: VerificationForm) => string;

/** Which field of the form says what a field of a paper says. */
const LICENCE: Partial<Record<Field, keyof VerificationForm>> = {
  companyName: 'companyName',
  uscc: 'uscc',
  companyType: 'companyType',
  capital: 'capital',
  establishedOn: 'establishedOn',
  expiresOn: 'licenceExpiresOn',
  address: 'address',
  scope: 'scope',
  personName: 'legalName',
};
const PAPERS: Partial<Record<MaterialKind, Partial<Record<Field, keyof VerificationForm>>>> = {
  business_licence: LICENCE,
  legal_id_portrait: { personName: 'legalName', idNumber: 'legalIdNumber' },
  legal_id_emblem: { expiresOn: 'legalIdExpiresOn' },
  operator_id_portrait: { personName: 'operatorName', idNumber: 'operatorIdNumber' },
  operator_id_emblem: { expiresOn: 'operatorIdExpiresOn' },
};
/** Without these a paper has not been read well enough to do without a person. */
const NEEDED: Partial<Record<MaterialKind, readonly Field[]>> = {
  business_licence: ['companyName', 'uscc', 'personName'],
  legal_id_portrait: ['personName', 'idNumber'],
  legal_id_emblem: ['expiresOn'],
  operator_id_portrait: ['personName', 'idNumber'],
  operator_id_emblem: ['expiresOn'],
};
const SURE = 0.85;
const SECRET: readonly (keyof VerificationForm)[] = ['legalIdNumber', 'operatorIdNumber'];

export interface ReadPaper {
  readonly kind: MaterialKind;
  /** Null when it was not read, or nothing was found on it. */
  readonly fields: PaperFields | null;
}

/** The form's field that a field of that paper is about. */
export const formFieldOf = (kind: MaterialKind, field: string): keyof VerificationForm | undefined =>
  PAPERS[kind]?.[field as Field];

/** How two writings of the same thing are compared: width, case, brackets and blanks do not count. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s·•.,，。、;；:：'"“”\-()（）【】[\]]/g, '');

/** Where what was typed is not what was read. Both are known; ID numbers have their middle hidden. */
export function differencesOf(form: VerificationForm, papers: readonly ReadPaper[]): ReadingDifference[] {
  return papers.flatMap(({ kind, fields }) =>
    Object.entries(fields ?? {}).flatMap(([name, read]) => {
      const field = formFieldOf(kind, name);
      if (!field || !read) return [];
      const typed = textOf(field)(form);
      if (!typed || plain(typed) === plain(read.value)) return [];
      const shown = SECRET.includes(field) ? maskIdNumber : (text: string) => text;
      return [{ field, material: kind, typed: shown(typed), read: shown(read.value), confidence: read.confidence }];
    }),
  );
}

export interface GreenInput {
  readonly form: VerificationForm;
  readonly papers: readonly ReadPaper[];
  readonly required: readonly MaterialKind[];
  readonly findings: readonly { readonly severity: 'block' | 'warn' | 'info' }[];
  readonly confirmed: readonly string[];
}

/** What has to be green before nobody needs to look. Papers that a machine cannot read, such as a licence of a trade, are never green. */
export function greenChecks({
  form,
  papers,
  required,
  findings,
  confirmed,
}: GreenInput): { check: GreenCheck; ok: boolean }[] {
  const paper = (kind: MaterialKind) => papers.find((each) => each.kind === kind);
  const read = (kind: MaterialKind): boolean =>
    (NEEDED[kind] ?? []).every((field) => (paper(kind)?.fields?.[field]?.confidence ?? 0) >= SURE);
  const mobiles = form.boundNumbers.map(({ number }) => number).filter(isMobile);
  return [
    { check: 'no_block', ok: findings.every(({ severity }) => severity !== 'block') },
    { check: 'no_warning', ok: findings.every(({ severity }) => severity !== 'warn') },
    { check: 'papers_complete', ok: required.every((kind) => paper(kind) !== undefined) },
    { check: 'papers_read', ok: required.every((kind) => !kind.startsWith('licence:') && read(kind)) },
    { check: 'papers_agree', ok: differencesOf(form, papers).length === 0 },
    { check: 'mobile_confirmed', ok: confirmed.includes(form.operatorMobile) },
    { check: 'bound_confirmed', ok: mobiles.every((mobile) => confirmed.includes(mobile)) },
  ];
}

const textOf =
  (field: keyof VerificationForm): Typed =>
  (form) => {
    const value = form[field];
    return typeof value === 'string' ? value : '';
  };
