import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { TenantId } from '@sibai/kernel';
import { Inject, Injectable } from '@nestjs/common';

import { Db } from './db.js';
import { ENV, type Env } from './env.js';

export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

/** Nonce, cipher text and tag of AES-256-GCM. `binding` is what the text belongs to: it opens nowhere else. */
export function sealedParts(key: Buffer, plain: Uint8Array, binding: Buffer): Buffer[] {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(binding);
  return [nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()];
}

export const sealBytes = (key: Buffer, plain: Uint8Array, binding: Buffer): Buffer =>
  Buffer.concat(sealedParts(key, plain, binding));

/** Throws when key, bytes or binding are not those it was sealed with. */
export function openBytes(key: Buffer, sealed: Buffer, binding: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(binding).setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}

/** The keys of the installation: a tenant's key is wrapped by the installation's key and wraps the keys of its data. */
@Injectable()
export class Keys {
  #master: Promise<Buffer> | undefined;
  readonly #tenantKeys = new Map<TenantId, Promise<Buffer>>();

  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly db: Db,
  ) {}

  tenantKey(tenant: TenantId): Promise<Buffer> {
    const known = this.#tenantKeys.get(tenant) ?? this.#loadTenantKey(tenant);
    this.#tenantKeys.set(tenant, known);
    known.catch(() => this.#tenantKeys.delete(tenant));
    return known;
  }

  /** A short secret for a column, such as an ID number. `place` names the column and row it belongs to. */
  async sealText(tenant: TenantId, text: string, place: string): Promise<string> {
    return sealBytes(await this.tenantKey(tenant), Buffer.from(text), Buffer.from(place)).toString('base64');
  }

  async openText(tenant: TenantId, sealed: string, place: string): Promise<string> {
    return openBytes(await this.tenantKey(tenant), Buffer.from(sealed, 'base64'), Buffer.from(place)).toString();
  }

  /** The same for the same text all over the installation, and tells nothing about it: to look sealed text up by. */
  async fingerprint(text: string): Promise<string> {
    return createHmac('sha256', await this.#installationKey())
      .update(`fingerprint:${text}`)
      .digest('base64url');
  }

  async #loadTenantKey(tenant: TenantId): Promise<Buffer> {
    const master = await this.#installationKey();
    const binding = Buffer.from(tenant);
    const fresh = sealBytes(master, randomBytes(32), binding);
    const [row] = await this.db.as<{ wrapped_key: Buffer }[]>(tenant, async (em) => {
      await em.query(
        'INSERT INTO tenant_key (tenant_id, wrapped_key) VALUES ($1, $2) ON CONFLICT (tenant_id) DO NOTHING',
        [tenant, fresh],
      );
      return em.query('SELECT wrapped_key FROM tenant_key WHERE tenant_id = $1', [tenant]);
    });
    if (!row) throw new Error(`no key for tenant ${tenant}`);
    return openBytes(master, row.wrapped_key, binding);
  }

  /** Made on first use, readable by the product's own user only. Losing this file loses all that is sealed. */
  #installationKey(): Promise<Buffer> {
    this.#master ??= (async () => {
      const path = this.env.VAULT_KEY_FILE;
      await mkdir(dirname(path), { recursive: true });
      try {
        const file = await open(path, 'wx', 0o600);
        await file.write(randomBytes(32).toString('base64') + '\n');
        await file.sync();
        await file.close();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const key = Buffer.from(await readFile(path, 'utf8'), 'base64');
      if (key.length !== 32) throw new Error(`${path} is not a vault key: 32 bytes in base64 are expected`);
      return key;
    })();
    return this.#master;
  }
}
