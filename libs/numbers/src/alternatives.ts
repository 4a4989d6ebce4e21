import { LENGTH } from './automaton.js';
import { distance, within } from './fuzzy.js';
import { hunt } from './hunt.js';
import type { Inventory } from './inventory.js';
import { withAny } from './literals.js';
import { indexOf, numberAt } from './parse.js';
import { positions } from './score.js';
import { describe, type Found } from './search.js';
import { stretchesOf } from './shapes.js';
import type { NumberTariff } from './tier.js';

/** How many are looked at for each kind of likeness: the best-scored of them. */
const POOL = 40;
/** How far among the free numbers of about the same score, either way. */
const NEIGHBOURS = 20;

/** Free numbers most like one that was lost: same tail, same shape, few digits off, about the same score. Best first. */
export function alternatives(
  inventory: Inventory,
  number: string,
  { tariff, limit = 6 }: { readonly tariff: NumberTariff; readonly limit?: number },
): readonly Found[] {
  const seven = number.slice(3);
  const lost = indexOf(number);
  const { scores } = inventory.namespace;
  const kinds = [within(seven, 1), ...[6, 5, 4, 3].map((length) => withAny([seven.slice(-length)], 'end'))];
  const shape = shapeOf(seven);
  const pool = new Set([
    ...kinds.flatMap((members) => hunt(inventory, { members, except: [], withHeld: false, limit: POOL }).found),
    ...(shape.length <= MOST_OF_SHAPE ? shape.filter((index) => inventory.code(index) === 1) : []),
    ...neighbours(inventory, lost),
  ]);
  pool.delete(lost);
  const score = scores[lost] as number;
  const likeness = (index: number): number => {
    const other = numberAt(index).slice(3);
    return (
      10 * sameTail(seven, other) -
      8 * distance(seven, other) +
      (shapeText(seven) === shapeText(other) ? 30 : 0) -
      Math.abs((scores[index] as number) - score) / 2
    );
  };
  return [...pool]
    .map((index) => ({ index, like: likeness(index) }))
    .toSorted((a, b) => b.like - a.like || a.index - b.index)
    .slice(0, limit)
    .map(({ index }, relevance) => describe(inventory, index, tariff, { relevance, matches: [why(number, index)] }));
}

function why(number: string, index: number) {
  const [lost, other] = [number.slice(3), numberAt(index).slice(3)];
  const tail = sameTail(lost, other);
  const edits = distance(lost, other);
  const same = positions(0, LENGTH).filter((at) => lost[at - 3] === other[at - 3]);
  if (tail >= 3)
    return {
      kind: 'similar' as const,
      zh: `尾号 ${other.slice(-tail)} 相同`,
      en: `the same ${other.slice(-tail)} at the end`,
      digits: positions(LENGTH - tail, LENGTH),
    };
  if (edits <= 2) return { kind: 'similar' as const, zh: `只差 ${edits} 位`, en: `only ${edits} off`, digits: same };
  if (shapeText(lost) === shapeText(other))
    return { kind: 'similar' as const, zh: '号型相同', en: 'the same shape', digits: positions(0, LENGTH) };
  return { kind: 'similar' as const, zh: '好记程度相当', en: 'as easy to remember', digits: [] };
}

function sameTail(one: string, other: string): number {
  let length = 0;
  while (length < LENGTH && one.at(-1 - length) === other.at(-1 - length)) length += 1;
  return length;
}

/** The digits as letters, in the order in which they first occur: 8811888 is AABBAAA. */
function shapeText(seven: string): string {
  const seen = [...new Set(seven)];
  return [...seven].map((digit) => String.fromCharCode(65 + seen.indexOf(digit))).join('');
}

/** A shape of many different digits is no shape: five different digits would give 30,000 numbers. */
const MOST_OF_SHAPE = 720;

function shapeOf(seven: string): number[] {
  return new Set(seven).size <= 3 ? stretchesOf(shapeText(seven)).map(Number) : [];
}

/** Free numbers next to it in best-first order, which have about its score. */
function neighbours({ namespace, free }: Inventory, lost: number): number[] {
  const rank = namespace.rankOf(lost);
  const found: number[] = [];
  for (const by of [1, -1]) {
    let left = NEIGHBOURS;
    for (let word = rank >>> 5; word >= 0 && word < free.length && left > 0; word += by) {
      const bits = free[word] as number;
      for (let bit = 0; bit < 32 && bits !== 0 && left > 0; bit += 1) {
        if (!(bits & (1 << bit))) continue;
        const at = (word << 5) + bit;
        found.push(namespace.indexIn(namespace.groupAt(at), at));
        left -= 1;
      }
    }
  }
  return found;
}
