import type * as z from 'zod';

import { Store } from './store';

/** A choice of this browser's, kept in it; what cannot be read is as if nothing had been chosen. */
export class Remembered<T> extends Store<T> {
  readonly #key: string;

  constructor(key: string, schema: z.ZodType<T>) {
    super(read(key, schema));
    this.#key = key;
  }

  choose(value: T): void {
    localStorage.setItem(this.#key, JSON.stringify(value));
    this.become(value);
  }
}

function read<T>(key: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(localStorage.getItem(key) ?? 'null'));
  } catch {
    return schema.parse(undefined);
  }
}
