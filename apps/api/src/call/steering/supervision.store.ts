import type { TenantId, UserId } from '@sibai/kernel';
import { Injectable, Logger } from '@nestjs/common';

import { Db } from '../../platform/db.js';
import type { KeptSupervision } from './supervision.js';

/** Whom each supervisor is with, for the process that comes after this one. */
@Injectable()
export class SupervisionStore {
  /** What was asked for last is what stands in the end. */
  #last: Promise<unknown> = Promise.resolve();
  readonly #log = new Logger(SupervisionStore.name);

  constructor(private readonly db: Db) {}

  of(tenant: TenantId): Promise<{ held: KeptSupervision }[]> {
    return this.db.statement(tenant, 'SELECT held FROM supervision WHERE held IS NOT NULL');
  }

  keep(held: KeptSupervision): Promise<unknown> {
    return this.#write(held.tenantId, held.userId, held);
  }

  drop(tenant: TenantId, user: UserId): Promise<unknown> {
    return this.#write(tenant, user, null);
  }

  #write(tenant: TenantId, user: UserId, held: KeptSupervision | null): Promise<unknown> {
    const sql = 'UPDATE supervision SET held = $2 WHERE user_id = $1';
    this.#last = this.#last
      .then(() => this.db.statement(tenant, sql, [user, held && JSON.stringify(held)]))
      // Who listens goes on listening; what is lost is that a restart would not know.
      .then(undefined, (error: unknown) =>
        this.#log.error({ user, error: String(error) }, 'a supervision is not stored'),
      );
    return this.#last;
  }
}
