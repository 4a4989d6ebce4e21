import { randomBytes } from 'node:crypto';
import { appendFile, open, rm, stat, truncate } from 'node:fs/promises';

import type { ListeningPermit } from '@sibai/contracts';
import type { AssignmentId, CallId, RecordingId } from '@sibai/kernel';
import { ModuleRef } from '@nestjs/core';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ENV, type Env } from '../../platform/env.js';
import { TestApi } from '../../platform/testing.js';
import { CallModule } from '../call.module.js';
import { giveBack } from './give-back.js';
import { Recorder } from './recorder.js';
import { HELD_BACK, PIECE } from './spool-sealer.js';
import { nameOf } from './store.js';
import { Stores } from './stores.js';
import { VaultChecks } from './vault-check.js';

/** Asterisk writes through a buffer of 32 KiB, at the end of the file. */
const LUMP = 32_768;

describe('a long call', () => {
  let api: TestApi;
  let recorder: Recorder;
  beforeAll(async () => {
    // Only a file system that can give back what is in the middle of a file shows that it does.
    api = await TestApi.start({ SPOOL_DIR: `/dev/shm/sibai-test-${uuid()}` });
    recorder = api.app.get(Recorder, { strict: false });
    await recorder.sweep(() => true);
  });
  afterAll(async () => {
    const { SPOOL_DIR } = api.app.get<Env>(ENV);
    await api?.stop();
    await rm(SPOOL_DIR, { recursive: true, force: true });
  });

  const tenant = () => api.user('admin').tenantId;
  /** Of a process that has just begun: it knows only what is in the tables and on the disk. */
  const another = () => api.app.select(CallModule).get(ModuleRef, { strict: true }).create(Recorder);
  const files = () => api.app.get(Stores, { strict: false }).files;
  const held = async (id: RecordingId) => (await stat(recorder.spoolFile(id))).blocks * 512;

  async function begun(): Promise<RecordingId> {
    const id = uuid() as RecordingId;
    recorder.started(tenant(), uuid() as CallId, id as string as AssignmentId);
    await expect.poll(() => api.db.owner.query('SELECT FROM recording WHERE id = $1', [id])).toHaveLength(1);
    return id;
  }

  /** So many bytes more, as Asterisk writes them. */
  async function spoken(id: RecordingId, bytes: number): Promise<Buffer> {
    const audio = randomBytes(bytes);
    const file = await open(recorder.spoolFile(id), 'a');
    for (let at = 0; at < bytes; at += LUMP) await file.write(audio.subarray(at, at + LUMP));
    await file.close();
    return audio;
  }

  async function heard(id: RecordingId): Promise<Buffer> {
    const admin = api.as('admin');
    const { permit } = (await admin.post<ListeningPermit>(`/recordings/${id}/listen`, { purpose: 'quality' })).body;
    return Buffer.from(await (await admin.raw(`/recordings/${id}/audio?permit=${permit}`)).arrayBuffer()).subarray(44);
  }

  async function expectOneSound(id: RecordingId): Promise<void> {
    const entries = await api.db.owner.query(`SELECT kind FROM recording_chain WHERE recording_id = $1`, [id]);
    expect(entries).toEqual([{ kind: 'sealed' }]);
    expect((await api.app.get(VaultChecks, { strict: false }).verify(tenant())).faults).toEqual([]);
    await expect(stat(recorder.spoolFile(id))).rejects.toThrow();
    await expect(stat(files().partial(nameOf(tenant(), id)))).rejects.toThrow();
  }

  it('of five minutes never holds more than a piece and what is held back in memory, and is sealed whole', async () => {
    const id = await begun();
    const parts: Buffer[] = [];
    let most = 0;
    // Ten seconds between two looks, as the house does.
    for (let second = 0; second < 300; second += 10) {
      parts.push(await spoken(id, 320_000));
      most = Math.max(most, await held(id));
      await recorder.sealPieces();
    }
    const audio = Buffer.concat(parts);
    expect(audio.length).toBe(9_600_000);
    expect((await stat(recorder.spoolFile(id))).size).toBe(audio.length);
    expect(most).toBeLessThan(PIECE + HELD_BACK + 320_000 + 3 * 4096);
    await recorder.seal(tenant(), id);
    expect((await heard(id)).equals(audio)).toBe(true);
    await expectOneSound(id);
  });

  it('is gone on with by the next process, from wherever the last one was', async () => {
    const id = await begun();
    const parts = [await spoken(id, PIECE + HELD_BACK + 10_000)];
    await recorder.sealPieces();
    // What a death in the middle of a write leaves.
    await appendFile(files().partial(nameOf(tenant(), id)), randomBytes(70_000));
    const next = await another();
    expect(await next.sealEnded(tenant(), (one) => one === id)).toEqual([id]);
    parts.push(await spoken(id, 2 * PIECE));
    await next.sealPieces();
    expect(await held(id)).toBeLessThan(PIECE);
    parts.push(await spoken(id, 1));
    await next.sealEnded(tenant(), () => false);
    // The first is not dead after all, and finds that it is no longer its own.
    await recorder.sealEnded(tenant(), () => true);
    await recorder.sealPieces();
    expect((await heard(id)).equals(Buffer.concat(parts))).toBe(true);
    await expectOneSound(id);
  });

  it('keeps what was sealed when the rest is gone with the memory it was in', async () => {
    const id = await begun();
    const audio = await spoken(id, PIECE + HELD_BACK);
    await recorder.sealPieces();
    await rm(recorder.spoolFile(id));
    await recorder.seal(tenant(), id);
    expect((await heard(id)).equals(audio.subarray(0, PIECE))).toBe(true);
    await expectOneSound(id);
  });

  it('is silent where it was paused, also where a pause is not over when its piece is sealed', async () => {
    const id = await begun();
    const audio = await spoken(id, 3 * PIECE);
    const pause = (no: number, from: number, to: number | null) =>
      api.db.owner.query(
        `INSERT INTO recording_pause (recording_id, no, tenant_id, from_byte, to_byte, reason, by_name, at)
         VALUES ($1, $2, $3, $4, $5, 'agent', 'x', now())`,
        [id, no, tenant(), from, to],
      );
    await pause(1, 100_000, 200_000);
    await pause(2, PIECE + 500_000, null);
    await recorder.sealPieces();
    await api.db.owner.query(`UPDATE recording_pause SET to_byte = $2 WHERE recording_id = $1 AND to_byte IS NULL`, [
      id,
      3 * PIECE - 1000,
    ]);
    await recorder.seal(tenant(), id);
    audio.fill(0, 100_000, 200_000).fill(0, PIECE + 500_000, 3 * PIECE - 1000);
    expect((await heard(id)).equals(audio)).toBe(true);
    await expectOneSound(id);
  });

  it('is silent where it was paused also on a file system that keeps no zeros', async () => {
    const id = await begun();
    const audio = await spoken(id, PIECE);
    await api.db.owner.query(
      `INSERT INTO recording_pause (recording_id, no, tenant_id, from_byte, to_byte, reason, by_name, at)
       VALUES ($1, 1, $2, 0, $3, 'agent', 'x', now())`,
      [id, tenant(), 300_000],
    );
    await giveBack(recorder.spoolFile(id), 0, 300_000);
    await recorder.seal(tenant(), id);
    expect((await heard(id)).equals(audio.fill(0, 0, 300_000))).toBe(true);
    await expectOneSound(id);
  });

  it('is not sealed as silence where what was given back can no longer be read', async () => {
    const id = await begun();
    await spoken(id, 2 * PIECE + HELD_BACK);
    await recorder.sealPieces();
    await truncate(files().partial(nameOf(tenant(), id)), 70_000);
    await (await another()).seal(tenant(), id);
    expect(await api.db.owner.query(`SELECT state FROM recording WHERE id = $1`, [id])).toEqual([
      { state: 'recording' },
    ]);
    expect(await api.db.owner.query(`SELECT kind FROM vault_alarm WHERE subject = $1`, [id])).toEqual([
      { kind: 'cut' },
    ]);
    expect((await stat(recorder.spoolFile(id))).size).toBe(2 * PIECE + HELD_BACK);
  });
});
