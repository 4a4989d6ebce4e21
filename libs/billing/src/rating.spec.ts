import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { addMonths, daysIn, daysWithin, monthOf, monthsLater, startOf } from './month.js';
import { billedMinutes, chargeFen, type MonthFacts, monthBill, usageFen } from './rating.js';

const terms = {
  includedMinutes: 100,
  minutePrices: [
    { fromMinute: 0, li: 115 },
    { fromMinute: 1000, li: 87 },
  ],
  floorFen: 12_000,
};
const NOVEMBER = '2026-11';
const november = { from: startOf(NOVEMBER), to: startOf('2026-12') };
const facts = (changes: Partial<MonthFacts> = {}): MonthFacts => ({
  month: NOVEMBER,
  fees: [{ item: 'base', quantity: 1, unitFen: 10_000 }],
  tariff: terms,
  minutes: 0,
  active: november,
  prepaid: [],
  ...changes,
});
const items = (changes: Partial<MonthFacts>) =>
  monthBill(facts(changes)).lines.map(({ item, amountFen }) => [item, amountFen]);

describe('a call', () => {
  const call = { startedAt: 0, endedAt: 61_000, outcome: 'answered', caller: '13800138000' } as const;
  it.each([
    [0, 0],
    [1, 1],
    [60_000, 1],
    [60_001, 2],
    [3_600_000, 60],
  ])('of %i ms is charged %i minutes', (ms, minutes) => {
    expect(billedMinutes({ ...call, endedAt: ms })).toBe(minutes);
  });
  it.each(['refused', 'blocked', 'failed'] as const)('that was %s costs nothing', (outcome) => {
    expect(billedMinutes({ ...call, outcome })).toBe(0);
  });
  it.each(['web', 'check'])('of the browser test or the line check costs nothing: %s', (caller) => {
    expect(billedMinutes({ ...call, caller })).toBe(0);
  });
  it('whose clock ran backwards costs nothing', () => expect(billedMinutes({ ...call, endedAt: -5 })).toBe(0));
});

describe('the calls of a month', () => {
  const tiers = fc.record({
    includedMinutes: fc.nat(500),
    minutePrices: fc
      .tuple(
        fc.nat(2000),
        fc.nat(2000),
        fc.nat(2000),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 300 }),
      )
      .map(([a, b, c, x, y]) => [
        { fromMinute: 0, li: a },
        { fromMinute: x, li: b },
        { fromMinute: x + y, li: c },
      ]),
  });
  const chargesOf = (
    tariff: typeof terms | { includedMinutes: number; minutePrices: typeof terms.minutePrices },
    calls: number[],
  ) => {
    let before = 0;
    return calls.map((minutes) => {
      const charge = chargeFen(tariff, before, minutes);
      before += minutes;
      return charge;
    });
  };
  const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);

  it('add up to the cost of its minutes to the fen, in any order', () => {
    fc.assert(
      fc.property(tiers, fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 60 }), (tariff, calls) => {
        const charges = chargesOf(tariff, calls);
        const others = chargesOf(
          tariff,
          calls.toSorted((a, b) => b - a),
        );
        expect(sum(charges)).toBe(usageFen(tariff, sum(calls)));
        expect(sum(others)).toBe(sum(charges));
        expect(charges.every((fen) => Number.isInteger(fen) && fen >= 0)).toBe(true);
      }),
    );
  });

  it('still add up after a record was rewritten, longer or shorter', () => {
    fc.assert(
      fc.property(
        tiers,
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 30 }),
        fc.nat(),
        fc.nat(120),
        (tariff, calls, which, minutes) => {
          const i = which % calls.length;
          const total = sum(calls);
          const difference = minutes - (calls[i] ?? 0);
          const rerated = sum(chargesOf(tariff, calls)) + chargeFen(tariff, total, difference);
          expect(rerated).toBe(usageFen(tariff, total + difference));
        },
      ),
    );
  });

  it('cost by tier exactly at the bounds', () => {
    expect([100, 101, 1100, 1101].map((minutes) => usageFen(terms, minutes))).toEqual([0, 12, 11_500, 11_509]);
  });

  it('are the lines of the bill: tier by tier, with which minutes they are', () => {
    const { lines } = monthBill(facts({ minutes: 1150 }));
    expect(lines.slice(1)).toEqual([
      { item: 'included', quantity: 100, unit: 0, days: null, minutes: { from: 0, to: 100 }, amountFen: 0 },
      { item: 'minutes', quantity: 1000, unit: 115, days: null, minutes: { from: 100, to: 1100 }, amountFen: 11_500 },
      { item: 'minutes', quantity: 50, unit: 87, days: null, minutes: { from: 1100, to: 1150 }, amountFen: 435 },
    ]);
  });

  it('make lines that add up to the total, which is the cost of the minutes, the fees and the floor', () => {
    fc.assert(
      fc.property(
        tiers,
        fc.nat(3000),
        fc.nat(50_000),
        fc.integer({ min: 0, max: 29 }),
        (tariff, minutes, floorFen, from) => {
          const bill = monthBill(
            facts({
              tariff: { ...tariff, floorFen },
              minutes,
              active: { ...november, from: november.from + from * 86_400_000 },
            }),
          );
          const of = (...named: string[]) =>
            sum(bill.lines.filter(({ item }) => named.includes(item)).map(({ amountFen }) => amountFen));
          expect(sum(bill.lines.map(({ amountFen }) => amountFen))).toBe(bill.totalFen);
          expect(of('minutes', 'included')).toBe(usageFen(tariff, minutes));
          expect(bill.totalFen).toBeGreaterThanOrEqual(Math.floor((floorFen * (30 - from)) / 30));
        },
      ),
    );
  });
});

