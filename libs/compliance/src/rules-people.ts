import { type Instant } from '@sibai/kernel';

import { sameCompanyName } from './company-name.js';
import { type Finding, type FindingField } from './finding.js';
import { findingsOf } from './finding-of.js';
import { type BoundNumber, type VerificationApplication } from './form.js';
import { readPhone } from './phone.js';
import { readResidentId } from './resident-id.js';
import { usccFindings } from './rules-company.js';
import { normaliseCode } from './uscc.js';

/**
 * A resident ID number with its check, region and birth date, of a person who is of age.
 * Source: GB 11643-1999; 民法典 第十七条, 第十八条 (adults act for themselves).
 */
export function residentIdFindings(text: string, field: FindingField, now: Instant): readonly Finding[] {
  if (text === '') return [];
  const found = findingsOf('resident_id', 'GB 11643-1999');
  const reading = readResidentId(text, now);
  if (!reading.ok) {
    const at = reading.at === undefined ? {} : { at: reading.at + 1 };
    return [found(field, 'block', `id.${reading.problem}`, at)];
  }
  const findings: Finding[] = [];
  if (!reading.adult) findings.push(findingsOf('resident_id', '民法典 第十七条、第十八条')(field, 'block', 'id.minor'));
  if (reading.region.known !== 'all')
    findings.push(
      findingsOf('resident_id', 'GB/T 2260')(field, 'warn', 'id.county_unknown', {
        code: reading.number.slice(0, 6),
        province: reading.region.known === 'province' ? reading.region.name : '',
      }),
    );
  return findings;
}

/** A name of 2 to 50 characters, Chinese with 间隔号, or in Latin letters. Source: 居民身份证法 第四条 (规范汉字). */
export function personNameFindings(name: string, field: FindingField): readonly Finding[] {
  const plain = name.normalize('NFKC').trim();
  if (plain === '' || /^[\p{Script=Han}·•〇\s]{2,50}$/u.test(plain) || /^[A-Z][A-Z .,'-]{1,60}$/i.test(plain))
    return [];
  return [findingsOf('person_name', '居民身份证法 第四条')(field, 'block', 'person_name.characters')];
}

/** The operator is somebody else when the form says so. Source: 网络安全法 第二十四条. */
export function operator({ form }: VerificationApplication): readonly Finding[] {
  if (form.operatorIsLegal || form.operatorIdNumber === '') return [];
  return normaliseCode(form.operatorIdNumber) === normaliseCode(form.legalIdNumber)
    ? [findingsOf('operator', '网络安全法 第二十四条')('operatorIdNumber', 'warn', 'operator.same_id')]
    : [];
}

/** The operator's mobile number is one, and is confirmed by a code. Source: 反电信网络诈骗法 第九条. */
export function operatorMobile({ form, confirmedMobile }: VerificationApplication): readonly Finding[] {
  if (form.operatorMobile === '') return [];
  const found = findingsOf('operator_mobile', '反电信网络诈骗法 第九条');
  const phone = readPhone(form.operatorMobile);
  if (phone.kind !== 'mobile' && phone.kind !== 'virtual') return [found('operatorMobile', 'block', 'mobile.invalid')];
  return phone.number === confirmedMobile ? [] : [found('operatorMobile', 'block', 'mobile.unconfirmed')];
}

/**
 * Every number that calls may be sent to is a mobile or a landline of a named owner (绑定号码备案).
 * Source: 反电信网络诈骗法 第九条; the fields are those that carriers ask of the platforms.
 */
export function boundNumbers({ form }: VerificationApplication, now: Instant): readonly Finding[] {
  const numbers = form.boundNumbers.map(({ number }) => readPhone(number));
  return form.boundNumbers.flatMap((bound, at) => {
    const phone = numbers[at];
    const found = findingsOf('bound_number', '反电信网络诈骗法 第九条');
    const numberField: FindingField = `boundNumbers.${at}.number`;
    const findings: Finding[] = [];
    if (bound.number === '') findings.push(found(numberField, 'block', 'field.missing'));
    else if (!phone || phone.kind === 'invalid') findings.push(found(numberField, 'block', 'bound_number.invalid'));
    else if (phone.kind === 'hotline') findings.push(found(numberField, 'block', 'bound_number.is_400'));
    else {
      if (phone.kind === 'virtual') findings.push(found(numberField, 'warn', 'bound_number.is_virtual'));
      const same = numbers.findIndex((other) => other.kind !== 'invalid' && other.number === phone.number);
      if (same < at) findings.push(found(numberField, 'block', 'bound_number.twice', { first: same + 1 }));
    }
    return [...findings, ...ownerFindings(bound, at, form, now)];
  });
}

function ownerFindings(
  bound: BoundNumber,
  at: number,
  form: VerificationApplication['form'],
  now: Instant,
): readonly Finding[] {
  const found = findingsOf('bound_number', '反电信网络诈骗法 第九条');
  const name: FindingField = `boundNumbers.${at}.ownerName`;
  const id: FindingField = `boundNumbers.${at}.ownerIdNumber`;
  const findings: Finding[] = [];
  if (bound.ownerName === '') findings.push(found(name, 'block', 'field.missing'));
  if (bound.ownerIdNumber === '') return [...findings, found(id, 'block', 'field.missing')];
  if (bound.ownerKind === 'person')
    return [
      ...findings,
      ...personNameFindings(bound.ownerName, name),
      ...residentIdFindings(bound.ownerIdNumber, id, now),
    ];
  findings.push(...usccFindings(bound.ownerIdNumber, id));
  const own = normaliseCode(bound.ownerIdNumber) === normaliseCode(form.uscc);
  if (!own && form.uscc !== '')
    findings.push(found(id, form.use === 'other' ? 'info' : 'warn', 'bound_number.other_owner'));
  if (own && bound.ownerName !== '' && !sameCompanyName(bound.ownerName, form.companyName))
    findings.push(found(name, 'block', 'bound_number.owner_name_differs', { companyName: form.companyName }));
  return findings;
}
