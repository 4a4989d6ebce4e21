import { createHash } from 'node:crypto';

import type { VaultFaultKind } from '@sibai/contracts';
import { DomainError, type RecordingId, type TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { Db } from '../../platform/db.js';
import { Keys } from '../../platform/keys.js';
import { VaultAlarms } from '../../platform/vault-alarms.js';
import { CHUNK, inPieces, openChunk, placeOf, SEALED_CHUNK, type Shape, shapeOf } from './sealed-format.js';
import { nameOf, type StoredFile } from './store.js';
import { Stores } from './stores.js';

/** The alarm for each reason to refuse. */
const KIND: Readonly<Record<string, VaultFaultKind>> = {
  authentication_failed: 'changed',
  file_cut: 'cut',
  file_missing: 'missing',
  key: 'key_damaged',
};

/** What is wrong with the vault by an error; nothing when it says nothing of it. */
export function faultOf(error: unknown): VaultFaultKind | undefined {
  if (!(error instanceof DomainError)) return undefined;
  switch (error.code) {
    case 'vault.key_missing':
      return 'key_missing';
    case 'vault.kms_away':
      return 'kms_away';
    case 'vault.store_away':
      return 'store_away';
    case 'vault.store_wrong':
      return 'store_wrong';
    case 'recording.damaged':
      return KIND[String(error.details['reason'])];
    default:
      return undefined;
  }
}

/**
 * Recordings at rest: AES-256-GCM in chunks under a data key of their own, which is wrapped by the tenant's key, which is
 * wrapped by the installation's. What is not what was sealed is refused, with an alarm, and never given as noise.
 */
@Injectable()
export class Vault {
  constructor(
    private readonly db: Db,
    private readonly keys: Keys,
    private readonly alarms: VaultAlarms,
    private readonly stores: Stores,
  ) {}

  /** Bytes of audio in a sealed recording, by the size of its file. */
  size(tenant: TenantId, id: RecordingId): Promise<number> {
    return this.#alarmed(tenant, id, async () => {
      const file = await this.#open(tenant, id);
      await file.close();
      return shapeOrCut(id, file.bytes).bytes;
    });
  }

  /** The audio from byte `from` to before byte `to`, chunk by chunk. Throws `recording.damaged` rather than give noise. */
  async *read(tenant: TenantId, id: RecordingId, wrappedKey: Buffer, from: number, to: number): AsyncGenerator<Buffer> {
    const parts = this.#read(tenant, id, wrappedKey, from, to);
    try {
      for (;;) {
        const { done, value } = await this.#alarmed(tenant, id, () => parts.next());
        if (done) return;
        yield value;
      }
    } finally {
      await parts.return(undefined);
    }
  }

  async *#read(
    tenant: TenantId,
    id: RecordingId,
    wrappedKey: Buffer,
    from: number,
    to: number,
  ): AsyncGenerator<Buffer, undefined> {
    const key = await this.unlock(tenant, id, wrappedKey);
    const file = await this.#open(tenant, id);
    try {
      const { chunks, bytes } = shapeOrCut(id, file.bytes);
      const end = Math.min(to, bytes);
      if (from >= end) return;
      let index = Math.floor(from / CHUNK);
      const sealedEnd = Math.min(placeOf(Math.ceil(end / CHUNK)), file.bytes);
      for await (const sealed of inPieces(file.read(placeOf(index), sealedEnd), SEALED_CHUNK)) {
        const plain = openChunk(key, id, index, sealed, index === chunks - 1);
        yield plain.subarray(Math.max(0, from - index * CHUNK), Math.min(plain.length, end - index * CHUNK));
        index++;
      }
    } finally {
      await file.close();
    }
  }

  /** The recording's data key. Throws `vault.key_missing` when the installation lacks the key that it needs. */
  async unlock(tenant: TenantId, id: RecordingId, wrappedKey: Buffer): Promise<Buffer> {
    try {
      return await this.keys.unwrap(tenant, wrappedKey, Buffer.from(id));
    } catch (cause) {
      if (cause instanceof DomainError) throw cause;
      throw new DomainError('recording.damaged', { id, reason: 'key' }, { cause });
    }
  }

  /** Of the sealed file; nothing when there is none. */
  async digest(tenant: TenantId, id: RecordingId): Promise<{ sha256: string; bytes: number } | undefined> {
    const file = await this.#find(tenant, id);
    if (!file) return undefined;
    const hash = createHash('sha256');
    try {
      for await (const part of file.read(0, file.bytes)) hash.update(part);
      return { sha256: hash.digest('hex'), bytes: file.bytes };
    } finally {
      await file.close();
    }
  }

  async remove(tenant: TenantId, id: RecordingId): Promise<void> {
    const name = nameOf(tenant, id);
    if (this.stores.remote) {
      await this.db.statement(tenant, `DELETE FROM recording_upload WHERE recording_id = $1`, [id]);
      await this.stores.remote.remove(name);
    }
    await this.stores.files.remove(name);
  }

  async #open(tenant: TenantId, id: RecordingId): Promise<StoredFile> {
    const file = await this.#find(tenant, id);
    if (!file) throw new DomainError('recording.damaged', { id, reason: 'file_missing' });
    return file;
  }

  /** What still waits here for the other store is read here. */
  async #find(tenant: TenantId, id: RecordingId): Promise<StoredFile | undefined> {
    const name = nameOf(tenant, id);
    return (await this.stores.files.open(name)) ?? this.stores.remote?.open(name);
  }

  async #alarmed<T>(tenant: TenantId, id: RecordingId, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const fault = faultOf(error);
      if (fault) await this.alarms.raise(tenant, fault, fault.endsWith('_away') ? '' : id);
      throw error;
    }
  }
}

function shapeOrCut(id: RecordingId, fileBytes: number): Shape {
  const shape = shapeOf(fileBytes);
  if (!shape) throw new DomainError('recording.damaged', { id, reason: 'file_cut' });
  return shape;
}
