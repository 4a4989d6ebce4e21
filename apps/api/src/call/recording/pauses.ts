import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { PauseReason } from '@sibai/contracts';
import type { CallId, Instant, RecordingId, TenantId } from '@sibai/kernel';
import { Inject, Injectable, Logger } from '@nestjs/common';

import { asHouse, Db } from '../../platform/db.js';
import { ENV, type Env } from '../../platform/env.js';
import { throughOutage, violates } from '../../platform/pg-error.js';
import { type ByteWindow, BYTES_PER_SECOND, silenceFile } from './silenced.js';

/** Asterisk writes a recording in lumps of 32 KiB, so its file grows about once a second. */
const LUMP_MS = 1_500;
const LOOK_MS = 5;
const FRAME = 4;
/** The row of a recording that has just begun may still be on its way. */
const ROW_TRIES = 40;
/** What the clocks of two processes may differ by: the silence is that much longer at either end. */
const MARGIN_MS = 40;

export interface Pause {
  readonly reason: PauseReason;
  /** Who asked, as it is shown. */
  readonly by: string;
  readonly at: Instant;
}

/**
 * The stretches of the live recordings that are to be silence. Asterisk goes on writing; what it has written meanwhile is made
 * silence where it stands as soon as the end is known, and in any case before it is sealed. A window begins no later than it must while its exact place is still being found, and lasts
 * until its end is known: at no moment would a crash let a word through.
 */
@Injectable()
export class Pauses {
  readonly #log = new Logger(Pauses.name);
  readonly #live = new Map<CallId, Map<RecordingId, TenantId>>();
  /** What is still being found of a recording's windows. */
  readonly #finding = new Map<RecordingId, Promise<void>>();

  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly db: Db,
  ) {}

  /** A leg of the call is recorded from now on; into silence when the call is paused. */
  recorded(tenant: TenantId, call: CallId, id: RecordingId, paused: Pause | null): void {
    const recordings = this.#live.get(call) ?? new Map<RecordingId, TenantId>();
    this.#live.set(call, recordings.set(id, tenant));
    if (paused) this.#then(id, () => this.#insert(tenant, id, paused, 0));
  }

  forget(call: CallId): void {
    this.#live.delete(call);
  }

  begin(call: CallId, pause: Pause): void {
    for (const [id, tenant] of this.#live.get(call) ?? [])
      this.#then(id, async () => {
        await this.#insert(tenant, id, pause, await this.#size(id));
        const from = await this.#placeOf(id, pause.at - MARGIN_MS);
        if (from !== undefined)
          await this.#write(
            tenant,
            `UPDATE recording_pause SET from_byte = greatest(from_byte, $2::bigint)
              WHERE recording_id = $1 AND to_byte IS NULL`,
            [id, from],
          );
      });
  }

  /** Ends what is open, at that instant: it may lie back, when a restart came between. */
  end(call: CallId, at: Instant): void {
    for (const [id, tenant] of this.#live.get(call) ?? [])
      this.#then(id, async () => {
        const [open] = await this.db.statement<{ from: string }>(
          tenant,
          `SELECT from_byte AS from FROM recording_pause WHERE recording_id = $1 AND to_byte IS NULL`,
          [id],
        );
        if (!open) return;
        const to = await this.#placeOf(id, at + MARGIN_MS);
        if (to === undefined) return;
        await this.#write(
          tenant,
          `UPDATE recording_pause SET to_byte = greatest(from_byte, $2::bigint)
            WHERE recording_id = $1 AND to_byte IS NULL`,
          [id, to],
        );
        await silenceFile(this.#path(id), { from: Number(open.from), to }).catch((error: unknown) =>
          this.#log.warn({ recording: id, error: String(error) }, 'a pause is made silence only when it is sealed'),
        );
      });
  }

  /** What of a recording is to be silence. Waits until it is known; `to` is null to the end. */
  async windows(tenant: TenantId, id: RecordingId): Promise<ByteWindow[]> {
    await this.#finding.get(id);
    const rows = await asHouse(() =>
      this.db.statement<{ from: string; to: string | null }>(
        tenant,
        `SELECT from_byte AS from, to_byte AS to FROM recording_pause WHERE recording_id = $1 ORDER BY no`,
        [id],
      ),
    );
    return rows.map(({ from, to }) => ({ from: Number(from), to: to === null ? null : Number(to) }));
  }

  /** One thing after the other of a recording, and apart from who asked. */
  #then(id: RecordingId, work: () => Promise<void>): void {
    const done = (this.#finding.get(id) ?? Promise.resolve())
      .then(() => asHouse(work))
      .catch((error: unknown) => this.#log.error({ recording: id, error: String(error) }, 'a pause was not noted'))
      .then(() => {
        if (this.#finding.get(id) === done) this.#finding.delete(id);
      });
    this.#finding.set(id, done);
  }

  async #insert(tenant: TenantId, id: RecordingId, { reason, by, at }: Pause, from: number): Promise<void> {
    const insert = () =>
      this.#write(
        tenant,
        `INSERT INTO recording_pause (recording_id, no, tenant_id, from_byte, reason, by_name, at)
       SELECT $1, (SELECT count(*) + 1 FROM recording_pause WHERE recording_id = $1), $2, $3, $4, $5, $6
        WHERE NOT EXISTS (SELECT FROM recording_pause WHERE recording_id = $1 AND to_byte IS NULL)`,
        [id, tenant, from, reason, by, new Date(at)],
      );
    for (let tries = 0; ; tries++)
      try {
        await insert();
        return;
      } catch (error) {
        if (tries >= ROW_TRIES || !violates(error, 'recording_pause_recording_fkey')) throw error;
        await sleep(LUMP_MS / 10);
      }
  }

  #write(tenant: TenantId, sql: string, params: readonly unknown[]): Promise<unknown> {
    return throughOutage(() => this.db.statement(tenant, sql, params));
  }

  #path(id: RecordingId): string {
    return join(this.env.SPOOL_DIR, `${id}.raw`);
  }

  async #size(id: RecordingId): Promise<number> {
    return stat(this.#path(id)).then(
      ({ size }) => size,
      () => 0,
    );
  }

  /** Where in the file that instant is: counted back from the next lump. Undefined when none comes: the leg has ended. */
  async #placeOf(id: RecordingId, at: Instant): Promise<number | undefined> {
    const before = await this.#size(id);
    const giveUp = Date.now() + LUMP_MS;
    for (;;) {
      const size = await this.#size(id);
      const now = Date.now();
      if (size > before) {
        const place = size - ((now - at) / 1000) * BYTES_PER_SECOND;
        return Math.max(0, Math.floor(place / FRAME) * FRAME);
      }
      if (now > giveUp) return undefined;
      await sleep(LOOK_MS);
    }
  }
}
