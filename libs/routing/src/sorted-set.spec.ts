import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { SortedSet } from './sorted-set.js';

const numeric = (a: number, b: number): number => a - b;
const empty = SortedSet.empty<number>(numeric);

describe('a sorted set', () => {
  it('holds what a Set holds, in order, in every version', () => {
    const changes = fc.array(fc.tuple(fc.boolean(), fc.nat(60)), { maxLength: 120, size: 'max' });
    fc.assert(
      fc.property(changes, (steps) => {
        const model = new Set<number>();
        let set = empty;
        const versions = steps.map(([add, item]) => {
          if (add) model.add(item);
          else model.delete(item);
          set = add ? set.with(item) : set.without(item);
          return { set, items: [...model].sort(numeric) };
        });
        for (const version of versions) expect(version.set.values()).toEqual(version.items);
      }),
    );
  });

  it('knows the rank of any item, the first and the lowest few', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(500)), fc.nat(500), fc.nat(10), (items, probe, few) => {
        const set = items.reduce((all, item) => all.with(item), empty);
        const sorted = items.toSorted(numeric);
        expect(set.size).toBe(items.length);
        expect(set.rank(probe)).toBe(sorted.filter((item) => item < probe).length);
        expect(set.first()).toBe(sorted[0]);
        expect(set.take(few)).toEqual(sorted.slice(0, few));
      }),
    );
  });

  it('stays balanced under ascending items: 100,000 of them are found within 40 comparisons', () => {
    let compared = 0;
    const counting = (a: number, b: number): number => {
      compared += 1;
      return a - b;
    };
    let set = SortedSet.empty<number>(counting);
    for (let item = 0; item < 100_000; item += 1) set = set.with(item);
    for (let item = 0; item < 50_000; item += 1) set = set.without(item);
    for (const item of [50_000, 75_000, 99_999]) {
      compared = 0;
      expect(set.rank(item)).toBe(item - 50_000);
      expect(compared).toBeLessThan(40);
    }
  });
});
