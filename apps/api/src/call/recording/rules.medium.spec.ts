import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';

import type {
  CreatedApiToken,
  ListeningPermit,
  RecordingExports,
  RecordingRules,
  RecordingSettings,
  Waveform,
} from '@sibai/contracts';
import type { AssignmentId, CallId, LegId, RecordingId } from '@sibai/kernel';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Db } from '../../platform/db.js';
import { TestApi } from '../../platform/testing.js';
import { Pauses } from './pauses.js';
import { Recorder } from './recorder.js';

const SECONDS = 12;
const SECOND = 32_000;
/** A tone on either side, so that a watermark and a silence are both told from it. */
const audio = Buffer.alloc(SECONDS * SECOND);
for (let at = 0; at < audio.length; at += 2) audio.writeInt16LE(Math.round(4000 * Math.sin(at / 30)), at);

let api: TestApi;
let recorder: Recorder;
beforeAll(async () => {
  api = await TestApi.start();
  recorder = api.app.get(Recorder, { strict: false });
  await recorder.sweep(() => true);
});
afterAll(() => api?.stop());

const rules = async (): Promise<RecordingRules> => (await api.as('admin').get<RecordingRules>('/recording-rules')).body;
const audited = (act: string) =>
  api.db.owner.query<{ subject: string; detail: object }[]>(`SELECT subject, detail FROM audit WHERE act = $1`, [act]);

describe('the notice', () => {
  it('is there from the start, is superseded and never changed', async () => {
    expect((await rules()).notices).toMatchObject([{ version: 1, madeBy: null }]);
    const made = await api.as('admin').post<RecordingRules>('/recording-rules/notices', {
      ...{ text: '本次通话将被录音。', textEn: 'This call is recorded.' },
    });
    expect(made.status).toBe(201);
    expect(made.body.notices.map(({ version, text }) => [version, text])).toEqual([
      [2, '本次通话将被录音。'],
      [1, expect.stringContaining('录音')],
    ]);
    expect(await audited('recording.notice_superseded')).toMatchObject([{ subject: 'v2' }]);
    const change = api.app.get(Db).statement(api.user('admin').tenantId, `UPDATE recording_notice SET text = 'x'`);
    await expect(change).rejects.toThrow(/permission denied/);
  });

  it('is searched for banned words like all that callers hear', async () => {
    const say = (text: string, confirmed = false) =>
      api.as('admin').post('/recording-rules/notices', { text, confirmed });
    expect(await say('全国第一的品牌提醒您，通话将录音')).toMatchObject({ body: { code: 'words.blocked' } });
    expect(await say('行业领先的我们提醒您，通话将录音')).toMatchObject({ body: { code: 'words.unconfirmed' } });
    expect((await say('行业领先的我们提醒您，通话将录音', true)).status).toBe(201);
  });

  it('and all the rules are for administrators of the own enterprise', async () => {
    for (const role of ['supervisor', 'agent', 'operator'] as const)
      expect((await api.as(role).get('/recording-rules')).status).toBe(403);
    expect((await api.as('admin', 'blue').get<RecordingRules>('/recording-rules')).body.notices).toHaveLength(1);
    expect((await api.as('admin').put(`/recording-rules/lines/${uuid()}`, { policy: 'never' })).status).toBe(404);
    const bad: Partial<RecordingSettings>[] = [{ optOutKey: '12' }, { cardDigits: 2 }, { pauseSeconds: 0 }];
    const { settings } = await rules();
    for (const wrong of bad)
      expect((await api.as('admin').put('/recording-rules/settings', { ...settings, ...wrong })).status).toBe(422);
  });
});

async function recorded(pause?: { from: number; to: number | null }): Promise<RecordingId> {
  const { tenantId } = api.user('admin');
  const [id, call] = [uuid() as RecordingId, uuid() as CallId];
  await writeFile(recorder.spoolFile(id), audio);
  recorder.started(tenantId, call, id as string as LegId, id as string as AssignmentId);
  if (pause) {
    const pauses = api.app.get(Pauses, { strict: false });
    pauses.recorded(tenantId, call, id, { reason: 'agent', by: '王敏', at: Date.now() });
    await pauses.windows(tenantId, id);
    await api.db.owner.query(`UPDATE recording_pause SET from_byte = $2, to_byte = $3 WHERE recording_id = $1`, [
      ...[id, pause.from, pause.to],
    ]);
  }
  await recorder.seal(tenantId, id);
  return id;
}

