import { createHash, randomBytes } from 'node:crypto';

import { DomainError, type FileId, type TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Db } from './db.js';
import { Keys } from './keys.js';
import { openBytes, sealBytes } from './sealing.js';

export interface NewFile {
  /** What it is to the stage that keeps it: `business_licence`, `contract`. */
  readonly kind: string;
  readonly mime: string;
  readonly bytes: Uint8Array;
  /** What to call it when it is downloaded. */
  readonly name?: string;
}

export interface StoredFile {
  readonly kind: string;
  readonly mime: string;
  readonly name: string | null;
  /** Of the plain bytes, in hexadecimal. */
  readonly sha256: string;
  readonly bytes: Buffer;
}

type Row = Omit<StoredFile, 'bytes'> & { wrapped_key: Buffer | null; content: Buffer };

/**
 * Documents, contracts and invoices: sealed by a data key of their own, which the tenant's key wraps. They lie in Postgres,
 * so that a file is there if and only if the row that speaks of it is, and one backup holds both.
 */
@Injectable()
export class Safe {
  constructor(
    private readonly db: Db,
    private readonly keys: Keys,
  ) {}

  async put(em: EntityManager, tenant: TenantId, file: NewFile): Promise<{ id: FileId; sha256: string }> {
    const id = uuid() as FileId;
    const key = randomBytes(32);
    const binding = Buffer.from(id);
    const sha256 = createHash('sha256').update(file.bytes).digest('hex');
    const wrapped = await this.keys.wrap(tenant, key, binding);
    await em.query(
      `INSERT INTO sealed_file (id, tenant_id, kind, mime, name, size, sha256, wrapped_key, content)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        id,
        tenant,
        file.kind,
        file.mime,
        file.name ?? null,
        file.bytes.length,
        sha256,
        wrapped,
        sealBytes(key, file.bytes, binding),
      ],
    );
    return { id, sha256 };
  }

  /**
   * Throws `file.missing` for what is not the tenant's or was destroyed, `file.damaged` rather than
   * give wrong bytes, `vault.key_missing` when the installation lacks the key.
   */
  async read(tenant: TenantId, id: FileId): Promise<StoredFile> {
    const [row] = await this.db.statement<Row>(
      tenant,
      `SELECT kind, mime, name, sha256, wrapped_key, content FROM sealed_file WHERE id = $1 AND tenant_id = $2`,
      [id, tenant],
    );
    if (!row?.wrapped_key) throw new DomainError('file.missing', { id });
    const { wrapped_key, content, ...file } = row;
    const binding = Buffer.from(id);
    try {
      const key = await this.keys.unwrap(tenant, wrapped_key, binding);
      return { ...file, bytes: openBytes(key, content, binding) };
    } catch (cause) {
      if (cause instanceof DomainError) throw cause;
      throw new DomainError('file.damaged', { id }, { cause });
    }
  }

  /** Destroys the key, and with it what can be read; that there was a file stays known. */
  async destroy(em: EntityManager, tenant: TenantId, id: FileId): Promise<void> {
    await em.query(
      `UPDATE sealed_file SET wrapped_key = NULL, content = '', destroyed_at = now() WHERE id = $1 AND tenant_id = $2`,
      [id, tenant],
    );
  }
}
