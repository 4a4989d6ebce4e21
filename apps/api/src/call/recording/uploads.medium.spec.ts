import { randomBytes } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';

import type { ListeningPermit, Ready } from '@sibai/contracts';
import type { AssignmentId, CallId, RecordingId } from '@sibai/kernel';
import { ModuleRef } from '@nestjs/core';
import { v7 as uuid } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { Db } from '../../platform/db.js';
import { TestApi } from '../../platform/testing.js';
import { CallModule } from '../call.module.js';
import { Recorder } from './recorder.js';
import { ACCESS_KEY, type Asked, type Mischief, S3FarEnd, SECRET_KEY } from './s3-far-end.testing.js';
import { nameOf } from './store.js';
import { Stores } from './stores.js';
import { Uploads } from './uploads.js';
import { VaultChecks } from './vault-check.js';
import { Vault } from './vault.js';

const CREDENTIALS = { AWS_ACCESS_KEY_ID: ACCESS_KEY, AWS_SECRET_ACCESS_KEY: SECRET_KEY };
const SHORT = 100_000;
/** Two parts. */
const LONG = 9_000_000;

describe('uploading what is sealed', () => {
  let api: TestApi;
  let far: S3FarEnd;
  let uploads: Uploads;
  beforeAll(async () => {
    far = await S3FarEnd.start();
    api = await TestApi.start({ VAULT_URL: far.url('some/prefix'), ...CREDENTIALS });
    uploads = api.app.get(Uploads, { strict: false });
    await api.app.get(Recorder, { strict: false }).sweep(() => true);
  });
  afterEach(() => {
    far.mischief = () => undefined;
    far.spoil = (bytes) => bytes;
    far.asked.length = 0;
  });
  afterAll(async () => {
    await api?.stop();
    await far?.stop();
  });

  const tenant = () => api.user('admin').tenantId;
  const name = (id: RecordingId) => nameOf(tenant(), id);
  const object = (id: RecordingId) => far.objects.get(`some/prefix/${name(id)}`);
  const files = () => api.app.get(Stores, { strict: false }).files;
  const isHere = async (id: RecordingId) => {
    const file = await files().open(name(id));
    await file?.close();
    return file !== undefined;
  };
  const waiting = (): Promise<{ recording_id: string; tries: number; error: string | null }[]> =>
    api.db.owner.query(`SELECT recording_id, tries, error FROM recording_upload`);
  const alarms = async () =>
    (await api.db.owner.query<{ kind: string }[]>(`SELECT kind FROM vault_alarm WHERE cleared_at IS NULL`)).map(
      ({ kind }) => kind,
    );
  const again = async (times = 1): Promise<void> => {
    for (let i = 0; i < times; i++) {
      await api.db.owner.query(`UPDATE recording_upload SET next_at = now() - interval '1 s'`);
      await uploads.run(tenant());
    }
  };

  async function recorded(bytes = SHORT): Promise<{ id: RecordingId; audio: Buffer }> {
    const recorder = api.app.get(Recorder, { strict: false });
    const id = uuid() as RecordingId;
    const audio = randomBytes(bytes);
    await writeFile(recorder.spoolFile(id), audio);
    recorder.started(tenant(), uuid() as CallId, id as string as AssignmentId);
    await recorder.seal(tenant(), id);
    await uploads.run(tenant());
    return { id, audio };
  }

  async function play(id: RecordingId, range?: string): Promise<Response> {
    const admin = api.as('admin');
    const { permit } = (await admin.post<ListeningPermit>(`/recordings/${id}/listen`, { purpose: 'quality' })).body;
    return admin.raw(`/recordings/${id}/audio?permit=${permit}`, range ? { headers: { range } } : {});
  }
  const heard = async (id: RecordingId) => Buffer.from(await (await play(id)).arrayBuffer()).subarray(44);

  it('moves a short one in one request and a long one in parts, and plays any stretch of it from there', async () => {
    const short = await recorded();
    expect(far.asked.map(({ operation }) => operation)).toEqual(['put', 'head', 'get']);
    const long = await recorded(LONG);
    expect(far.asked.filter(({ operation }) => operation === 'part')).toHaveLength(2);
    for (const { id, audio } of [short, long]) {
      expect(object(id)?.length).toBeGreaterThan(audio.length);
      expect(await isHere(id)).toBe(false);
      expect((await heard(id)).equals(audio)).toBe(true);
    }
    const part = await play(long.id, 'bytes=5000044-5100043');
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer()).equals(long.audio.subarray(5_000_000, 5_100_000))).toBe(true);
    expect(await waiting()).toEqual([]);
    expect([...far.uploads]).toEqual([]);
    const check = await api.app.get(VaultChecks, { strict: false }).verify(tenant());
    expect(check).toMatchObject({ faults: [], recordings: 2 });
  });

  /** The first request of that kind, or so many, goes wrong. */
  const first = (operation: Asked['operation'], how: ReturnType<Mischief>, times = 1): Mischief => {
    let left = times;
    return (asked) => (asked.operation === operation && left-- > 0 ? how : undefined);
  };

  const slowly =
    (mischief: Mischief): Mischief =>
    (asked) =>
      mischief(asked) ?? (asked.operation === 'part' ? 'slow' : undefined);

  it.each<[string, Mischief]>([
    ['is slow and answers 500 to a part, twice', slowly(first('part', 'fail', 2))],
    ['hangs up in the middle of a part', first('part', 'cut')],
    ['hangs up when the whole is completed', first('complete', 'cut')],
    ['breaks off while it is read back', first('get', 'cut', 2)],
  ])('does not mind a store that %s', async (_what, mischief) => {
    far.mischief = mischief;
    const { id } = await recorded(8_500_000);
    await again();
    expect([await waiting(), await isHere(id), [...far.uploads]]).toEqual([[], false, []]);
    const { sha256 } = (await api.app.get(Vault, { strict: false }).digest(tenant(), id)) ?? {};
    expect([{ sha256 }]).toEqual(
      await api.db.owner.query(`SELECT file_sha256 AS sha256 FROM recording_chain WHERE recording_id = $1`, [id]),
    );
  });

  it('keeps the file here when the store gives back other bytes, says so, and tries again', async () => {
    for (const spoil of [
      (bytes: Buffer) => Buffer.from(bytes.map((byte, i) => (i === 5000 ? byte ^ 1 : byte))),
      (bytes: Buffer) => bytes.subarray(0, -1),
    ]) {
      far.spoil = spoil;
      const { id, audio } = await recorded();
      expect(await waiting()).toMatchObject([
        { recording_id: id, tries: 1, error: expect.stringMatching(/came back/) },
      ]);
      expect(await alarms()).toEqual(['store_wrong']);
      expect((await heard(id)).equals(audio)).toBe(true);
      far.spoil = (bytes) => bytes;
      await again();
      expect([await waiting(), await alarms(), await isHere(id)]).toEqual([[], [], false]);
      expect((await heard(id)).equals(audio)).toBe(true);
    }
  });

  it('does without the store while that is away: recordings wait here and play, health and an alarm say so, calls go on', async () => {
    far.mischief = () => 'deny';
    const ready = async () => (await api.nobody.get<Ready>('/ready')).body.parts.vault;
    expect(await ready()).toEqual({ ok: true });
    const one = await recorded();
    const two = await recorded();
    expect(await ready()).toEqual({
      ok: false,
      detail: expect.stringMatching(/SignatureDoesNotMatch.*2 recordings \(0\.2 MB\) wait on the disk/),
    });
    expect(await alarms()).toEqual([]);
    await again(5);
    expect(await alarms()).toEqual(['store_away']);
    for (const { id, audio } of [one, two]) expect((await heard(id)).equals(audio)).toBe(true);
    far.mischief = () => undefined;
    await again();
    expect([await waiting(), await alarms(), await ready()]).toEqual([[], [], { ok: true }]);

    const { port } = far;
    await far.stop();
    const refused = await play(one.id);
    expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'vault.store_away' }]);
    await expect(api.app.get(VaultChecks, { strict: false }).verify(tenant())).rejects.toMatchObject({
      code: 'vault.store_away',
    });
    expect(await alarms()).toEqual(['store_away']);
    const back = await S3FarEnd.start(port);
    for (const [key, bytes] of far.objects) back.objects.set(key, bytes);
    far = back;
    expect((await heard(one.id)).equals(one.audio)).toBe(true);
    const three = await recorded();
    expect((await heard(three.id)).equals(three.audio)).toBe(true);
    expect((await api.app.get(VaultChecks, { strict: false }).verify(tenant())).faults).toEqual([]);
  });

  it('aborts what an earlier process left of an upload', async () => {
    far.mischief = ({ operation }) => (operation === 'part' || operation === 'abort' ? 'deny' : undefined);
    const { id, audio } = await recorded(8_500_000);
    expect(far.uploads.size).toBeGreaterThan(0);
    far.mischief = () => undefined;
    await again();
    expect([...far.uploads]).toEqual([]);
    expect((await heard(id)).equals(audio)).toBe(true);
  });

  it.each([
    ['cannot', 'unable'],
    ['will not', 'deny'],
  ] as const)('brings and removes where the store %s say what was left of other uploads', async (_, how) => {
    far.mischief = ({ operation }) => (operation === 'uploads' ? how : undefined);
    const { id, audio } = await recorded(LONG);
    expect([await isHere(id), (await heard(id)).equals(audio)]).toEqual([false, true]);
    const sealed = object(id);
    await api.app.get(Vault, { strict: false }).remove(tenant(), id);
    expect(object(id)).toBeUndefined();
    if (sealed) far.objects.set(`some/prefix/${name(id)}`, sealed);
  });

  it('does not take a bucket that is gone, or another, for one without recordings', async () => {
    const { id } = await recorded();
    const { remote } = api.app.get(Stores, { strict: false });
    expect(await remote?.open('never')).toBeUndefined();
    far.mischief = () => 'bucketless';
    await expect(remote?.open(name(id))).rejects.toMatchObject({ code: 'vault.store_away' });
    // Whoever may not look at the bucket is told the truth of each object all the same.
    far.mischief = ({ operation }) => (operation === 'bucket' ? 'deny' : undefined);
    expect(await remote?.open('never')).toBeUndefined();
  });

  it('does not bring what was hurt here, with an alarm', async () => {
    far.mischief = () => 'deny';
    const { id } = await recorded();
    const path = files().path(name(id));
    await writeFile(path, randomBytes(SHORT));
    far.mischief = () => undefined;
    await again();
    expect(object(id)).toBeUndefined();
    expect(await alarms()).toContain('cut');
    await expect(api.app.get(VaultChecks, { strict: false }).verify(tenant())).resolves.toMatchObject({
      faults: [{ kind: 'cut', recordingId: id }],
    });
    await api.db.owner.query(`DELETE FROM recording_upload WHERE recording_id = $1`, [id]);
    await files().remove(name(id));
  });

  it('leaves nothing of what is destroyed: while it waits, while it is on its way, after', async () => {
    const vault = api.app.get(Vault, { strict: false });
    const destroy = async (id: RecordingId) => {
      await api.app
        .get(Db)
        .statement(
          tenant(),
          `UPDATE recording SET wrapped_key = NULL, destroyed_at = now(), destroy_reason = 'expired' WHERE id = $1`,
          [id],
        );
      await vault.remove(tenant(), id);
    };
    const kept = await recorded();
    await destroy(kept.id);
    expect([object(kept.id), await isHere(kept.id)]).toEqual([undefined, false]);

    far.mischief = () => 'deny';
    const held = await recorded();
    far.mischief = () => undefined;
    await destroy(held.id);
    await again();

    far.mischief = ({ operation }) => (operation === 'head' ? 'slow' : undefined);
    far.asked.length = 0;
    const moving = recorded();
    await expect
      .poll(() => far.asked.filter(({ operation }) => operation === 'head').length, { interval: 10 })
      .toBeGreaterThan(0);
    const [{ recording_id } = { recording_id: '' }] = await waiting();
    await destroy(recording_id as RecordingId);
    await moving;
    for (const id of [held.id, recording_id as RecordingId])
      expect([object(id), await isHere(id)]).toEqual([undefined, false]);
    expect(await waiting()).toEqual([]);
  });

  it('loses nothing when two bring the same: one takes over, and the other has not noticed yet', async () => {
    far.mischief = () => 'deny';
    const { id, audio } = await recorded();
    await api.db.owner.query(`UPDATE recording_upload SET next_at = now() - interval '1 s'`);
    far.mischief = ({ operation }) => (operation === 'put' ? 'slow' : undefined);
    const another = await api.app.select(CallModule).get(ModuleRef, { strict: true }).create(Uploads);
    await Promise.all([uploads.run(tenant()), another.run(tenant())]);
    expect(far.asked.filter(({ operation }) => operation === 'put').length).toBeGreaterThan(1);
    expect([await waiting(), await isHere(id)]).toEqual([[], false]);
    expect((await heard(id)).equals(audio)).toBe(true);
  });

  it('brings what lay here before there was a store', async () => {
    far.mischief = () => 'deny';
    const { id, audio } = await recorded();
    await api.db.owner.query(`DELETE FROM recording_upload`);
    far.mischief = () => undefined;
    await (await api.app.select(CallModule).get(ModuleRef, { strict: true }).create(Uploads)).run(tenant());
    expect([await waiting(), await isHere(id)]).toEqual([[], false]);
    expect((await heard(id)).equals(audio)).toBe(true);
    expect(
      (await readdir(files().path(tenant()), { recursive: true })).filter((path) => path.endsWith('.part')),
    ).toEqual([]);
  });
});
