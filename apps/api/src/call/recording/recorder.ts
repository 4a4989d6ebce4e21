import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { AssignmentId, CallId, RecordingId, TenantId } from '@sibai/kernel';
import { Inject, Injectable, Logger } from '@nestjs/common';

import { asHouse, Db } from '../../platform/db.js';
import { ENV, type Env } from '../../platform/env.js';
import { throughOutage } from '../../platform/pg-error.js';
import { Vault } from './vault.js';

/** 16-bit samples, 8 kHz, two channels: left is the agent, right the caller (docker/asterisk/extensions.conf). */
export const BYTES_PER_SECOND = 32_000;
/** Asterisk writes a moment longer than the channel lives. */
const SETTLE_MS = 250;
const SETTLE_TRIES = 40;

/**
 * Keeps account of recordings. Asterisk writes them to memory-backed storage while the agent's leg lives; when it has
 * ended they are sealed into the vault, and the plain audio is removed.
 */
@Injectable()
export class Recorder {
  readonly #log = new Logger(Recorder.name);
  readonly #sealing = new Map<RecordingId, Promise<void>>();
  readonly #starting = new Map<string, Promise<void>>();

  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly db: Db,
    private readonly vault: Vault,
  ) {}

  spoolFile(assignment: AssignmentId | RecordingId): string {
    return join(this.env.SPOOL_DIR, `${assignment}.raw`);
  }

  /** Nobody waits for the row; while the database is away it is still to come, and the audio is known by that. */
  started(tenant: TenantId, call: CallId, assignment: AssignmentId): void {
    const write = asHouse(() =>
      throughOutage(() =>
        this.db.statement(
          tenant,
          `INSERT INTO recording (id, tenant_id, call_id, assignment_id, state, started_at)
             VALUES ($1, $2, $3, $1, 'recording', clock_timestamp()) ON CONFLICT (id) DO NOTHING`,
          [assignment, tenant, call],
        ),
      ),
    )
      .catch((error: unknown) => this.#log.error({ recording: assignment, error: String(error) }, 'not noted'))
      .then(() => void this.#starting.delete(assignment));
    this.#starting.set(assignment, write);
  }

  /** Seals what was recorded of a leg that has ended. Repeatable: a crash in the middle loses nothing. */
  seal(tenant: TenantId, id: RecordingId): Promise<void> {
    const sealing =
      this.#sealing.get(id) ??
      asHouse(() => this.#seal(tenant, id))
        .catch((error: unknown) =>
          this.#log.error({ recording: id, error: String(error) }, 'not sealed; tried again later'),
        )
        .finally(() => this.#sealing.delete(id));
    this.#sealing.set(id, sealing);
    return sealing;
  }

  /** Seals every recording of the tenant whose leg is not alive any more, and answers those that are still open. */
  async sealEnded(tenant: TenantId, alive: (id: RecordingId) => boolean): Promise<RecordingId[]> {
    const open = () =>
      asHouse(() =>
        this.db.statement<{ id: RecordingId }>(tenant, `SELECT id FROM recording WHERE state = 'recording'`),
      );
    for (const { id } of await open()) if (!alive(id)) await this.seal(tenant, id);
    return (await open()).map(({ id }) => id);
  }

  /** Removes plain audio that belongs to no recording: of legs that were answered when nobody was there to note it. */
  async sweep(known: (id: string) => boolean): Promise<number> {
    await mkdir(this.env.SPOOL_DIR, { recursive: true });
    let removed = 0;
    for (const file of await readdir(this.env.SPOOL_DIR)) {
      const [id] = file.split('.');
      if (!file.endsWith('.raw') || id === undefined || known(id) || this.#starting.has(id)) continue;
      await rm(join(this.env.SPOOL_DIR, file), { force: true });
      removed++;
    }
    return removed;
  }

  async #seal(tenant: TenantId, id: RecordingId): Promise<void> {
    await this.#starting.get(id);
    const [row] = await this.db.statement<unknown>(
      tenant,
      `SELECT 1 FROM recording WHERE id = $1 AND state = 'recording'`,
      [id],
    );
    if (!row) return;
    const path = this.spoolFile(id);
    const bytes = await settled(path);
    if (bytes === 0) {
      await this.#lost(tenant, id);
      this.#log.error(`recording ${id} has no audio: ${path} is missing or empty`);
      return;
    }
    const sealed = await this.vault.seal(tenant, id, path);
    await this.db.statement(
      tenant,
      `WITH sealed AS (
         UPDATE recording
            SET state = 'sealed', sealed_at = clock_timestamp(), wrapped_key = $2, sha256 = $3, seconds = $4
          WHERE id = $1 AND state = 'recording' RETURNING *)
       SELECT append_recording_chain('sealed', id, call_id, sha256, $5, started_at, sealed_at, NULL) FROM sealed`,
      [id, sealed.wrappedKey, sealed.sha256, sealed.bytes / BYTES_PER_SECOND, sealed.fileBytes],
    );
    await rm(path, { force: true });
  }

  async #lost(tenant: TenantId, id: RecordingId): Promise<void> {
    await this.db.statement(
      tenant,
      `UPDATE recording SET state = 'lost', sealed_at = clock_timestamp() WHERE id = $1`,
      [id],
    );
  }
}

/** The size of a file once it has stopped growing; 0 when there is none. */
async function settled(path: string): Promise<number> {
  let before = -1;
  for (let tries = 0; tries < SETTLE_TRIES; tries++) {
    const size = await stat(path).then(
      (s) => s.size,
      () => 0,
    );
    if (size === before) return size;
    before = size;
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  }
  return before;
}
