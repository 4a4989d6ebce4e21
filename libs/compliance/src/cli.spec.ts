import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { asCli, type CallerNumber, chooseCli, type Cli, CLI_RULES } from './cli.js';

const cli = (text: string): Cli => {
  const number = asCli(text);
  if (number === undefined) throw new Error(`${text} cannot be shown`);
  return number;
};

const number = (text: string, more: Partial<CallerNumber> = {}): CallerNumber => ({
  number: cli(text),
  group: null,
  prefixes: [],
  lineDefault: false,
  usedAt: null,
  ...more,
});

describe('a number that may be shown', () => {
  it.each([
    '4008001234',
    '8008101234',
    '+864008001234',
    '008640080012',
    '86 400 800 1234',
    '04008001234',
    '４００８００１２３４',
  ])('is never a 400 or 800 number: %s', (text) => expect(asCli(text)).toBeUndefined());

  it.each(['', '1234', 'anonymous', '1391234567890123', '+8613912345678'])(
    'is a number as it is dialled, not %j',
    (text) => expect(asCli(text)).toBeUndefined(),
  );

  it.each([
    ['021-6400 8001', '02164008001'],
    ['13912345678', '13912345678'],
    ['95588', '95588'],
    ['01040012345', '01040012345'],
  ])('%s is shown as %s', (text, shown) => expect(asCli(text)).toBe(shown));

  it('whatever is written before a 400 number, it is none', () => {
    const prefix = fc.constantFrom('', '+', '00', '86', '+86', '0086', '0', '860', '00860');
    fc.assert(
      fc.property(prefix, fc.integer({ min: 0, max: 9_999_999 }), (before, rest) => {
        expect(asCli(`${before}400${String(rest).padStart(7, '0')}`)).toBeUndefined();
      }),
    );
  });
});

describe('the choice of the number to be shown', () => {
  const shanghai = number('02112345678');
  const dalian = number('041112345678');
  const own = number('01088889999', { lineDefault: true });
  const sales = number('01066667777', { group: 'sales' });
  const all = [shanghai, dalian, own, sales];

  it('is of the region of who is called, else of the group, else of the line', () => {
    expect(chooseCli(all, { to: '02155556666', group: 'sales' }, 'same_region')).toEqual({
      cli: '02112345678',
      because: 'same_region',
    });
    expect(chooseCli(all, { to: '041155556666', group: null }, 'same_region')?.cli).toBe('041112345678');
    expect(chooseCli(all, { to: '13912345678', group: 'sales' }, 'same_region')).toEqual({
      cli: '01066667777',
      because: 'group',
    });
    expect(chooseCli(all, { to: '13912345678', group: null }, 'same_region')).toEqual({
      cli: '01088889999',
      because: 'line_default',
    });
  });

  it('knows the region of mobiles by the prefixes it was given, the longest first', () => {
    const near = number('02187654321', { prefixes: ['139'] });
    const nearer = number('02187654322', { prefixes: ['1391234'] });
    expect(chooseCli([near, nearer], { to: '13912345678', group: null }, 'same_region')?.cli).toBe('02187654322');
    expect(chooseCli([near, nearer], { to: '13999995678', group: null }, 'same_region')?.cli).toBe('02187654321');
  });

  it('in turn takes the one that has rested longest', () => {
    const turn = [
      number('02100000001', { usedAt: 3 }),
      number('02100000002', { usedAt: 1 }),
      number('02100000003', { usedAt: 2 }),
    ];
    expect(chooseCli(turn, { to: '95588', group: null }, 'round_robin')?.cli).toBe('02100000002');
  });

  it('never takes a number kept for another group, and nothing from nothing', () => {
    expect(chooseCli([sales], { to: '01011112222', group: 'support' }, 'same_region')).toBeUndefined();
    expect(chooseCli([], { to: '01011112222', group: null }, 'round_robin')).toBeUndefined();
  });

  it('takes one whenever one is open, and always one that is open', () => {
    const some = fc.array(
      fc.record({
        digits: fc.integer({ min: 10_000_000, max: 99_999_999 }),
        group: fc.constantFrom(null, 'a', 'b'),
        lineDefault: fc.boolean(),
        usedAt: fc.option(fc.nat(1000)),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(some, fc.constantFrom(...CLI_RULES), fc.constantFrom(null, 'a', 'c'), (rows, rule, group) => {
        const numbers = rows.map(({ digits, ...more }) => number(`021${digits}`, more));
        const open = numbers.filter((n) => n.group === null || n.group === group);
        const chosen = chooseCli(numbers, { to: '02155556666', group }, rule);
        expect(chosen === undefined).toBe(open.length === 0);
        if (chosen) expect(open.map((n) => n.number)).toContain(chosen.cli);
      }),
    );
  });
});
