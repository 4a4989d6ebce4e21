import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, constants, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { ListeningPermit } from '@sibai/contracts';
import type { AssignmentId, CallId, RecordingId } from '@sibai/kernel';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ENV, type Env } from '../../platform/env.js';
import { TestApi } from '../../platform/testing.js';
import { Recorder } from './recorder.js';
import { VaultChecks } from './vault-check.js';

/** Recognisable wherever it is cut: it comes again every 16 bytes. */
const PATTERN = Buffer.from('plain-audio-here');
const BYTES = 3_200_000;

/** Files beneath these folders that hold the pattern. */
async function plainIn(folders: readonly string[]): Promise<string[]> {
  const args = ['-r', '-l', '-a', '-F', '--devices=skip', '-e', PATTERN.toString(), ...folders];
  // What others make and remove there meanwhile is no fault of ours.
  const { stdout } = await promisify(execFile)('grep', args).catch((error: { stdout: string }) => error);
  return stdout.split('\n').filter(Boolean);
}

describe('the disk', () => {
  let api: TestApi;
  let spool: string;
  let tmp: string;
  const outside = process.env['TMPDIR'];
  beforeAll(async () => {
    tmp = await mkdtemp(join(tmpdir(), 'sibai-tmp-'));
    const memory = await access('/dev/shm', constants.W_OK).then(
      () => '/dev/shm',
      () => tmpdir(),
    );
    spool = await mkdtemp(join(memory, 'sibai-spool-'));
    // All that this process and its children put into the temporary folder, DATA_DIR too, is then beneath this one.
    process.env['TMPDIR'] = tmp;
    api = await TestApi.start({ SPOOL_DIR: spool });
  });
  afterAll(async () => {
    await api?.stop();
    if (outside === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = outside;
    for (const folder of [spool, tmp]) await rm(folder, { recursive: true, force: true });
  });

  const elsewhere = () => plainIn([api.app.get<Env>(ENV).DATA_DIR, tmp]);

  it('is searched by something that finds plain audio where there is some', async () => {
    const { DATA_DIR } = api.app.get<Env>(ENV);
    const planted = join(DATA_DIR, `${uuid()}.planted`);
    await writeFile(planted, Buffer.concat([randomBytes(100_000), PATTERN, randomBytes(1000)]));
    expect(await elsewhere()).toEqual([planted, planted]);
    await rm(planted);
  });

  it('holds no plain audio of a call: while it is recorded, while it is sealed, after it, when it is played', async () => {
    const recorder = api.app.get(Recorder, { strict: false });
    const { tenantId } = api.user('admin');
    const id = uuid() as RecordingId;
    const audio = Buffer.alloc(BYTES, PATTERN);
    await recorder.sweep(() => true);

    await writeFile(recorder.spoolFile(id), audio);
    recorder.started(tenantId, uuid() as CallId, id as string as AssignmentId);
    expect(await plainIn([spool])).toEqual([recorder.spoolFile(id)]);
    expect(await elsewhere()).toEqual([]);

    const sealing = recorder.seal(tenantId, id);
    let sealed = false;
    void sealing.then(() => (sealed = true));
    for (let looks = 0; looks === 0 || !sealed; looks++) expect(await elsewhere()).toEqual([]);
    await sealing;

    expect(await readdir(spool)).toEqual([]);
    expect(await elsewhere()).toEqual([]);
    const admin = api.as('admin');
    const { permit } = (await admin.post<ListeningPermit>(`/recordings/${id}/listen`, { purpose: 'quality' })).body;
    const played = Buffer.from(await (await admin.raw(`/recordings/${id}/audio?permit=${permit}`)).arrayBuffer());
    expect(played.subarray(44).equals(audio)).toBe(true);
    await api.app.get(VaultChecks, { strict: false }).verify(tenantId);
    expect(await elsewhere()).toEqual([]);
    const file = join(api.app.get<Env>(ENV).DATA_DIR, 'vault', tenantId, id.slice(0, 8), `${id}.sibairec`);
    expect((await readFile(file)).includes(PATTERN.subarray(0, 8))).toBe(false);
  });
});
