import { type Automaton, LENGTH } from './automaton.js';
import type { Inventory } from './inventory.js';
import { scoresOfRow, tierRow } from './tier.js';

/** What is looked for at one level of relevance, in order of score, highest first, then of number. */
export interface Quarry {
  readonly members: Automaton;
  /** Those of earlier levels, which are not looked at again. */
  readonly except: readonly Automaton[];
  /** By row of TIERS; absent: any. */
  readonly tiers?: readonly boolean[];
  readonly withHeld: boolean;
  /** The number of this level after which to begin. */
  readonly after?: number;
  readonly limit: number;
}

export interface Catch {
  /** Indices, best first. */
  readonly found: readonly number[];
  readonly way: 'walk' | 'enumerate' | 'walk_then_enumerate';
  /** Numbers looked at, for whoever measures. */
  readonly looked: number;
}

/** Score first and number second in one integer: less is better. */
const SCORE_STEP = 10_000_000;

/**
 * Finds the best numbers of a level. There are two ways: walking all free numbers best first until the page is full,
 * which is quick when many match, and enumerating all that match, which is quick when few do. The walk is tried first
 * where it promises less work, and is given up when it has cost as much as enumerating would have: whatever the
 * query, the work is at most twice that of the better way.
 */
export function hunt(inventory: Inventory, quarry: Quarry): Catch {
  const { members, withHeld, limit } = quarry;
  const listed = inventory.count('free') + (withHeld ? inventory.count('held') : 0);
  if (members.size === 0 || listed === 0) return { found: [], way: 'enumerate', looked: 0 };
  const density = members.size / SCORE_STEP;
  const promised = Math.min(listed, (2 * limit) / density) + (listed < SPARSE ? SKIPPING : 0);
  if (promised >= members.size) return enumerate(inventory, quarry, 0);
  const walked = walk(inventory, quarry, Math.max(members.size, 4 * limit));
  return walked.gaveUp ? enumerate(inventory, quarry, walked.looked) : walked;
}

/** Below so many listed numbers, skipping what is not listed costs as much as looking at SKIPPING numbers. */
const SPARSE = 500_000;
const SKIPPING = 10_000;

function walk(inventory: Inventory, quarry: Quarry, budget: number): Catch & { readonly gaveUp: boolean } {
  const { namespace, free, held } = inventory;
  const { groups } = namespace;
  const { withHeld, after, limit } = quarry;
  const [first, end] = ranksOf(inventory, quarry);
  const start = after === undefined ? first : Math.max(first, namespace.rankOf(after) + 1);
  const found: number[] = [];
  let looked = 0;
  let group = namespace.groupAt(Math.min(start, SCORE_STEP - 1));
  for (let word = start >>> 5; word << 5 < end; word += 1) {
    let bits = withHeld ? (free[word] as number) | (held[word] as number) : (free[word] as number);
    if (word === start >>> 5) bits &= -1 << (start & 31);
    while (bits !== 0) {
      const rank = (word << 5) + 31 - Math.clz32(bits & -bits);
      bits &= bits - 1;
      if (rank >= end) break;
      while ((groups[group + 1] as number) <= rank) group += 1;
      const index = namespace.indexIn(group, rank);
      looked += 1;
      if (wanted(inventory, quarry, index)) {
        found.push(index);
        if (found.length === limit) return { found, way: 'walk', looked, gaveUp: false };
      }
    }
    if (looked > budget) return { found, way: 'walk', looked, gaveUp: true };
  }
  return { found, way: 'walk', looked, gaveUp: false };
}

/** The ranks, from and to before, between which numbers of the tiers lie. */
function ranksOf({ namespace }: Inventory, { tiers }: Quarry): readonly [number, number] {
  if (!tiers) return [0, SCORE_STEP];
  const scores = tiers.flatMap((asked, row) => (asked ? [scoresOfRow(row)] : []));
  const most = Math.max(0, ...scores.map((each) => each.most));
  const least = Math.min(100, ...scores.map((each) => each.least));
  return [namespace.rankFrom(most), namespace.rankFrom(least - 1)];
}

function wanted(inventory: Inventory, { members, except, tiers }: Quarry, index: number): boolean {
  if (!members.has(index)) return false;
  if (tiers && !tiers[tierRow(index, inventory.namespace.scores[index] as number)]) return false;
  return !except.some((earlier) => earlier.has(index));
}

/** Goes through all that match, skipping blocks of 1,000 and 100 numbers whose best is no better than what is found. */
function enumerate(inventory: Inventory, quarry: Quarry, lookedBefore: number): Catch {
  const { scores, best4, best5 } = inventory.namespace;
  const { members, except, tiers, withHeld, after, limit } = quarry;
  const { next } = members;
  const last = next[LENGTH - 1] as Int32Array;
  const keyOf = (index: number): number => (100 - (scores[index] as number)) * SCORE_STEP + index;
  const from = after === undefined ? -1 : keyOf(after);
  const page: number[] = [];
  let worst = Infinity;
  let looked = lookedBefore;

  const look = (index: number): void => {
    looked += 1;
    const key = keyOf(index);
    if (key >= worst || key <= from) return;
    const code = inventory.code(index);
    if (code !== 1 && !(withHeld && code === 2)) return;
    if (tiers && !tiers[tierRow(index, scores[index] as number)]) return;
    if (except.some((earlier) => earlier.has(index))) return;
    let at = page.length;
    while (at > 0 && (page[at - 1] as number) > key) at -= 1;
    page.splice(at, 0, key);
    if (page.length > limit) page.pop();
    if (page.length === limit) worst = page[limit - 1] as number;
  };

  const descend = (layer: number, state: number, prefix: number): void => {
    if (layer === LENGTH - 1) {
      for (let digit = 0; digit < 10; digit += 1)
        if ((last[state * 10 + digit] as number) >= 0) look(prefix * 10 + digit);
      return;
    }
    // A block's best key is that of its best score at its first number.
    if (layer === 4 && (100 - (best4[prefix] as number)) * SCORE_STEP + prefix * 1_000 > worst) return;
    if (layer === 5 && (100 - (best5[prefix] as number)) * SCORE_STEP + prefix * 100 > worst) return;
    const table = next[layer] as Int32Array;
    for (let digit = 0; digit < 10; digit += 1) {
      const to = table[state * 10 + digit] as number;
      if (to >= 0) descend(layer + 1, to, prefix * 10 + digit);
    }
  };
  descend(0, 0, 0);
  return {
    found: page.map((key) => key % SCORE_STEP),
    way: lookedBefore > 0 ? 'walk_then_enumerate' : 'enumerate',
    looked,
  };
}
