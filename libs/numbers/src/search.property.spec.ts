import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { Inventory, NUMBER_STATES, type NumberState } from './inventory.js';
import { Namespace } from './namespace.js';
import { numberAt } from './parse.js';
import type { NumberQuery } from './query.js';
import { search } from './search.js';
import { SHAPES } from './shapes.js';
import { SOUNDS } from './sounds.js';
import { BIRTHDAYS, naiveSearch } from './testing.js';
import { SEED_NUMBER_TARIFF as tariff, TIERS } from './tier.js';
import { INDUSTRY_WORDS } from './words.js';

/** A second's work, on a machine that may be busy. */
const BUSY_MS = 60_000;

let namespace: Namespace;
beforeAll(() => {
  namespace = Namespace.now();
}, BUSY_MS);

/** A stretch of the seven digits. */
const stretch = (seven: string, min: number, max: number) =>
  fc
    .tuple(fc.integer({ min, max }), fc.nat(6))
    .map(([length, at]) => seven.slice(Math.min(at, 7 - length), Math.min(at, 7 - length) + length));

/** With one digit wrong, or as it was. */
const mistyped = (digits: string) =>
  fc
    .tuple(fc.nat(digits.length - 1), fc.nat(9))
    .map(([at, digit]) => digits.slice(0, at) + digit + digits.slice(at + 1));

const WILDCARDS = fc.constantFrom('?', '*', '');

/** Conditions that a number is likely to meet, but need not. */
const conditions = (seven: string) =>
  fc.record({
    pattern: fc
      .tuple(
        fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
        WILDCARDS,
        WILDCARDS,
        fc.constantFrom('', '400', '400-'),
      )
      .map(([kept, first, last, prefix]) => {
        const signs = [...seven]
          .map((digit, at) => (kept[at] ? digit : at % 3 === 0 ? first || digit : last || digit))
          .join('');
        return prefix + signs.replace(/^\*{2,}/, '*');
      }),
    contains: fc.array(stretch(seven, 1, 3), { minLength: 1, maxLength: 2 }),
    starts: fc.integer({ min: 1, max: 4 }).map((length) => seven.slice(0, length)),
    ends: fc.integer({ min: 1, max: 3 }).map((length) => seven.slice(-length)),
    without: fc.constantFrom(['4'], ['74', '7'], ['13', '31', '5']),
    shapes: fc.uniqueArray(fc.constantFrom(...SHAPES.map(({ id }) => id)), { minLength: 1, maxLength: 2 }),
    at: fc.constantFrom('anywhere' as const, 'end' as const),
    distinct: fc.integer({ min: 2, max: 6 }),
    sounds: fc.oneof(
      fc.constant('any' as const),
      fc.subarray(
        SOUNDS.map((sound) => sound.digits),
        { minLength: 1, maxLength: 9 },
      ),
    ),
    word: fc.constantFrom(...INDUSTRY_WORDS),
    digits: fc.oneof(
      stretch(seven, 1, 6)
        .chain(mistyped)
        .filter((typed) => typed !== '400'),
      mistyped(seven),
      fc.integer({ min: 1, max: 7 }).map((length) => `400${seven.slice(0, length)}`),
    ),
    fuzzy: fc.record({
      digits: stretch(seven, 4, 7).chain(mistyped),
      mistakes: fc.constantFrom(1 as const, 2 as const),
    }),
    mobile: mistyped(seven).map((tail) => `1380${tail}`),
    birthday: fc.constantFrom(...Object.keys(BIRTHDAYS)),
    carriers: fc.constantFrom(['unicom' as const], ['mobile' as const, 'telecom' as const]),
    tiers: fc.uniqueArray(fc.constantFrom(...TIERS.map(({ id }) => id)), { minLength: 1, maxLength: 6 }),
    maxPriceFen: fc.constantFrom(3_500, 6_000, 20_000),
  });
const FIELDS = [
  ...['pattern', 'contains', 'starts', 'ends', 'without', 'shapes', 'distinct', 'sounds', 'word', 'digits', 'fuzzy'],
  ...['mobile', 'birthday', 'carriers', 'tiers', 'maxPriceFen'],
];

/** A number, and a query of one, two or three conditions. */
const asked = fc.nat(9_999_999).chain((index) =>
  fc.record({
    index: fc.constant(index),
    query: fc
      .tuple(
        conditions(numberAt(index).slice(3)),
        fc.uniqueArray(fc.constantFrom(...FIELDS), { minLength: 1, maxLength: 3 }),
      )
      .map(([all, kept]): NumberQuery => {
        const given: Readonly<Record<string, unknown>> = all;
        return Object.fromEntries(['at', ...kept].map((field) => [field, given[field]]));
      }),
  }),
);

/** Walks through all pages, at most so many. */
function pages(inventory: Inventory, query: NumberQuery, limit: number, most: number) {
  const found = [];
  let after: string | undefined;
  for (let page = 0; page < most; page += 1) {
    const { items, next, problems } = search(inventory, query, {
      tariff,
      limit,
      ...(after !== undefined && { after }),
    });
    expect(problems).toEqual([]);
    found.push(...items.map(({ number, relevance }) => ({ number, relevance })));
    if (next === undefined) break;
    after = next;
  }
  return found;
}

describe('search finds what a plain filter finds, in its order', () => {
  it(
    'in any stock of numbers, for any query, page after page',
    () => {
      fc.assert(
        fc.property(
          asked,
          fc.array(fc.tuple(fc.nat(9_999_999), fc.constantFrom<NumberState>(...NUMBER_STATES)), { maxLength: 300 }),
          fc.boolean(),
          ({ index, query }, sparse, withHeld) => {
            const inventory = new Inventory(namespace);
            // Numbers from everywhere, and the thousand and the thousandth around the one that the query is about.
            const near = Array.from({ length: 1_000 }, (_, low) => index - (index % 1_000) + low);
            const alike = Array.from({ length: 1_000 }, (_, high) => high * 10_000 + (index % 10_000));
            for (const at of [...near, ...alike]) inventory.set(numberAt(at), at % 7 === 3 ? 'held' : 'free');
            for (const [at, state] of sparse) inventory.set(numberAt(at), state);
            const stock = new Set([...sparse.map(([at]) => at), ...near, ...alike]);
            const listed = [...stock].map(numberAt).filter((number) => {
              const state = inventory.get(number);
              return state === 'free' || (withHeld && state === 'held');
            });
            const all = { ...query, withHeld };
            expect(pages(inventory, all, 7, 5)).toEqual(naiveSearch(listed, all, tariff, 35));
          },
        ),
        { numRuns: 30 },
      );
    },
    BUSY_MS,
  );

  it('over the whole namespace', () => {
    const inventory = new Inventory(namespace);
    inventory.fill('free');
    const query: NumberQuery = { without: ['4', '7'], distinct: 3, at: 'end', shapes: ['ABAB'] };
    // What ends in ABAB has two equal pairs at the end; the plain filter need not see the others.
    const pairs: string[] = [];
    for (let index = 0; index < 10_000_000; index += 1)
      if (Math.floor(index / 100) % 100 === index % 100) pairs.push(numberAt(index));
    expect(pairs).toHaveLength(100_000);
    expect(pages(inventory, query, 20, 2)).toEqual(naiveSearch(pairs, query, tariff, 40));
  });
});
