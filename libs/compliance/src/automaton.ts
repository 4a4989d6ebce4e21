/**
 * Aho–Corasick: finds all of many words in one pass over the text, whatever their number. Symbols are small integers,
 * so that the same machine reads characters and syllables. The edges lie in one open-addressed hash table of typed
 * arrays: a full table of states × symbols would take tens of megabytes for five thousand Chinese words.
 */
export class Automaton {
  readonly #keys: Int32Array;
  readonly #targets: Int32Array;
  readonly #mask: number;
  readonly #symbols: number;
  readonly #fail: Int32Array;
  /** The edges of the root as a plain table: most characters of a text begin no word. */
  readonly #root: Int32Array;
  /** The pattern that ends in a state, or -1. */
  readonly #ends: Int32Array;
  /** The nearest state on the way of failures in which a pattern ends, or 0. */
  readonly #shorter: Int32Array;

  /** Patterns are lists of symbols, each in 0 ≤ symbol < `symbols`; of equal patterns the last one is found. */
  constructor(patterns: readonly (readonly number[])[], symbols: number) {
    this.#symbols = symbols;
    const children: Map<number, number>[] = [new Map()];
    const ends: number[] = [-1];
    for (const [at, pattern] of patterns.entries()) {
      if (pattern.length === 0) continue;
      let state = 0;
      for (const symbol of pattern) {
        let next = children[state]?.get(symbol);
        if (next === undefined) {
          next = children.length;
          children[state]?.set(symbol, next);
          children.push(new Map());
          ends.push(-1);
        }
        state = next;
      }
      ends[state] = at;
    }

    const states = children.length;
    let size = 16;
    while (size < states * 2) size *= 2;
    this.#mask = size - 1;
    this.#keys = new Int32Array(size).fill(-1);
    this.#targets = new Int32Array(size);
    this.#root = new Int32Array(symbols);
    this.#fail = new Int32Array(states);
    this.#shorter = new Int32Array(states);
    this.#ends = Int32Array.from(ends);
    for (const [state, edges] of children.entries())
      for (const [symbol, target] of edges)
        if (state === 0) this.#root[symbol] = target;
        else this.#insert(state * symbols + symbol, target);

    const queue = [...(children[0]?.values() ?? [])];
    for (let head = 0; head < queue.length; head++) {
      const state = queue[head] as number;
      for (const [symbol, target] of children[state] as Map<number, number>) {
        const fail = this.next(this.#fail[state] as number, symbol);
        this.#fail[target] = fail;
        this.#shorter[target] = (this.#ends[fail] as number) >= 0 ? fail : (this.#shorter[fail] as number);
        queue.push(target);
      }
    }
  }

  /** The state after one more symbol. State 0 is the beginning. */
  next(from: number, symbol: number): number {
    let state = from;
    while (state !== 0) {
      const key = state * this.#symbols + symbol;
      let slot = hash(key) & this.#mask;
      for (let found = this.#keys[slot]; found !== -1; found = this.#keys[slot]) {
        if (found === key) return this.#targets[slot] as number;
        slot = (slot + 1) & this.#mask;
      }
      state = this.#fail[state] as number;
    }
    return this.#root[symbol] as number;
  }

  /** The first state on the way from here in which a pattern ends, itself included; 0 when there is none. */
  firstEnd(state: number): number {
    return (this.#ends[state] as number) >= 0 ? state : (this.#shorter[state] as number);
  }

  /** The next shorter pattern that ends in the same place; 0 when there is none. */
  shorterEnd(state: number): number {
    return this.#shorter[state] as number;
  }

  /** The pattern that ends in this state. */
  patternAt(state: number): number {
    return this.#ends[state] as number;
  }

  #insert(key: number, target: number): void {
    let slot = hash(key) & this.#mask;
    while (this.#keys[slot] !== -1) slot = (slot + 1) & this.#mask;
    this.#keys[slot] = key;
    this.#targets[slot] = target;
  }
}

const hash = (key: number): number => {
  const mixed = Math.imul(key, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
};
