import type { LineNeed } from '@sibai/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type LineFacts, type LineWish, mayChange, mayGoLive } from './may-go-live.js';

const READY: LineFacts = {
  identityInForce: true,
  number: 'sold',
  plan: { access: 'cloud', concurrency: 30 },
  trunks: 0,
  contractSigned: true,
  paid: true,
};
const WISH: LineWish = { lineType: 'cloud', concurrency: 30, trunk: true };

describe('a line', () => {
  it('goes live when its tenant is verified, contracted and paid, and owns the number', () => {
    expect(mayGoLive(READY, WISH)).toEqual({ open: true });
  });

  it.each<[LineNeed, Partial<LineFacts>]>([
    ['verification', { identityInForce: false }],
    ['number', { number: null }],
    ['number', { number: 'free' }],
    ['payment', { number: 'held' }],
    ['payment', { number: 'suspended' }],
    ['plan', { plan: null }],
    ['contract', { contractSigned: false }],
    ['payment', { paid: false }],
  ])('waits for its %s', (need, change) => {
    expect(mayGoLive({ ...READY, ...change }, WISH)).toEqual({ open: false, missing: [need] });
  });

  it('is told all that is missing at once, in the order it is to be had', () => {
    const nothing = {
      ...{ identityInForce: false, number: null, plan: null, trunks: 0, contractSigned: false, paid: false },
    };
    expect(mayGoLive(nothing, { ...WISH, trunk: false })).toEqual({
      open: false,
      missing: ['verification', 'number', 'plan', 'contract', 'payment', 'trunk'],
    });
  });

  it('is no larger than the plan, and of its kind', () => {
    expect(mayGoLive(READY, { ...WISH, concurrency: 31 })).toEqual({ open: false, missing: [], beyond: 'concurrency' });
    expect(mayGoLive(READY, { ...WISH, lineType: 'sip_trunk' })).toEqual({
      open: false,
      missing: [],
      beyond: 'access',
    });
  });

  it('on trunks of its own takes no more calls at a time than those carry', () => {
    const own: LineFacts = { ...READY, plan: { access: 'sip_trunk', concurrency: 120 }, trunks: 2 };
    const wish: LineWish = { lineType: 'sip_trunk', concurrency: 60, trunk: true };
    for (const may of [mayGoLive, mayChange]) {
      expect(may(own, wish)).toEqual({ open: true });
      expect(may(own, { ...wish, concurrency: 61 })).toEqual({ open: false, missing: [], beyond: 'trunks' });
      expect(may({ ...own, trunks: 3 }, { ...wish, concurrency: 61 })).toEqual({ open: true });
    }
  });

  it('that is in service is changed within its plan; one from before there were plans, freely', () => {
    expect(mayChange({ ...READY, paid: false }, WISH)).toEqual({ open: true });
    expect(mayChange(READY, { ...WISH, concurrency: 31 })).toMatchObject({ beyond: 'concurrency' });
    expect(mayChange({ ...READY, plan: null }, { ...WISH, concurrency: 500 })).toEqual({ open: true });
    expect(mayChange(READY, { ...WISH, trunk: false })).toMatchObject({ missing: ['trunk'] });
  });

  it('never goes live while anything is missing', () => {
    const facts = fc.record({
      identityInForce: fc.boolean(),
      number: fc.constantFrom('held', 'sold', 'suspended', 'cooling', 'free', null),
      plan: fc.option(fc.record({ access: fc.constantFrom('cloud', 'sip_trunk'), concurrency: fc.nat(100) })),
      trunks: fc.nat(4),
      contractSigned: fc.boolean(),
      paid: fc.boolean(),
    });
    const wish = fc.record({
      lineType: fc.constantFrom('cloud', 'sip_trunk'),
      concurrency: fc.integer({ min: 1, max: 100 }),
      trunk: fc.boolean(),
    });
    fc.assert(
      fc.property(facts, wish, (f, w) => {
        const whole = f.identityInForce && f.number === 'sold' && f.contractSigned && f.paid && w.trunk;
        const held = f.plan !== null && f.plan.access === w.lineType && f.plan.concurrency >= w.concurrency;
        const carried = w.lineType === 'cloud' || w.concurrency <= f.trunks * 30;
        expect(mayGoLive(f as LineFacts, w as LineWish).open).toBe(whole && held && carried);
      }),
    );
  });
});