describe('the floor', () => {
  it('is reached by fees and minutes together, and not charged beside them', () => {
    expect(items({ minutes: 0 })).toEqual([
      ['base', 10_000],
      ['floor', 2000],
    ]);
    expect(items({ minutes: 200 })).toEqual([
      ['base', 10_000],
      ['included', 0],
      ['minutes', 1150],
      ['floor', 850],
    ]);
    expect(items({ minutes: 274 }).at(-1)).toEqual(['minutes', 2001]);
  });
  it('counts fees that were paid in advance', () => {
    expect(items({ prepaid: [november] })).toEqual([['floor', 2000]]);
  });
  it('is by the day in the first month', () => {
    const active = { ...november, from: Date.parse('2026-11-22T10:00:00Z') };
    expect(items({ active, prepaid: [active] })).toEqual([['floor', 600]]);
  });
});

describe('fees', () => {
  it('are of the days that were not paid in advance', () => {
    const first = Date.parse('2026-11-22T10:00:00Z');
    const term = { from: first, to: monthsLater(first, 1) };
    const december = facts({ month: '2026-12', active: { from: first, to: Infinity }, prepaid: [term] });
    // 22 December is paid for: 9 of 31 days are not.
    expect(monthBill(december).lines[0]).toMatchObject({ item: 'base', days: 9, amountFen: 2903 });
  });
  it('are none before the plan began or after it ended', () => {
    expect(monthBill(facts({ month: '2026-10' }))).toEqual({ lines: [], totalFen: 0 });
  });
  it('of setting up are not of a month', () => {
    expect(items({ fees: [{ item: 'setup', quantity: 1, unitFen: 5000 }], tariff: { ...terms, floorFen: 0 } })).toEqual(
      [],
    );
  });
});

describe('a month', () => {
  it('is one of China', () => {
    expect(monthOf(Date.parse('2026-10-31T15:59:59Z'))).toBe('2026-10');
    expect(monthOf(Date.parse('2026-10-31T16:00:00Z'))).toBe('2026-11');
    expect(new Date(startOf('2026-11')).toISOString()).toBe('2026-10-31T16:00:00.000Z');
    expect([daysIn('2026-02'), daysIn('2028-02'), addMonths('2026-12', 1), addMonths('2026-01', -1)]).toEqual([
      28,
      29,
      '2027-01',
      '2025-12',
    ]);
  });
  it('later ends with the month where it has no such day', () => {
    expect(new Date(monthsLater(Date.parse('2027-01-31T04:00:00Z'), 1)).toISOString()).toBe('2027-02-28T04:00:00.000Z');
    expect(new Date(monthsLater(Date.parse('2026-11-22T10:00:00Z'), 12)).toISOString()).toBe(
      '2027-11-22T10:00:00.000Z',
    );
  });
  it('has every day in a term or out of it', () => {
    fc.assert(
      fc.property(fc.nat(29 * 86_400_000), (offset) => {
        const at = november.from + offset;
        const day = Math.floor(offset / 86_400_000);
        expect(daysWithin(NOVEMBER, at, november.to)).toBe(30 - day);
      }),
    );
  });
});
