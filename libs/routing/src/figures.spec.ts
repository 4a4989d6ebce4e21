import { describe, expect, it } from 'vitest';

import { type EndedWait, figuresFrom, recentLevel } from './figures.js';
import { call, group, TestFloor } from './testing.js';

const sales = { id: group('sales'), name: 'sales', wrapUpMs: 0, ringMs: 20_000 };

describe('the figures of a group from rows', () => {
  it('are those of the floor that wrote the rows', () => {
    const f = new TestFloor().group('sales', { wrapUpMs: 0 }).ready('a1', 'sales');
    const handledMs: number[] = [];
    const waits: EndedWait[] = [];
    for (let n = 0; n < 40; n += 1) {
      const from = 100 * n;
      f.at(from).queue(`c${n}`, ['sales']).queue(`left${n}`, ['sales']);
      f.at(from + 9 + n).accept(`c${n}`, 'a1');
      waits.push({ at: f.now, waitMs: 1_000 * (9 + n), answered: true });
      f.at(from + 60).do({ type: 'caller.left', call: call(`left${n}`) });
      waits.push({ at: f.now, waitMs: 60_000, answered: false });
      f.at(from + 70 + (n % 7)).end(`c${n}`, 'a1');
      handledMs.push(1_000 * (61 + (n % 7) - n));
    }
    const { handling, patience, recent } = f.state.groups.get(sales.id) ?? {};
    expect(f.presence('a1')).toMatchObject({ at: 'ready' });
    expect(figuresFrom(sales, handledMs, waits.toReversed())).toEqual({ handling, patience, recent });
  });

  it('are those of a new group where there are none', () => {
    const { handling, patience, recent } = new TestFloor().group('sales').state.groups.get(sales.id) ?? {};
    expect(figuresFrom(sales, [], [])).toEqual({ handling, patience, recent });
  });

  it('count what ended in the present quarter of an hour and the one before to the service level of late', () => {
    const late = { at: 900_000 * 10, waitMs: 60_000, answered: true };
    const inTime = { at: 900_000 * 9, waitMs: 5_000, answered: true };
    const long = { at: 900_000 * 9 - 1, waitMs: 5_000, answered: true };
    const { recent } = figuresFrom(sales, [], [late, inTime, long, long]);
    expect(recentLevel(recent, late.at)).toBe(0.5);
  });
});
