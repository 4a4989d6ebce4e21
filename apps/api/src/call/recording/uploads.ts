import { readdir, statfs } from 'node:fs/promises';

import type { Ready } from '@sibai/contracts';
import { DomainError, type TenantId } from '@sibai/kernel';
import { Injectable, Logger } from '@nestjs/common';
import { Gauge } from 'prom-client';

import { asHouse, Db } from '../../platform/db.js';
import { registry } from '../../platform/metrics.js';
import { VaultAlarms } from '../../platform/vault-alarms.js';
import { bring, type Waiting } from './bring.js';
import { Stores } from './stores.js';
import { faultOf } from './vault.js';

const AT_ONCE = 2;
const BATCH = 50;
const AGAIN_MS = 5_000;
const AGAIN_MAX_MS = 300_000;
/** So many times in vain, within three minutes, and it is somebody's business. */
const PATIENCE = 5;
const OF_STORE = ['store_away', 'store_wrong'] as const;
const SEALED = /([0-9a-f-]{36})\.sibairec$/;
/** What waits for the store waits on the disk: with less than this left there, that is an alarm too. */
const DISK_BYTES = 2 ** 30;

const waiting = new Gauge({
  name: 'sibai_vault_waiting',
  help: 'Sealed recordings that lie here and wait for the store.',
  registers: [registry],
});
const waitingBytes = new Gauge({
  name: 'sibai_vault_waiting_bytes',
  help: 'Bytes of them.',
  registers: [registry],
});

interface Row extends Waiting {
  readonly tries: number;
}

interface Queue {
  readonly count: number;
  readonly bytes: number;
}

/**
 * Brings sealed files from here to the store. Until it has given back what was sent, byte for byte, the file stays here and a
 * row says that it waits; so an outage and a death at any point cost nothing but disk.
 */
@Injectable()
export class Uploads {
  readonly #log = new Logger('Vault');
  readonly #queues = new Map<TenantId, Queue>();
  readonly #running = new Map<TenantId, Promise<void>>();
  readonly #woken = new Set<TenantId>();
  readonly #adopted = new Set<TenantId>();
  #away: { readonly reason: string } | undefined;

  constructor(
    private readonly db: Db,
    private readonly stores: Stores,
    private readonly alarms: VaultAlarms,
  ) {}