const permitOf = async (id: RecordingId): Promise<string> =>
  (await api.as('admin').post<ListeningPermit>(`/recordings/${id}/listen`, { purpose: 'dispute' })).body.permit;

async function fetched(path: string, headers: Record<string, string> = {}) {
  const response = await api.as('admin').raw(path, { headers });
  const bytes = Buffer.from(await response.arrayBuffer());
  const told = /sha-256=:(.*):/.exec(response.headers.get('repr-digest') ?? '')?.[1];
  return { response, bytes, told: told && Buffer.from(told, 'base64').toString('hex') };
}

const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('a pause', () => {
  it.each([
    ['to its end', { from: 2 * SECOND, to: 5 * SECOND }, 5 * SECOND],
    ['to the end of the recording when nobody ends it', { from: 9 * SECOND, to: null }, audio.length],
  ])('is silence in what is sealed, %s', async (_, window, to) => {
    const id = await recorded(window);
    const permit = await permitOf(id);
    const { bytes } = await fetched(`/recordings/${id}/audio?permit=${permit}`);
    const sealed = bytes.subarray(44);
    expect(sealed.subarray(0, window.from).equals(audio.subarray(0, window.from))).toBe(true);
    expect(sealed.subarray(window.from, to).every((byte) => byte === 0)).toBe(true);
    expect(sealed.subarray(to).equals(audio.subarray(to))).toBe(true);
    const { body } = await api.as('admin').get<Waveform>(`/recordings/${id}/waveform?permit=${permit}`);
    expect(body.pauses).toEqual([{ from: window.from / SECOND, to: to / SECOND, reason: 'agent', by: '王敏' }]);
  });

  it('of which nothing was recorded, since the call ended with it, is told at the end', async () => {
    const id = await recorded({ from: audio.length + 640, to: audio.length + SECOND });
    const { body } = await api.as('admin').get<Waveform>(`/recordings/${id}/waveform?permit=${await permitOf(id)}`);
    expect(body.pauses).toMatchObject([{ from: SECONDS, to: SECONDS }]);
  });
});

describe('what is handed out', () => {
  it('is a WAV or an MP3 of that length, known by its hash afterwards', async () => {
    const id = await recorded();
    const permit = await permitOf(id);
    const wav = await fetched(`/recordings/${id}/export?permit=${permit}`);
    expect(wav.told).toBe(hash(wav.bytes));
    expect(wav.bytes.subarray(44).equals(audio)).toBe(true);
    const mp3 = await fetched(`/recordings/${id}/export?as=mp3&permit=${permit}`);
    expect([mp3.response.headers.get('content-type'), mp3.told]).toEqual(['audio/mpeg', hash(mp3.bytes)]);
    // MPEG 2.5, layer III, 32 kbit/s, 8 kHz: a frame of 288 bytes is 72 ms.
    let frames = 0;
    for (let at = 0; at + 288 <= mp3.bytes.length && mp3.bytes.readUInt16BE(at) >> 4 === 0xffe; at += 288) frames++;
    expect(Math.abs(frames * 0.072 - SECONDS)).toBeLessThan(0.3);
    const { body } = await api.as('admin').get<RecordingExports>(`/recordings/${id}/exports?permit=${permit}`);
    expect(body).toMatchObject({
      originalSha256: wav.told,
      exports: [
        { format: 'wav', sha256: wav.told, watermarked: false, userName: 'red admin' },
        { format: 'mp3', sha256: mp3.told, bytes: mp3.bytes.length },
      ],
    });
    expect(await audited('recording.exported')).toContainEqual({
      subject: id,
      detail: { as: 'mp3', sha256: mp3.told },
    });
  });

  it('carries a tone where the enterprise wants one, the same whatever part is played, and the original keeps its hash', async () => {
    const id = await recorded();
    const permit = await permitOf(id);
    const { settings } = await rules();
    const admin = api.as('admin');
    const set = (watermark: boolean) =>
      admin.put('/recording-rules/settings', { ...settings, watermark, watermarkSeconds: 5 });
    const original = (await fetched(`/recordings/${id}/export?permit=${permit}`)).told;
    expect((await set(true)).status).toBe(200);
    const { bytes } = await fetched(`/recordings/${id}/audio?permit=${permit}`);
    const marked = bytes.subarray(44);
    const same = (from: number, to: number) => marked.subarray(from, to).equals(audio.subarray(from, to));
    expect([same(0, SECOND / 8), same(SECOND, 4 * SECOND), same(5 * SECOND, 5 * SECOND + 4000)]).toEqual([
      false,
      true,
      false,
    ]);
    for (const from of [101, 5 * SECOND + 203]) {
      const part = await fetched(`/recordings/${id}/audio?permit=${permit}`, { range: `bytes=${from}-${from + 6000}` });
      expect(part.bytes.equals(bytes.subarray(from, from + 6001))).toBe(true);
    }
    expect((await fetched(`/recordings/${id}/export?permit=${permit}`)).told).not.toBe(original);
    const { body } = await admin.get<RecordingExports>(`/recordings/${id}/exports?permit=${permit}`);
    expect([body.originalSha256, body.exports.at(-1)?.watermarked]).toEqual([original, true]);
    await set(false);
  });

  it('has a sheet with all that proves it', async () => {
    const id = await recorded({ from: SECOND, to: 2 * SECOND });
    const permit = await permitOf(id);
    await api.as('admin').post('/vault/checks');
    await api.runJobs();
    const sheet = await fetched(`/recordings/${id}/evidence?permit=${permit}`);
    expect([sheet.response.headers.get('content-type'), sheet.bytes.subarray(0, 5).toString()]).toEqual([
      'application/pdf',
      '%PDF-',
    ]);
    expect(sheet.told).toBe(hash(sheet.bytes));
    const { body } = await api.as('admin').get<RecordingExports>(`/recordings/${id}/exports?permit=${permit}`);
    expect(body.exports).toMatchObject([{ format: 'evidence', sha256: sheet.told }]);
    expect((await api.as('admin').raw(`/recordings/${id}/evidence`)).status).toBe(403);
  });
});

