import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ListeningPermit } from '@sibai/contracts';
import type { AssignmentId, CallId, RecordingId } from '@sibai/kernel';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ENV, type Env } from '../../platform/env.js';
import { TestApi } from '../../platform/testing.js';
import { Recorder } from './recorder.js';

const SAMPLES = 32_000;

describe('GET /recordings/:id/audio', () => {
  let api: TestApi;
  let recorder: Recorder;
  const id = uuid() as RecordingId;
  const audio = Buffer.from(Array.from({ length: SAMPLES }, (_, i) => (i * 7) % 251));

  beforeAll(async () => {
    api = await TestApi.start();
    recorder = api.app.get(Recorder, { strict: false });
    const { tenantId } = api.user('admin');
    await recorder.sweep(() => true);
    await writeFile(recorder.spoolFile(id), audio);
    await recorder.started(tenantId, uuid() as CallId, id as string as AssignmentId);
    await recorder.seal(tenantId, id);
  });
  afterAll(() => api?.stop());

  const permit = async (of = id): Promise<string> =>
    (await api.as('admin').post<ListeningPermit>(`/recordings/${of}/listen`, { purpose: 'quality' })).body.permit;
  const get = async (headers: Record<string, string> = {}) =>
    api.as('admin').raw(`/recordings/${id}/audio?permit=${await permit()}`, { headers });

  it('plays a stereo WAV of what was recorded, and the plain audio is gone', async () => {
    const response = await get();
    const wav = Buffer.from(await response.arrayBuffer());
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'audio/wav']);
    expect(wav.subarray(0, 4).toString()).toBe('RIFF');
    expect([wav.readUInt16LE(22), wav.readUInt32LE(24)]).toEqual([2, 8000]);
    expect(wav.subarray(44).equals(audio)).toBe(true);
    expect(await recorder.sweep(() => false)).toBe(0);
  });

  it.each([
    ['bytes=0-9', 0, 10],
    ['bytes=40-60', 40, 61],
    ['bytes=31000-', 31_000, SAMPLES + 44],
    ['bytes=-100', SAMPLES - 56, SAMPLES + 44],
  ])('answers %s', async (range, from, to) => {
    const whole = Buffer.from(await (await get()).arrayBuffer());
    const response = await get({ range });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(`bytes ${from}-${to - 1}/${SAMPLES + 44}`);
    expect(Buffer.from(await response.arrayBuffer()).equals(whole.subarray(from, to))).toBe(true);
  });

  it('refuses a range outside it', async () => {
    expect((await get({ range: 'bytes=99999-' })).status).toBe(416);
  });

  it('knows no parts but bytes, and who asks only for its length has heard nothing', async () => {
    const { status } = await get({ range: 'seconds=0-1' });
    expect(status).toBe(200);
    const held = await permit(id);
    const head = await api.as('admin').raw(`/recordings/${id}/audio?permit=${held}`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(44 + audio.length)]);
    expect(await api.db.owner.query(`SELECT sent::text FROM listening WHERE id = $1`, [held])).toEqual([
      { sent: '{}' },
    ]);
  });

  it('is refused in words when its file is damaged', async () => {
    const { tenantId } = api.user('admin');
    const hurt = uuid() as RecordingId;
    await writeFile(recorder.spoolFile(hurt), audio);
    await recorder.started(tenantId, uuid() as CallId, hurt as string as AssignmentId);
    await recorder.seal(tenantId, hurt);
    const file = join(api.app.get<Env>(ENV).DATA_DIR, 'vault', tenantId, hurt.slice(0, 8), `${hurt}.sibairec`);
    await truncate(file, 20_000);
    expect(await api.as('admin').get(`/recordings/${hurt}/audio?permit=${await permit(hurt)}`)).toMatchObject({
      status: 503,
      body: { code: 'recording.damaged', details: { reason: 'authentication_failed' } },
    });
  });

  it('says so when there was no audio', async () => {
    const silent = uuid() as RecordingId;
    const { tenantId } = api.user('admin');
    await recorder.started(tenantId, uuid() as CallId, silent as string as AssignmentId);
    await recorder.seal(tenantId, silent);
    expect(await api.as('admin').post(`/recordings/${silent}/listen`, { purpose: 'quality' })).toMatchObject({
      status: 409,
      body: { code: 'recording.not_sealed', details: { state: 'lost' } },
    });
  });
});
