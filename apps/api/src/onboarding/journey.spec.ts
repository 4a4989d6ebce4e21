import { describe, expect, it } from 'vitest';

import { type Facts, journeyOf } from './journey.js';

const nothing: Facts = {
  company: null,
  verification: null,
  inForce: false,
  number: null,
  plan: null,
  contract: null,
  order: null,
  line: null,
};
const ready: Facts = {
  ...nothing,
  verification: { state: 'approved' },
  inForce: true,
  number: { number: '4008001234', state: 'held', until: '2026-12-01T00:00:00.000Z' },
  plan: { state: 'chosen', firstPaymentFen: 100 },
};
const states = (facts: Facts) => Object.fromEntries(journeyOf(facts).steps.map(({ step, state }) => [step, state]));

describe('the way to a line', () => {
  it('begins with verification, number and plan, in any order', () => {
    expect(journeyOf(nothing).next).toBe('verification');
    expect(states(nothing)).toMatchObject({
      account: 'done',
      verification: 'now',
      number: 'now',
      plan: 'now',
      contract: 'todo',
    });
  });

  it('goes on with the number while the papers are reviewed', () => {
    const reviewed = { ...nothing, verification: { state: 'submitted' } };
    expect(states(reviewed)['verification']).toBe('waiting');
    expect(journeyOf(reviewed).next).toBe('number');
  });

  it('has nothing to do but wait when all that is left is the review', () => {
    const { next, steps } = journeyOf({ ...ready, verification: { state: 'submitted' }, inForce: false });
    expect(next).toBeNull();
    expect(steps.find(({ step }) => step === 'contract')).toMatchObject({ state: 'todo', needs: ['verification'] });
  });

  it('does not tell of a refusal that is only proposed', () => {
    const step = (state: string) =>
      journeyOf({ ...nothing, verification: { state } }).steps.find(({ step }) => step === 'verification');
    expect(step('refusing')).toEqual(step('submitted'));
  });

  it('comes back to what was returned first', () => {
    expect(journeyOf({ ...ready, verification: { state: 'returned' }, inForce: false }).next).toBe('verification');
  });

  it('goes through contract, payment and line, one after another', () => {
    expect(journeyOf(ready).next).toBe('contract');
    const signed = { ...ready, contract: { state: 'signed' } };
    expect(journeyOf(signed).next).toBe('payment');
    const paid = { ...signed, order: { state: 'paid' } };
    expect(journeyOf(paid).next).toBe('line');
    const live = journeyOf({ ...paid, line: { state: 'live' } });
    expect(live).toMatchObject({ next: null, live: true, number: '4008001234' });
  });

  it('is behind a line that has been live since before it', () => {
    const old = {
      ...nothing,
      inForce: true,
      number: { number: '4008001234', state: 'sold', until: null },
      line: { state: 'live' },
    };
    expect(journeyOf(old)).toMatchObject({ live: true, next: null });
  });

  it('is not broken by a renewal of papers in force, and is by a suspended line', () => {
    const live = { ...ready, contract: { state: 'signed' }, order: { state: 'paid' }, line: { state: 'live' } };
    expect(journeyOf({ ...live, verification: { state: 'draft' } }).next).toBeNull();
    expect(journeyOf({ ...live, line: { state: 'suspended' } })).toMatchObject({ next: 'line', live: false });
  });
});
