import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { IdMap } from './id-map.js';

interface Thing {
  readonly id: string;
  readonly run: number;
}

const empty = IdMap.empty<string, Thing>(({ id }) => id);

/** The first two have one hash (found by search), so they must share a slot; some of the others share its beginning. */
const ids = fc.oneof(fc.constantFrom('id522789', 'id739192'), fc.nat(300).map(String));
const changes = fc.array(fc.tuple(fc.boolean(), ids), { maxLength: 120, size: 'max' });

const inOrder = (model: ReadonlyMap<string, Thing>): Thing[] =>
  [...model.values()].sort((a, b) => (a.id < b.id ? -1 : 1));

describe('a map by id', () => {
  it('holds what a Map holds, in order of the ids, in every version', () => {
    fc.assert(
      fc.property(changes, (steps) => {
        const model = new Map<string, Thing>();
        let map = empty;
        const versions = steps.map(([add, id], run) => {
          if (add) model.set(id, { id, run });
          else model.delete(id);
          map = add ? map.with({ id, run }) : map.without(id);
          return { map, things: inOrder(model) };
        });
        for (const version of versions) {
          expect(version.map.values()).toEqual(version.things);
          expect(version.things.map(({ id }) => version.map.get(id))).toEqual(version.things);
        }
      }),
    );
  });

  it('changes nothing of the map an edit began with, nor of one it ended with', () => {
    fc.assert(
      fc.property(fc.array(changes, { maxLength: 6 }), (edits) => {
        const model = new Map<string, Thing>();
        let map = empty;
        const versions = edits.map((steps, run) => {
          const edit = {};
          for (const [add, id] of steps) {
            if (add) model.set(id, { id, run });
            else model.delete(id);
            if (!add) map = map.without(id);
            else if (map.get(id) === undefined)
              map = map.changed(id, () => ({ id, run }), edit).with({ id, run }, edit);
            else map = map.changed(id, () => ({ id, run }), edit);
          }
          return { map, things: inOrder(model) };
        });
        for (const version of versions) expect(version.map.values()).toEqual(version.things);
      }),
    );
  });

  it('answers the same map when an absent id is removed', () => {
    const map = empty.with({ id: 'a', run: 1 });
    expect(map.without('b')).toBe(map);
  });
});
