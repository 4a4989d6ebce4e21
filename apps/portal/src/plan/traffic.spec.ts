import { TariffTerms } from '@sibai/billing';
import type { Tariff } from '@sibai/contracts';
import type { TariffId } from '@sibai/kernel';
import { describe, expect, it } from 'vitest';

import { curves, needOf, offers, TYPICAL } from './traffic';

const tariff = (code: string, over: Partial<TariffTerms>): Tariff => ({
  id: code as TariffId,
  code,
  version: 1,
  effectiveFrom: '2026-01-01T00:00:00.000Z',
  withdrawnFrom: null,
  terms: TariffTerms.parse({
    name: { zh: code, en: code },
    summary: { zh: '', en: '' },
    access: 'cloud',
    baseFen: 0,
    setupFen: 0,
    floorFen: 0,
    includedMinutes: 0,
    minutePrices: [{ fromMinute: 0, li: 150 }],
    concurrency: { included: 5, min: 1, max: 100, fenEach: 1000 },
    seats: { included: 2, min: 1, max: 100, fenEach: 1000 },
    addOns: { ivr: 0 },
    periods: ['month', 'year'],
    yearMonths: 10,
    minimumMonths: 3,
    ...over,
  }),
});

describe('what a traffic needs', () => {
  it('is lines by Erlang B at 1 % and agents by Erlang C at 80/20', () => {
    // 300 calls, 15 % in the busy hour: 45 calls; 4 minutes each on the line, 3.5 with an agent.
    const need = needOf(TYPICAL);
    expect(need).toMatchObject({ concurrency: 8, agents: 5, minutesAMonth: 300 * 22 * 4 });
    expect(need.lineErlangs).toBeCloseTo(3);
    expect(need.agentErlangs).toBeCloseTo(2.625);
    expect(need.blocking).toBeLessThanOrEqual(0.01);
    expect(need.serviceLevel).toBeGreaterThanOrEqual(0.8);
  });

  it('is one line and one agent where nobody calls', () => {
    expect(needOf({ ...TYPICAL, callsADay: 0 })).toMatchObject({
      concurrency: 1,
      agents: 1,
      minutesAMonth: 0,
      serviceLevel: 1,
    });
  });
});

describe('offers', () => {
  const small = tariff('small', {});
  const big = tariff('big', { baseFen: 100_000, includedMinutes: 30_000, minutePrices: [{ fromMinute: 0, li: 80 }] });
  const tight = tariff('tight', { concurrency: { included: 1, min: 1, max: 4, fenEach: 0 } });
  const options = { period: 'month' as const, addOns: [], numberFen: 0 };

  it('leave out what cannot carry the traffic, and put the cheapest first', () => {
    const found = offers([small, tight, big], needOf(TYPICAL), options);
    expect(found.map((offer) => [offer.tariff.code, offer.cheapest])).toEqual([
      ['big', true],
      ['small', false],
    ]);
    expect(offers([small, big], needOf({ ...TYPICAL, callsADay: 20 }), options)[0]?.tariff.code).toBe('small');
  });

  it('count what the carrier asks where the trunk is one’s own', () => {
    const own = tariff('own', { access: 'sip_trunk', minutePrices: [{ fromMinute: 0, li: 0 }] });
    const [offer] = offers([own], needOf(TYPICAL), options);
    expect(offer?.minutesFen).toBe(300 * 22 * 4 * 12 * 10);
  });

  it('cost what their parts do', () => {
    for (const { yearFen, feesFen, minutesFen } of offers([small, big], needOf(TYPICAL), options))
      expect(feesFen + minutesFen).toBe(yearFen);
  });

  it('are drawn from no minutes to twice the need, through the need', () => {
    const need = needOf(TYPICAL);
    const found = offers([small, big], need, options);
    const points = curves(found, need, 0);
    expect(points.at(0)?.minutes).toBe(0);
    expect(points.at(-1)?.minutes).toBe(need.minutesAMonth * 2);
    expect(points[12]?.['big']).toBe(Math.round((found[0]?.yearFen ?? 0) / 100));
  });
});
