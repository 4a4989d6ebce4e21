import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { VaultFaultKind } from '@sibai/contracts';
import { DomainError, type RecordingId, type TenantId } from '@sibai/kernel';
import { Inject, Injectable } from '@nestjs/common';

import { ENV, type Env } from '../../platform/env.js';
import { Keys } from '../../platform/keys.js';
import { NONCE_BYTES as NONCE, openBytes, sealedParts, TAG_BYTES as TAG } from '../../platform/sealing.js';
import { VaultAlarms } from '../../platform/vault-alarms.js';

const MAGIC = Buffer.from('SIBAIREC1\n');
/** Plain bytes of a chunk: two seconds of stereo, so that playing from the middle decrypts little. */
const CHUNK = 64_000;
/** Read and written at one go: each trip to the file system costs more than the sealing. */
const BLOCK = 16 * CHUNK;
const BLOCKS_KEPT = 4;
/** The alarm for each reason to refuse. */
const KIND: Readonly<Record<string, VaultFaultKind>> = {
  authentication_failed: 'changed',
  file_cut: 'cut',
  file_missing: 'missing',
  key: 'key_damaged',
};

export interface Sealed {
  readonly wrappedKey: Buffer;
  /** Of the sealed file. */
  readonly sha256: Buffer;
  readonly fileBytes: number;
  /** Of the audio. */
  readonly bytes: number;
}

/**
 * Recordings at rest: AES-256-GCM in chunks under a data key of their own, which is wrapped by the tenant's key, which is
 * wrapped by the installation's. Each chunk is bound to its recording, its place and to being the last or not, so that
 * neither a flipped bit nor a missing, moved or foreign chunk goes unnoticed.
 */
