import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { organisationCheck, readUscc, USCC_ALPHABET, usccCheck } from './uscc.js';

/** Codes of well-known companies, as their annual reports print them; the first is python-stdnum's vector. */
const KNOWN = [
  '91110000600037341L',
  '91110000710925462X',
  '91100000100003962T',
  '914403001922038216',
  '9144030071526726XG',
  '91330100799655058B',
];

const any = fc.constantFrom(...USCC_ALPHABET);
/** A valid code: the organisation's check inside, the whole one's at the end. */
const uscc = fc
  .tuple(
    fc.constantFrom('91', '92', '93', '12', '52', 'N1', 'Y1'),
    fc.constantFrom('110101', '310115', '440300'),
    fc.array(any, { minLength: 8, maxLength: 8 }),
  )
  .map(([head, region, base]) => {
    const inner = base.join('');
    const first17 = `${head}${region}${inner}${organisationCheck(inner)}`;
    return `${first17}${usccCheck(first17)}`;
  });

describe('a unified social credit code (GB 32100-2015)', () => {
  it.each(KNOWN)('%s', (code) => expect(readUscc(code)).toMatchObject({ ok: true, uscc: code, department: '9' }));

  it('is read as people type it', () => {
    expect(readUscc(' ９１１１００００ 6000-3734 1l')).toMatchObject({ ok: true, uscc: '91110000600037341L' });
  });

  it('names its region', () => {
    expect(readUscc('914403001922038216')).toMatchObject({ region: { known: 'all', name: '广东省深圳市' } });
  });

  it.each([
    ['9111000060003734', 'length'],
    ['91110000600037341O', 'character'],
    ['91110000600037341K', 'check'],
  ])('%s has a wrong %s', (code, problem) => expect(readUscc(code)).toMatchObject({ ok: false, problem }));

  it('has the check of the organisation code inside (GB 11714)', () => {
    expect(organisationCheck('60003734')).toBe('1');
    expect(organisationCheck('71092546')).toBe('2');
    expect(organisationCheck('71526726')).toBe('X');
    const wrongInside = '9111000060003734'.concat('2');
    expect(readUscc(`${wrongInside}${usccCheck(wrongInside)}`)).toEqual({ ok: false, problem: 'organisation_check' });
  });

  it('may begin with letters, as those of rural collectives do', () => {
    fc.assert(
      fc.property(uscc, (code) => {
        expect(readUscc(code).ok).toBe(true);
      }),
    );
  });

  it('of an unknown county stays valid, of an unknown province does not', () => {
    const of = (region: string): string => {
      const first17 = `91${region}600037341`;
      return `${first17}${usccCheck(first17)}`;
    };
    expect(readUscc(of('310119'))).toMatchObject({ ok: true, region: { known: 'province', name: '上海市' } });
    expect(readUscc(of('990101'))).toEqual({ ok: false, problem: 'region' });
  });

  it('betrays every exchange of one character for another', () => {
    fc.assert(
      fc.property(uscc, fc.nat(17), any, (code, at, other) => {
        fc.pre(code[at] !== other);
        expect(readUscc(code.slice(0, at) + other + code.slice(at + 1)).ok).toBe(false);
      }),
    );
  });

  it('betrays every two characters that have changed places, but the first and the last, whose weights are equal', () => {
    fc.assert(
      fc.property(uscc, fc.nat(17), fc.nat(17), (code, a, b) => {
        fc.pre(a !== b && code[a] !== code[b] && Math.abs(a - b) !== 17);
        const swapped = [...code];
        [swapped[a], swapped[b]] = [code[b] as string, code[a] as string];
        expect(readUscc(swapped.join('')).ok).toBe(false);
      }),
    );
  });
});
