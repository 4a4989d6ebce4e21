import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { GroupId, RecordingId, TenantId } from '@sibai/kernel';
import { Inject, Injectable, Logger } from '@nestjs/common';

import { asHouse, Db } from '../platform/db.js';
import { ENV, type Env } from '../platform/env.js';
import { throughOutage } from '../platform/pg-error.js';
import type { LiveCall } from './live-call.js';
import { Recorder } from './recording/recorder.js';
import { Switchboard } from './switchboard.js';

/** Less than this is a click and a breath. */
const SHORTEST_BYTES = 8_000;

/** The recording that a name of Asterisk's means. */
export const ofMessage = (name: string): RecordingId | undefined =>
  name.startsWith('voicemail-') ? (name.slice('voicemail-'.length) as RecordingId) : undefined;

/**
 * Messages of callers. Asterisk writes one channel of plain samples; what is sealed has two as every recording has, the
 * left one, where an agent would be, silent.
 */
@Injectable()
export class Voicemails {
  readonly #log = new Logger(Voicemails.name);
  /** Of messages that are being left, whose they are. */
  readonly #open = new Map<RecordingId, TenantId>();

  constructor(
    private readonly db: Db,
    private readonly switchboard: Switchboard,
    private readonly recorder: Recorder,
    @Inject(ENV) private readonly env: Env,
  ) {}

  isOpen(id: string): boolean {
    return this.#open.has(id as RecordingId);
  }

  async take(
    { facts: { id: call, tenantId, channel, caller } }: LiveCall,
    message: { id: RecordingId; group: GroupId; maxSeconds: number; silenceSeconds: number },
  ): Promise<void> {
    const { id, group, maxSeconds, silenceSeconds } = message;
    this.#open.set(id, tenantId);
    this.recorder.started(tenantId, call, id as string as Parameters<Recorder['started']>[2]);
    void asHouse(() => this.#note(tenantId, [id, tenantId, call, group, caller])).catch((error: unknown) =>
      this.#log.error({ recording: id, error: String(error) }, 'a message was not noted'),
    );
    await this.switchboard.takeMessage(channel, `voicemail-${id}`, maxSeconds, silenceSeconds);
  }

  /** Seals what was said. Asterisk says so when it has stopped, whether the caller has hung up or not. */
  async taken(id: RecordingId): Promise<void> {
    const tenant = this.#open.get(id);
    if (tenant === undefined) return;
    await this.finish(tenant, id).finally(() => this.#open.delete(id));
  }

  /** The same of one that a process before this one has begun. Does nothing where there is nothing. */
  async finish(tenant: TenantId, id: RecordingId): Promise<void> {
    const mono = join(this.env.SPOOL_DIR, 'recording', `voicemail-${id}.sln`);
    try {
      let bytes = 0;
      const stereo = new Transform({
        transform(samples: Buffer, _, done) {
          bytes += samples.length;
          done(null, besideSilence(samples));
        },
      });
      await pipeline(
        createReadStream(mono, { highWaterMark: 65_536 }),
        stereo,
        createWriteStream(this.recorder.spoolFile(id)),
      );
      if (bytes < SHORTEST_BYTES) {
        await rm(this.recorder.spoolFile(id), { force: true });
        await this.db.statement(tenant, 'DELETE FROM voicemail WHERE id = $1', [id]);
      }
      await rm(mono, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    await this.recorder.seal(tenant, id);
  }

  /** Of the recordings of this tenant that nobody writes to any more, those that are messages. */
  async finishLeft(tenant: TenantId): Promise<void> {
    const left = await this.db.statement<{ id: RecordingId }>(
      tenant,
      `SELECT v.id FROM voicemail v JOIN recording r ON r.id = v.id WHERE r.state = 'recording'`,
    );
    for (const { id } of left) if (!this.#open.has(id)) await this.finish(tenant, id);
  }

  /** The recording's row comes first, and may be late. */
  async #note(tenant: TenantId, params: readonly unknown[]): Promise<void> {
    await this.recorder.noted(params[0] as RecordingId);
    await throughOutage(() =>
      this.db.statement(
        tenant,
        `INSERT INTO voicemail (id, tenant_id, call_id, group_id, caller, left_at)
           VALUES ($1, $2, $3, $4, $5, clock_timestamp()) ON CONFLICT (id) DO NOTHING`,
        params,
      ),
    );
  }
}

/** 16-bit samples of one channel as the right one of two. A sample is never cut in two: Asterisk writes them whole. */
export function besideSilence(samples: Buffer): Buffer {
  const stereo = Buffer.alloc(samples.length * 2);
  for (let at = 0; at + 1 < samples.length; at += 2) samples.copy(stereo, at * 2 + 2, at, at + 2);
  return stereo;
}
