import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { alternatives } from './alternatives.js';
import { Inventory, NUMBER_STATES, type NumberState } from './inventory.js';
import { Namespace } from './namespace.js';
import { numberAt } from './parse.js';
import { scoreOf } from './score.js';
import { search } from './search.js';
import { SEED_NUMBER_TARIFF as tariff, tierOf } from './tier.js';

/** A second's work, on a machine that may be busy. */
const BUSY_MS = 60_000;

let namespace: Namespace;
beforeAll(() => {
  namespace = Namespace.now();
}, BUSY_MS);

describe('the namespace', () => {
  it('has every number once, the best first, equals by number', () => {
    let before = -1;
    let group = 0;
    for (let rank = 0; rank < 10_000_000; rank += 1) {
      while ((namespace.groups[group + 1] as number) <= rank) group += 1;
      const index = namespace.indexIn(group, rank);
      const key = (100 - (namespace.scores[index] as number)) * 10_000_000 + index;
      // Strictly climbing keys of ten million numbers are all of them, each once.
      if (key <= before) throw new Error(`${numberAt(index)} at ${rank}`);
      before = key;
    }
  });

  it('finds the rank of a number, and the number at a rank', () => {
    fc.assert(
      fc.property(fc.nat(9_999_999), (index) => {
        const rank = namespace.rankOf(index);
        expect(namespace.indexIn(namespace.groupAt(rank), rank)).toBe(index);
      }),
    );
  });

  it('scores and ranks as the rules do', () => {
    fc.assert(
      fc.property(fc.nat(9_999_999), (index) => {
        const number = numberAt(index);
        expect([namespace.score(number), namespace.tier(number)]).toEqual([scoreOf(number).score, tierOf(number)]);
      }),
    );
  });

  it('is made in many small steps that say how far they are', () => {
    const steps = Namespace.build();
    const done: number[] = [];
    for (let step = steps.next(); !step.done; step = steps.next()) done.push(step.value.done);
    expect(done.length).toBeGreaterThan(100);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(done.at(-1)).toBeLessThan(1);
  });

  it('leaves room in 64 MB', () => {
    expect(namespace.bytes + new Inventory(namespace).bytes).toBeLessThan(40_000_000);
  });
});

describe('the inventory', () => {
  it('remembers the state of each number, counts them, and lists what is free', () => {
    const state = fc.option(fc.constantFrom<NumberState>(...NUMBER_STATES), { nil: undefined });
    // Few numbers, so that the same one changes often.
    const changes = fc.array(
      fc.tuple(
        fc.nat(40).map((at) => numberAt(at * 243_901)),
        state,
      ),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(changes, (all) => {
        const inventory = new Inventory(namespace);
        const plain = new Map<string, NumberState | undefined>();
        for (const [number, to] of all) {
          inventory.set(number, to);
          plain.set(number, to);
        }
        for (const [number, to] of plain) expect(inventory.get(number)).toBe(to);
        for (const each of NUMBER_STATES)
          expect(inventory.count(each)).toBe([...plain.values()].filter((to) => to === each).length);
        expect(inventory.size).toBe([...plain.values()].filter(Boolean).length);
        const listed = search(inventory, {}, { tariff, limit: 100 }).items.map(({ number }) => number);
        expect(listed.toSorted()).toEqual(
          [...plain]
            .filter(([, to]) => to === 'free')
            .map(([number]) => number)
            .toSorted(),
        );
      }),
      { numRuns: 25 },
    );
  });

  it('takes a whole namespace at once, and a number out of it', () => {
    const inventory = new Inventory(namespace);
    inventory.fill('free');
    expect([inventory.size, inventory.count('free')]).toEqual([10_000_000, 10_000_000]);
    inventory.set('4008888888', 'sold');
    expect(search(inventory, { text: '400-888-8888' }, { tariff }).items[0]?.number).not.toBe('4008888888');
    inventory.set('4008888888', 'free');
    expect(search(inventory, { text: '400-888-8888' }, { tariff }).items[0]?.number).toBe('4008888888');
    inventory.fill(undefined);
    expect([inventory.size, search(inventory, {}, { tariff }).items]).toEqual([0, []]);
  });
});

describe('alternatives to a number that was lost', () => {
  const stock = (numbers: readonly string[] | 'all') => {
    const inventory = new Inventory(namespace);
    if (numbers === 'all') inventory.fill('free');
    else for (const number of numbers) inventory.set(number, 'free');
    return inventory;
  };

  it('are free, not the number itself, as many as asked for, and say how they are like it', () => {
    const inventory = stock('all');
    inventory.set('4008001688', 'held');
    inventory.set('4004001688', 'sold');
    const like = alternatives(inventory, '4008001688', { tariff, limit: 8 });
    expect(like).toHaveLength(8);
    expect(like.every(({ state, number }) => state === 'free' && number !== '4008001688')).toBe(true);
    expect(like[0]?.matches[0]).toMatchObject({ kind: 'similar', zh: '尾号 001688 相同', digits: [4, 5, 6, 7, 8, 9] });
  });

  it('come from a small stock too: same tail before same shape before about the same score', () => {
    const like = alternatives(stock(['4007394826', '4001231688', '4006006166', '4002222222']), '4008008288', {
      tariff,
    });
    expect(like).toHaveLength(4);
    expect(like[0]?.number).toBe('4006006166');
    const tail = alternatives(stock(['4007394826', '4001231688', '4002222222']), '4008001688', { tariff });
    expect(tail[0]?.number).toBe('4001231688');
  });

  it('are none when nothing is free', () => expect(alternatives(stock([]), '4008001688', { tariff })).toEqual([]));
});
