import { callerForms } from '@sibai/compliance';
import type { RecordingId, TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { Vault } from '../../call/recording/vault.js';
import { WAV_HEADER_BYTES, wavHeader } from '../../call/recording/wav.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { ownFile } from './own-file.js';
import { ZIP_LIMIT, type ZipPart } from './zip-stream.js';

interface OwnCall {
  readonly id: string;
  readonly startedAt: Date;
  readonly dialled: string;
  readonly talkMs: number;
  readonly outcome: string | null;
  readonly notes: string | null;
  readonly disposition: string | null;
}

interface OwnRecording {
  readonly id: RecordingId;
  readonly callId: string;
  readonly startedAt: Date;
  readonly seconds: number | null;
  readonly key: Buffer | null;
  readonly destroyedAt: Date | null;
}

interface Heard {
  readonly id: RecordingId;
  readonly at: Date;
  readonly name: string;
  readonly role: string;
  readonly purpose: string;
  readonly exported: boolean;
}

export interface Whose {
  readonly holder: string;
  readonly hotline: string;
  readonly mobile: string;
}

/** The copy of what an enterprise has of a person: what is known of each call, and the sound of each recording there is. */
@Injectable()
export class OwnCopy {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly vault: Vault,
  ) {}

  async of(tenant: TenantId, whose: Whose): Promise<ZipPart[]> {
    const now = this.clock.now();
    const { calls, recordings, listenings, file } = await this.db.as(tenant, async (em) => {
      const mine = await own(em, tenant, whose.mobile);
      const listenings = await heard(em, tenant, mine.recordings);
      return { ...mine, listenings, file: await ownFile(em, tenant, whose.mobile) };
    });
    const sounds: ZipPart[] = [];
    let bytes = 0;
    const files = new Map<string, string>();
    for (const { id: recording, key, startedAt } of recordings) {
      if (!key) continue;
      const size = await this.vault.size(tenant, recording);
      if (bytes + size > ZIP_LIMIT) continue;
      bytes += size + WAV_HEADER_BYTES;
      const name = `recordings/${startedAt.toISOString().slice(0, 19).replaceAll(':', '')}-${recording.slice(-8)}.wav`;
      files.set(recording, name);
      const read = () => this.#wav(tenant, recording, key, size);
      sounds.push({ name, size: size + WAV_HEADER_BYTES, at: startedAt, read });
    }
    const text = JSON.stringify(
      {
        ...whose,
        madeAt: now,
        ...file,
        calls: calls.map(({ id: call, ...facts }) => ({
          ...facts,
          recordings: recordings
            .filter(({ callId }) => callId === call)
            .map(({ id: recording, startedAt, seconds, destroyedAt }) => ({
              startedAt,
              seconds,
              file: files.get(recording) ?? null,
              heardBy: listenings.filter(({ id }) => id === recording).map(({ id: _, ...who }) => who),
              ...(destroyedAt && { destroyedAt }),
              ...(!destroyedAt && !files.has(recording) && { leftOut: 'archive_full' }),
            })),
        })),
      },
      null,
      2,
    );
    const json = Buffer.from(text);
    return [{ name: 'calls.json', size: json.length, at: now, read: () => [json] }, ...sounds];
  }

  async *#wav(tenant: TenantId, id: RecordingId, key: Buffer, size: number): AsyncGenerator<Buffer> {
    yield wavHeader(size);
    yield* this.vault.read(tenant, id, key, 0, size);
  }
}

export async function own(em: EntityManager, tenant: TenantId, mobile: string) {
  const calls = await em.query<OwnCall[]>(
    `SELECT call_id AS id, started_at AS "startedAt", dialled, talk_ms AS "talkMs", outcome, notes, disposition
       FROM cdr WHERE tenant_id = $1 AND caller = ANY ($2) ORDER BY started_at, call_id`,
    [tenant, callerForms(mobile)],
  );
  const recordings = await em.query<OwnRecording[]>(
    `SELECT id, call_id AS "callId", started_at AS "startedAt", seconds, wrapped_key AS key, destroyed_at AS "destroyedAt"
       FROM recording WHERE tenant_id = $1 AND state = 'sealed' AND call_id = ANY ($2) ORDER BY started_at, id`,
    [tenant, calls.map(({ id }) => id)],
  );
  return { calls, recordings };
}

/** Who listened to the recordings, when and why: for the person who was recorded to know. */
const heard = (em: EntityManager, tenant: TenantId, recordings: readonly OwnRecording[]): Promise<Heard[]> =>
  em.query<Heard[]>(
    `SELECT recording_id AS id, at, user_name AS name, user_role AS role, purpose, exported FROM listening
      WHERE tenant_id = $1 AND recording_id = ANY ($2) ORDER BY at, id`,
    [tenant, recordings.map(({ id }) => id)],
  );
