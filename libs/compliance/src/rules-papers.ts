import { sameCompanyName } from './company-name.js';
import { type Finding, type FindingField } from './finding.js';
import { findingsOf } from './finding-of.js';
import { type HandedIn, type PaperReading, type VerificationApplication, type VerificationForm } from './form.js';
import { requiredMaterials } from './materials.js';
import { readCapital } from './capital.js';
import { normaliseCode } from './uscc.js';

/** Every paper that the rules ask is handed in. Source: 网络安全法 第二十四条, and each trade's own law. */
export function materials({ form, materials: handedIn }: VerificationApplication): readonly Finding[] {
  const found = findingsOf('materials', '网络安全法 第二十四条');
  return requiredMaterials(form)
    .filter(({ kind }) => handedIn.every((material) => material.kind !== kind))
    .map(({ kind, because }) => found(`materials.${kind}`, 'block', 'material.missing', { because }));
}

/** Which field of the form a paper's field must equal, and how the two are compared. */
const COMPARED: Readonly<
  Record<'licence' | 'legal' | 'operator', Partial<Record<keyof PaperReading, keyof VerificationForm & FindingField>>>
> = {
  licence: {
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
  legal: { personName: 'legalName', idNumber: 'legalIdNumber', expiresOn: 'legalIdExpiresOn' },
  operator: { personName: 'operatorName', idNumber: 'operatorIdNumber', expiresOn: 'operatorIdExpiresOn' },
};

/**
 * What was read on the papers is what was typed; above all the company's name, which is one on every paper.
 * Source: 网络安全法 第二十四条 (true identity); 企业名称登记管理规定 第五条. A reading by OCR only warns.
 */
export function papersAgree({ form, materials: handedIn }: VerificationApplication): readonly Finding[] {
  return handedIn.flatMap((material) => {
    const { reading, kind } = material;
    if (!reading) return [];
    const severity = material.confirmed ? 'block' : 'warn';
    const found = findingsOf('papers_agree', '网络安全法 第二十四条');
    const fields = comparedFields(material);
    const findings: Finding[] = [];
    const name = reading.companyName;
    if (name && form.companyName !== '' && !sameCompanyName(name, form.companyName))
      findings.push(
        found(`materials.${kind}`, severity, 'material.company_name_differs', { paper: name, form: form.companyName }),
      );
    for (const [field, formField] of Object.entries(fields) as [keyof PaperReading, keyof VerificationForm][]) {
      const paper = reading[field];
      const typed = form[formField];
      if (field === 'companyName' || !paper || typeof typed !== 'string' || typed === '') continue;
      if (!sameValue(field, paper, typed))
        findings.push(
          found(formField as FindingField, severity, 'material.differs', {
            material: kind,
            paper: field === 'idNumber' ? maskId(paper) : paper,
          }),
        );
    }
    return findings;
  });
}

function comparedFields({ kind }: HandedIn): (typeof COMPARED)['licence'] {
  if (kind === 'business_licence') return COMPARED.licence;
  if (kind.startsWith('legal_id')) return COMPARED.legal;
  if (kind.startsWith('operator_id')) return COMPARED.operator;
  return {};
}

/** Equal but for the width of characters, spaces and punctuation, which OCR and typists take lightly. */
function sameValue(field: keyof PaperReading, paper: string, typed: string): boolean {
  switch (field) {
    case 'uscc':
    case 'idNumber':
      return normaliseCode(paper) === normaliseCode(typed);
    case 'capital':
      return readCapital(paper) === readCapital(typed);
    default:
      return letters(paper) === letters(typed);
  }
}

const letters = (text: string): string =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

const maskId = (id: string): string => `${id.slice(0, 3)}${'*'.repeat(Math.max(0, id.length - 7))}${id.slice(-4)}`;
