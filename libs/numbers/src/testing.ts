import { CARRIER_ALLOCATIONS } from './carriers.js';
import { distance } from './fuzzy.js';
import { indexOf } from './parse.js';
import type { NumberQuery } from './query.js';
import { scoreOf } from './score.js';
import { SOUNDS } from './sounds.js';
import { type NumberTariff, tierOf } from './tier.js';
import { homophoneOf, initialsOf, keysOf } from './words.js';

/**
 * The same search, written as plainly as it can be: every number by itself, with string functions. For tests, and for
 * whoever wants to know what a query means.
 */
export function naiveSearch(
  numbers: Iterable<string>,
  query: NumberQuery,
  tariff: NumberTariff,
  limit: number,
): { readonly number: string; readonly relevance: number }[] {
  const found: { number: string; relevance: number; score: number }[] = [];
  for (const number of numbers) {
    const relevance = naiveRelevance(number, query, tariff);
    if (relevance !== undefined) found.push({ number, relevance, score: scoreOf(number).score });
  }
  return found
    .toSorted((a, b) => a.relevance - b.relevance || b.score - a.score || indexOf(a.number) - indexOf(b.number))
    .slice(0, limit)
    .map(({ number, relevance }) => ({ number, relevance }));
}

/** At which level of relevance a number meets a query, if it does. */
export function naiveRelevance(number: string, query: NumberQuery, tariff: NumberTariff): number | undefined {
  const seven = number.slice(3);
  if (!plainConditions(number, seven, query, tariff)) return undefined;
  // Beside a word, digits are a condition, and no mistake in them is forgiven.
  const ranks = [
    query.word && wordRanks(seven, query.word.pinyin),
    query.digits && digitRanks(seven, query.digits, !query.word),
    query.fuzzy && fuzzyRanks(seven, query.fuzzy.digits, query.fuzzy.mistakes),
    query.mobile && mobileRanks(seven, query.mobile),
    query.birthday && birthdayRanks(seven, query.birthday),
  ].filter((each) => Array.isArray(each));
  const [first, ...others] = ranks;
  if (!first) return 0;
  if (!others.every((each) => each.some(Boolean))) return undefined;
  const level = first.findIndex(Boolean);
  return level < 0 ? undefined : level;
}

function plainConditions(number: string, seven: string, query: NumberQuery, tariff: NumberTariff): boolean {
  const { pattern, contains = [], starts, ends, without = [], shapes = [], distinct, sounds, carriers = [] } = query;
  const { tiers = [], maxPriceFen } = query;
  if (pattern !== undefined && !likePattern(number, pattern)) return false;
  if (!contains.every((part) => seven.includes(part))) return false;
  if (starts !== undefined && !seven.startsWith(starts.replace(/^400/, ''))) return false;
  if (ends !== undefined && !seven.endsWith(ends)) return false;
  if (without.some((part) => seven.includes(part))) return false;
  if (distinct !== undefined && new Set(seven).size > distinct) return false;
  if (shapes.length > 0 && !shapes.some((shape) => hasShape(seven, shape, query.at === 'end'))) return false;
  const heard = sounds === 'any' ? SOUNDS.map(({ digits }) => digits) : sounds;
  if (heard && !heard.some((digits) => (query.at === 'end' ? seven.endsWith(digits) : seven.includes(digits))))
    return false;
  const carried = CARRIER_ALLOCATIONS.find(({ prefix }) => number.startsWith(prefix))?.carrier;
  if (carriers.length > 0 && !(carried && carriers.includes(carried))) return false;
  if (tiers.length > 0 && !tiers.includes(tierOf(number))) return false;
  return maxPriceFen === undefined || tariff[tierOf(number)] <= maxPriceFen;
}

function likePattern(number: string, pattern: string): boolean {
  const signs = pattern.replaceAll('-', '').replaceAll('x', '?');
  const source = signs.replaceAll('?', '.').replaceAll('*', '.*');
  if (signs.startsWith('400')) return new RegExp(`^${source}${signs.includes('*') ? '$' : ''}`).test(number);
  const whole = signs.includes('*') || signs.length === 7;
  return new RegExp(whole ? `^${source}$` : source).test(number.slice(3));
}

