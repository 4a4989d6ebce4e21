import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export interface Wall {
  readonly cookie: string;
  /** Whose agents it shows. */
  readonly groups: 'all' | readonly string[];
}

/** A change of an agent's presence; `at` is the wall clock in milliseconds. */
export interface FloorEvent {
  readonly agent: string;
  readonly group: string;
  readonly presence: string;
  readonly at: number;
}

export interface Collected {
  /** When an event happened, and after how long the last wall that concerns had shown it. */
  readonly shown: readonly (readonly [number, number])[];
  /** The same of each wall. */
  readonly each: readonly number[];
  /** When those happened that a wall has not shown. */
  readonly lost: readonly number[];
  /** Of the whole run: callers, and when the last of the walls that show all groups showed them first. */
  readonly calls: readonly (readonly [string, number])[];
  readonly frames: number;
  readonly bytes: number;
}

export type Order =
  | { readonly do: 'open'; readonly url: string; readonly walls: readonly Wall[] }
  | { readonly do: 'expect'; readonly agent: string }
  | { readonly do: 'await'; readonly event: FloorEvent }
  | { readonly do: 'collect' };

/** The wallboards, in a thread of their own, so that reading them delays nothing that is sent. */
export class FloorWalls {
  readonly #thread = new Worker(new URL('./floor-walls-thread.ts', import.meta.url));

  async open(url: string, walls: readonly Wall[]): Promise<void> {
    await this.#ask({ do: 'open', url, walls });
  }

  /** Resolves when a wall of all groups shows the agent. */
  async expect(agent: string): Promise<void> {
    await this.#ask({ do: 'expect', agent });
  }

  await(event: FloorEvent): void {
    this.#tell({ do: 'await', event });
  }

  /** What has been seen since the last time. */
  async collect(): Promise<Collected> {
    return (await this.#ask({ do: 'collect' })) as Collected;
  }

  async close(): Promise<void> {
    await this.#thread.terminate();
  }

  async #ask(order: Order): Promise<unknown> {
    const answer = once(this.#thread, 'message');
    this.#tell(order);
    const [answered] = (await answer) as [unknown];
    return answered;
  }

  #tell(order: Order): void {
    this.#thread.postMessage(order);
  }
}
