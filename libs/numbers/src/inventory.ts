import type { Namespace } from './namespace.js';
import { indexOf, NAMESPACE_SIZE } from './parse.js';

export const NUMBER_STATES = ['free', 'held', 'sold', 'suspended', 'cooling'] as const;
export type NumberState = (typeof NUMBER_STATES)[number];

const FREE = 1;
const HELD = 2;

/**
 * What state every number of the operator's is in: half a byte a number, and for the states that searches list (free
 * and held) a bit a number in best-first order, so that a walk meets only these. 7.5 MB. What is set is seen at once.
 */
export class Inventory {
  readonly #states = new Uint8Array(NAMESPACE_SIZE / 2);
  readonly free = new Uint32Array(NAMESPACE_SIZE / 32);
  readonly held = new Uint32Array(NAMESPACE_SIZE / 32);
  readonly #counts = [NAMESPACE_SIZE, ...NUMBER_STATES.map(() => 0)];

  constructor(readonly namespace: Namespace) {}

  /** `undefined`: the operator does not have the number. */
  get(number: string): NumberState | undefined {
    return NUMBER_STATES[this.code(indexOf(number)) - 1];
  }

  set(number: string, state: NumberState | undefined): void {
    this.setAt(indexOf(number), state);
  }

  /** The same by the number's place in the namespace, for whoever sets millions. */
  setAt(index: number, state: NumberState | undefined): void {
    const code = codeOf(state);
    const before = this.code(index);
    if (before === code) return;
    const at = index >> 1;
    const shift = (index & 1) << 2;
    this.#states[at] = ((this.#states[at] as number) & ~(0xf << shift)) | (code << shift);
    this.#counts[before] = (this.#counts[before] as number) - 1;
    this.#counts[code] = (this.#counts[code] as number) + 1;
    if (before > HELD && code > HELD) return;
    const rank = this.namespace.rankOf(index);
    mark(this.free, rank, code === FREE);
    mark(this.held, rank, code === HELD);
  }

  /** Puts every number of the namespace into one state. */
  fill(state: NumberState | undefined): void {
    const code = codeOf(state);
    this.#states.fill(code | (code << 4));
    this.free.fill(code === FREE ? 0xffffffff : 0);
    this.held.fill(code === HELD ? 0xffffffff : 0);
    this.#counts.fill(0);
    this.#counts[code] = NAMESPACE_SIZE;
  }

  count(state: NumberState): number {
    return this.#counts[codeOf(state)] as number;
  }

  /** How many numbers the operator has, in whatever state. */
  get size(): number {
    return NAMESPACE_SIZE - (this.#counts[0] as number);
  }

  /** 0 for a number that the operator does not have, or 1 + the place of its state in NUMBER_STATES. */
  code(index: number): number {
    return ((this.#states[index >> 1] as number) >> ((index & 1) << 2)) & 0xf;
  }

  /** Of this structure alone. */
  get bytes(): number {
    return this.#states.byteLength + this.free.byteLength + this.held.byteLength;
  }
}

function codeOf(state: NumberState | undefined): number {
  return state === undefined ? 0 : NUMBER_STATES.indexOf(state) + 1;
}

function mark(bits: Uint32Array, rank: number, on: boolean): void {
  const word = rank >>> 5;
  const bit = 1 << (rank & 31);
  bits[word] = on ? (bits[word] as number) | bit : (bits[word] as number) & ~bit;
}
