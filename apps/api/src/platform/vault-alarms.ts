import type { VaultFaultKind } from '@sibai/contracts';
import type { TenantId } from '@sibai/kernel';
import { Injectable, Logger } from '@nestjs/common';
import { Counter } from 'prom-client';
import { v7 as uuid } from 'uuid';

import { Clock } from './clock.js';
import { Db } from './db.js';
import { registry } from './metrics.js';

/** Not found by looking over the recordings, and so not cleared by that. */
const OF_STORING = ['store_away', 'store_wrong', 'disk_short', 'kms_away'] as const satisfies VaultFaultKind[];

const raised = new Counter({
  name: 'sibai_vault_faults_total',
  help: 'Times that something sealed was found to be not what it was, by kind. Anything but 0 wants somebody to look.',
  labelNames: ['kind'],
  registers: [registry],
});

/** What is wrong with what is sealed: in the log, in the metrics and in a table, until it is right again. */
@Injectable()
export class VaultAlarms {
  readonly #log = new Logger('Vault');

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /** Never fails: whoever finds a fault has something worse to tell. */
  async raise(tenant: TenantId, kind: VaultFaultKind, subject: string): Promise<void> {
    raised.inc({ kind });
    this.#log.error({ tenant, kind, subject }, 'something sealed is not what it was');
    await this.db
      .statement(
        tenant,
        `INSERT INTO vault_alarm (id, tenant_id, kind, subject, first_seen_at, last_seen_at) VALUES ($1, $2, $3, $4, $5, $5)
         ON CONFLICT (tenant_id, kind, subject) WHERE cleared_at IS NULL
         DO UPDATE SET last_seen_at = excluded.last_seen_at, times = vault_alarm.times + 1`,
        [uuid(), tenant, kind, subject, this.clock.now()],
      )
      .catch((error: unknown) => this.#log.error({ tenant, kind, subject, error: String(error) }, 'alarm not noted'));
  }

  /** A look over the recordings, begun then, found no more of those kinds, nor of any recording, than it has raised. */
  async clear(tenant: TenantId, kinds: readonly VaultFaultKind[], before: Date): Promise<void> {
    await this.db.statement(
      tenant,
      `UPDATE vault_alarm SET cleared_at = $3
        WHERE tenant_id = $1 AND cleared_at IS NULL AND last_seen_at < $4 AND kind <> ALL ($5)
          AND (kind = ANY ($2) OR subject = '' OR EXISTS (SELECT FROM recording r WHERE r.id::text = subject))`,
      [tenant, kinds, this.clock.now(), before, OF_STORING],
    );
  }

  /** What was wrong with where things are kept is so no more. */
  async settle(tenant: TenantId, kinds: readonly (typeof OF_STORING)[number][]): Promise<void> {
    await this.db.statement(
      tenant,
      `UPDATE vault_alarm SET cleared_at = $3 WHERE tenant_id = $1 AND cleared_at IS NULL AND kind = ANY ($2)`,
      [tenant, kinds, this.clock.now()],
    );
  }
}
