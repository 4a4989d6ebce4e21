import { describe, expect, it } from 'vitest';

import { AREA_CODES, callerRegion } from './area-codes.js';
import { areaOf } from './cli.js';
import { readPhone } from './phone.js';

describe('the area codes', () => {
  it('are each a code as landlines begin with, once', () => {
    for (const code of AREA_CODES.keys()) {
      expect(areaOf(`${code}88888888`)).toBe(code);
      expect(readPhone(`${code}88888888`).kind).toBe('landline');
    }
  });

  it('are of all provinces, and those of two digits complete', () => {
    const provinces = new Set([...AREA_CODES.values()].map((name) => /^(黑龙江|内蒙古|..)/.exec(name)?.[0]));
    expect(provinces.size).toBe(31);
    expect([...AREA_CODES.keys()].filter((code) => code.length === 3).toSorted()).toEqual(
      ['010', '020', '021', '022', '023', '024', '025', '027', '028', '029'],
    ); // prettier-ignore
  });
});

describe('a caller is from', () => {
  it.each([
    ['059288888888', '福建厦门'],
    ['+86 592 8888 8888', '福建厦门'],
    ['01088888888', '北京'],
    ['02488888888', '辽宁沈阳/抚顺/铁岭'],
    ['089866668888', '海南'],
    // Given up: not guessed.
    ['037866668888', null],
    ['13912345678', null],
    ['4008001234', null],
    ['10086', null],
    ['0085223456789', null],
    ['', null],
    ['web', null],
  ])('%s: %s', (caller, region) => expect(callerRegion(caller)).toBe(region));

  it('the region of the longest prefix entered, when it is no landline', () => {
    const prefixes = [
      { prefix: '1395928', area: '0592' },
      { prefix: '139', area: '010' },
      { prefix: '0591', area: '0592' },
    ];
    expect(callerRegion('13959281234', prefixes)).toBe('福建厦门');
    expect(callerRegion('013912345678', prefixes)).toBe('北京');
    expect(callerRegion('13812345678', prefixes)).toBe(null);
    expect(callerRegion('059188888888', prefixes)).toBe('福建福州');
  });
});
