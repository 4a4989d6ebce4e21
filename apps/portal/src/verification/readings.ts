import type { Verification, VerificationForm } from '@sibai/contracts';

import type { FieldName } from './draft';

export interface Read {
  readonly value: string;
  /** 0 to 1. */
  readonly confidence: number;
}

/** Which field of the form a field of a paper fills in. */
const FILLS: Readonly<Record<string, Readonly<Record<string, FieldName>>>> = {
  business_licence: {
    companyName: 'companyName',
    uscc: 'uscc',
    companyType: 'companyType',
    capital: 'capital',
    establishedOn: 'establishedOn',
    expiresOn: 'licenceExpiresOn',
    address: 'address',
    scope: 'scope',
    personName: 'legalName',
  },
  legal_id_portrait: { personName: 'legalName', idNumber: 'legalIdNumber' },
  legal_id_emblem: { expiresOn: 'legalIdExpiresOn' },
  operator_id_portrait: { personName: 'operatorName', idNumber: 'operatorIdNumber' },
  operator_id_emblem: { expiresOn: 'operatorIdExpiresOn' },
};

/** What a paper says of that field; of two papers, what was read with more certainty. */
export function readingOf({ materials }: Verification, name: FieldName): Read | undefined {
  const reads = materials.flatMap(({ kind, reading }) =>
    Object.entries(reading.fields).flatMap(([field, read]) => (FILLS[kind]?.[field] === name ? [read] : [])),
  );
  return reads.toSorted((a, b) => b.confidence - a.confidence)[0];
}

/** What the papers of `fresh` can fill in: only what is still empty. */
export function prefill(application: Verification, form: VerificationForm, fresh: ReadonlySet<string>) {
  const filled: Record<string, string> = {};
  for (const { id, kind, reading } of application.materials) {
    if (!fresh.has(id)) continue;
    for (const [field, { value }] of Object.entries(reading.fields)) {
      const name = FILLS[kind]?.[field];
      if (name && form[name] === '' && filled[name] === undefined) filled[name] = value;
    }
  }
  return filled as Partial<VerificationForm>;
}

/** Equal but for width, case, blanks and punctuation; of an ID number only what is shown of it is compared. */
export function sameText(typed: string, read: string): boolean {
  if (read.includes('*')) return typed.length > 7 && ends(typed) === ends(read);
  return plain(typed) === plain(read);
}

const ends = (text: string): string => text.slice(0, 3) + text.slice(-4);

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}_]/gu, '');
