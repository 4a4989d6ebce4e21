import { Automaton, NONE } from './automaton.js';

export type Place = 'anywhere' | 'start' | 'end';

/** The strings in which at least one of `words` occurs, at `place`. */
export function withAny(words: readonly string[], place: Place): Automaton {
  const { next, ends } = matcher(words);
  if (place === 'start') return startingWithAny(words);
  const found = ends.length;
  const step = (state: number, digit: number): number => {
    if (state === found) return found;
    const to = next[state * 10 + digit] as number;
    return place === 'anywhere' && ends[to] ? found : to;
  };
  return Automaton.of(0, step, (state) => state === found || (place === 'end' && ends[state] === true));
}

/** The strings in which none of `words` occurs. */
export function withNone(words: readonly string[]): Automaton {
  const { next, ends } = matcher(words);
  return Automaton.of(
    0,
    (state, digit) => {
      const to = next[state * 10 + digit] as number;
      return ends[to] ? -1 : to;
    },
    () => true,
  );
}

function startingWithAny(words: readonly string[]): Automaton {
  return words.reduce((all, word) => all.or(beginning(word)), NONE);
}

function beginning(word: string): Automaton {
  return Automaton.of(
    0,
    (at, digit) => (at === word.length ? at : Number(word[at]) === digit ? at + 1 : -1),
    (at) => at === word.length,
  );
}

/** Aho and Corasick's machine: a trie whose missing edges lead to the longest suffix that is still a beginning. */
function matcher(words: readonly string[]): { readonly next: readonly number[]; readonly ends: readonly boolean[] } {
  const next: number[] = Array<number>(10).fill(-1);
  const ends: boolean[] = [false];
  for (const word of words) {
    let node = 0;
    for (const char of word) {
      const edge = node * 10 + Number(char);
      if (next[edge] === -1) {
        next[edge] = ends.length;
        ends.push(false);
        next.push(...Array<number>(10).fill(-1));
      }
      node = next[edge] as number;
    }
    ends[node] = true;
  }
  const suffix: number[] = [0];
  const queue: number[] = [];
  for (let digit = 0; digit < 10; digit += 1) {
    const child = next[digit] as number;
    next[digit] = Math.max(child, 0);
    if (child > 0) {
      suffix[child] = 0;
      queue.push(child);
    }
  }
  for (const node of queue) {
    const back = suffix[node] as number;
    if (ends[back]) ends[node] = true;
    for (let digit = 0; digit < 10; digit += 1) {
      const child = next[node * 10 + digit] as number;
      const fallback = next[back * 10 + digit] as number;
      if (child === -1) next[node * 10 + digit] = fallback;
      else {
        suffix[child] = fallback;
        queue.push(child);
      }
    }
  }
  return { next, ends };
}
