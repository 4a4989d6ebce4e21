import { CHANGE_STATES } from '@sibai/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type Act, type Change, earliestEnd, isOpen, kept, lockedUntil, step } from './line-change.js';

const at = (day: string) => new Date(`${day}T02:00:00Z`);
const NOW = at('2026-11-22');
const LIVE = at('2026-01-10');
const change = (kind: Change['kind'], more: Partial<Change> = {}): Change => ({
  ...{ kind, state: 'requested', requestedAt: NOW, effectiveAt: null, verified: false, contracted: false },
  ...more,
});
/** Performs acts one after the other; each must mean something. */
const walk = (from: Change, ...acts: readonly (readonly [Act, Date])[]) =>
  acts.reduce((so, [act, when]) => {
    const next = step(so, act, when);
    if (!next) throw new Error(`${act.act} means nothing in ${so.state}`);
    return next;
  }, from);
const confirm = { act: 'confirm', liveAt: LIVE } as const;

describe('cancelling and porting out', () => {
  it.each(['cancel', 'port_out'] as const)('%s takes effect after a week of notice', (kind) => {
    const noticed = walk(change(kind), [confirm, NOW]);
    expect(noticed).toMatchObject({ state: 'notice', effectiveAt: at('2026-11-29') });
    expect(step(noticed, { act: 'day' }, at('2026-11-28'))).toBeUndefined();
    expect(step(noticed, { act: 'day' }, at('2026-11-29'))).toMatchObject({ state: 'done' });
  });

  it('waits for the end of the first three months', () => {
    expect(earliestEnd(at('2026-10-01'), NOW)).toEqual(at('2027-01-01'));
    expect(earliestEnd(at('2026-08-25'), NOW)).toEqual(at('2026-11-29'));
    expect(lockedUntil(at('2026-11-30'), at('2026-12-01'))).toEqual(at('2027-02-28'));
    expect(lockedUntil(LIVE, NOW)).toBeNull();
  });

  it('can be withdrawn until its day, and not after', () => {
    const noticed = walk(change('cancel'), [confirm, NOW]);
    expect(step(noticed, { act: 'withdraw' }, NOW)).toMatchObject({ state: 'withdrawn' });
    const done = walk(noticed, [{ act: 'day' }, at('2026-11-29')]);
    expect(step(done, { act: 'withdraw' }, NOW)).toBeUndefined();
  });

  it('lapses when nobody confirms it within a day', () => {
    expect(step(change('cancel'), confirm, at('2026-11-23'))).toBeUndefined();
    expect(step(change('cancel'), { act: 'day' }, at('2026-11-23'))).toMatchObject({ state: 'lapsed' });
  });
});

describe('a transfer', () => {
  const accepted = walk(change('transfer'), [confirm, NOW], [{ act: 'accept' }, at('2026-11-25')]);

  it('is done at the moment that the taker is verified and contracted, in either order', () => {
    const verified = walk(accepted, [{ act: 'verified' }, NOW]);
    expect(verified).toMatchObject({ state: 'accepted', verified: true });
    expect(walk(verified, [{ act: 'contracted' }, NOW])).toMatchObject({ state: 'done' });
    expect(walk(accepted, [{ act: 'contracted' }, NOW], [{ act: 'verified' }, NOW])).toMatchObject({ state: 'done' });
  });

  it('is nothing for a taker before the giver has confirmed it', () => {
    expect(step(change('transfer'), { act: 'accept' }, NOW)).toBeUndefined();
    expect(step(change('transfer', { state: 'offered' }), { act: 'contracted' }, NOW)).toBeUndefined();
  });

  it('lapses after thirty days, taken up or not', () => {
    const offered = walk(change('transfer'), [confirm, NOW]);
    expect(step(offered, { act: 'accept' }, at('2026-12-22'))).toBeUndefined();
    for (const open of [offered, accepted])
      expect(step(open, { act: 'day' }, at('2026-12-22'))).toMatchObject({ state: 'lapsed' });
  });
});

it('that has ended stays ended, and none is done without its conditions', () => {
  const acts = fc.constantFrom<Act>(
    ...([
      confirm,
      { act: 'accept' },
      { act: 'verified' },
      { act: 'contracted' },
      { act: 'withdraw' },
      { act: 'day' },
    ] as const),
  );
  const sequence = fc.array(fc.tuple(acts, fc.integer({ min: 0, max: 40 })), { maxLength: 12 });
  fc.assert(
    fc.property(fc.constantFrom('cancel', 'port_out', 'transfer'), sequence, (kind, steps) => {
      let so = change(kind);
      let day = 0;
      for (const [act, wait] of steps) {
        day += wait;
        const next = step(so, act, new Date(NOW.getTime() + day * 86_400_000));
        if (!isOpen(so.state)) expect(next).toBeUndefined();
        if (next?.state === 'done' && kind === 'transfer') expect(next.verified && next.contracted).toBe(true);
        if (next?.state === 'done' && kind !== 'transfer') expect(so.state).toBe('notice');
        so = next ?? so;
        expect(CHANGE_STATES).toContain(so.state);
      }
    }),
  );
});

it('leaves what the law wants kept', () => {
  expect(kept(at('2026-11-29')).map(({ what, until }) => `${what} ${until.toISOString().slice(0, 10)}`)).toEqual([
    'contract 2036-11-29',
    'calls 2029-11-29',
    'recordings 2027-05-29',
    'identity 2031-11-29',
  ]);
});
