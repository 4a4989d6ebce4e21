import fc from 'fast-check';
import { expect, it } from 'vitest';

import { ALL, NONE } from './automaton.js';
import { distance, within } from './fuzzy.js';
import { withAny, withNone } from './literals.js';
import { fitting } from './patterns.js';

const seven = fc.nat(9_999_999).map((index) => String(index).padStart(7, '0'));
/** Of few digits, so that something is in it. */
const plain = fc.array(fc.constantFrom('1', '2', '3'), { minLength: 1, maxLength: 4 }).map((all) => all.join(''));
const sample = fc.array(fc.constantFrom('1', '2', '3'), { minLength: 7, maxLength: 7 }).map((all) => all.join(''));

it('knows everything and nothing', () => {
  expect([ALL.size, NONE.size]).toEqual([10_000_000, 0]);
  fc.assert(fc.property(seven, (digits) => ALL.has(Number(digits)) && !NONE.has(Number(digits))));
});

it('holds the strings with one of several words, at any place asked for', () => {
  fc.assert(
    fc.property(fc.array(plain, { minLength: 1, maxLength: 4 }), sample, (words, digits) => {
      const index = Number(digits);
      expect(withAny(words, 'anywhere').has(index)).toBe(words.some((word) => digits.includes(word)));
      expect(withAny(words, 'start').has(index)).toBe(words.some((word) => digits.startsWith(word)));
      expect(withAny(words, 'end').has(index)).toBe(words.some((word) => digits.endsWith(word)));
      expect(withNone(words).has(index)).toBe(!words.some((word) => digits.includes(word)));
    }),
  );
});

it('joins, meets and takes away like sets', () => {
  const sets = fc.tuple(plain, plain).map(([a, b]) => [withAny([a], 'anywhere'), withAny([b], 'end')] as const);
  fc.assert(
    fc.property(sets, sample, ([a, b], digits) => {
      const index = Number(digits);
      expect(a.and(b).has(index)).toBe(a.has(index) && b.has(index));
      expect(a.or(b).has(index)).toBe(a.has(index) || b.has(index));
      expect(a.minus(b).has(index)).toBe(a.has(index) && !b.has(index));
      expect(a.or(b).size).toBe(a.size + b.size - a.and(b).size);
      expect(a.minus(b).size).toBe(a.size - a.and(b).size);
    }),
    { numRuns: 60 },
  );
});

it.each([
  ['two digits fixed', fitting('4008?????6'), 10 ** 5],
  ['without one digit', withNone(['4']), 9 ** 7],
  ['one wrong digit of seven', within('8008123', 1), 1 + 7 * 9],
] as const)('counts its members: %s', (_, members, size) => {
  let counted = 0;
  for (let index = 0; index < 10_000_000; index += 1) if (members.has(index)) counted += 1;
  expect(members.size).toBe(counted);
  expect(counted).toBe(size);
});

it('forgives as many mistakes as asked, in seven digits and in fewer', () => {
  const near = (digits: string, typed: string): number => {
    if (typed.length === 7) return distance(digits, typed);
    let least = typed.length;
    for (let from = 0; from < 7; from += 1)
      for (let to = from; to <= 7; to += 1) least = Math.min(least, distance(digits.slice(from, to), typed));
    return least;
  };
  const typed = fc.array(fc.constantFrom('1', '2', '3'), { minLength: 4, maxLength: 7 }).map((all) => all.join(''));
  fc.assert(
    fc.property(typed, fc.constantFrom(0, 1, 2), sample, (word, mistakes, digits) => {
      expect(within(word, mistakes).has(Number(digits))).toBe(near(digits, word) <= mistakes);
    }),
  );
});

it('measures distance as Levenshtein does', () => {
  expect(distance('1234567', '1234567')).toBe(0);
  expect(distance('1234567', '1234568')).toBe(1);
  expect(distance('1234567', '2345678')).toBe(2);
  expect(distance('888', '8888')).toBe(1);
  expect(distance('', '12')).toBe(2);
});
