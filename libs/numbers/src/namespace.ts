import { NAMESPACE_SIZE } from './parse.js';
import { ScoreSheet } from './score-sheet.js';
import { type Tier, type TierId, tierRow, TIERS } from './tier.js';

/** Numbers whose upper parts are equal lie together: the lower 16 bits tell them apart. */
const UPPER = Math.ceil(NAMESPACE_SIZE / 65_536);
const SCORES = 101;
const BLOCK = 10_000;
/** A few milliseconds' worth of numbers. */
const STEP = 50_000;

/**
 * Scores and best-first order of all ten million numbers: 30 MB. Made once, never changed, may be shared.
 *
 * The order is by score, highest first, then by number. Numbers of one score whose upper 8 bits are equal make a
 * group, so that the order needs two bytes a number, and a number's place in it is a binary search in its group.
 */
export class Namespace {
  private constructor(
    readonly scores: Uint8Array,
    readonly lower: Uint16Array,
    /** Where each group begins, by (100 − score) × UPPER + upper; and the end of all. */
    readonly groups: Uint32Array,
    /** The best score of the numbers that begin with four digits, and with five. */
    readonly best4: Uint8Array,
    readonly best5: Uint8Array,
  ) {}

  /** Makes it in steps of a few milliseconds, so that whoever runs them can do other things in between. */
  static *build(): Generator<{ readonly done: number }, Namespace> {
    const scores = new Uint8Array(NAMESPACE_SIZE);
    const best4 = new Uint8Array(10_000);
    const best5 = new Uint8Array(100_000);
    const groups = new Uint32Array(SCORES * UPPER + 1);
    yield { done: 0 };
    const sheet = new ScoreSheet();
    yield { done: 0 };
    for (let from = 0; from < NAMESPACE_SIZE; from += BLOCK) {
      sheet.fill(scores, from, from + BLOCK);
      for (let index = from; index < from + BLOCK; index += 1) {
        const score = scores[index] as number;
        const group = groupOf(index, score) + 1;
        groups[group] = (groups[group] as number) + 1;
        const five = (index / 100) | 0;
        if (score > (best5[five] as number)) best5[five] = score;
      }
      if (from % STEP === 0) yield { done: (from / NAMESPACE_SIZE) * 0.6 };
    }
    for (let five = 0; five < best5.length; five += 1) {
      const four = (five / 10) | 0;
      best4[four] = Math.max(best4[four] as number, best5[five] as number);
    }
    for (let group = 1; group < groups.length; group += 1)
      groups[group] = (groups[group] as number) + (groups[group - 1] as number);

    const lower = new Uint16Array(NAMESPACE_SIZE);
    const ends = groups.slice();
    for (let from = 0; from < NAMESPACE_SIZE; from += BLOCK) {
      for (let index = from; index < from + BLOCK; index += 1) {
        const group = groupOf(index, scores[index] as number);
        const rank = ends[group] as number;
        lower[rank] = index & 0xffff;
        ends[group] = rank + 1;
      }
      if (from % STEP === 0) yield { done: 0.6 + (from / NAMESPACE_SIZE) * 0.4 };
    }
    return new Namespace(scores, lower, groups, best4, best5);
  }

  /** Makes it at once: about a second. */
  static now(): Namespace {
    const steps = Namespace.build();
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
    }
  }

  score(number: string): number {
    return this.scores[Number(number.slice(3))] as number;
  }

  /** As `tierOf`, without scoring the number again. */
  tier(number: string): TierId {
    const index = Number(number.slice(3));
    return (TIERS[tierRow(index, this.scores[index] as number)] as Tier).id;
  }

  /** The place of a number in best-first order. */
  rankOf(index: number): number {
    const { groups, lower } = this;
    const group = groupOf(index, this.scores[index] as number);
    const low = index & 0xffff;
    let from = groups[group] as number;
    let to = (groups[group + 1] as number) - 1;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((lower[middle] as number) < low) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /** The first rank of a score at most `score`; past the last when there is none. */
  rankFrom(score: number): number {
    return this.groups[(100 - score) * UPPER] ?? NAMESPACE_SIZE;
  }

  /** The group that holds a rank, searched for from the start. */
  groupAt(rank: number): number {
    const { groups } = this;
    let from = 0;
    let to = groups.length - 2;
    while (from < to) {
      const middle = (from + to + 1) >>> 1;
      if ((groups[middle] as number) <= rank) from = middle;
      else to = middle - 1;
    }
    return from;
  }

  /** The number at a rank, which lies in `group`. */
  indexIn(group: number, rank: number): number {
    return ((group % UPPER) << 16) | (this.lower[rank] as number);
  }

  get bytes(): number {
    return [this.scores, this.lower, this.groups, this.best4, this.best5].reduce(
      (sum, each) => sum + each.byteLength,
      0,
    );
  }
}

function groupOf(index: number, score: number): number {
  return (100 - score) * UPPER + (index >>> 16);
}
