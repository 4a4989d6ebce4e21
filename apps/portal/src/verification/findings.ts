import { type BannedWords, evaluate, type Finding, requiredMaterials } from '@sibai/compliance';
import type { Verification, VerificationFinding, VerificationForm } from '@sibai/contracts';
import { language } from '@sibai/ui';

import type { DraftState } from './draft';
import { findingsEn, findingsZh, reasonsEn, reasonsZh } from './finding-texts';

export const SECTIONS = ['company', 'legal', 'operator', 'purpose', 'bound', 'materials', 'submit'] as const;
export type SectionName = (typeof SECTIONS)[number];

const FIELDS: Readonly<Record<string, SectionName>> = {
  ...section('company', 'companyName uscc companyType capital establishedOn licenceExpiresOn address scope'),
  ...section('legal', 'legalName legalIdNumber legalIdExpiresOn'),
  ...section('operator', 'operatorIsLegal operatorName operatorIdNumber operatorIdExpiresOn operatorMobile'),
  ...section('purpose', 'industry displayName use'),
  ...section('bound', 'boundNumbers'),
  ...section('company', 'materials.business_licence'),
  ...section('legal', 'materials.legal_id_portrait materials.legal_id_emblem'),
  ...section('operator', 'materials.operator_id_portrait materials.operator_id_emblem'),
};

function section(name: SectionName, fields: string): Record<string, SectionName> {
  return Object.fromEntries(fields.split(' ').map((field) => [field, name]));
}

/** Where on the page a field or a paper is. */
export const sectionOf = (field: string): SectionName =>
  FIELDS[field] ?? FIELDS[field.split('.')[0] ?? ''] ?? (field.startsWith('materials.') ? 'materials' : 'submit');

/**
 * What the rules say of what is on the page: told here as one types, with the server's word on what only it knows, which
 * are the ID numbers that the page has masked.
 */
export function findingsOn({ server, form }: DraftState, words: BannedWords): readonly VerificationFinding[] {
  const confirmedMobile = server.confirmedMobiles.includes(form.operatorMobile) ? form.operatorMobile : null;
  const materials = server.materials.map(({ kind, reading }) => ({
    kind,
    reading: Object.fromEntries(Object.entries(reading.fields).map(([name, { value }]) => [name, value])),
  }));
  const now = Date.now();
  const local = evaluate({ form, materials, confirmedMobile }, { now, words }).findings;
  const isServers = ({ field }: { field: string }): boolean => valueOf(form, field).includes('*');
  const unconfirmed = form.boundNumbers.flatMap(({ number }, i) =>
    /^1[3-9]\d{9}$/.test(number) && !server.confirmedMobiles.includes(number) ? [unconfirmedAt(i)] : [],
  );
  return [
    ...local.filter((finding) => !isServers(finding)).map(toWire),
    ...server.findings.filter(isServers),
    ...unconfirmed,
  ];
}

const unconfirmedAt = (i: number): VerificationFinding => ({
  rule: 'bound_numbers',
  field: `boundNumbers.${i}.number`,
  severity: 'block',
  code: 'mobile.unconfirmed',
  params: {},
  source: '',
});

const toWire = ({ params, ...finding }: Finding): VerificationFinding => ({
  ...finding,
  params: params as VerificationFinding['params'],
});

/** What stands in a field, also in one of a bound number; empty for what is no text. */
export function valueOf(form: VerificationForm, field: string): string {
  const value = field
    .split('.')
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], form);
  return typeof value === 'string' ? value : '';
}

export const requiredOf = (form: VerificationForm) => requiredMaterials(form);

export function findingText({ code, params }: VerificationFinding): string {
  const english = language() === 'en';
  const sentence = (english ? findingsEn : findingsZh)[code];
  const { suggestion } = params;
  const values = {
    ...params,
    suggestion: suggestion ? (english ? `Instead: ${suggestion}` : `可改为：${suggestion}`) : '',
  };
  return sentence
    .replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name as keyof typeof values] ?? ''))
    .replace(/（）|\(\)/g, '');
}

export const reasonText = (code: Verification['reasons'][number]['code']): string =>
  (language() === 'en' ? reasonsEn : reasonsZh)[code];
