import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { AssignmentId, CallId, LegId, RecordingId, TenantId } from '@sibai/kernel';
import { Inject, Injectable, Logger } from '@nestjs/common';

import { asHouse, Db } from '../../platform/db.js';
import { ENV, type Env } from '../../platform/env.js';
import { Keys } from '../../platform/keys.js';
import { throughOutage } from '../../platform/pg-error.js';
import { VaultAlarms } from '../../platform/vault-alarms.js';
import { Pauses } from './pauses.js';
import { SpoolSealer } from './spool-sealer.js';
import { Stores } from './stores.js';
import { Uploads } from './uploads.js';
import { faultOf } from './vault.js';

/**
 * Keeps account of recordings. Asterisk writes them to memory-backed storage while the agent's leg lives; they are sealed into
 * the vault piece by piece, and when the leg has ended the plain audio is removed.
 */
@Injectable()
export class Recorder {
  readonly #log = new Logger(Recorder.name);
  readonly #sealing = new Map<RecordingId, Promise<void>>();
  readonly #starting = new Map<string, Promise<void>>();
  /** Of legs that live, as far as is known, with whose they are. */
  readonly #live = new Map<RecordingId, TenantId>();
  readonly #sealer: SpoolSealer;
  #pieces: Promise<void> | undefined;

  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly db: Db,
    private readonly alarms: VaultAlarms,
    private readonly uploads: Uploads,
    pauses: Pauses,
    stores: Stores,
    keys: Keys,
  ) {
    this.#sealer = new SpoolSealer({
      statement: (tenant, sql, params) => db.statement(tenant, sql, params),
      wrap: (tenant, key, binding) => keys.wrap(tenant, key, binding),
      unwrap: (tenant, wrapped, binding) => keys.unwrap(tenant, wrapped, binding),
      windows: (tenant, id) => pauses.windows(tenant, id),
      remote: stores.remote !== undefined,
      spool: env.SPOOL_DIR,
      files: stores.files,
      warn: (facts, message) => this.#log.warn(facts, message),
    });
  }

  /** Where Asterisk writes what is heard on a leg. */
  spoolFile(leg: LegId | RecordingId): string {
    return this.#sealer.path(leg);
  }

  /** Nobody waits for the row; while the database is away it is still to come, and the audio is known by that. */
  started(tenant: TenantId, call: CallId, leg: LegId | AssignmentId, assignment: AssignmentId | null = null): void {
    const write = asHouse(() =>
      throughOutage(() =>
        this.db.statement(
          tenant,
          `INSERT INTO recording (id, tenant_id, call_id, assignment_id, state, started_at)
             VALUES ($1, $2, $3, $4, 'recording', clock_timestamp()) ON CONFLICT (id) DO NOTHING`,
          // What belongs to no assignment, or has its id, stands for itself.
          [leg, tenant, call, assignment ?? leg],
        ),
      ),
    )
      .catch((error: unknown) => this.#log.error({ recording: leg, error: String(error) }, 'not noted'))
      .then(() => void this.#starting.delete(leg));
    this.#starting.set(leg, write);
    this.#live.set(leg as string as RecordingId, tenant);
  }

  /** Resolves when the row stands that `started` writes. */
  noted(id: RecordingId): Promise<void> {
    return this.#starting.get(id) ?? Promise.resolve();
  }

  /** Seals what was recorded of a leg that has ended. Repeatable: a crash in the middle loses nothing. */
  seal(tenant: TenantId, id: RecordingId): Promise<void> {
    const sealing =
      this.#sealing.get(id) ??
      asHouse(() => this.#seal(tenant, id))
        .catch((error: unknown) => this.#failed(tenant, id, error))
        .finally(() => this.#sealing.delete(id));
    this.#sealing.set(id, sealing);
    return sealing;
  }

  /** Seals what there is in whole pieces of legs that live, so that the plain audio of a long call stays small. */
  sealPieces(): Promise<void> {
    this.#pieces ??= this.#sealPieces().finally(() => (this.#pieces = undefined));
    return this.#pieces;
  }

  async #sealPieces(): Promise<void> {
    for (const [id, tenant] of [...this.#live])
      await asHouse(() => this.#sealer.piece(tenant, id)).catch((error: unknown) => this.#failed(tenant, id, error));
  }

  /** Seals every recording of the tenant whose leg is not alive any more, and answers those that are still open. */
  async sealEnded(tenant: TenantId, alive: (id: RecordingId) => boolean): Promise<RecordingId[]> {
    const open = () =>
      asHouse(() =>
        this.db.statement<{ id: RecordingId }>(tenant, `SELECT id FROM recording WHERE state = 'recording'`),
      );
    const found = await open();
    for (const { id } of found)
      if (alive(id)) this.#live.set(id, tenant);
      else await this.seal(tenant, id);
    // Those that another process has sealed meanwhile are no longer of this one.
    for (const [id, of] of [...this.#live])
      if (of === tenant && !this.#starting.has(id) && !found.some((row) => row.id === id)) {
        this.#live.delete(id);
        await this.#sealer.forget(id);
      }
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
    this.#live.delete(id);
    await this.#starting.get(id);
    const outcome = await this.#sealer.finish(tenant, id);
    if (outcome === 'lost') this.#log.error(`recording ${id} has no audio: ${this.spoolFile(id)} is missing or empty`);
    if (outcome === 'sealed') this.uploads.wake(tenant);
  }

  async #failed(tenant: TenantId, id: RecordingId, error: unknown): Promise<void> {
    this.#log.error({ recording: id, error: String(error) }, 'not sealed; tried again later');
    const fault = faultOf(error);
    if (fault) await this.alarms.raise(tenant, fault, fault === 'kms_away' ? '' : id);
  }
}