describe('a credential of a machine', () => {
  const create = (body: object) => api.as('admin').post<CreatedApiToken>('/api-tokens', body);
  const show = (secret: string, path: string, method = 'POST') =>
    api.nobody.raw(path, {
      method,
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      ...(method === 'POST' && { body: JSON.stringify({ paused: true }) }),
    });

  it('does what it was given and nothing else, until it is revoked or its time is over', async () => {
    const { status, body } = await create({ name: 'CRM', permissions: ['recording.pause'], days: 1 });
    expect([status, body.secret]).toEqual([201, expect.stringMatching(/^sibai_[\w-]{43}$/)]);
    const call = `/calls/${uuid()}/recording`;
    expect((await show(body.secret, call)).status).toBe(404);
    for (const path of ['/recordings', '/api-tokens', '/calls', '/session'])
      expect((await show(body.secret, path, 'GET')).status).toBe(403);
    expect((await show(`${body.secret.slice(0, -1)}!`, call)).status).toBe(401);

    const { body: list } = await api.as('admin').get<CreatedApiToken[]>('/api-tokens');
    expect(list).toMatchObject([{ name: 'CRM', lastUsedAt: expect.any(String), revokedAt: null }]);
    expect(JSON.stringify(list)).not.toContain(body.secret);
    const kept = await api.db.owner.query(`SELECT 1 FROM api_token WHERE encode(digest, 'escape') LIKE '%sibai_%'`);
    expect(kept).toEqual([]);

    api.clock.advance(2 * 86_400_000);
    expect((await show(body.secret, call)).status).toBe(401);
    api.clock.set(new Date());
    expect((await api.as('admin', 'blue').delete(`/api-tokens/${body.id}`)).status).toBe(404);
    expect((await api.as('admin').delete(`/api-tokens/${body.id}`)).status).toBe(204);
    expect((await show(body.secret, call)).status).toBe(401);
    expect((await audited('api_token.created')).length + (await audited('api_token.revoked')).length).toBe(2);
  });

  it('is not made by anybody else, nor with rights that machines may not have, and guesses are few', async () => {
    for (const role of ['supervisor', 'agent', 'operator'] as const)
      expect((await api.as(role).post('/api-tokens', {})).status).toBe(403);
    expect((await create({ name: 'x', permissions: ['recording.play'] })).status).toBe(422);
    const tries: number[] = [];
    for (let i = 0; i < 22; i++) tries.push((await show(`sibai_${'x'.repeat(43)}`, '/calls', 'GET')).status);
    expect([tries[0], tries.at(-1)]).toEqual([401, 429]);
  });
});
