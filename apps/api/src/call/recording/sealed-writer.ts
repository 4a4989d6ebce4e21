import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

import { DomainError, type RecordingId } from '@sibai/kernel';

import { CHUNK, inPieces, MAGIC, openChunk, placeOf, SEALED_CHUNK, sealChunk } from './sealed-format.js';
import type { Print, StoredFile } from './store.js';

/**
 * A sealed file that grows. Broken off anywhere it is gone on with: the whole chunks that are on the disk stay, and what
 * follows them, or is not what the key sealed, is written again.
 */
export class SealedWriter {
  readonly #file: FileHandle;
  readonly #key: Buffer;
  readonly #id: RecordingId;
  readonly #hash: Hash;
  #chunks: number;

  private constructor(file: FileHandle, key: Buffer, id: RecordingId, hash: Hash, chunks: number) {
    this.#file = file;
    this.#key = key;
    this.#id = id;
    this.#hash = hash;
    this.#chunks = chunks;
  }

  static async open(path: string, key: Buffer, id: RecordingId): Promise<SealedWriter> {
    const file = await openOrCreate(path);
    try {
      const { hash, chunks } = await wholeChunks(file, key, id);
      await file.truncate(placeOf(chunks));
      await write(file, [MAGIC], 0);
      return new SealedWriter(file, key, id, hash, chunks);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Plain bytes that are sealed; what comes next begins here. */
  get bytes(): number {
    return this.#chunks * CHUNK;
  }

  /** Whole chunks, which others follow. */
  async append(plain: Buffer): Promise<void> {
    await this.#write(plain, false);
  }

  /** The rest, of any length. Answers what the whole file is, which is then on the disk. */
  async finish(rest: Buffer): Promise<Print & { readonly plainBytes: number }> {
    const plainBytes = this.bytes + rest.length;
    const bytes = await this.#write(rest, true);
    await this.#file.sync();
    await this.close();
    return { bytes, sha256: this.#hash.digest(), plainBytes };
  }

  /** What was appended is on the disk. */
  sync(): Promise<void> {
    return this.#file.sync();
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /** Where the file ends then. */
  async #write(plain: Buffer, end: boolean): Promise<number> {
    const count = end ? Math.max(1, Math.ceil(plain.length / CHUNK)) : plain.length / CHUNK;
    const parts = Array.from({ length: count }, (_, i) => plain.subarray(i * CHUNK, (i + 1) * CHUNK)).flatMap(
      (chunk, i) => sealChunk(this.#key, this.#id, this.#chunks + i, chunk, end && i === count - 1),
    );
    const at = placeOf(this.#chunks);
    await write(this.#file, parts, at);
    for (const part of parts) this.#hash.update(part);
    this.#chunks += count;
    return at + parts.reduce((sum, { length }) => sum + length, 0);
  }
}

/** What a file sealed with that key to its very end is; nothing when it is not. */
export async function wholeFile(
  file: StoredFile,
  key: Buffer,
  id: RecordingId,
): Promise<(Print & { readonly plainBytes: number }) | undefined> {
  const hash = createHash('sha256').update(MAGIC);
  let index = 0;
  let plainBytes = 0;
  if (file.bytes <= MAGIC.length) return undefined;
  for await (const magic of inPieces(file.read(0, MAGIC.length), MAGIC.length))
    if (!magic.equals(MAGIC)) return undefined;
  try {
    for await (const sealed of inPieces(file.read(MAGIC.length, file.bytes), SEALED_CHUNK)) {
      const last = placeOf(index) + sealed.length === file.bytes;
      plainBytes += openChunk(key, id, index++, sealed, last).length;
      hash.update(sealed);
    }
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
  return index === 0 ? undefined : { bytes: file.bytes, sha256: hash.digest(), plainBytes };
}

async function wholeChunks(file: FileHandle, key: Buffer, id: RecordingId): Promise<{ hash: Hash; chunks: number }> {
  const hash = createHash('sha256').update(MAGIC);
  const { size } = await file.stat();
  const sealed = Buffer.allocUnsafe(SEALED_CHUNK);
  let chunks = 0;
  for (; placeOf(chunks + 1) <= size; chunks++) {
    const { bytesRead } = await file.read(sealed, 0, SEALED_CHUNK, placeOf(chunks));
    if (bytesRead < SEALED_CHUNK) break;
    try {
      openChunk(key, id, chunks, sealed, false);
    } catch {
      break;
    }
    hash.update(sealed);
  }
  return { hash, chunks };
}

async function write(file: FileHandle, parts: readonly Buffer[], at: number): Promise<void> {
  const wanted = parts.reduce((sum, { length }) => sum + length, 0);
  const { bytesWritten } = await file.writev([...parts], at);
  if (bytesWritten < wanted)
    throw new Error(`only ${bytesWritten} of ${wanted} bytes could be written: is the disk full?`);
}

/** In a folder that is there nearly always. */
async function openOrCreate(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return open(path, 'wx+', 0o600);
  }
}