@Injectable()
export class Vault {
  /** Used again and again: a megabyte for each recording would keep the garbage collector busy. */
  readonly #blocks: Buffer[] = [];

  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly keys: Keys,
    private readonly alarms: VaultAlarms,
  ) {}

  /** Seals the file at `from`. The sealed file is whole on disk before this resolves; `from` is left as it is. */
  async seal(tenant: TenantId, id: RecordingId, from: string): Promise<Sealed> {
    const key = randomBytes(32);
    const path = this.#path(tenant, id);
    const aside = `${path}.part`;
    const source = await open(from);
    const target = await create(aside);
    const block = this.#blocks.pop() ?? Buffer.allocUnsafeSlow(BLOCK);
    const hash = createHash('sha256');
    let bytes = 0;
    let fileBytes = 0;
    try {
      const { size } = await source.stat();
      let index = 0;
      do {
        const wanted = Math.min(BLOCK, size - bytes);
        const plain = await fill(source, block.subarray(0, wanted));
        if (plain.length < wanted) throw new Error(`${from} became shorter while it was sealed`);
        bytes += wanted;
        const chunks = chunksOf(plain);
        const end = bytes === size ? chunks.length - 1 : -1;
        const parts = chunks.flatMap((chunk, i) => sealedParts(key, chunk, binding(id, index + i, i === end)));
        if (index === 0) parts.unshift(MAGIC);
        index += chunks.length;
        for (const part of parts) {
          hash.update(part);
          fileBytes += part.length;
        }
        await target.writev(parts);
      } while (bytes < size);
      await target.sync();
    } finally {
      if (this.#blocks.length < BLOCKS_KEPT) this.#blocks.push(block);
      await source.close();
      await target.close();
    }
    const wrappedKey = await this.keys.wrap(tenant, key, Buffer.from(id));
    await rename(aside, path);
    return {
      wrappedKey,
      sha256: hash.digest(),
      fileBytes,
      bytes,
    };
  }

  /** Bytes of audio in a sealed recording, by the size of its file. */
  async size(tenant: TenantId, id: RecordingId): Promise<number> {
    return this.#size(tenant, id).catch((error: unknown) => this.#alarmed(tenant, id, error));
  }

  /** The audio from byte `from` to before byte `to`, chunk by chunk. Throws `recording.damaged` rather than give noise. */
  async *read(tenant: TenantId, id: RecordingId, wrappedKey: Buffer, from: number, to: number): AsyncGenerator<Buffer> {
    try {
      yield* this.#read(tenant, id, wrappedKey, from, to);
    } catch (error) {
      await this.#alarmed(tenant, id, error);
    }
  }

  async #alarmed(tenant: TenantId, id: RecordingId, error: unknown): Promise<never> {
    if (error instanceof DomainError)
      await this.alarms.raise(tenant, KIND[String(error.details['reason'])] ?? 'key_missing', id);
    throw error;
  }

  async #size(tenant: TenantId, id: RecordingId): Promise<number> {
    const { size } = await stat(this.#path(tenant, id)).catch((cause: unknown) => {
      throw new DomainError('recording.damaged', { id, reason: 'file_missing' }, { cause });
    });
    const body = size - MAGIC.length;
    if (body < NONCE + TAG) throw new DomainError('recording.damaged', { id, reason: 'file_cut' });
    return body - Math.ceil(body / (NONCE + CHUNK + TAG)) * (NONCE + TAG);
  }

  async *#read(
    tenant: TenantId,
    id: RecordingId,
    wrappedKey: Buffer,
    from: number,
    to: number,
  ): AsyncGenerator<Buffer> {
    const key = await this.unlock(tenant, id, wrappedKey);
    const size = await this.#size(tenant, id);
    const end = Math.min(to, size);
    const lastIndex = Math.max(0, Math.ceil(size / CHUNK) - 1);
    const file = await open(this.#path(tenant, id), constants.O_RDONLY);
    try {
      const sealedChunk = NONCE + CHUNK + TAG;
      for (let index = Math.floor(from / CHUNK); index * CHUNK < end; index++) {
        const sealed = await fill(file, Buffer.alloc(sealedChunk), MAGIC.length + index * sealedChunk);
        const plain = decrypt(key, sealed, binding(id, index, index === lastIndex), id);
        const start = Math.max(0, from - index * CHUNK);
        yield plain.subarray(start, Math.min(plain.length, end - index * CHUNK));
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
    const file = await open(this.#path(tenant, id)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    if (!file) return undefined;
    const hash = createHash('sha256');
    const block = this.#blocks.pop() ?? Buffer.allocUnsafeSlow(BLOCK);
    let bytes = 0;
    try {
      for (;;) {
        const { bytesRead } = await file.read(block, 0, BLOCK, null);
        if (bytesRead === 0) return { sha256: hash.digest('hex'), bytes };
        hash.update(block.subarray(0, bytesRead));
        bytes += bytesRead;
      }
    } finally {
      if (this.#blocks.length < BLOCKS_KEPT) this.#blocks.push(block);
      await file.close();
    }
  }

  async remove(tenant: TenantId, id: RecordingId): Promise<void> {
    await rm(this.#path(tenant, id), { force: true });
  }

  #path(tenant: TenantId, id: RecordingId): string {
    return join(this.env.DATA_DIR, 'vault', tenant, id.slice(0, 8), `${id}.sibairec`);
  }
}

/** A new file, in a folder that is there nearly always. */
async function create(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'w', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return open(path, 'w', 0o600);
  }
}

/** At least one, which may be empty. */
function chunksOf(block: Buffer): Buffer[] {
  const count = Math.max(1, Math.ceil(block.length / CHUNK));
  return Array.from({ length: count }, (_, i) => block.subarray(i * CHUNK, (i + 1) * CHUNK));
}

function decrypt(key: Buffer, sealed: Buffer, binding: Buffer, id: string): Buffer {
  try {
    return openBytes(key, sealed, binding);
  } catch (cause) {
    throw new DomainError('recording.damaged', { id, reason: 'authentication_failed' }, { cause });
  }
}

const binding = (id: RecordingId, index: number, last: boolean): Buffer =>
  Buffer.from(`${id}:${index}:${last ? 'last' : 'more'}`);

/** As many bytes as there are, up to the length of the buffer. */
async function fill(file: FileHandle, buffer: Buffer, position?: number): Promise<Buffer> {
  let filled = 0;
  while (filled < buffer.length) {
    const at = position === undefined ? null : position + filled;
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, at);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
