import { randomBytes } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { ListeningPermit } from '@sibai/contracts';
import type { AssignmentId, CallId, RecordingId } from '@sibai/kernel';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ENV, type Env } from '../../platform/env.js';
import { TestApi } from '../../platform/testing.js';
import { Recorder } from './recorder.js';
import { VaultChecks } from './vault-check.js';
import { sealAlone } from './vault.testing.js';

/** What a process that was killed leaves, at each point of sealing, and what the next one makes of it. */
describe('sealing that was broken off', () => {
  let api: TestApi;
  let recorder: Recorder;
  beforeAll(async () => {
    api = await TestApi.start();
    recorder = api.app.get(Recorder, { strict: false });
    await recorder.sweep(() => true);
  });
  afterAll(() => api?.stop());

  const tenant = () => api.user('admin').tenantId;
  const fileOf = (id: RecordingId) =>
    join(api.app.get<Env>(ENV).DATA_DIR, 'vault', tenant(), id.slice(0, 8), `${id}.sibairec`);

  async function recording(): Promise<{ id: RecordingId; audio: Buffer }> {
    const id = uuid() as RecordingId;
    const audio = randomBytes(150_000);
    await writeFile(recorder.spoolFile(id), audio);
    recorder.started(tenant(), uuid() as CallId, id as string as AssignmentId);
    await expect.poll(() => api.db.owner.query('SELECT FROM recording WHERE id = $1', [id])).toHaveLength(1);
    return { id, audio };
  }

  it.each<[string, (id: RecordingId, audio: Buffer) => Promise<void>]>([
    ['before it began', async () => undefined],
    [
      'with half of the file written',
      async (id, audio) => {
        await mkdir(dirname(fileOf(id)), { recursive: true });
        await writeFile(`${fileOf(id)}.part`, audio.subarray(0, 70_000));
      },
    ],
    [
      'with the file whole, under a key that its row has never had',
      async (id, audio) => void (await sealAlone(api, tenant(), id, audio)),
    ],
    [
      'with the row sealed and the plain audio not yet removed',
      async (id, audio) => {
        await recorder.seal(tenant(), id);
        await writeFile(recorder.spoolFile(id), audio);
      },
    ],
  ])('%s loses nothing', async (_when, leave) => {
    const { id, audio } = await recording();
    await leave(id, audio);
    expect(await recorder.sealEnded(tenant(), () => false)).toEqual([]);
    await recorder.sweep(() => false);

    const admin = api.as('admin');
    const { permit } = (await admin.post<ListeningPermit>(`/recordings/${id}/listen`, { purpose: 'quality' })).body;
    const played = Buffer.from(await (await admin.raw(`/recordings/${id}/audio?permit=${permit}`)).arrayBuffer());
    expect(played.subarray(44).equals(audio)).toBe(true);
    expect(await readdir(dirname(fileOf(id)))).not.toContain(`${id}.sibairec.part`);
    expect(await readdir(api.app.get<Env>(ENV).SPOOL_DIR)).toEqual([]);
    const entries = await api.db.owner.query(`SELECT kind FROM recording_chain WHERE recording_id = $1`, [id]);
    expect(entries).toEqual([{ kind: 'sealed' }]);
    expect((await api.app.get(VaultChecks, { strict: false }).verify(tenant())).faults).toEqual([]);
  });
});
