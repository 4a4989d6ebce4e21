import { after } from '../platform/timers';
import { backoff } from './phone-state';

/** `more`: it has succeeded, and there is more to be done at once. */
export type Outcome = 'done' | 'more' | 'failed';

/** Tries again and again, at growing distances, until it is done or not wanted any more. Only one runs at a time. */
export class Retry {
  readonly #wanted: () => boolean;
  readonly #attempt: () => Promise<Outcome>;
  #running = false;
  #wake: () => void = () => undefined;

  constructor(wanted: () => boolean, attempt: () => Promise<Outcome>) {
    this.#wanted = wanted;
    this.#attempt = attempt;
  }

  /**
   * After a loss it begins with a short wait of random length (`first` = 1), since all agents of a restarted server come
   * back together.
   */
  async run(first: 0 | 1): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (let attempt: number = first; this.#wanted(); attempt += 1) {
      if (attempt > 0) await this.#pause(backoff(attempt - 1, Math.random()));
      if (!this.#wanted()) break;
      const outcome = await this.#attempt();
      if (outcome === 'done') break;
      if (outcome === 'more') attempt = -1;
    }
    this.#running = false;
  }

  /** There is reason to believe that it would succeed now. */
  wake(): void {
    this.#wake();
  }

  async #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const callOff = after(ms, resolve);
    await promise;
    callOff();
  }
}
