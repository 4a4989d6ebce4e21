import { createHmac, randomBytes } from 'node:crypto';

import { DomainError, type TenantId } from '@sibai/kernel';
import { Inject, Injectable } from '@nestjs/common';

import { Db } from './db.js';
import { ENV, type Env } from './env.js';
import { KeyFile } from './key-file.js';
import { TransitKms } from './kms.js';
import { KeyRing, type TenantKeyRow, versionOf } from './key-ring.js';
import { openBytes, sealBytes } from './sealing.js';
import { VaultAlarms } from './vault-alarms.js';

/** How long a key may still wrap after another process has made a newer one. */
const FRESH_MS = 60_000;
const MARKED = /^v(\d+)\./;

/**
 * The keys of the installation: a tenant's keys are wrapped by the installation's and wrap the keys of its data. Both have
 * versions: the newest wraps, and all unwrap.
 */
@Injectable()
export class Keys {
  readonly file: KeyFile;
  readonly #kmsAway = new Set<TenantId>();
  readonly #rings = new Map<TenantId, { readonly ring: Promise<KeyRing>; readonly at: number }>();

  constructor(
    @Inject(ENV) env: Env,
    private readonly db: Db,
    private readonly alarms: VaultAlarms,
  ) {
    this.file = new KeyFile(
      env.VAULT_KEY_FILE,
      env.KMS_URL ? new TransitKms(env.KMS_URL, env.KMS_TOKEN ?? '') : undefined,
    );
  }

  async wrap(tenant: TenantId, key: Buffer, binding: Buffer): Promise<Buffer> {
    return (await this.#ring(tenant)).wrap(key, binding);
  }

  async unwrap(tenant: TenantId, wrapped: Buffer, binding: Buffer): Promise<Buffer> {
    return (await this.#ring(tenant, versionOf(wrapped))).unwrap(wrapped, binding);
  }

  /** A short secret for a column, such as an ID number. `place` names the column and row it belongs to. */
  async sealText(tenant: TenantId, text: string, place: string): Promise<string> {
    const ring = await this.#ring(tenant);
    const sealed = sealBytes(ring.key(ring.newest), Buffer.from(text), Buffer.from(place)).toString('base64');
    return ring.newest === 1 ? sealed : `v${ring.newest}.${sealed}`;
  }

  async openText(tenant: TenantId, sealed: string, place: string): Promise<string> {
    const version = Number(MARKED.exec(sealed)?.[1] ?? 1);
    const key = (await this.#ring(tenant, version)).key(version);
    return openBytes(key, Buffer.from(sealed.replace(MARKED, ''), 'base64'), Buffer.from(place)).toString();
  }

  /** The same for the same text all over the installation, and tells nothing about it: to look sealed text up by. */
  async fingerprint(text: string): Promise<string> {
    return createHmac('sha256', await this.file.fingerprints())
      .update(`fingerprint:${text}`)
      .digest('base64url');
  }

  /** There are newer keys than those that are known. */
  forget(): void {
    this.#rings.clear();
  }

  async #ring(tenant: TenantId, version?: number): Promise<KeyRing> {
    const known = this.#rings.get(tenant);
    if (known && performance.now() - known.at < FRESH_MS) {
      const ring = await known.ring;
      if (version === undefined || ring.has(version)) return ring;
    }
    const ring = this.#watched(tenant);
    this.#rings.set(tenant, { ring, at: performance.now() });
    ring.catch(() => this.#rings.delete(tenant));
    return ring;
  }

  async #watched(tenant: TenantId): Promise<KeyRing> {
    try {
      const ring = await this.#load(tenant);
      if (this.#kmsAway.delete(tenant)) await this.alarms.settle(tenant, ['kms_away']);
      return ring;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'vault.kms_away') {
        this.#kmsAway.add(tenant);
        await this.alarms.raise(tenant, 'kms_away', '');
      }
      throw error;
    }
  }

  async #load(tenant: TenantId): Promise<KeyRing> {
    const rows = await this.db.as(tenant, async (em) => {
      const stored = () =>
        em.query<TenantKeyRow[]>('SELECT version, wrapped_key, master FROM tenant_key WHERE tenant_id = $1', [tenant]);
      const found = await stored();
      if (found.length > 0) return found;
      const { id, key } = await this.file.newest();
      await em.query(
        `INSERT INTO tenant_key (tenant_id, version, wrapped_key, master) VALUES ($1, 1, $2, $3) ON CONFLICT DO NOTHING`,
        [tenant, sealBytes(key, randomBytes(32), Buffer.from(tenant)), id],
      );
      return stored();
    });
    const ring = await KeyRing.open(this.file, tenant, rows);
    if (ring.faults.length > 0) await this.alarms.raise(tenant, 'key_missing', '');
    return ring;
  }
}
