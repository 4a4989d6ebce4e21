import { useSyncExternalStore } from 'react';

/** A value that outlives renders, watched by whoever shows it. */
export class Store<T> {
  #value: T;
  readonly #watchers = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  readonly state = (): T => this.#value;

  protected become(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const watcher of this.#watchers) watcher();
  }
}

export const useStore = <T>(store: Store<T>): T => useSyncExternalStore(store.watch, store.state);
