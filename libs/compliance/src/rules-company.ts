import { type Instant } from '@sibai/kernel';

import { addMonths, dateInChina, isCalendarDate } from './calendar.js';
import { readCapital } from './capital.js';
import { hasCompanyForm, isRegistrableName } from './company-name.js';
import { type Finding, type FindingField, type Severity } from './finding.js';
import { findingsOf } from './finding-of.js';
import { type Expiry, type VerificationApplication } from './form.js';
import { industryOf, SCOPE_WORDS } from './industry.js';
import { readUscc } from './uscc.js';

/** Papers must be good for at least this long: the default of the carriers and of ICP filing. */
export const EXPIRY_MONTHS = 3;
/** Below it a person looks, in whole yuan: carriers refuse shells with a token capital. */
export const LOW_CAPITAL = 100_000;

/**
 * Both check characters of the USCC, its region, and whether it is a business registration at all.
 * Source: GB 32100-2015 (mod 31), GB 11714-1997 (mod 11 inside), GB/T 2260 (region).
 */
export function usccFindings(text: string, field: FindingField): readonly Finding[] {
  if (text === '') return [];
  const found = findingsOf('uscc', 'GB 32100-2015');
  const reading = readUscc(text);
  if (!reading.ok) {
    switch (reading.problem) {
      case 'length':
        return [found(field, 'block', 'uscc.length')];
      case 'character':
        return [found(field, 'block', 'uscc.character', { at: (reading.at ?? 0) + 1 })];
      case 'region':
        return [findingsOf('uscc', 'GB/T 2260')(field, 'block', 'uscc.region')];
      case 'check':
        return [found(field, 'block', 'uscc.check')];
      case 'organisation_check':
        return [findingsOf('uscc', 'GB 11714-1997')(field, 'block', 'uscc.organisation_check')];
    }
  }
  const findings: Finding[] = [];
  if (reading.region.known !== 'all')
    findings.push(
      findingsOf('uscc', 'GB/T 2260')(field, 'warn', 'uscc.county_unknown', {
        code: reading.uscc.slice(2, 8),
        province: reading.region.known === 'province' ? reading.region.name : '',
      }),
    );
  if (reading.department !== '9')
    findings.push(found(field, 'info', 'uscc.not_market_regulator', { department: reading.department }));
  return findings;
}

/**
 * The entity type inside the code fits the type on the licence.
 * Source: GB 32100-2015 table 1 (1 enterprise, 2 individual business, 3 farmers' cooperative).
 */
export function companyType({ form }: VerificationApplication): readonly Finding[] {
  const reading = readUscc(form.uscc);
  if (!reading.ok || reading.department !== '9' || form.companyType === '') return [];
  const said = form.companyType.includes('个体') ? '2' : form.companyType.includes('农民专业合作') ? '3' : '1';
  if (reading.entity === said || !'123'.includes(reading.entity)) return [];
  return [
    findingsOf('company_type', 'GB 32100-2015')('companyType', 'warn', 'uscc.type_differs', {
      entity: reading.entity,
    }),
  ];
}

/** The name is one that can be registered. Source: 企业名称登记管理规定 第五条, 第十条. */
export function companyName({ form: { companyName: name, uscc } }: VerificationApplication): readonly Finding[] {
  if (name === '') return [];
  const found = findingsOf('company_name', '企业名称登记管理规定 第五条、第十条');
  if (!isRegistrableName(name)) return [found('companyName', 'warn', 'text.characters')];
  const reading = readUscc(uscc);
  const enterprise = !reading.ok || reading.department === '9';
  return enterprise && !hasCompanyForm(name) ? [found('companyName', 'warn', 'company_name.no_form')] : [];
}

