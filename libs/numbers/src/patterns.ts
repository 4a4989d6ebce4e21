import { Automaton } from './automaton.js';
import { narrow } from './parse.js';

/** Digits, `?` for any one and `*` for any run, over all ten digits of a number. */
export type Pattern = string;

/**
 * Reads a pattern in any common spelling (`400-8xx-6666`, `８？８`, `*66`). One that begins with 400 speaks of all ten
 * digits and may be cut short; another speaks of the seven after 400, and of any place in them if it is shorter.
 */
export function readPattern(text: string): Pattern | 'not_digits' | 'too_long' {
  const signs = narrow(text).replace(/[\s-]/g, '').replace(/[xX]/g, '?').replace(/\*+/g, '*');
  if (!/^[\d?*]+$/.test(signs)) return 'not_digits';
  const starred = signs.includes('*');
  const length = signs.replaceAll('*', '').length;
  const ten = signs.startsWith('400') || (!starred && length === 10);
  if (length > (ten ? 10 : 7)) return 'too_long';
  if (ten) return starred || length === 10 ? signs : `${signs}*`;
  return `400${starred || length === 7 ? signs : `*${signs}*`}`;
}

/** The numbers that a pattern fits. A state is the set of places in the pattern that may come next, a bit each. */
export function fitting(pattern: Pattern): Automaton {
  const skipStars = (places: number): number => {
    let all = places;
    for (let at = 0; at < pattern.length; at += 1) if (pattern[at] === '*' && all & (1 << at)) all |= 1 << (at + 1);
    return all;
  };
  const step = (places: number, digit: number): number => {
    let following = 0;
    for (let at = 0; at < pattern.length; at += 1) {
      if (!(places & (1 << at))) continue;
      const sign = pattern[at];
      if (sign === '*') following |= 1 << at;
      else if (sign === '?' || sign === String(digit)) following |= 1 << (at + 1);
    }
    return following === 0 ? -1 : skipStars(following);
  };
  const start = [4, 0, 0].reduce((places, digit) => (places === -1 ? -1 : step(places, digit)), skipStars(1));
  return Automaton.of(
    start,
    (places, digit) => (places === -1 ? -1 : step(places, digit)),
    (places) => places !== -1 && (places & (1 << pattern.length)) !== 0,
  );
}

/** Which of the number's ten digits the pattern's own digits fall on, at the first way in which it fits. */
export function fixedDigits(pattern: Pattern, number: string, at = 0, from = 0): number[] | undefined {
  if (at === pattern.length) return from === number.length ? [] : undefined;
  const sign = pattern[at];
  if (sign === '*') {
    for (let to = from; to <= number.length; to += 1) {
      const rest = fixedDigits(pattern, number, at + 1, to);
      if (rest) return rest;
    }
    return undefined;
  }
  if (from === number.length || (sign !== '?' && sign !== number[from])) return undefined;
  const rest = fixedDigits(pattern, number, at + 1, from + 1);
  return rest && (sign === '?' || from < 3 ? rest : [from, ...rest]);
}
