import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../lib/problem.ts';
import { print } from '../lib/terminal.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Whoever lived this long is forgiven: its next restart is quick again. */
const STEADY_MS = 60_000;

interface Running {
  readonly pid: number;
  readonly exited: Promise<string>;
  stop(): Promise<void>;
}

/** One process of the product, started again whenever it dies of itself. */
export class Part<R extends Running = Running> {
  #running: R;
  #stopping = false;
  readonly name: string;
  readonly #start: () => Promise<R>;
  readonly #changed: () => void;

  private constructor(name: string, start: () => Promise<R>, changed: () => void, running: R) {
    this.name = name;
    this.#start = start;
    this.#changed = changed;
    this.#running = running;
    void this.#watch();
  }

  /** `changed` is called after each restart, when the pid is another. */
  static async start<R extends Running>(name: string, start: () => Promise<R>, changed: () => void): Promise<Part<R>> {
    return new Part(name, start, changed, await start());
  }

  get running(): R {
    return this.#running;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#running.stop();
  }

  async #watch(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    for (let began = Date.now(); ; began = Date.now()) {
      const why = await this.#running.exited;
      if (this.#stopping) return;
      if (Date.now() - began > STEADY_MS) pause = FIRST_PAUSE_MS;
      print(`${this.name} ended (${why}); it is started again.`);
      for (;;) {
        await sleep(pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
        if (this.#stopping) return;
        try {
          this.#running = await this.#start();
          break;
        } catch (error) {
          print(`${this.name} could not be started: ${messageOf(error)}`);
        }
      }
      if (this.#stopping) return void (await this.#running.stop());
      this.#changed();
      print(`${this.name} runs again.`);
    }
  }
}