  /** There is something to bring. */
  wake(tenant: TenantId): void {
    void this.run(tenant).catch((error: unknown) => this.#log.error({ tenant, error: String(error) }, 'not uploaded'));
  }

  /** Brings all that is due. One at a time for a tenant; a call meanwhile makes it look once more. */
  run(tenant: TenantId): Promise<void> {
    if (!this.stores.remote) return Promise.resolve();
    const running = this.#running.get(tenant);
    if (running) {
      this.#woken.add(tenant);
      return running;
    }
    const run = asHouse(() => this.#run(tenant)).finally(() => this.#running.delete(tenant));
    this.#running.set(tenant, run);
    return run;
  }

  status(): Ready['parts']['vault'] {
    if (!this.stores.remote) return { ok: true };
    const { count, bytes } = this.#total();
    const waits = `${count} recordings (${(bytes / 1e6).toFixed(1)} MB) wait on the disk`;
    if (!this.#away) return { ok: true, ...(count > 0 && { detail: waits }) };
    return { ok: false, detail: `${this.#away.reason}; ${waits}` };
  }

  async #run(tenant: TenantId): Promise<void> {
    await this.#adopt(tenant);
    do {
      this.#woken.delete(tenant);
      const due = await this.#due(tenant);
      const left = [...due];
      const work = async (): Promise<void> => {
        for (let row = left.shift(); row && !(await this.#bring(tenant, row)); row = left.shift());
        // With the store away the others need not try.
        left.length = 0;
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      if (due.length === BATCH && !this.#away) this.#woken.add(tenant);
    } while (this.#woken.has(tenant));
    await this.#measure(tenant);
  }

  #due(tenant: TenantId): Promise<Row[]> {
    return this.db.statement<Row>(
      tenant,
      `SELECT u.recording_id AS id, u.bytes, r.sha256, r.destroyed_at IS NOT NULL AS destroyed, u.tries
         FROM recording_upload u JOIN recording r ON r.tenant_id = u.tenant_id AND r.id = u.recording_id
        WHERE u.tenant_id = $1 AND u.next_at <= clock_timestamp() ORDER BY u.next_at LIMIT ${BATCH}`,
      [tenant],
    );
  }

  /** True when there is no use in going on. */
  async #bring(tenant: TenantId, row: Row): Promise<boolean> {
    const { files, remote } = this.stores;
    try {
      if (!remote) return true;
      const statement = <T>(of: TenantId, sql: string, params: readonly unknown[]) =>
        this.db.statement<T>(of, sql, params);
      await bring({ statement, files, remote }, tenant, row);
      if (this.#away || row.tries > 0) await this.alarms.settle(tenant, OF_STORE);
      this.#away = undefined;
      return false;
    } catch (error) {
      return this.#failed(tenant, row, error);
    }
  }

  async #failed(tenant: TenantId, { id, tries }: Row, error: unknown): Promise<boolean> {
    const fault = faultOf(error);
    if (!fault) throw error;
    const reason = reasonOf(error);
    const [row] = await this.db.statement(
      tenant,
      `UPDATE recording_upload
          SET tries = tries + 1, error = $2, next_at = clock_timestamp() + least($3 * 2 ^ least(tries, 20), $4) * interval '1 ms'
        WHERE recording_id = $1 RETURNING tries`,
      [id, reason, AGAIN_MS, AGAIN_MAX_MS],
    );
    // Another has brought it, or it was destroyed.
    if (!row) return false;
    const store = fault === 'store_away' || fault === 'store_wrong';
    if (store) this.#away = { reason };
    this.#log.warn({ recording: id, tries: tries + 1, reason }, 'not uploaded; it stays here, and is tried again');
    if (fault !== 'store_away' || tries + 1 >= PATIENCE) await this.alarms.raise(tenant, fault, store ? '' : id);
    return store;
  }

  /** Files from before there was another store, or whose row went and they did not, once for each process. */
  async #adopt(tenant: TenantId): Promise<void> {
    if (this.#adopted.has(tenant)) return;
    const names = await readdir(this.stores.files.path(tenant), { recursive: true }).catch((): string[] => []);
    const ids = names.flatMap((name) => SEALED.exec(name)?.[1] ?? []);
    if (ids.length > 0)
      await this.db.statement(
        tenant,
        `INSERT INTO recording_upload (recording_id, tenant_id, bytes, queued_at, next_at)
         SELECT r.id, r.tenant_id, c.file_bytes, clock_timestamp(), clock_timestamp()
           FROM recording r JOIN recording_chain c ON c.recording_id = r.id AND c.kind = 'sealed'
          WHERE r.id = ANY ($1) AND r.state = 'sealed' AND c.file_bytes IS NOT NULL ON CONFLICT DO NOTHING`,
        [ids],
      );
    this.#adopted.add(tenant);
  }

  async #measure(tenant: TenantId): Promise<void> {
    const [row] = await this.db.statement<{ count: string; bytes: string }>(
      tenant,
      `SELECT count(*), coalesce(sum(bytes), 0) AS bytes FROM recording_upload WHERE tenant_id = $1`,
      [tenant],
    );
    this.#queues.set(tenant, { count: Number(row?.count), bytes: Number(row?.bytes) });
    const { count, bytes } = this.#total();
    waiting.set(count);
    waitingBytes.set(bytes);
    if (count === 0) return;
    const { bavail, bsize } = await statfs(this.stores.files.folder);
    if (bavail * bsize < DISK_BYTES) await this.alarms.raise(tenant, 'disk_short', '');
    else await this.alarms.settle(tenant, ['disk_short']);
  }

  #total(): Queue {
    const queues = [...this.#queues.values()];
    return {
      count: queues.reduce((sum, { count }) => sum + count, 0),
      bytes: queues.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof DomainError)) return String(error);
  const { reason, stored } = error.details;
  return String(reason ?? `${error.code}: ${String(stored)} bytes came back`);
}