/** The capital is an amount, and not a token. Source: 公司法 第四十七条; the platform's policy for the threshold. */
export function capital({ form }: VerificationApplication): readonly Finding[] {
  if (form.capital === '') return [];
  const found = findingsOf('capital', '公司法 第四十七条');
  const amount = readCapital(form.capital);
  if (amount === undefined) return [found('capital', 'warn', 'capital.unreadable')];
  return amount < LOW_CAPITAL ? [found('capital', 'warn', 'capital.low', { yuan: amount, least: LOW_CAPITAL })] : [];
}

/** The licence was given on a day that has been. Source: 公司法 第三十三条 (the licence states its date). */
export function establishedOn({ form }: VerificationApplication, now: Instant): readonly Finding[] {
  const { establishedOn: date, licenceExpiresOn: expiry } = form;
  if (date === '') return [];
  const found = findingsOf('established_on', '公司法 第三十三条');
  if (!isCalendarDate(date)) return [found('establishedOn', 'block', 'date.invalid')];
  if (date > dateInChina(now)) return [found('establishedOn', 'block', 'established.future')];
  if (isCalendarDate(expiry) && expiry <= date)
    return [found('licenceExpiresOn', 'block', 'expiry.before_established', { established: date })];
  return [];
}

/**
 * A paper is in force, and for three more months. Source: 居民身份证法 第五条 (terms of ID cards); three months is the
 * rule of carriers and of ICP filing.
 */
export function expiryFindings(expiry: Expiry, field: FindingField, now: Instant): readonly Finding[] {
  if (expiry === '' || expiry === 'long_term') return [];
  const found = findingsOf('expiry', '平台接入政策：证件有效期不少于三个月');
  if (!isCalendarDate(expiry)) return [found(field, 'block', 'date.invalid')];
  const today = dateInChina(now);
  if (expiry < today) return [found(field, 'block', 'expiry.past', { date: expiry })];
  const earliest = addMonths(today, EXPIRY_MONTHS);
  return expiry < earliest ? [found(field, 'block', 'expiry.soon', { date: expiry, earliest })] : [];
}

/**
 * The trade may have a 400 number, and what it needs for that; the scope of business speaks of it.
 * Source: each trade's own, in the table.
 */
export function industry({ form }: VerificationApplication): readonly Finding[] {
  if (form.industry === '') return [];
  const { verdict, source, licences } = industryOf(form.industry);
  const found = findingsOf('industry', source);
  if (verdict === 'refused') return [found('industry', 'block', 'industry.refused', { industry: form.industry })];
  const findings: Finding[] = [];
  if (verdict === 'licence') findings.push(found('industry', 'info', 'industry.needs_licence', { licences }));
  const words = SCOPE_WORDS[form.industry];
  const scope = form.scope.normalize('NFKC').replace(/\s/g, '');
  if (words && scope !== '' && !words.some((word) => scope.includes(word)))
    findings.push(found('industry', 'warn', 'industry.scope_differs', { words }));
  return findings;
}

/** What must be typed before anything can be submitted. Source: 网络安全法 第二十四条. */
export function required({ form }: VerificationApplication): readonly Finding[] {
  const found = findingsOf('required', '网络安全法 第二十四条');
  const missing = (fields: readonly (keyof typeof form & FindingField)[], severity: Severity): Finding[] =>
    fields.filter((field) => form[field] === '').map((field) => found(field, severity, 'field.missing'));
  return [
    ...missing(ALWAYS, 'block'),
    // A sole trader's licence has no capital, and some have no type.
    ...missing(['companyType'], 'warn'),
    ...(form.operatorIsLegal ? [] : missing(OPERATOR, 'block')),
    ...(form.boundNumbers.length === 0 ? [found('boundNumbers', 'block', 'bound_number.none')] : []),
  ];
}

const ALWAYS = [
  'companyName',
  'uscc',
  'establishedOn',
  'licenceExpiresOn',
  'address',
  'scope',
  'legalName',
  'legalIdNumber',
  'legalIdExpiresOn',
  'operatorMobile',
  'industry',
  'displayName',
] as const;
const OPERATOR = ['operatorName', 'operatorIdNumber', 'operatorIdExpiresOn'] as const;
