import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fenOfLi, minutesLi, planFaults, type PlanTerms, quote, TariffTerms, yearlyFen } from './tariff.js';

const tariff = TariffTerms.parse({
  name: { zh: '标准', en: 'Standard' },
  summary: { zh: '', en: '' },
  access: 'cloud',
  baseFen: 30_000,
  setupFen: 10_000,
  floorFen: 40_000,
  includedMinutes: 1000,
  minutePrices: [
    { fromMinute: 0, li: 110 },
    { fromMinute: 10_000, li: 85 },
  ],
  concurrency: { included: 5, min: 1, max: 500, fenEach: 2000 },
  seats: { included: 2, min: 0, max: 100, fenEach: 5000 },
  addOns: { ivr: 0, recording: 3000, voice_bot: 20_000 },
  periods: ['month', 'year'],
  yearMonths: 10,
  minimumMonths: 3,
});
const plan: PlanTerms = { period: 'month', concurrency: 8, seats: 3, addOns: ['ivr', 'recording'] };

describe('a quote', () => {
  it('names every fee beyond what is included', () => {
    expect(quote(tariff, plan, 6000)).toEqual({
      lines: [
        { item: 'base', quantity: 1, unitFen: 30_000, times: 1, totalFen: 30_000 },
        { item: 'number', quantity: 1, unitFen: 6000, times: 1, totalFen: 6000 },
        { item: 'concurrency', quantity: 3, unitFen: 2000, times: 1, totalFen: 6000 },
        { item: 'seats', quantity: 1, unitFen: 5000, times: 1, totalFen: 5000 },
        { item: 'recording', quantity: 1, unitFen: 3000, times: 1, totalFen: 3000 },
        { item: 'setup', quantity: 1, unitFen: 10_000, times: 1, totalFen: 10_000 },
      ],
      monthlyFen: 50_000,
      months: 1,
      firstPaymentFen: 60_000,
    });
  });

  it('takes a year for the price of its months, and the setting up once', () => {
    const year = quote(tariff, { ...plan, period: 'year' }, 6000);
    expect(year).toMatchObject({ monthlyFen: 50_000, months: 12, firstPaymentFen: 10 * 50_000 + 10_000 });
  });

  it('is the sum of its lines, in whole fen', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 0, max: 100 }),
        fc.boolean(),
        fc.nat(100_000),
        (concurrency, seats, year, numberFen) => {
          const { lines, firstPaymentFen } = quote(
            tariff,
            { ...plan, period: year ? 'year' : 'month', concurrency, seats },
            numberFen,
          );
          expect(lines.reduce((sum, line) => sum + line.quantity * line.unitFen * line.times, 0)).toBe(firstPaymentFen);
          expect(Number.isSafeInteger(firstPaymentFen)).toBe(true);
        },
      ),
    );
  });
});

describe('minutes', () => {
  it.each([
    [0, 0],
    [1000, 0],
    [1001, 110],
    [11_000, 1_100_000],
    [11_001, 1_100_085],
  ])('%i a month cost %i li', (minutes, li) => expect(minutesLi(tariff, minutes)).toBe(li));

  it('never cost less for more', () => {
    fc.assert(
      fc.property(
        fc.nat(50_000),
        fc.nat(1000),
        (minutes, more) => minutesLi(tariff, minutes + more) >= minutesLi(tariff, minutes),
      ),
    );
  });

  it('are rounded half up to fen', () => expect([4, 5, 14, 15, 20].map(fenOfLi)).toEqual([0, 1, 1, 2, 2]));
});

describe('a year', () => {
  const small: PlanTerms = { period: 'month', concurrency: 5, seats: 2, addOns: [] };
  it('costs the floor where fees and minutes stay below it', () => {
    expect(yearlyFen(tariff, small, 0, 0)).toBe(12 * 40_000 + 10_000);
  });
  it('costs fees and minutes where they are above it', () => {
    expect(yearlyFen(tariff, small, 0, 2000)).toBe(12 * (30_000 + 11_000) + 10_000);
  });
});

describe('a plan', () => {
  it('is told every bound it breaks', () => {
    expect(
      planFaults(
        { ...tariff, periods: ['month'] },
        { period: 'year', concurrency: 501, seats: 101, addOns: ['long_retention'] },
      ),
    ).toEqual([
      { field: 'period', code: 'not_offered' },
      { field: 'concurrency', code: 'too_many', bound: 500 },
      { field: 'seats', code: 'too_many', bound: 100 },
      { field: 'addOns', code: 'not_offered' },
    ]);
    expect(planFaults(tariff, plan)).toEqual([]);
  });
});
