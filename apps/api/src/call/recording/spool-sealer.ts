import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { DomainError, type RecordingId, type TenantId } from '@sibai/kernel';

import { giveBack } from './give-back.js';
import { CHUNK } from './sealed-format.js';
import { SealedWriter, wholeFile } from './sealed-writer.js';
import { type ByteWindow, BYTES_PER_SECOND, silenced } from './silenced.js';
import { type FileStore, nameOf, type Print } from './store.js';

/** Of a leg that lives, so much is sealed at a time: with what is held back, this bounds the plain audio of a call. */
export const PIECE = 30 * CHUNK;
/** The newest four seconds are never sealed while the leg lives: it may turn out that they are of a pause. */
export const HELD_BACK = 4 * BYTES_PER_SECOND;
/** Read and written at one go: each trip to the file system costs more than the sealing. */
const BLOCK = 16 * CHUNK;
/** Asterisk writes a moment longer than the channel lives. */
const SETTLE_MS = 250;
const SETTLE_TRIES = 40;
/** The first second is written when Asterisk closes the file: on a busy machine some time after the leg's end. */
const EMPTY_TRIES = 12;

export interface SealerPorts {
  statement<T>(tenant: TenantId, sql: string, params: readonly unknown[]): Promise<T[]>;
  wrap(tenant: TenantId, key: Buffer, binding: Buffer): Promise<Buffer>;
  unwrap(tenant: TenantId, wrapped: Buffer, binding: Buffer): Promise<Buffer>;
  /** What of the audio must not be kept. */
  windows(tenant: TenantId, id: RecordingId): Promise<readonly ByteWindow[]>;
  /** Where sealed files go to from here, if anywhere. */
  readonly remote: boolean;
  readonly spool: string;
  readonly files: FileStore;
  warn(facts: object, message: string): void;
}

/**
 * Seals what Asterisk writes to memory-backed storage: in pieces while the leg lives, each of which is then given back there,
 * and the rest at its end. A process that dies at any point is followed by one that goes on: what is given back is safe on the
 * disk before, what is not is still in the spool, and the key is in the recording's row before anything is sealed by it.
 */
export class SpoolSealer {
  readonly #ports: SealerPorts;
  readonly #turns = new Map<RecordingId, Promise<unknown>>();
  /** Of legs that live. */
  readonly #writers = new Map<RecordingId, SealedWriter>();

  constructor(ports: SealerPorts) {
    this.#ports = ports;
  }

  path(id: string): string {
    return join(this.#ports.spool, `${id}.raw`);
  }

  /** Seals the whole pieces there are of a leg that lives. */
  piece(tenant: TenantId, id: RecordingId): Promise<void> {
    return this.#inTurn(id, () => this.#piece(tenant, id));
  }

  /** Seals what is left of a leg that has ended. Repeatable. */
  finish(tenant: TenantId, id: RecordingId): Promise<'sealed' | 'lost' | 'done'> {
    return this.#inTurn(id, () => this.#finish(tenant, id));
  }

  /** Another seals it. */
  forget(id: RecordingId): Promise<void> {
    return this.#inTurn(id, () => this.#drop(id));
  }

  #inTurn<T>(id: RecordingId, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(id) ?? Promise.resolve())
      .catch(() => undefined)
      .then(work)
      .catch(async (error: unknown) => {
        // What is on the disk is looked at anew, the next time.
        await this.#drop(id);
        throw error;
      })
      .finally(() => {
        if (this.#turns.get(id) === turn) this.#turns.delete(id);
      });
    this.#turns.set(id, turn);
    return turn;
  }

  async #piece(tenant: TenantId, id: RecordingId): Promise<void> {
    const path = this.path(id);
    const size = await sizeOf(path);
    const known = this.#writers.get(id)?.bytes ?? 0;
    if (size - HELD_BACK - known < PIECE) return;
    const key = await this.#key(tenant, id);
    if (!key) return;
    const writer = await this.#writer(tenant, id, key);
    const from = writer.bytes;
    const to = from + Math.floor((size - HELD_BACK - from) / PIECE) * PIECE;
    if (to <= from) return;
    const source = await open(path);
    try {
      const paused = await this.#ports.windows(tenant, id);
      await this.#expectAudio(source, id, from, paused);
      await this.#append(source, writer, to, paused);
    } finally {
      await source.close();
    }
    await writer.sync();
    await giveBack(path, from, to).catch((error: unknown) =>
      this.#ports.warn({ recording: id, error: String(error) }, 'what is sealed cannot be given back yet'),
    );
  }

