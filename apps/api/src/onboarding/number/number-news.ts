import { setTimeout as sleep } from 'node:timers/promises';

import type { NumberState } from '@sibai/numbers';
import { Logger } from '@nestjs/common';
import pg from 'pg';

const AGAIN_MS = 1000;

export interface NewsReader {
  /** One number is in another state. */
  moved(number: string, state: NumberState): void;
  /** Numbers were added, or news may have been missed: all must be read again. */
  reread(): void;
}

/** Hears of changes of the stock by any process, over a connection of its own that is made again when it is lost. */
export class NumberNews {
  readonly #log = new Logger('NumberNews');
  #client: pg.Client | undefined;
  #stopped = false;

  constructor(
    private readonly url: string,
    private readonly reader: NewsReader,
  ) {}

  async start(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url, application_name: 'sibai-numbers', keepAlive: true });
    this.#client = client;
    client.on('error', (error) => this.#log.warn(error.message));
    client.on('end', () => void this.#again());
    client.on('notification', ({ payload = '' }) => {
      const [number = '', state] = payload.split(' ');
      if (state) this.reader.moved(number, state as NumberState);
      else this.reader.reread();
    });
    await client.connect();
    await client.query('LISTEN number_changed');
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#client?.end();
  }

  async #again(): Promise<void> {
    while (!this.#stopped) {
      await sleep(AGAIN_MS, undefined, { ref: false });
      if (this.#stopped) return;
      try {
        await this.start();
        this.reader.reread();
        return;
      } catch (error) {
        this.#log.warn(error instanceof Error ? error.message : String(error));
      }
    }
  }
}
