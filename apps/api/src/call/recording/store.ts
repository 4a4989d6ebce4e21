import { constants } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { RecordingId, TenantId } from '@sibai/kernel';

import { SEALED_CHUNK } from './sealed-format.js';

/** Of whole chunks, so that none has to be put together from two blocks. */
const BLOCK = 16 * SEALED_CHUNK;

/** A sealed file that is there. */
export interface StoredFile {
  readonly bytes: number;
  /** From byte `from` to before byte `to`, which is within the file; in parts of any size. */
  read(from: number, to: number): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

/** Of a whole file. */
export interface Print {
  readonly bytes: number;
  readonly sha256: Buffer;
}

/**
 * Where sealed files are kept. What is taken is what was given, or `put` throws; a store that cannot be asked throws
 * `vault.store_away`, and never says of a file that it is not there.
 */
export interface Store {
  /** Nothing when there is none of that name. */
  open(name: string): Promise<StoredFile | undefined>;
  /** Keeps the file at `path`, safe when this resolves. Repeatable. */
  put(name: string, path: string, print: Print): Promise<void>;
  /** With all that was left of attempts to put it. Nothing there is no fault. */
  remove(name: string): Promise<void>;
}

export const nameOf = (tenant: TenantId, id: RecordingId): string => `${tenant}/${id.slice(0, 8)}/${id}.sibairec`;

/** Files beneath a folder. What is put is moved. */
export class FileStore implements Store {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  async open(name: string): Promise<StoredFile | undefined> {
    const file = await open(this.path(name), constants.O_RDONLY).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    if (!file) return undefined;
    const { size: bytes } = await file.stat();
    async function* read(from: number, to: number): AsyncGenerator<Buffer> {
      for (let at = from; at < to;) {
        const { buffer, bytesRead } = await file!.read(Buffer.allocUnsafe(Math.min(BLOCK, to - at)), { position: at });
        if (bytesRead === 0) throw new Error(`${name} became shorter while it was read`);
        yield buffer.subarray(0, bytesRead);
        at += bytesRead;
      }
    }
    return { bytes, read, close: () => file.close() };
  }

  async put(name: string, path: string): Promise<void> {
    const place = this.path(name);
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    await rename(path, place);
    // A new name is safe only once its folder is on the disk too.
    const folder = await open(dirname(place));
    await folder.sync().finally(() => folder.close());
  }

  async remove(name: string): Promise<void> {
    for (const path of [this.path(name), this.partial(name)]) await rm(path, { force: true });
  }

  /** Where a file of that name is while it is being written. */
  partial(name: string): string {
    return `${this.path(name)}.part`;
  }
}