  async #finish(tenant: TenantId, id: RecordingId): Promise<'sealed' | 'lost' | 'done'> {
    const { files } = this.#ports;
    const key = await this.#key(tenant, id);
    if (!key) {
      await this.#drop(id);
      return 'done';
    }
    const whole = await this.#alreadyWhole(tenant, id, key);
    if (whole) {
      await this.#enter(tenant, id, whole);
      return 'sealed';
    }
    const path = this.path(id);
    const size = await settled(path);
    const writer = await this.#writer(tenant, id, key);
    if (size === 0 && writer.bytes === 0) {
      await this.#drop(id);
      await files.remove(nameOf(tenant, id));
      await this.#lose(tenant, id);
      return 'lost';
    }
    if (size < writer.bytes)
      this.#ports.warn({ recording: id, bytes: writer.bytes }, 'the spool is gone: what was sealed of it is kept');
    const print = await this.#rest(tenant, id, writer, size);
    this.#writers.delete(id);
    await files.put(nameOf(tenant, id), files.partial(nameOf(tenant, id)));
    await this.#enter(tenant, id, print);
    return 'sealed';
  }

  async #rest(tenant: TenantId, id: RecordingId, writer: SealedWriter, size: number): Promise<WholePrint> {
    if (size <= writer.bytes) return writer.finish(Buffer.alloc(0));
    const source = await open(this.path(id));
    try {
      const paused = await this.#ports.windows(tenant, id);
      await this.#expectAudio(source, id, writer.bytes, paused);
      // At least something is left for the end.
      await this.#append(source, writer, Math.floor((size - 1) / CHUNK) * CHUNK, paused);
      const from = writer.bytes;
      const rest = await fill(source, Buffer.allocUnsafe(size - from), from);
      return await writer.finish(silenced(rest, from, paused));
    } finally {
      await source.close();
    }
  }

  async #append(source: FileHandle, writer: SealedWriter, to: number, paused: readonly ByteWindow[]): Promise<void> {
    if (to <= writer.bytes) return;
    const block = Buffer.allocUnsafe(Math.min(BLOCK, to - writer.bytes));
    while (writer.bytes < to) {
      const from = writer.bytes;
      const plain = await fill(source, block.subarray(0, Math.min(BLOCK, to - from)), from);
      await writer.append(silenced(plain, from, paused));
    }
  }

  /** Sealed by a process that died before it could say so in the row. */
  async #alreadyWhole(tenant: TenantId, id: RecordingId, key: Buffer): Promise<WholePrint | undefined> {
    if (this.#writers.has(id)) return undefined;
    const file = await this.#ports.files.open(nameOf(tenant, id));
    if (!file) return undefined;
    return wholeFile(file, key, id).finally(() => file.close());
  }

  /** The recording's own key, kept in its row, wrapped, from before it is first used; none once it is no longer recorded. */
  async #key(tenant: TenantId, id: RecordingId): Promise<Buffer | undefined> {
    const binding = Buffer.from(id);
    const fresh = await this.#ports.wrap(tenant, randomBytes(32), binding);
    const [row] = await this.#ports.statement<{ wrapped_key: Buffer }>(
      tenant,
      `UPDATE recording SET wrapped_key = coalesce(wrapped_key, $2) WHERE id = $1 AND state = 'recording'
       RETURNING wrapped_key`,
      [id, fresh],
    );
    return row && this.#ports.unwrap(tenant, row.wrapped_key, binding);
  }

  async #writer(tenant: TenantId, id: RecordingId, key: Buffer): Promise<SealedWriter> {
    const known = this.#writers.get(id);
    if (known) return known;
    const writer = await SealedWriter.open(this.#ports.files.partial(nameOf(tenant, id)), key, id);
    this.#writers.set(id, writer);
    return writer;
  }

  /** The row says what is sealed, the chain has it, and where it is to go; then the plain audio goes. */
  async #enter(tenant: TenantId, id: RecordingId, { bytes, sha256, plainBytes }: WholePrint): Promise<void> {
    await this.#ports.statement(
      tenant,
      `WITH sealed AS (
         UPDATE recording SET state = 'sealed', sealed_at = clock_timestamp(), sha256 = $2, seconds = $3
          WHERE id = $1 AND state = 'recording' RETURNING *),
       waiting AS (
         INSERT INTO recording_upload (recording_id, tenant_id, bytes, queued_at, next_at)
         SELECT id, tenant_id, $4::bigint, sealed_at, sealed_at FROM sealed WHERE $5::boolean)
       SELECT append_recording_chain('sealed', id, call_id, sha256, $4::bigint, started_at, sealed_at, NULL) FROM sealed`,
      [id, sha256, plainBytes / BYTES_PER_SECOND, bytes, this.#ports.remote],
    );
    await rm(this.path(id), { force: true });
  }

  async #lose(tenant: TenantId, id: RecordingId): Promise<void> {
    await this.#ports.statement(
      tenant,
      `UPDATE recording SET state = 'lost', sealed_at = clock_timestamp(), wrapped_key = NULL
        WHERE id = $1 AND state = 'recording'`,
      [id],
    );
  }

  /**
   * What was given back reads as zeros: when it is not all sealed, the sealed part was damaged since, and silence would be a
   * lie. Where it was paused it is none.
   */
  async #expectAudio(source: FileHandle, id: RecordingId, from: number, paused: readonly ByteWindow[]): Promise<void> {
    const { size, blocks } = await source.stat();
    if (size - blocks * 512 <= from) return;
    const next = await fill(source, Buffer.allocUnsafe(Math.min(CHUNK, size - from)), from);
    const wanted = silenced(Buffer.alloc(next.length, 1), from, paused);
    if (wanted.some((byte) => byte === 1) && next.every((byte) => byte === 0))
      throw new DomainError('recording.damaged', { id, reason: 'file_cut' });
  }

  async #drop(id: RecordingId): Promise<void> {
    await this.#writers
      .get(id)
      ?.close()
      .catch(() => undefined);
    this.#writers.delete(id);
  }
}

type WholePrint = Print & { readonly plainBytes: number };

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

/** The size of a file once it has stopped growing; 0 when there is none. */
async function settled(path: string): Promise<number> {
  let before = -1;
  for (let tries = 0; tries < SETTLE_TRIES; tries++) {
    const size = await sizeOf(path);
    if (size === before && (size > 0 || tries >= EMPTY_TRIES)) return size;
    before = size;
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  }
  return before;
}

async function fill(file: FileHandle, buffer: Buffer, position: number): Promise<Buffer> {
  for (let filled = 0; filled < buffer.length;) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, position + filled);
    if (bytesRead === 0) throw new Error('the spool became shorter while it was sealed');
    filled += bytesRead;
  }
  return buffer;
}
