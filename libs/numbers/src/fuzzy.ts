import { Automaton, LENGTH } from './automaton.js';

/**
 * The strings within `mistakes` edits of `digits`: the whole string when `digits` has seven, some stretch of it when it
 * has fewer. A state is a row of Levenshtein's table, each entry cut at one more than the mistakes allowed.
 */
export function within(digits: string, mistakes: number): Automaton {
  const whole = digits.length === LENGTH;
  const wanted = [...digits].map(Number);
  const most = mistakes + 1;
  const pack = (row: readonly number[]): number => row.reduce((code, entry) => code * (most + 1) + entry, 0);
  const accepted = -2;
  // Each state is asked for ten digits in a row: its row is unpacked once.
  const row: number[] = [];
  let unpacked = accepted;
  const unpack = (code: number): readonly number[] => {
    if (code === unpacked) return row;
    unpacked = code;
    for (let at = wanted.length, rest = code; at >= 0; at -= 1, rest = Math.floor(rest / (most + 1)))
      row[at] = rest % (most + 1);
    return row;
  };
  const step = (state: number, digit: number): number => {
    if (state === accepted) return accepted;
    const before = unpack(state);
    let entry = whole ? Math.min((before[0] as number) + 1, most) : 0;
    let least = entry;
    let code = entry;
    for (let at = 1; at < before.length; at += 1) {
      const replaced = (before[at - 1] as number) + (wanted[at - 1] === digit ? 0 : 1);
      entry = Math.min(replaced, (before[at] as number) + 1, entry + 1, most);
      if (entry < least) least = entry;
      code = code * (most + 1) + entry;
    }
    if (!whole && entry <= mistakes) return accepted;
    return least > mistakes ? -1 : code;
  };
  const start = pack(Array.from({ length: digits.length + 1 }, (_, at) => Math.min(at, most)));
  const accepts = (state: number): boolean => state === accepted || state % (most + 1) <= mistakes;
  return Automaton.of(!whole && digits.length <= mistakes ? accepted : start, step, accepts);
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
