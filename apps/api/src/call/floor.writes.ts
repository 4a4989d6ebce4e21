import type { TenantId } from '@sibai/kernel';
import { Logger } from '@nestjs/common';

import type { Db } from '../platform/db.js';
import { throughOutage } from '../platform/pg-error.js';
import type { Statement } from '../platform/tenant-query.js';

export interface Write {
  readonly statement: Statement;
  readonly done?: () => void;
  /** The database was there and refused. */
  readonly failed?: (error: unknown) => void;
}

/**
 * What a floor has decided, on its way to the tables: in order, and what is decided at one time in one trip, since an
 * offer and the presence that goes with it come together. While the database is away everything waits for it: a row left
 * behind would bar its agent from all calls.
 */
export class FloorWrites {
  readonly #log = new Logger(FloorWrites.name);
  #due: Write[] = [];
  #closed = false;
  /** Settles when everything so far is written. */
  settled: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Db,
    private readonly tenant: TenantId,
  ) {}

  add(write: Write): void {
    this.#due.push(write);
    if (this.#due.length === 1)
      this.settled = this.settled.then(() => this.#flush()).catch((error: unknown) => this.#log.error(error));
  }

  close(): void {
    this.#closed = true;
  }

  async #flush(): Promise<void> {
    const due = this.#due;
    this.#due = [];
    try {
      await this.#make(due);
    } catch (error) {
      if (due.length === 1) return this.#refused(due[0], error);
      // One statement that is refused undoes all of its trip: each goes alone then.
      for (const write of due)
        await this.#make([write]).then(write.done, (reason: unknown) => this.#refused(write, reason));
      return;
    }
    for (const { done } of due) done?.();
  }

  async #make(writes: readonly Write[]): Promise<void> {
    const statements = writes.map(({ statement }) => statement);
    await throughOutage(
      () => this.db.statements(this.tenant, statements),
      () => this.#closed,
    );
  }

  #refused(write: Write | undefined, error: unknown): void {
    if (write?.failed) write.failed(error);
    else this.#log.error({ tenant: this.tenant, error });
  }
}
