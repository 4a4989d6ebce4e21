import { Automaton, LENGTH } from './automaton.js';

/**
 * The strings within `mistakes` edits of `digits`: the whole string when `digits` has seven, some stretch of it when it
 * has fewer. A state is a row of Levenshtein's table, each entry cut at one more than the mistakes allowed.
 */
export function within(digits: string, mistakes: number): Automaton {
  const whole = digits.length === LENGTH;
  const base = mistakes + 2;
  const pack = (row: readonly number[]): number => row.reduce((code, entry) => code * base + entry, 0);
  const unpack = (code: number): number[] => {
    const row: number[] = [];
    for (let at = 0, rest = code; at <= digits.length; at += 1, rest = Math.floor(rest / base))
      row.unshift(rest % base);
    return row;
  };
  const cut = (entry: number): number => Math.min(entry, mistakes + 1);
  const accepted = -2;
  const settle = (row: readonly number[]): number => {
    if (!whole && (row.at(-1) as number) <= mistakes) return accepted;
    return Math.min(...row) > mistakes ? -1 : pack(row);
  };
  const step = (state: number, digit: number): number => {
    if (state === accepted) return accepted;
    const row = unpack(state);
    const next = [whole ? cut((row[0] as number) + 1) : 0];
    for (let at = 1; at < row.length; at += 1) {
      const replaced = (row[at - 1] as number) + (digits[at - 1] === String(digit) ? 0 : 1);
      next.push(cut(Math.min(replaced, (row[at] as number) + 1, (next[at - 1] as number) + 1)));
    }
    return settle(next);
  };
  const start = Array.from({ length: digits.length + 1 }, (_, at) => cut(at));
  return Automaton.of(settle(start), step, (state) => state === accepted || unpack(state).at(-1)! <= mistakes);
}

/** How many edits (one wrong, one too many, one missing) lead from one string to another. */
export function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [line, char] of [...from].entries()) {
    const next = [line + 1];
    for (let at = 1; at <= to.length; at += 1)
      next.push(
        Math.min(
          (row[at - 1] as number) + (char === to[at - 1] ? 0 : 1),
          (row[at] as number) + 1,
          (next[at - 1] as number) + 1,
        ),
      );
    row = next;
  }
  return row[to.length] as number;
}

/** Of the seven digits, the stretch that is nearest to `digits`, from and to before. The last of equally near ones. */
export function nearestStretch(digits: string, seven: string): readonly [number, number] {
  let best: readonly [number, number] = [0, LENGTH];
  let least = Infinity;
  for (let from = LENGTH - 1; from >= 0; from -= 1)
    for (let to = from + 1; to <= LENGTH; to += 1) {
      const edits = distance(digits, seven.slice(from, to));
      if (edits < least) [least, best] = [edits, [from, to]];
    }
  return best;
}
