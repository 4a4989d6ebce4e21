import type { VerificationForm } from '@sibai/contracts';

export const isMobile = (number: string): boolean => /^1[3-9]\d{9}$/.test(number);

/** ID numbers of persons, by their place in the form: `legalIdNumber`, `boundNumbers.0.ownerIdNumber`. */
export type IdNumbers = Readonly<Record<string, string>>;

/** An ID number with its middle hidden: 110***********1234. What is too short to be one is shown as it is. */
export const maskIdNumber = (value: string): string =>
  value.length < 8 ? value : `${value.slice(0, 3)}${'*'.repeat(value.length - 7)}${value.slice(-4)}`;

const isMasked = (value: string): boolean => value.includes('*');

/** Puts the ID numbers of persons aside: what is left may be stored and shown. */
export function withoutIdNumbers(form: VerificationForm): { shown: VerificationForm; idNumbers: IdNumbers } {
  const idNumbers: Record<string, string> = {};
  const aside = (place: string, value: string): string => {
    if (value) idNumbers[place] = value;
    return maskIdNumber(value);
  };
  const shown = {
    ...form,
    legalIdNumber: aside('legalIdNumber', form.legalIdNumber),
    operatorIdNumber: aside('operatorIdNumber', form.operatorIdNumber),
    boundNumbers: form.boundNumbers.map((bound, i) =>
      bound.ownerKind === 'person'
        ? { ...bound, ownerIdNumber: aside(`boundNumbers.${i}.ownerIdNumber`, bound.ownerIdNumber) }
        : bound,
    ),
  };
  return { shown, idNumbers };
}

/** The whole form, for the rules and for what is generated from it. */
export const withIdNumbers = (shown: VerificationForm, idNumbers: IdNumbers): VerificationForm => ({
  ...shown,
  legalIdNumber: idNumbers['legalIdNumber'] ?? shown.legalIdNumber,
  operatorIdNumber: idNumbers['operatorIdNumber'] ?? shown.operatorIdNumber,
  boundNumbers: shown.boundNumbers.map((bound, i) => ({
    ...bound,
    ownerIdNumber: idNumbers[`boundNumbers.${i}.ownerIdNumber`] ?? bound.ownerIdNumber,
  })),
});

/**
 * The form with what was typed put in. A masked ID number comes from a page that was only ever shown the masked one: it
 * stands for the one that is known in its place, or for one of `known` (as read on a paper) that is masked alike.
 */
export function typedInto(
  form: VerificationForm,
  typed: Partial<VerificationForm>,
  known: readonly string[],
): VerificationForm {
  const candidates = [
    ...known,
    ...[form.legalIdNumber, form.operatorIdNumber],
    ...form.boundNumbers.map(({ ownerIdNumber }) => ownerIdNumber),
  ];
  const whole = (value: string, before: string): string => {
    if (!isMasked(value)) return value;
    if (maskIdNumber(before) === value) return before;
    return candidates.find((candidate) => maskIdNumber(candidate) === value) ?? '';
  };
  const next = { ...form, ...typed };
  return {
    ...next,
    legalIdNumber: whole(next.legalIdNumber, form.legalIdNumber),
    operatorIdNumber: whole(next.operatorIdNumber, form.operatorIdNumber),
    operatorMobile: plainMobile(next.operatorMobile),
    boundNumbers: next.boundNumbers.map((bound, i) => ({
      ...bound,
      number: plainMobile(bound.number),
      ownerIdNumber: whole(bound.ownerIdNumber, form.boundNumbers[i]?.ownerIdNumber ?? ''),
    })),
  };
}

/** Mobile numbers are kept as digits, however they were typed; anything else stays as it is. */
function plainMobile(typed: string): string {
  const digits = typed.replace(/[\s-]/g, '').replace(/^(\+|00)86/, '');
  return isMobile(digits) ? digits : typed;
}
