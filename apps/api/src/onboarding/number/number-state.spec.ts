import type { TenantId } from '@sibai/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { COOLING_MS, move, type NumberAct, type NumberStanding, SUSPEND_CAUSES } from './number-state.js';

const RED = 'red' as TenantId;
const BLUE = 'blue' as TenantId;
const now = new Date('2026-11-22T03:00:00Z');
const later = new Date(now.getTime() + 60_000);
const earlier = new Date(now.getTime() - 60_000);

const held: NumberStanding = { state: 'held', tenantId: RED, until: later };
const sold: NumberStanding = { state: 'sold', tenantId: RED };
const free: NumberStanding = { state: 'free' };
const to = (standing: NumberStanding) => ({ kind: 'moved', to: standing });
const no = (reason: string) => ({ kind: 'refused', reason });

describe('a hold', () => {
  it('takes a free number only', () => {
    const hold: NumberAct = { act: 'hold', tenantId: BLUE, until: later };
    expect(move(free, hold, now)).toEqual(to({ state: 'held', tenantId: BLUE, until: later }));
    expect(move(held, hold, now)).toEqual(no('taken'));
    expect(move(held, { ...hold, tenantId: RED }, now)).toEqual(no('unchanged'));
    expect(move({ state: 'cooling', until: later }, hold, now)).toEqual(no('taken'));
  });

  it('is extended by who holds, and never shortened', () => {
    const until = new Date(later.getTime() + 1);
    expect(move(held, { act: 'extend', tenantId: RED, until }, now)).toEqual(to({ ...held, until }));
    expect(move(held, { act: 'extend', tenantId: RED, until: later }, now)).toEqual(no('unchanged'));
    expect(move(held, { act: 'extend', tenantId: BLUE, until }, now)).toEqual(no('not_yours'));
    expect(move(sold, { act: 'extend', tenantId: RED, until }, now)).toEqual(no('not_held'));
  });

  it('ends when its time is over, not before, or when it is given back', () => {
    expect(move(held, { act: 'expire' }, now)).toEqual(no('not_expired'));
    expect(move(held, { act: 'expire' }, later)).toEqual(to(free));
    expect(move(held, { act: 'release', tenantId: RED }, now)).toEqual(to(free));
    expect(move(held, { act: 'release', tenantId: BLUE }, now)).toEqual(no('not_yours'));
  });
});

describe('a sale', () => {
  it('is to who holds, or of a free number: the hold of who pays late has run out', () => {
    expect(move(held, { act: 'sell', tenantId: RED }, now)).toEqual(to(sold));
    expect(move(free, { act: 'sell', tenantId: RED }, now)).toEqual(to(sold));
    expect(move(held, { act: 'sell', tenantId: BLUE }, now)).toEqual(no('taken'));
    expect(move(sold, { act: 'sell', tenantId: RED }, now)).toEqual(no('unchanged'));
    expect(move(sold, { act: 'sell', tenantId: BLUE }, now)).toEqual(no('taken'));
  });

  it('ends in a rest of 90 days, whatever state it was in', () => {
    const rest: NumberStanding = { state: 'cooling', until: new Date(now.getTime() + COOLING_MS) };
    expect(COOLING_MS).toBe(90 * 24 * 3600 * 1000);
    expect(move(sold, { act: 'end' }, now)).toEqual(to(rest));
    expect(move({ state: 'suspended', tenantId: RED, because: ['payment'] }, { act: 'end' }, now)).toEqual(to(rest));
    expect(move(rest, { act: 'warm' }, later)).toEqual(no('not_due'));
    expect(move(rest, { act: 'warm' }, new Date(now.getTime() + COOLING_MS))).toEqual(to(free));
    expect(move(held, { act: 'end' }, now)).toEqual(no('not_sold'));
  });

  it('leaves the stock when it is ported out', () => {
    const gone: NumberStanding = { state: 'suspended', tenantId: null, because: ['ported'] };
    expect(move(sold, { act: 'port_out' }, now)).toEqual(to(gone));
    expect(move(gone, { act: 'hold', tenantId: RED, until: later }, now)).toEqual(no('taken'));
    expect(move(gone, { act: 'restore', cause: 'ported' }, now)).toEqual(to(free));
  });
});