function hasShape(seven: string, shape: string, end: boolean): boolean {
  if (shape === 'ascending' || shape === 'descending') {
    const counting = shape === 'ascending' ? '01234567890' : '09876543210';
    for (let at = end ? 4 : 0; at <= 4; at += 1) if (counting.includes(seven.slice(at, at + 3))) return true;
    return false;
  }
  for (let at = end ? 7 - shape.length : 0; at <= 7 - shape.length; at += 1) {
    const stretch = seven.slice(at, at + shape.length);
    const same = [...shape].every((letter, i) =>
      [...shape].every((other, j) => (letter === other) === (stretch[i] === stretch[j])),
    );
    if (same) return true;
  }
  return false;
}

const twice = (seven: string, part: string): boolean[] => [seven.endsWith(part), seven.includes(part)];

function wordRanks(seven: string, pinyin: readonly string[]): boolean[] {
  const keys = keysOf(pinyin.join(''));
  const homophone = homophoneOf(pinyin);
  const initials = initialsOf(pinyin);
  return [
    ...(keys.length > 7 ? [seven === keys.slice(0, 7)] : keys.length > 1 ? twice(seven, keys) : []),
    ...(homophone && homophone.length <= 7 ? twice(seven, homophone) : []),
    ...(initials.length > 1 && initials.length <= 7 ? twice(seven, initials) : []),
  ];
}

function off(seven: string, digits: string): number {
  if (digits.length === 7) return distance(seven, digits);
  let least = digits.length;
  for (let from = 0; from < 7; from += 1)
    for (let to = from; to <= 7; to += 1) least = Math.min(least, distance(seven.slice(from, to), digits));
  return least;
}

function digitRanks(seven: string, typed: string, forgiving: boolean): boolean[] {
  const long = typed.startsWith('400') && typed.length > 3;
  const rest = long ? typed.slice(3) : typed;
  const mistaken =
    rest.length < 5 || !forgiving
      ? []
      : rest.length === 7
        ? [off(seven, rest) <= 1, off(seven, rest) <= 2]
        : [off(seven, rest) <= 1];
  if (long) return [seven.startsWith(rest), ...(typed.length <= 7 ? twice(seven, typed) : []), ...mistaken];
  return [seven.endsWith(typed), seven.startsWith(typed), seven.includes(typed), ...mistaken];
}

function fuzzyRanks(seven: string, digits: string, mistakes: number): boolean[] {
  return Array.from({ length: mistakes + 1 }, (_, edits) => off(seven, digits) <= edits);
}

function mobileRanks(seven: string, mobile: string): boolean[] {
  return [7, 6, 5, 4, 3].flatMap((length) => {
    const parts = Array.from({ length: 12 - length }, (_, at) => mobile.slice(at, at + length));
    const ranks = [seven.endsWith(mobile.slice(-length)), parts.some((part) => seven.includes(part))];
    return length === 5 ? [...ranks, distance(seven, mobile.slice(-7)) <= 1] : ranks;
  });
}

/** Forms are given by hand for the dates that tests use, so that the rule is not tested with itself. */
export const BIRTHDAYS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  '1990-05-18': [['1990518', '900518'], ['0518'], ['518'], ['1990']],
  '1988-12-06': [['1988126', '881206'], ['1206'], ['126'], ['1988']],
  '2001-01-01': [['2001101', '2001011', '200111', '010101'], ['0101'], ['2001']],
  '1975-11-23': [['751123'], ['1123'], ['1975']],
};

function birthdayRanks(seven: string, date: string): boolean[] {
  return (BIRTHDAYS[date] ?? []).flatMap((forms) => [
    forms.some((form) => seven.endsWith(form)),
    forms.some((form) => seven.includes(form)),
  ]);
}
