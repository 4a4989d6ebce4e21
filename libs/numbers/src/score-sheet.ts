import { LENGTH } from './automaton.js';
import { WHOLE_RULES } from './rules.js';
import { atEnd, bounded, pointsOfStretches, scoreOf } from './score.js';

/** Stretches of up to so many digits are looked up; the numbers that a longer one speaks of are scored one by one. */
const LONGEST = 6;
const HEAD = LENGTH - 1;

/** By length: the points of every stretch of digits, by the digits as a number. */
type Points = readonly Uint8Array[];

const noPoints = (): Points => Array.from({ length: LONGEST + 1 }, (_, length) => new Uint8Array(10 ** length));

function raise(table: Points, stretch: string, points: number): void {
  const row = table[stretch.length] as Uint8Array;
  const at = Number(stretch);
  row[at] = Math.max(row[at] as number, points);
}

/**
 * Scores many numbers at once, exactly as `scoreOf` does each: the ten numbers that share six digits share the best
 * cover of these, and all numbers with the same digits in any order share what the rules about the whole give.
 */
export class ScoreSheet {
  readonly #anywhere = noPoints();
  readonly #first = noPoints();
  readonly #last = noPoints();
  readonly #long: readonly number[];
  /** By which digits the first six are, as a sum of powers of seven: what the rules about the whole give, by the last. */
  readonly #whole = new Map<number, Int32Array>();
  /** The best points of the first so many digits. */
  readonly #best = new Int32Array(LENGTH);

  constructor() {
    const { anywhere, first } = pointsOfStretches();
    const long: number[] = [];
    for (const [stretch, { points }] of anywhere) {
      if (stretch.length > LONGEST) {
        long.push(Number(stretch));
        continue;
      }
      raise(this.#anywhere, stretch, points);
      raise(this.#first, stretch, points);
      raise(this.#last, stretch, atEnd(points));
    }
    for (const [stretch, { points }] of first) raise(this.#first, stretch, points);
    this.#long = long.toSorted((a, b) => a - b);
  }

  /** Writes the scores of the numbers `from` to before `to` of the namespace, both multiples of ten. */
  fill(scores: Uint8Array, from: number, to: number): void {
    const best = this.#best;
    const [, last1, last2, last3, last4, last5, last6] = this.#last as Row7;
    for (let head = from / 10; head < to / 10; head += 1) {
      this.#cover(head);
      const whole = this.#wholeOf(head);
      for (let last = 0; last < 10; last += 1) {
        const number = head * 10 + last;
        const points = Math.max(
          (best[6] as number) + (last1[last] as number),
          (best[5] as number) + (last2[number % 100] as number),
          (best[4] as number) + (last3[number % 1_000] as number),
          (best[3] as number) + (last4[number % 10_000] as number),
          (best[2] as number) + (last5[number % 100_000] as number),
          (best[1] as number) + (last6[number % 1_000_000] as number),
        );
        scores[number] = bounded(points + (whole[last] as number));
      }
    }
    for (const number of this.#long)
      if (number >= from && number < to) scores[number] = scoreOf(String(number).padStart(LENGTH, '0')).score;
  }

  /** Fills in the best points of the first one to six digits of `head`. */
  #cover(head: number): void {
    const best = this.#best;
    for (let to = 1; to <= HEAD; to += 1) {
      const digits = (head / (TENS[HEAD - to] as number)) | 0;
      let points = Math.max(best[to - 1] as number, (this.#first[to] as Uint8Array)[digits] as number);
      for (let from = 1; from < to; from += 1) {
        const length = to - from;
        const stretch = (this.#anywhere[length] as Uint8Array)[digits % (TENS[length] as number)] as number;
        const sum = (best[from] as number) + stretch;
        if (sum > points) points = sum;
      }
      best[to] = points;
    }
  }

  #wholeOf(head: number): Int32Array {
    let key = 0;
    for (let at = 0, rest = head; at < HEAD; at += 1, rest = (rest / 10) | 0) key += SEVENS[rest % 10] as number;
    const known = this.#whole.get(key);
    if (known) return known;
    const points = new Int32Array(10);
    for (let last = 0; last < 10; last += 1) {
      const counts = SEVENS.map((power, digit) => (((key / power) | 0) % 7) + (digit === last ? 1 : 0));
      points[last] = WHOLE_RULES.reduce((sum, rule) => sum + rule.points(counts, last), 0);
    }
    this.#whole.set(key, points);
    return points;
  }
}

type Row7 = readonly [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];

const TENS = Array.from({ length: LENGTH + 1 }, (_, power) => 10 ** power);
const SEVENS = Array.from({ length: 10 }, (_, power) => 7 ** power);