describe('a suspension', () => {
  it('ends when the last of its causes is gone', () => {
    const once: NumberStanding = { state: 'suspended', tenantId: RED, because: ['payment'] };
    const twice: NumberStanding = { ...once, because: ['payment', 'verification'] };
    expect(move(sold, { act: 'suspend', cause: 'payment' }, now)).toEqual(to(once));
    expect(move(once, { act: 'suspend', cause: 'payment' }, now)).toEqual(no('unchanged'));
    expect(move(once, { act: 'suspend', cause: 'verification' }, now)).toEqual(to(twice));
    expect(move(twice, { act: 'restore', cause: 'verification' }, now)).toEqual(to(once));
    expect(move(once, { act: 'restore', cause: 'verification' }, now)).toEqual(no('unchanged'));
    expect(move(once, { act: 'restore', cause: 'payment' }, now)).toEqual(to(sold));
  });

  it('of a free number keeps it from sale', () => {
    const kept: NumberStanding = { state: 'suspended', tenantId: null, because: ['operator'] };
    expect(move(free, { act: 'suspend', cause: 'operator' }, now)).toEqual(to(kept));
    expect(move(kept, { act: 'sell', tenantId: RED }, now)).toEqual(no('taken'));
    expect(move(kept, { act: 'restore', cause: 'operator' }, now)).toEqual(to(free));
  });
});

describe('whatever is done, in whatever order', () => {
  const tenantId = fc.constantFrom(RED, BLUE);
  const until = fc.constantFrom(earlier, now, later);
  const cause = fc.constantFrom(...SUSPEND_CAUSES);
  const act: fc.Arbitrary<NumberAct> = fc.oneof(
    fc.record({ act: fc.constantFrom('hold' as const, 'extend' as const), tenantId, until }),
    fc.record({ act: fc.constantFrom('release' as const, 'sell' as const, 'hand_over' as const), tenantId }),
    fc.record({ act: fc.constantFrom('suspend' as const, 'restore' as const), cause }),
    fc.record({ act: fc.constantFrom('expire' as const, 'end' as const, 'port_out' as const, 'warm' as const) }),
  );
  const walk = (acts: readonly NumberAct[]): NumberStanding[] => {
    const path: NumberStanding[] = [free];
    for (const each of acts) {
      const moved = move(path.at(-1) as NumberStanding, each, now);
      path.push(moved.kind === 'moved' ? moved.to : (path.at(-1) as NumberStanding));
    }
    return path;
  };
  const ownerOf = (standing: NumberStanding) => ('tenantId' in standing ? standing.tenantId : null);

  it('a number has an owner exactly when its state says so, and a suspension has a cause', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        for (const standing of walk(acts)) {
          if (standing.state === 'held' || standing.state === 'sold') expect(standing.tenantId).not.toBeNull();
          if (standing.state === 'suspended') expect(standing.because.length).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('it goes from one owner to another only by a hand-over, or through being free', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        const path = walk(acts);
        for (const [i, each] of acts.entries()) {
          const [before, after] = [ownerOf(path[i] as NumberStanding), ownerOf(path[i + 1] as NumberStanding)];
          if (before !== null && after !== null && before !== after) expect(each.act).toBe('hand_over');
        }
      }),
    );
  });

  it('a sold number is never free again without its rest, unless it left the stock', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        let owned = false;
        let ported = false;
        for (const standing of walk(acts)) {
          if (standing.state === 'sold') owned = true;
          if (standing.state === 'cooling') owned = false;
          if (standing.state === 'suspended' && standing.tenantId === null) ported = true;
          if (standing.state === 'free' && owned) expect(ported).toBe(true);
          if (standing.state === 'free') [owned, ported] = [false, false];
        }
      }),
    );
  });
});
