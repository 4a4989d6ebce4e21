import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

import { Db } from './db.js';

const DAY = 24 * 3600 * 1000;

/** Makes the monthly partitions of `call_event` before they are needed: a row that has none goes to the default one. */
@Injectable()
export class Partitions implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #log = new Logger('Partitions');
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly db: Db) {}

  async onApplicationBootstrap(): Promise<void> {
    await makePartitions((sql) => this.db.query(sql));
    this.#timer = setInterval(() => {
      makePartitions((sql) => this.db.query(sql)).catch((error: unknown) => this.#log.error(error));
    }, DAY).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }
}

/** Makes the partitions of this month and the next. */
export const makePartitions = (query: (sql: string) => Promise<unknown>): Promise<unknown> =>
  query(`SELECT call_event_partition((now() AT TIME ZONE 'UTC')::date),
                call_event_partition(((now() AT TIME ZONE 'UTC') + interval '1 month')::date)`);
