/** The digits after 400 that a query speaks of. */
export const LENGTH = 7;
const DEAD = -1;

/**
 * A set of seven-digit strings as an automaton with one layer per digit: `next[i][state * 10 + digit]` is the state in
 * layer i + 1, or -1 where nothing that begins so is in the set. No state leads only to dead ends, so a walk over it
 * meets nothing but members, and `size` is exact.
 */
export class Automaton {
  private constructor(
    readonly next: readonly Int32Array[],
    readonly size: number,
  ) {}

  /** States are numbers, -1 the dead one; `step` is asked once for each state that can be reached, digit and layer. */
  static of(
    start: number,
    step: (state: number, digit: number, layer: number) => number,
    accepts: (state: number) => boolean,
  ): Automaton {
    const layers: Int32Array[] = [];
    let states: number[] = [start];
    for (let layer = 0; layer < LENGTH; layer += 1) {
      const ids = new Map<number, number>();
      const following: number[] = [];
      const table = new Int32Array(states.length * 10);
      states.forEach((state, at) => {
        for (let digit = 0; digit < 10; digit += 1) {
          const target = step(state, digit, layer);
          let id = target === DEAD ? DEAD : ids.get(target);
          if (id === undefined) {
            id = following.length;
            ids.set(target, id);
            following.push(target);
          }
          table[at * 10 + digit] = id;
        }
      });
      layers.push(table);
      states = following;
    }
    return Automaton.#pruned(
      layers,
      states.map((state) => accepts(state)),
    );
  }

  and(other: Automaton): Automaton {
    return this.#with(other, (mine, theirs) => mine !== DEAD && theirs !== DEAD);
  }

  or(other: Automaton): Automaton {
    return this.#with(other, (mine, theirs) => mine !== DEAD || theirs !== DEAD);
  }

  minus(other: Automaton): Automaton {
    return this.#with(other, (mine, theirs) => mine !== DEAD && theirs === DEAD);
  }

  has(index: number): boolean {
    const { next } = this;
    if (this.size === 0) return false;
    let state = 0;
    let rest = index;
    for (let layer = 0, unit = 1_000_000; layer < LENGTH; layer += 1, unit /= 10) {
      const digit = (rest / unit) | 0;
      rest -= digit * unit;
      state = (next[layer] as Int32Array)[state * 10 + digit] as number;
      if (state === DEAD) return false;
    }
    return true;
  }

  /** The product of both. `keeps` says of a pair of last states whether the string is in; earlier pairs may end dead. */
  #with(other: Automaton, keeps: (mine: number, theirs: number) => boolean): Automaton {
    const needsMine = !keeps(DEAD, 0);
    const needsTheirs = !keeps(0, DEAD);
    const width = Math.max(1, ...other.next.map((table) => table.length / 10)) + 1;
    return Automaton.of(
      width + 1,
      (pair, digit, layer) => {
        const mine = Math.floor(pair / width) - 1;
        const theirs = (pair % width) - 1;
        const a = mine === DEAD ? DEAD : (this.next[layer]?.[mine * 10 + digit] ?? DEAD);
        if (a === DEAD && needsMine) return DEAD;
        const b = theirs === DEAD ? DEAD : (other.next[layer]?.[theirs * 10 + digit] ?? DEAD);
        if ((b === DEAD && needsTheirs) || (a === DEAD && b === DEAD)) return DEAD;
        return (a + 1) * width + b + 1;
      },
      (pair) => keeps(Math.floor(pair / width) - 1, (pair % width) - 1),
    );
  }

  /** Merges states with the same future and drops those without one, last layer first. */
  static #pruned(layers: readonly Int32Array[], accepting: readonly boolean[]): Automaton {
    const next: Int32Array[] = [];
    let renamed: readonly number[] = accepting.map((yes) => (yes ? 0 : DEAD));
    let counts = [1];
    for (const table of layers.toReversed()) {
      const ids = new Map<string, number>();
      const kept: number[] = [];
      const sizes: number[] = [];
      const names: number[] = [];
      for (let at = 0; at < table.length; at += 10) {
        const row: number[] = [];
        let size = 0;
        for (let digit = 0; digit < 10; digit += 1) {
          const target = table[at + digit] as number;
          const name = target === DEAD ? DEAD : (renamed[target] as number);
          row.push(name);
          if (name !== DEAD) size += counts[name] as number;
        }
        if (size === 0) {
          names.push(DEAD);
          continue;
        }
        const key = row.join();
        let id = ids.get(key);
        if (id === undefined) {
          id = sizes.length;
          ids.set(key, id);
          kept.push(...row);
          sizes.push(size);
        }
        names.push(id);
      }
      next.unshift(Int32Array.from(kept));
      renamed = names;
      counts = sizes;
    }
    return new Automaton(next, counts[0] ?? 0);
  }
}

export const ALL: Automaton = Automaton.of(
  0,
  () => 0,
  () => true,
);

export const NONE: Automaton = Automaton.of(
  0,
  () => DEAD,
  () => false,
);
