import { spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { KeyRotation } from '@sibai/contracts';
import type { ListeningPermit } from '@sibai/contracts';
import type { AssignmentId, CallId, FileId, RecordingId } from '@sibai/kernel';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Recorder } from '../call/recording/recorder.js';
import { VaultChecks } from '../call/recording/vault-check.js';
import { Db } from './db.js';
import { ENV, type Env } from './env.js';
import { KeyRotations } from './key-rotations.js';
import { Keys } from './keys.js';
import { Safe } from './safe.js';
import { TestApi } from './testing.js';
import { FROM_SOURCE } from './thread.js';

const CHILD = fileURLToPath(new URL('rotate-keys.testing.ts', import.meta.url));
const RECORDINGS = 1200;

describe('keys', () => {
  let api: TestApi;
  let keys: Keys;
  const audio = randomBytes(100_000);
  const recording = uuid() as RecordingId;
  let file: FileId;
  let text: string;
  let print: string;
  /** Data keys of rows that are there for their number. */
  const many = new Map<string, Buffer>();

  beforeAll(async () => {
    api = await TestApi.start();
    keys = api.app.get(Keys);
    const recorder = api.app.get(Recorder, { strict: false });
    const { tenantId } = api.user('admin');
    await recorder.sweep(() => true);
    await writeFile(recorder.spoolFile(recording), audio);
    recorder.started(tenantId, uuid() as CallId, recording as string as AssignmentId);
    await recorder.seal(tenantId, recording);
    ({ id: file } = await api.app
      .get(Db)
      .as(tenantId, (em) => api.app.get(Safe).put(em, tenantId, { kind: 'k', mime: 'text/plain', bytes: audio })));
    text = await keys.sealText(tenantId, '110101199003078515', 'here');
    print = await keys.fingerprint('110101199003078515');
    const rows = await Promise.all(
      Array.from({ length: RECORDINGS }, async () => {
        const [id, key] = [uuid(), randomBytes(32)];
        many.set(id, key);
        return { id, wrapped: await keys.wrap(tenantId, key, Buffer.from(id)) };
      }),
    );
    await api.db.owner.query(
      `INSERT INTO recording (id, tenant_id, call_id, assignment_id, state, started_at, wrapped_key)
       SELECT id, $1, id, id, 'lost', now(), wrapped FROM unnest($2::uuid[], $3::bytea[]) AS r (id, wrapped)`,
      [tenantId, rows.map(({ id }) => id), rows.map(({ wrapped }) => wrapped)],
    );
  });
  afterAll(() => api?.stop());

  const keyFile = () => api.app.get<Env>(ENV).VAULT_KEY_FILE;
  const play = async () => {
    const admin = api.as('admin');
    const path = `/recordings/${recording}`;
    const { permit } = (await admin.post<ListeningPermit>(`${path}/listen`, { purpose: 'quality' })).body;
    return admin.raw(`${path}/audio?permit=${permit}`);
  };

  /** All that was ever sealed is read, as by a process that has just begun. */
  async function expectAllReadable(): Promise<void> {
    const { tenantId } = api.user('admin');
    keys.forget();
    const rows: { id: string; wrapped_key: Buffer }[] = await api.db.owner.query(
      `SELECT id, wrapped_key FROM recording WHERE tenant_id = $1 AND id = ANY ($2)`,
      [tenantId, [...many.keys()]],
    );
    expect(rows).toHaveLength(RECORDINGS);
    for (const { id, wrapped_key } of rows)
      expect((await keys.unwrap(tenantId, wrapped_key, Buffer.from(id))).equals(many.get(id) ?? Buffer.of())).toBe(
        true,
      );
    expect(
      Buffer.from(await (await play()).arrayBuffer())
        .subarray(44)
        .equals(audio),
    ).toBe(true);
    expect((await api.app.get(Safe).read(tenantId, file)).bytes.equals(audio)).toBe(true);
    expect(await keys.openText(tenantId, text, 'here')).toBe('110101199003078515');
    expect(await keys.fingerprint('110101199003078515')).toBe(print);
  }

  const sealedFile = () =>
    join(
      api.app.get<Env>(ENV).DATA_DIR,
      ...['vault', api.user('admin').tenantId, recording.slice(0, 8), `${recording}.sibairec`],
    );
  const versions = () =>
    api.db.owner.query<{ wrapped: number; version: number }[]>(
      `SELECT DISTINCT length(wrapped_key) AS wrapped FROM recording WHERE tenant_id = $1 AND wrapped_key IS NOT NULL
       UNION ALL SELECT length(wrapped_key) FROM sealed_file WHERE tenant_id = $1`,
      [api.user('admin').tenantId],
    );

  it('rotate by the operator alone, without a byte of audio being written again', async () => {
    const before = {
      bytes: await readFile(sealedFile()),
      at: (await stat(sealedFile())).mtimeMs,
      keys: await readFile(keyFile(), 'utf8'),
    };
    expect((await api.as('admin').post('/vault/rotations')).status).toBe(403);
    expect((await api.as('operator').post('/vault/rotations')).status).toBe(202);
    await api.runJobs();
    const [rotation] = (await api.as('operator').get<KeyRotation[]>('/vault/rotations')).body;
    expect(rotation).toMatchObject({
      recordings: RECORDINGS + 1,
      files: 1,
      unreadable: 0,
      finishedAt: expect.any(String),
    });
    expect(await versions()).toEqual([{ wrapped: 64 }, { wrapped: 64 }]);
    await expectAllReadable();

    expect((await readFile(sealedFile())).equals(before.bytes)).toBe(true);
    expect((await stat(sealedFile())).mtimeMs).toBe(before.at);
    const now = (await readFile(keyFile(), 'utf8')).trim().split('\n');
    expect([now.length, now[1], (await stat(keyFile())).mode & 0o777]).toEqual([3, before.keys.trim(), 0o600]);
    const check = await api.app.get(VaultChecks, { strict: false }).verify(api.user('admin').tenantId);
    expect(check.faults).toEqual([]);
  });

  it('seal by the newest and are read by what they were sealed with', async () => {
    const { tenantId } = api.user('admin');
    const sealed = await keys.sealText(tenantId, 'new', 'here');
    expect(sealed).toMatch(/^v2\./);
    expect(await keys.openText(tenantId, sealed, 'here')).toBe('new');
    await expect(keys.openText(tenantId, sealed, 'elsewhere')).rejects.toThrow();
  });

  it('survive a rotation that is killed at any point, again and again', { timeout: 120_000 }, async () => {
    const env = api.app.get<Env>(ENV);
    const id = uuid();
    const from = (await keys.file.newest()).id;
    await api.db.owner.query(`INSERT INTO key_rotation (id, from_master, started_at) VALUES ($1, $2, now())`, [
      id,
      from,
    ]);
    const killed = async (after: number): Promise<void> => {
      const args = [
        '--conditions=@sibai/source',
        '--import',
        FROM_SOURCE,
        CHILD,
        env.DATABASE_URL,
        keyFile(),
        id,
        from,
      ];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      let dots = 0;
      child.stdout.on('data', (said: Buffer) => {
        dots += said.length;
        if (dots >= after) child.kill('SIGKILL');
      });
      await new Promise((gone) => child.on('close', gone));
      expect(dots).toBeGreaterThanOrEqual(after);
      expect(child.signalCode).toBe('SIGKILL');
    };
    for (const after of [1, 6, randomInt(10, 16), randomInt(12, 20)]) {
      await killed(after);
      await expectAllReadable();
    }
    const rotation = await api.app.get(KeyRotations).rotate();
    expect(rotation).toMatchObject({ id, unreadable: 0 });
    await expectAllReadable();
    expect(
      await api.db.owner.query(`SELECT max(version) FROM tenant_key WHERE tenant_id = $1`, [
        api.user('admin').tenantId,
      ]),
    ).toEqual([{ max: 3 }]);
    expect((await keys.file.all()).length).toBe(3);
  });

  it('rotate in one place at a time', async () => {
    const rotations = api.app.get(KeyRotations);
    const outcomes = await Promise.allSettled([rotations.rotate(), rotations.rotate()]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const refused = outcomes.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
    expect(refused.reason).toMatchObject({ code: 'vault.rotating' });
  });

  it('are missed in words, with an alarm, when the key file is another', async () => {
    const own = await readFile(keyFile(), 'utf8');
    const { tenantId } = api.user('admin');
    const other = await TestApi.start({
      DATABASE_URL: api.app.get<Env>(ENV).DATABASE_URL,
      VAULT_KEY_FILE: `${keyFile()}.other`,
    });
    try {
      const stranger = other.app.get(Keys);
      await expect(stranger.openText(tenantId, text, 'here')).rejects.toMatchObject({ code: 'vault.key_missing' });
      await expect(stranger.sealText(tenantId, 'x', 'here')).rejects.toMatchObject({ code: 'vault.key_missing' });
      await expect(other.app.get(Safe).read(tenantId, file)).rejects.toMatchObject({ code: 'vault.key_missing' });
      const rows = await api.db.owner.query(`SELECT kind, subject FROM vault_alarm WHERE tenant_id = $1`, [tenantId]);
      expect(rows).toEqual([{ kind: 'key_missing', subject: '' }]);
    } finally {
      await other.stop();
    }
    expect(await readFile(keyFile(), 'utf8')).toBe(own);
    await expectAllReadable();
  });
});
