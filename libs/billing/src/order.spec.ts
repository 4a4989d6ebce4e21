import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type Order, ORDER_STATES, type OrderEffect, type OrderEvent, stepOrder } from './order.js';

const order: Order = { kind: 'first', state: 'open', amountFen: 60_000, received: [], paidBy: null };
const paid = (reference: string, amountFen = 60_000): OrderEvent => ({
  type: 'received',
  method: 'alipay',
  reference,
  amountFen,
});

/** Events in their order; what was refused is told by name. */
function replay(events: readonly OrderEvent[], from = order) {
  const effects: OrderEffect[] = [];
  const refused: string[] = [];
  let now = from;
  for (const event of events) {
    const step = stepOrder(now, event);
    if (step.ok) {
      now = step.order;
      effects.push(...step.effects);
    } else refused.push(step.refused);
  }
  return {
    state: now.state,
    effects: effects.map((e) => (e.do === 'credit' ? `${e.reason} ${e.amountFen}` : e.do)),
    refused,
    order: now,
  };
}

describe('an order', () => {
  it('is begun, paid, and fulfilled once', () => {
    expect(replay([{ type: 'started', method: 'alipay' }, paid('a')])).toMatchObject({
      state: 'paid',
      effects: ['fulfil'],
    });
  });
  it('takes the same money once, however often it is told of it', () => {
    expect(replay([paid('a'), paid('a'), paid('a')])).toMatchObject({ state: 'paid', effects: ['fulfil'] });
  });
  it('may be paid before it was seen to be begun', () => {
    const { state, refused } = replay([paid('a'), { type: 'started', method: 'alipay' }]);
    expect({ state, refused }).toEqual({ state: 'paid', refused: ['paid'] });
  });
  it('that was paid twice gives the second to the balance', () => {
    expect(replay([paid('a'), paid('b')]).effects).toEqual(['fulfil', 'twice 60000']);
  });
  it('that was paid late gives it to the balance and stays closed', () => {
    expect(replay([{ type: 'closed' }, paid('a'), paid('a')])).toMatchObject({
      state: 'closed',
      effects: ['late 60000'],
    });
  });
  it('that was paid too little stays open and gives it to the balance', () => {
    expect(replay([paid('a', 59_999)])).toMatchObject({ state: 'open', effects: ['too_little 59999'] });
  });
  it('that was paid too much gives the rest to the balance', () => {
    expect(replay([paid('a', 60_001)]).effects).toEqual(['too_much 1', 'fulfil']);
  });
  it('that is paid cannot be closed or begun', () => {
    expect(replay([paid('a'), { type: 'closed' }, { type: 'started', method: 'bank' }]).refused).toEqual([
      'paid',
      'paid',
    ]);
  });
  it('that is closed cannot be begun, and may be closed again', () => {
    expect(replay([{ type: 'closed' }, { type: 'closed' }, { type: 'started', method: 'bank' }]).refused).toEqual([
      'closed',
    ]);
  });
});

describe('a refund', () => {
  it('undoes what was fulfilled, then pays back, once', () => {
    const { state, effects, refused } = replay([
      paid('a'),
      { type: 'refund_asked' },
      { type: 'refund_asked' },
      { type: 'refunded' },
      { type: 'refunded' },
      { type: 'refund_asked' },
    ]);
    expect({ state, effects, refused }).toEqual({
      state: 'refunded',
      effects: ['fulfil', 'undo', 'pay_back'],
      refused: ['refunding', 'refunding'],
    });
  });
  it('that failed leaves a paid order, which may be refunded again', () => {
    const { state, effects } = replay([
      paid('a'),
      { type: 'refund_asked' },
      { type: 'refund_failed' },
      { type: 'refund_asked' },
    ]);
    expect({ state, effects }).toEqual({
      state: 'refunding',
      effects: ['fulfil', 'undo', 'pay_back', 'fulfil', 'undo', 'pay_back'],
    });
  });
  it('of what was not paid is refused', () => {
    expect(replay([{ type: 'refund_asked' }, { type: 'closed' }, { type: 'refund_asked' }]).refused).toEqual([
      'not_paid',
      'not_paid',
    ]);
  });
  it('heard of without having been asked for changes nothing', () => {
    expect(replay([paid('a'), { type: 'refunded' }, { type: 'refund_failed' }]).state).toBe('paid');
  });
});

describe('money', () => {
  const events: fc.Arbitrary<OrderEvent> = fc.oneof(
    fc.constantFrom<OrderEvent>(
      { type: 'started', method: 'alipay' },
      { type: 'closed' },
      { type: 'refund_asked' },
      { type: 'refunded' },
      { type: 'refund_failed' },
    ),
    fc.record({
      type: fc.constant('received' as const),
      method: fc.constantFrom('alipay' as const, 'bank' as const, 'balance' as const),
      reference: fc.constantFrom('a', 'b', 'c', 'd'),
      amountFen: fc.constantFrom(1, 59_999, 60_000, 60_001),
    }),
  );

  it('is never lost and never made: each receipt is the price, or on the balance, or paid back', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 30 }), (story) => {
        const first = new Map<string, number>();
        for (const event of story)
          if (event.type === 'received' && !first.has(event.reference)) first.set(event.reference, event.amountFen);
        let now = order;
        let credited = 0;
        for (const event of story) {
          const step = stepOrder(now, event);
          if (!step.ok) continue;
          now = step.order;
          for (const effect of step.effects) if (effect.do === 'credit') credited += effect.amountFen;
        }
        const received = [...first.values()].reduce((a, b) => a + b, 0);
        expect(credited + (now.paidBy ? order.amountFen : 0)).toBe(received);
        expect(ORDER_STATES).toContain(now.state);
        expect(now.paidBy !== null).toBe(['paid', 'refunding', 'refunded'].includes(now.state));
      }),
      { numRuns: 2000 },
    );
  });
});
