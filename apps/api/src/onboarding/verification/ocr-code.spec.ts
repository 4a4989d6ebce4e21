import { USCC_ALPHABET } from '@sibai/compliance';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { residentIdField, usccField } from './ocr-code.js';

const NOW = Date.parse('2026-11-22T12:00:00+08:00');

describe('a credit code that was read', () => {
  it('is trusted when its checks are right', () => {
    expect(usccField('91110000600037341L', 0.8)).toEqual({ value: '91110000600037341L', confidence: 0.99 });
  });

  it.each([
    ['9111OOOO600037341L', 'two letters O too many: past repair', undefined],
    ['9111O000600037341L', 'O for 0', '91110000600037341L'],
    ['914403O01922038216', 'O for 0', '914403001922038216'],
    ['9I440300192203821G', 'two slips: past repair', undefined],
    ['91330100799655O58B', 'O for 0', '91330100799655058B'],
    ['9133010079965S058B', 'S for 5', '91330100799655058B'],
  ])('%s: %s', (read, _, repaired) => {
    expect(usccField(read, 0.95)).toEqual(
      repaired ? { value: repaired, confidence: 0.9, repairedFrom: read } : { value: read, confidence: 0.5 },
    );
  });

  it('is never changed without saying so', () => {
    const any = fc.stringMatching(new RegExp(`^[${USCC_ALPHABET}OISZV]{18}$`));
    fc.assert(
      fc.property(any, (read) => {
        const { value, repairedFrom, confidence } = usccField(read, 0.97);
        if (value !== read) expect(repairedFrom).toBe(read);
        if (repairedFrom !== undefined) expect(confidence).toBeLessThanOrEqual(0.9);
      }),
    );
  });
});

describe('a resident ID number that was read', () => {
  it('is trusted when its check is right', () => {
    expect(residentIdField('11010519491231002X', 0.7, NOW)).toEqual({ value: '11010519491231002X', confidence: 0.99 });
  });
  it('has letters put right, however many', () => {
    expect(residentIdField('II0I0519491231002X', 0.97, NOW)).toEqual({
      value: '11010519491231002X',
      confidence: 0.9,
      repairedFrom: 'II0I0519491231002X',
    });
  });
  it('has no digits changed: which of them is wrong nobody can tell', () => {
    expect(residentIdField('11010519491231003X', 0.97, NOW)).toEqual({ value: '11010519491231003X', confidence: 0.5 });
  });
});
