import { randomBytes } from 'node:crypto';
import { copyFile, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { VaultFault, VaultState, VaultTenant } from '@sibai/contracts';
import type { AssignmentId, CallId, RecordingId } from '@sibai/kernel';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Db } from '../../platform/db.js';
import { ENV, type Env } from '../../platform/env.js';
import { TestApi } from '../../platform/testing.js';
import { Recorder } from './recorder.js';
import { VaultChecks } from './vault-check.js';

describe('a look over the vault', () => {
  let api: TestApi;
  let recorder: Recorder;
  let checks: VaultChecks;
  beforeAll(async () => {
    api = await TestApi.start();
    recorder = api.app.get(Recorder, { strict: false });
    checks = api.app.get(VaultChecks, { strict: false });
    await recorder.sweep(() => true);
  });
  afterAll(() => api?.stop());

  const tenant = () => api.user('admin').tenantId;
  const owner = (sql: string, values: unknown[] = []) => api.db.owner.query(sql, values);

  async function recorded(bytes = 150_000): Promise<RecordingId> {
    const id = uuid() as RecordingId;
    await writeFile(recorder.spoolFile(id), randomBytes(bytes));
    recorder.started(tenant(), uuid() as CallId, id as string as AssignmentId);
    await recorder.seal(tenant(), id);
    return id;
  }
  const fileOf = (id: RecordingId) =>
    join(api.app.get<Env>(ENV).DATA_DIR, 'vault', tenant(), id.slice(0, 8), `${id}.sibairec`);

  /** What a look finds of a recording now. */
  async function found(id: RecordingId | null): Promise<string[]> {
    api.clock.advance(1000);
    const { faults } = await checks.verify(tenant());
    return (faults as VaultFault[]).filter(({ recordingId }) => recordingId === id).map(({ kind }) => kind);
  }

  it('finds nothing in what is as it was sealed, and says what it read', async () => {
    await recorded();
    await recorded(0);
    const before = await checks.verify(tenant());
    const id = await recorded(64_000);
    expect(await found(id)).toEqual([]);
    const after = await checks.verify(tenant());
    expect(after).toMatchObject({ faultCount: 0, chainSound: true, recordings: before.recordings + 1 });
    expect(Number(after.bytes) - Number(before.bytes)).toBe(64_000 + 10 + 28);
  });

  it.each<[string, string, (file: string) => Promise<void>]>([
    ['removed', 'missing', (file) => rm(file)],
    ['cut', 'cut', (file) => truncate(file, 70_000)],
    ['emptied', 'cut', (file) => truncate(file, 0)],
    [
      'one bit of which was flipped',
      'changed',
      async (file) => {
        const bytes = await readFile(file);
        bytes[90_000] = (bytes[90_000] ?? 0) ^ 4;
        await writeFile(file, bytes);
      },
    ],
    ['replaced by another', 'changed', async (file) => copyFile(fileOf(await recorded()), file)],
  ])('names the recording whose file was %s', async (_what, kind, hurt) => {
    const id = await recorded();
    const copy = await readFile(fileOf(id));
    await hurt(fileOf(id));
    expect(await found(id)).toEqual([kind]);
    await writeFile(fileOf(id), copy);
    expect(await found(id)).toEqual([]);
  });

  it('names a recording whose row says otherwise than it did', async () => {
    const [id, other] = [await recorded(), await recorded()];
    const [was] = await owner('SELECT sha256, wrapped_key, call_id FROM recording WHERE id = $1', [id]);
    const put = (set: string, value: unknown) => owner(`UPDATE recording SET ${set} = $2 WHERE id = $1`, [id, value]);

    await owner(`UPDATE recording SET sha256 = (SELECT sha256 FROM recording WHERE id = $2) WHERE id = $1`, [
      id,
      other,
    ]);
    expect(await found(id)).toEqual(['replaced']);
    await put('sha256', was.sha256);
    await put('call_id', uuid());
    expect(await found(id)).toEqual(['replaced']);
    await put('call_id', was.call_id);
    await put('wrapped_key', randomBytes(60));
    expect(await found(id)).toEqual(['key_damaged']);
    await put('wrapped_key', null);
    expect(await found(id)).toEqual(['undocumented']);
    await put('wrapped_key', was.wrapped_key);
    expect(await found(id)).toEqual([]);
  });

  it('names a recording that is in no chain', async () => {
    const id = uuid() as RecordingId;
    await owner(
      `INSERT INTO recording (id, tenant_id, call_id, assignment_id, state, started_at) VALUES ($1, $2, $1, $1, 'sealed', now())`,
      [id, tenant()],
    );
    expect(await found(id)).toEqual(['unchained']);
    await owner('DELETE FROM recording WHERE id = $1', [id]);
  });

  it('finds an entry rewritten, and goes on to what lies behind it', async () => {
    const [id, behind] = [await recorded(), await recorded()];
    const shift = (by: string) =>
      owner(`UPDATE recording_chain SET at = at + $2::interval WHERE recording_id = $1`, [id, by]);
    await shift('1 second');
    expect([await found(id), await found(behind)]).toEqual([['entry'], []]);
    await shift('-1 second');
    expect(await found(id)).toEqual([]);
  });

  it('is not alarmed by a recording that was destroyed, whose entry is the certificate', async () => {
    const id = await recorded();
    await api.app
      .get(Db)
      .statement(
        tenant(),
        `UPDATE recording SET wrapped_key = NULL, destroyed_at = $2, destroy_reason = 'expired' WHERE id = $1`,
        [id, api.clock.now()],
      );
    await rm(fileOf(id));
    expect(await found(id)).toEqual([]);
    const entries = await owner('SELECT kind, reason FROM recording_chain WHERE recording_id = $1 ORDER BY seq', [id]);
    expect(entries).toEqual([
      { kind: 'sealed', reason: null },
      { kind: 'destroyed', reason: 'expired' },
    ]);
  });

  it('cannot be got round by the application itself', async () => {
    const id = await recorded();
    const as = (sql: string) => api.app.get(Db).statement(tenant(), sql, [id]);
    for (const sql of [
      'DELETE FROM recording_chain WHERE recording_id = $1',
      `UPDATE recording_chain SET reason = 'x' WHERE recording_id = $1`,
      `INSERT INTO recording_chain SELECT * FROM recording_chain WHERE recording_id = $1`,
      'DELETE FROM recording WHERE id = $1',
      'DELETE FROM vault_check WHERE id = $1',
      'UPDATE vault_check SET fault_count = 0 WHERE id = $1',
    ])
      await expect(as(sql), sql).rejects.toThrow(/permission denied/);
  });

  it('keeps one order among recordings that are sealed at the same time', async () => {
    await Promise.all(Array.from({ length: 12 }, () => recorded(1000)));
    expect(await found(null)).toEqual([]);
  });

  it('is had by an admin of the own recordings and by the operator of all, and the alarm is shown until it is over', async () => {
    const id = await recorded();
    const copy = await readFile(fileOf(id));
    await truncate(fileOf(id), 100);
    api.clock.advance(1000);
    expect((await api.as('supervisor').post('/vault/checks')).status).toBe(403);
    expect((await api.as('admin').post('/vault/checks')).status).toBe(202);
    await api.runJobs();
    const state = async (client = api.as('admin')) => (await client.get<VaultState>('/vault/checks')).body;
    const [newest] = (await state()).checks;
    expect(newest).toMatchObject({ tenantId: tenant(), faultCount: 1, faults: [{ kind: 'cut', recordingId: id }] });
    expect((await state()).alarms).toMatchObject([{ kind: 'cut', subject: id, times: 1 }]);
    expect((await state(api.as('operator'))).alarms).toMatchObject([{ kind: 'cut', subject: id }]);
    expect(await state(api.as('admin', 'blue'))).toEqual({ checks: [], alarms: [] });
    const { body: kept } = await api.as('operator').get<VaultTenant[]>('/vault/tenants');
    const { at, recordings, bytes } = newest ?? {};
    expect(kept).toEqual([
      {
        ...{ id: tenant(), name: 'red', alarms: 1, waiting: 0, waitingBytes: 0, oldest: null },
        check: { at, recordings, bytes, entries: newest?.entries, faults: 1 },
      },
      {
        ...{ id: api.user('admin', 'blue').tenantId, name: 'blue', check: null, alarms: 0 },
        ...{ waiting: 0, waitingBytes: 0, oldest: null },
      },
    ]);
    expect((await api.as('admin').get('/vault/tenants')).status).toBe(403);

    await writeFile(fileOf(id), copy);
    api.clock.advance(1000);
    await api.as('operator').post('/vault/checks');
    await api.runJobs();
    expect((await state(api.as('operator'))).alarms).toEqual([]);
    expect((await state(api.as('admin', 'blue'))).checks).toHaveLength(1);
  });

  it('is had every night, and finds recordings that were taken out of the end of the chain', async () => {
    const [first, last] = [await recorded(), await recorded()];
    await api.sweep('vault.verify');
    await owner(`DELETE FROM recording_chain WHERE recording_id = ANY ($1)`, [[first, last]]);
    await owner(`DELETE FROM recording WHERE id = ANY ($1)`, [[first, last]]);
    expect(await found(null)).toEqual(['shortened']);
    await recorded();
    await recorded();
    const { faults } = await checks.verify(tenant());
    expect(faults).toMatchObject([{ kind: 'shortened' }]);
  });
});
