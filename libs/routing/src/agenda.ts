import type { Instant } from '@sibai/kernel';

interface Appointment<T> {
  readonly at: Instant;
  readonly order: number;
  readonly what: T;
}

/** What is going to happen, soonest first, and of one time in the order it was added: a binary heap. */
export class Agenda<T> {
  readonly #heap: Appointment<T>[] = [];
  #added = 0;

  /** When the next thing happens; Infinity when nothing will. */
  get next(): Instant {
    return this.#heap[0]?.at ?? Infinity;
  }

  add(at: Instant, what: T): void {
    const item = { at, order: (this.#added += 1), what };
    let index = this.#heap.push(item) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = this.#heap[parent];
      if (!above || sooner(above, item)) break;
      this.#heap[index] = above;
      index = parent;
    }
    this.#heap[index] = item;
  }

  take(): { readonly at: Instant; readonly what: T } | undefined {
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (!first || !last || first === last) return first;
    let index = 0;
    for (;;) {
      const left = this.#heap[2 * index + 1];
      const right = this.#heap[2 * index + 2];
      const child = left && right ? (sooner(left, right) ? left : right) : left;
      if (!child || sooner(last, child)) break;
      this.#heap[index] = child;
      index = 2 * index + (child === left ? 1 : 2);
    }
    this.#heap[index] = last;
    return first;
  }
}

const sooner = (a: Appointment<unknown>, b: Appointment<unknown>): boolean =>
  a.at < b.at || (a.at === b.at && a.order < b.order);
