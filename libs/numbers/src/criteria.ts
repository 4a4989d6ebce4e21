import { ALL, Automaton, LENGTH } from './automaton.js';
import { distance, nearestStretch, within } from './fuzzy.js';
import { type Place, withAny } from './literals.js';
import { positions } from './score.js';
import type { NumberQuery } from './query.js';

/** Why a number was found: what of the query it meets, and with which of its ten digits (0 to 9). */
export interface Match {
  readonly kind: keyof NumberQuery | 'similar';
  readonly zh: string;
  readonly en: string;
  readonly digits: readonly number[];
}

/** The numbers that are equally relevant, and why one of them is. */
export interface Level {
  /** Made when first asked for: most searches are content with their first levels. */
  members(): Automaton;
  /** A mistake is forgiven: offered when nothing better is left, but no use as a filter. */
  readonly loose?: true;
  why(seven: string): Match;
}

/** One thing that is asked for: met best at its first level. */
export interface Criterion {
  readonly field: keyof NumberQuery;
  readonly levels: readonly Level[];
}

/** Makes a value when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

type Kind = Match['kind'];
type Texts = readonly [zh: string, en: string];

/** Numbers with one of the words at a place, found at the last place where it stands. */
export function wordLevel(kind: Kind, words: readonly string[], place: Place, say: (word: string) => Texts): Level {
  return {
    members: once(() => withAny(words, place)),
    why(seven) {
      const found = words.flatMap((word) => {
        const at = place === 'start' ? 0 : place === 'end' ? LENGTH - word.length : seven.lastIndexOf(word);
        return at >= 0 && seven.startsWith(word, at) ? [{ word, at }] : [];
      });
      const longest = found.reduce((best, each) => (each.word.length > best.word.length ? each : best), {
        word: '',
        at: 0,
      });
      const [zh, en] = say(longest.word);
      return { kind, zh, en, digits: positions(longest.at, longest.at + longest.word.length) };
    },
  };
}

/** Numbers within some mistakes of what was typed. */
export function fuzzyLevel(kind: Kind, digits: string, mistakes: number): Level {
  return {
    members: once(() => within(digits, mistakes)),
    loose: true,
    why(seven) {
      const [from, to] = digits.length === LENGTH ? [0, LENGTH] : nearestStretch(digits, seven);
      const edits = distance(digits, seven.slice(from, to));
      const same = positions(from, to).filter(
        (at) => to - from !== digits.length || digits[at - 3 - from] === seven[at - 3],
      );
      return edits === 0
        ? { kind, zh: `就是 ${digits}`, en: `exactly ${digits}`, digits: same }
        : { kind, zh: `与 ${digits} 差 ${edits} 位`, en: `${edits} off ${digits}`, digits: same };
    },
  };
}

/** Numbers with at most so many different digits. */
export function fewDigits(most: number): Level {
  const members = once(() =>
    Automaton.of(
      0,
      (seen, digit) => {
        const now = seen | (1 << digit);
        return countOf(now) > most ? -1 : now;
      },
      () => true,
    ),
  );
  return {
    members,
    why(seven) {
      const kinds = new Set(seven).size;
      return {
        kind: 'distinct',
        zh: `只有 ${kinds} 种数字`,
        en: kinds === 1 ? 'one digit only' : `${kinds} different digits only`,
        digits: positions(0, LENGTH),
      };
    },
  };
}

function countOf(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/** Numbers that meet a criterion at any of its levels, mistakes not forgiven. */
export function meeting({ levels }: Criterion): Automaton {
  const strict = levels.filter(({ loose }) => !loose);
  const [first, ...others] = strict.length > 0 ? strict : levels;
  return others.reduce((all, { members }) => all.or(members()), first ? first.members() : ALL);
}
