import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { IdMap } from './id-map.js';
import { SortedMap } from './sorted-map.js';

interface Persistent<K, V> {
  get(key: K): V | undefined;
  with(key: K, value: V): Persistent<K, V>;
  without(key: K): Persistent<K, V>;
  values(): V[];
}

const changes = <K>(keys: fc.Arbitrary<K>) => fc.array(fc.tuple(fc.boolean(), keys), { maxLength: 120, size: 'max' });

/** Makes every change to the map and to a Map, and compares each version with its copy only when all are made. */
function agrees<K>(empty: Persistent<K, string>, steps: [boolean, K][], order: (a: K, b: K) => number): void {
  const model = new Map<K, string>();
  let map = empty;
  const versions = steps.map(([add, key], at) => {
    if (add) model.set(key, `${String(key)} ${at}`);
    else model.delete(key);
    map = add ? map.with(key, `${String(key)} ${at}`) : map.without(key);
    return { map, entries: [...model].sort(([a], [b]) => order(a, b)) };
  });
  for (const version of versions) {
    expect(version.map.values()).toEqual(version.entries.map(([, value]) => value));
    expect(version.entries.map(([key]) => version.map.get(key))).toEqual(version.entries.map(([, value]) => value));
  }
}

const numeric = (a: number, b: number): number => a - b;

describe('SortedMap', () => {
  it('holds what a Map holds, in order, in every version', () => {
    fc.assert(
      fc.property(changes(fc.nat(60)), (steps) => agrees(SortedMap.empty<number, string>(numeric), steps, numeric)),
    );
  });

  it('knows the rank of any key, the first value and the lowest few', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(500)), fc.nat(500), fc.nat(10), (keys, probe, few) => {
        const map = keys.reduce((all, key) => all.with(key, key), SortedMap.empty<number, number>(numeric));
        const sorted = keys.toSorted(numeric);
        expect(map.size).toBe(keys.length);
        expect(map.rank(probe)).toBe(sorted.filter((key) => key < probe).length);
        expect(map.first()).toBe(sorted[0]);
        expect(map.take(few)).toEqual(sorted.slice(0, few));
      }),
    );
  });

  it('stays balanced under ascending keys: 100,000 of them are found within 40 comparisons', () => {
    let compared = 0;
    const counting = (a: number, b: number): number => {
      compared += 1;
      return a - b;
    };
    let map = SortedMap.empty<number, number>(counting);
    for (let key = 0; key < 100_000; key += 1) map = map.with(key, key);
    for (let key = 0; key < 50_000; key += 1) map = map.without(key);
    for (const key of [50_000, 75_000, 99_999]) {
      compared = 0;
      expect(map.get(key)).toBe(key);
      expect(compared).toBeLessThan(40);
    }
  });
});

describe('IdMap', () => {
  /** These two have one hash (found by search), so they must share a slot. */
  const ids = fc.oneof(fc.constantFrom('id522789', 'id739192'), fc.nat(300).map(String));
  const byId = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

  it('holds what a Map holds, in order of the ids, in every version', () => {
    fc.assert(fc.property(changes(ids), (steps) => agrees(IdMap.empty<string, string>(), steps, byId)));
  });

  it('changes nothing of the map an edit began with, nor of one it ended with', () => {
    const runs = fc.array(changes(ids), { maxLength: 6 });
    fc.assert(
      fc.property(runs, (edits) => {
        const model = new Map<string, string>();
        let map = IdMap.empty<string, string>();
        const versions = edits.map((steps, run) => {
          const edit = {};
          for (const [add, key] of steps) {
            if (add) model.set(key, `${key} ${run}`);
            else model.delete(key);
            const value = `${key} ${run}`;
            if (!add) map = map.without(key);
            else if (map.get(key) === undefined) map = map.changed(key, () => value, edit).with(key, value, edit);
            else map = map.changed(key, () => value, edit);
          }
          return { map, entries: [...model].sort(([a], [b]) => byId(a, b)) };
        });
        for (const version of versions) expect(version.map.values()).toEqual(version.entries.map(([, value]) => value));
      }),
    );
  });

  it('answers the same map when an absent id is removed', () => {
    const map = IdMap.empty<string, string>().with('a', 'a');
    expect(map.without('b')).toBe(map);
  });
});
