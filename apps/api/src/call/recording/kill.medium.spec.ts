import { spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { access, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { AssignmentId, CallId, RecordingId } from '@sibai/kernel';
import { ModuleRef } from '@nestjs/core';
import { v7 as uuid } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { ENV, type Env } from '../../platform/env.js';
import { Keys } from '../../platform/keys.js';
import { TestApi } from '../../platform/testing.js';
import { FROM_SOURCE } from '../../platform/thread.js';
import { CallModule } from '../call.module.js';
import type { Orders } from './kill.testing.js';
import { Recorder } from './recorder.js';
import { ACCESS_KEY, type Asked, S3FarEnd, SECRET_KEY } from './s3-far-end.testing.js';
import { HELD_BACK, PIECE } from './spool-sealer.js';
import { nameOf } from './store.js';
import { Stores } from './stores.js';
import { Uploads } from './uploads.js';
import { VaultChecks } from './vault-check.js';
import { Vault } from './vault.js';

const CHILD = fileURLToPath(new URL('kill.testing.ts', import.meta.url));
const CREDENTIALS = { AWS_ACCESS_KEY_ID: ACCESS_KEY, AWS_SECRET_ACCESS_KEY: SECRET_KEY };
/** A piece is sealed while the leg lives, and a rest at its end. */
const BYTES = PIECE + HELD_BACK + 250_001;
/** Two parts. */
const LARGE = 8_500_000;

/** Rotation of keys is killed in keys.medium.spec.ts. */
describe('kill -9', () => {
  let api: TestApi;
  let far: S3FarEnd;
  let spool: string;
  beforeAll(async () => {
    far = await S3FarEnd.start();
    spool = `/dev/shm/sibai-test-${uuid()}`;
    api = await TestApi.start({ VAULT_URL: far.url(), ...CREDENTIALS, SPOOL_DIR: spool });
    await recorder().sweep(() => true);
    // The tenant's key, which is made on first use.
    await api.app.get(Keys).sealText(tenant(), 'x', 'y');
  });
  afterEach(() => {
    far.mischief = () => undefined;
  });
  afterAll(async () => {
    await api?.stop();
    await far?.stop();
    await rm(spool, { recursive: true, force: true });
  });

  const tenant = () => api.user('admin').tenantId;
  const recorder = () => api.app.get(Recorder, { strict: false });
  const files = () => api.app.get(Stores, { strict: false }).files;
  const next = <T>(part: new (...args: never[]) => T): Promise<T> =>
    api.app
      .select(CallModule)
      .get(ModuleRef, { strict: true })
      .create(part as never);

  const waiting = (id: RecordingId) =>
    api.db.owner.query(`SELECT tries, error FROM recording_upload WHERE recording_id = $1`, [id]);

  async function spoken(bytes: number): Promise<{ id: RecordingId; audio: Buffer }> {
    const id = uuid() as RecordingId;
    const audio = randomBytes(bytes);
    await writeFile(recorder().spoolFile(id), audio);
    recorder().started(tenant(), uuid() as CallId, id as string as AssignmentId);
    await expect.poll(() => api.db.owner.query('SELECT FROM recording WHERE id = $1', [id])).toHaveLength(1);
    return { id, audio };
  }

  /** Lets a process do the work; answers the steps it came to, and whether it was killed. */
  async function child(
    work: Orders['work'],
    id: RecordingId,
    dieAt: number,
    watch: (kill: () => void) => void = () => undefined,
  ): Promise<{ steps: string[]; killed: boolean }> {
    const env = api.app.get<Env>(ENV);
    const orders: Orders = {
      ...{ work, id, dieAt, spool, tenant: tenant(), store: far.url(), keys: CREDENTIALS },
      ...{ url: env.DATABASE_URL, keyFile: env.VAULT_KEY_FILE, folder: files().folder },
    };
    const args = ['--conditions=@sibai/source', '--import', FROM_SOURCE, CHILD, JSON.stringify(orders)];
    const process_ = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    watch(() => process_.kill('SIGKILL'));
    let said = '';
    process_.stdout.on('data', (text: Buffer) => (said += text.toString()));
    await new Promise((gone) => process_.on('close', gone));
    if (process_.signalCode !== 'SIGKILL') expect(process_.exitCode).toBe(0);
    return { steps: said.trim().split('\n'), killed: process_.signalCode === 'SIGKILL' };
  }

  /** The next process does what is left, and then all is as if nothing had been. */
  async function expectWhole({ id, audio }: { id: RecordingId; audio: Buffer }): Promise<void> {
    await (await next(Recorder)).sealEnded(tenant(), () => false);
    await (await next(Recorder)).sweep(() => false);
    await api.db.owner.query(`UPDATE recording_upload SET next_at = now() - interval '1 s'`);
    await api.app.get(Uploads, { strict: false }).run(tenant());
    await (await next(Uploads)).run(tenant());
    const [row] = await api.db.owner.query<{ wrapped_key: Buffer; state: string }[]>(
      `SELECT wrapped_key, state FROM recording WHERE id = $1`,
      [id],
    );
    expect(row?.state).toBe('sealed');
    const parts: Buffer[] = [];
    const vault = api.app.get(Vault, { strict: false });
    for await (const part of vault.read(tenant(), id, row?.wrapped_key ?? Buffer.of(), 0, Infinity)) parts.push(part);
    expect(Buffer.concat(parts).equals(audio)).toBe(true);
    expect(await api.db.owner.query(`SELECT kind FROM recording_chain WHERE recording_id = $1`, [id])).toEqual([
      { kind: 'sealed' },
    ]);
    expect(await waiting(id)).toEqual([]);
    expect([...far.uploads]).toEqual([]);
    expect(await readdir(spool)).toEqual([]);
    const folder = dirname(files().path(nameOf(tenant(), id)));
    expect((await readdir(folder)).filter((name) => name.startsWith(id))).toEqual([]);
    await expect(access(recorder().spoolFile(id))).rejects.toThrow();
  }

  it('while it is sealed loses nothing and doubles nothing, at whatever step', { timeout: 150_000 }, async () => {
    const first = await spoken(BYTES);
    const { steps, killed } = await child('seal', first.id, 0);
    expect(killed).toBe(false);
    expect(new Set(steps)).toEqual(new Set(['statement', 'committed', 'truncate', 'write', 'sync', 'rename', 'rm']));
    await expectWhole(first);
    const places = new Set(
      steps.flatMap((name, i) => (steps.indexOf(name) === i || steps.lastIndexOf(name) === i ? [i + 1] : [])),
    );
    places.add(randomInt(1, steps.length + 1));
    const all = [...places];
    const work = async (): Promise<void> => {
      for (let dieAt = all.pop(); dieAt !== undefined; dieAt = all.pop()) {
        const one = await spoken(BYTES);
        const died = await child('seal', one.id, dieAt);
        expect([died.killed, died.steps.length]).toEqual([true, dieAt]);
        left.push(one);
      }
    };
    const left: (typeof first)[] = [];
    await Promise.all([work(), work()]);
    // One that is killed again and again.
    const unlucky = await spoken(BYTES);
    for (const dieAt of [randomInt(5, 9), randomInt(4, 8), randomInt(7, 10)]) await child('seal', unlucky.id, dieAt);
    expect((await stat(recorder().spoolFile(unlucky.id))).size).toBe(BYTES);
    for (const one of [...left, unlucky]) await expectWhole(one);
    expect((await api.app.get(VaultChecks, { strict: false }).verify(tenant())).faults).toEqual([]);
  });

  it('while it is uploaded loses nothing and leaves nothing, at whatever step', { timeout: 150_000 }, async () => {
    far.mischief = () => 'deny';
    const one = await spoken(LARGE);
    await recorder().seal(tenant(), one.id);
    await api.app.get(Uploads, { strict: false }).run(tenant());
    far.mischief = () => undefined;
    const points: [Asked['operation'], number, 'before' | 'after'][] = [
      ['create', 1, 'after'],
      ['part', 2, 'before'],
      ['complete', 1, 'before'],
      ['complete', 1, 'after'],
      ['head', 1, 'after'],
      ['get', 1, 'after'],
    ];
    for (const [operation, nth, when] of points) {
      let kill = (): void => undefined;
      let met = 0;
      far.mischief = (asked) => {
        if (asked.operation !== operation || ++met !== nth) return undefined;
        kill();
        return when === 'before' ? 'cut' : undefined;
      };
      const { killed } = await child('bring', one.id, 0, (it) => (kill = it));
      expect([operation, killed]).toEqual([operation, true]);
      expect(await waiting(one.id)).toHaveLength(1);
      await access(files().path(nameOf(tenant(), one.id)));
    }
    far.mischief = () => undefined;
    // The row has gone, and the file here has not.
    const { steps, killed } = await child('bring', one.id, 5);
    expect([killed, steps.at(-1)]).toEqual([true, 'rm']);
    expect(await waiting(one.id)).toEqual([]);
    await access(files().path(nameOf(tenant(), one.id)));
    await expectWhole(one);
    expect((await api.app.get(VaultChecks, { strict: false }).verify(tenant())).faults).toEqual([]);
  });
});
