import type { Namespace } from './namespace.js';

export type NumberState = 'free' | 'held' | 'sold' | 'suspended' | 'cooling';

/** What state every number of the operator's is in; changes at once, and searches see it at once. */
export declare class Inventory {
  constructor(namespace: Namespace);
  /** `undefined`: the operator does not have the number. */
  get(number: string): NumberState | undefined;
  set(number: string, state: NumberState | undefined): void;
  /** Every number of the namespace at once. */
  fill(state: NumberState | undefined): void;
  count(state: NumberState): number;
  readonly size: number;
}
