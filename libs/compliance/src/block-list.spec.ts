import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type Block, blockKeys, blockOf, callerDigits, isAnonymous, readBlock } from './block-list.js';

const now = Date.UTC(2026, 10, 22);
const block = (number: string, more: Partial<Block> = {}): Block => ({ number, whole: true, until: null, ...more });
const beginning = (number: string) => block(number, { whole: false });
const held = (caller: string, ...blocks: Block[]) => blockOf(caller, blocks, { now, preferred: false })?.number;

describe('what people write', () => {
  it.each([
    ['13912345678', { number: '13912345678', whole: true }],
    [' 139 1234-5678 ', { number: '13912345678', whole: true }],
    ['+86 13912345678', { number: '13912345678', whole: true }],
    ['013912345678', { number: '13912345678', whole: true }],
    ['１３９１２３４５６７８', { number: '13912345678', whole: true }],
    ['(021) 6666-8888', { number: '02166668888', whole: true }],
    ['+86 21 66668888', { number: '02166668888', whole: true }],
    ['+852 2345 6789', { number: '0085223456789', whole: true }],
    ['170*', { number: '170', whole: false }],
    ['0592*', { number: '0592', whole: false }],
    ['00*', { number: '00', whole: false }],
    ['955＊', { number: '955', whole: false }],
    ['10086', { number: '10086', whole: true }],
  ])('is read: %s', (text, read) => expect(readBlock(text)).toEqual(read));

  it.each([
    ['', 'not_a_number'],
    ['anonymous', 'not_a_number'],
    ['1390000abcd', 'not_a_number'],
    ['139*1234', 'not_a_number'],
    ['=cmd()', 'not_a_number'],
    ['1'.repeat(21), 'not_a_number'],
    ['13*', 'too_short'],
    ['1*', 'too_short'],
    ['00', 'too_short'],
    ['*', 'not_a_number'],
    ['110', 'protected'],
    ['120*', 'protected'],
    ['021110', 'protected'],
    ['0592110', 'protected'],
    ['96110', 'protected'],
  ])('is refused: %s', (text, fault) => expect(readBlock(text)).toEqual({ fault }));
});

describe('a caller', () => {
  it('is kept out by the number itself, however its carrier writes it', () => {
    for (const caller of ['13912345678', '+8613912345678', '008613912345678', '8613912345678', '013912345678'])
      expect(held(caller, block('13912345678'))).toBe('13912345678');
    expect(held('+862166668888', block('02166668888'))).toBe('02166668888');
    expect(held('13912345679', block('13912345678'))).toBeUndefined();
    expect(held('139123456781', block('13912345678'))).toBeUndefined();
  });

  it('is kept out by a beginning, the longest of several, and by the number itself before any', () => {
    const all = [beginning('139'), beginning('13912'), block('13912345678')];
    expect(held('13912345678', ...all)).toBe('13912345678');
    expect(held('13912345679', ...all)).toBe('13912');
    expect(held('13999999999', ...all)).toBe('139');
    expect(held('13812345678', ...all)).toBeUndefined();
    expect(held('+85223456789', beginning('00'))).toBe('00');
    expect(held('02100000000', beginning('00'))).toBeUndefined();
  });

  it('comes in again when the time is over', () => {
    expect(held('13912345678', block('13912345678', { until: now + 1 }))).toBe('13912345678');
    expect(held('13912345678', block('13912345678', { until: now }))).toBeUndefined();
  });

  it.each(['110', '120', '021110', '0592119', '96110', '12395'])('who calls for help is never kept out: %s', (caller) =>
    expect(held(caller, ...blockKeys(caller).flatMap((number) => [block(number), beginning(number)]))).toBeUndefined(),
  );

  it('who is preferred is caught by no beginning, but by the number itself', () => {
    const preferred = { now, preferred: true };
    expect(blockOf('13912345678', [beginning('139')], preferred)).toBeUndefined();
    expect(blockOf('13912345678', [block('13912345678')], preferred)).toBeDefined();
  });

  it.each([
    ['', true],
    ['0', true],
    ['00000000', true],
    ['anonymous', true],
    ['13912345678', false],
    ['10086', false],
    ['0085223456789', false],
    ['web', true],
  ])('without a number: %s', (caller, anonymous) => expect(isAnonymous(caller)).toBe(anonymous));
});

it('who is kept out by a block is always found by its keys', () => {
  const digits = fc.stringMatching(/^\d{2,20}$/);
  fc.assert(
    fc.property(digits, digits, fc.boolean(), (caller, number, whole) => {
      if (held(caller, block(number, { whole })) !== undefined) expect(blockKeys(caller)).toContain(number);
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(digits, fc.nat(18), (caller, cut) => {
      const own = callerDigits(caller);
      const number = own.slice(0, 2 + (cut % Math.max(1, own.length - 1)));
      fc.pre(number.length >= 2);
      if (held(caller, beginning(number)) !== undefined) expect(blockKeys(caller)).toContain(number);
    }),
    { numRuns: 2000 },
  );
});

it('what is written down is read again as it is', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[\d+ *-]{1,24}$/), (text) => {
      const read = readBlock(text);
      if ('fault' in read) return;
      expect(readBlock(read.number + (read.whole ? '' : '*'))).toEqual(read);
    }),
    { numRuns: 5000 },
  );
});
