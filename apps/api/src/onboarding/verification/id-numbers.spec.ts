import { VerificationForm } from '@sibai/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { maskIdNumber, typedInto, withIdNumbers, withoutIdNumbers } from './id-numbers.js';

const LEGAL = '360426199101010071';
const OTHER = '110101199003078371';
const bound = (number: string, ownerIdNumber: string, ownerKind: 'company' | 'person' = 'person') => ({
  ...{ number, ownerIdNumber, ownerKind },
  ownerName: '张三',
});
const form = VerificationForm.parse({
  legalIdNumber: LEGAL,
  boundNumbers: [bound('13800138000', OTHER), bound('01012345678', '91110000600037341L', 'company')],
});

describe('ID numbers', () => {
  it('have their middle hidden', () => {
    expect(maskIdNumber(LEGAL)).toBe('360***********0071');
    expect(maskIdNumber('360426')).toBe('360426');
  });

  it('of persons are put aside, and put back', () => {
    const { shown, idNumbers } = withoutIdNumbers(form);
    expect(JSON.stringify(shown)).not.toMatch(new RegExp(`${LEGAL}|${OTHER}`));
    expect(shown.boundNumbers[1]?.ownerIdNumber).toBe('91110000600037341L');
    expect(withIdNumbers(shown, idNumbers)).toEqual(form);
  });

  it('are never shown, whatever the form', () => {
    const id = fc.stringMatching(/^[1-9]\d{16}[\dX]$/);
    fc.assert(
      fc.property(id, id, id, (legalIdNumber, operatorIdNumber, owner) => {
        const filled = VerificationForm.parse({ legalIdNumber, operatorIdNumber, boundNumbers: [bound('1', owner)] });
        const { shown, idNumbers } = withoutIdNumbers(filled);
        for (const secret of [legalIdNumber, operatorIdNumber, owner])
          expect(JSON.stringify(shown)).not.toContain(secret);
        expect(withIdNumbers(shown, idNumbers)).toEqual(filled);
      }),
    );
  });
});

describe('what is typed', () => {
  it('is put into the form, and nothing else', () => {
    expect(typedInto(form, { companyName: '甲公司' }, [])).toEqual({ ...form, companyName: '甲公司' });
  });

  it('leaves an ID number that the page only knows masked', () => {
    const { shown } = withoutIdNumbers(form);
    expect(typedInto(form, shown, [])).toEqual(form);
  });

  it('may take over what was read on a paper', () => {
    expect(typedInto(form, { legalIdNumber: maskIdNumber(OTHER) }, [OTHER]).legalIdNumber).toBe(OTHER);
    expect(typedInto(form, { legalIdNumber: maskIdNumber(OTHER) }, []).legalIdNumber).toBe(OTHER); // A bound number's owner.
  });

  it('finds the ID number of a bound number again when one before it is removed', () => {
    const two = { ...form, boundNumbers: [bound('13800138000', LEGAL), bound('13900139000', OTHER)] };
    const { shown } = withoutIdNumbers(two);
    const left = typedInto(two, { boundNumbers: shown.boundNumbers.slice(1) }, []);
    expect(left.boundNumbers).toEqual([bound('13900139000', OTHER)]);
  });

  it('loses a mask that stands for nothing, rather than keep stars', () => {
    expect(typedInto(form, { operatorIdNumber: '999***********9999' }, []).operatorIdNumber).toBe('');
  });
});
