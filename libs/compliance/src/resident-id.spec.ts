import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readResidentId, residentIdCheck } from './resident-id.js';

const NOW = Date.parse('2026-11-22T12:00:00+08:00');
const number = (region: string, birth: string, sequence: string): string => {
  const first17 = `${region}${birth}${sequence}`;
  return `${first17}${residentIdCheck(first17)}`;
};
const valid = fc
  .tuple(
    fc.constantFrom('110101', '310115', '440305', '510102', '830000'),
    fc.date({ min: new Date('1930-01-01'), max: new Date('2008-01-01'), noInvalidDate: true }),
    fc.nat(999),
  )
  .map(([region, birth, sequence]) =>
    number(region, birth.toISOString().slice(0, 10).replaceAll('-', ''), String(sequence).padStart(3, '0')),
  );

describe('a resident identity number (GB 11643-1999)', () => {
  it('tells region, birth date and sex', () => {
    expect(readResidentId('360426199101010071', NOW)).toEqual({
      ok: true,
      number: '360426199101010071',
      region: { known: 'all', name: '江西省九江市德安县' },
      birthDate: '1991-01-01',
      sex: 'male',
      adult: true,
    });
    // The example of the standard's annex.
    expect(readResidentId('11010519491231002x', NOW)).toMatchObject({
      ok: true,
      sex: 'female',
      birthDate: '1949-12-31',
    });
  });

  it.each([
    ['36042619910101007', 'length'],
    ['36042619910101007A', 'character'],
    ['360426199101010072', 'check'],
    [number('360426', '19910230', '007'), 'birth_date'],
    [number('360426', '20300101', '007'), 'birth_date'],
    [number('360426', '18991231', '007'), 'birth_date'],
    [number('990426', '19910101', '007'), 'region'],
  ])('%s has a wrong %s', (text, problem) => expect(readResidentId(text, NOW)).toMatchObject({ ok: false, problem }));

  it('keeps the region of its day: a county that is no more is only not known', () => {
    expect(readResidentId(number('310119', '19800101', '002'), NOW)).toMatchObject({
      ok: true,
      region: { known: 'province', name: '上海市' },
    });
  });

  it.each([
    ['20081122', '2026-11-21T23:59:59+08:00', false],
    ['20081122', '2026-11-22T00:00:00+08:00', true],
    ['20080229', '2026-02-28T12:00:00+08:00', false],
    ['20080229', '2026-03-01T00:00:00+08:00', true],
  ])('born %s, at %s is of age: %s', (birth, now, adult) => {
    expect(readResidentId(number('110101', birth, '001'), Date.parse(now))).toMatchObject({ ok: true, adult });
  });

  it('betrays every exchange of one digit for another', () => {
    fc.assert(
      fc.property(valid, fc.nat(17), fc.constantFrom(...'0123456789X'), (text, at, other) => {
        fc.pre(text[at] !== other);
        expect(readResidentId(text.slice(0, at) + other + text.slice(at + 1), NOW).ok).toBe(false);
      }),
    );
  });

  it('betrays every two neighbours that have changed places', () => {
    fc.assert(
      fc.property(valid, fc.nat(16), (text, at) => {
        fc.pre(text[at] !== text[at + 1]);
        expect(readResidentId(`${text.slice(0, at)}${text[at + 1]}${text[at]}${text.slice(at + 2)}`, NOW).ok).toBe(
          false,
        );
      }),
    );
  });
});
