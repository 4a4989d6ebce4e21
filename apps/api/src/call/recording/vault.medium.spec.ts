import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { DomainError, type RecordingId, type TenantId } from '@sibai/kernel';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ENV, type Env } from '../../platform/env.js';
import { TestApi } from '../../platform/testing.js';
import { ACCESS_KEY, S3FarEnd, SECRET_KEY } from './s3-far-end.testing.js';
import { nameOf } from './store.js';
import { Stores } from './stores.js';
import { Vault } from './vault.js';
import { sealAlone } from './vault.testing.js';

/** The bytes of sealed files where they are kept, to look at and to spoil. */
interface Shelf {
  get(name: string): Promise<Buffer>;
  set(name: string, bytes: Buffer | undefined): Promise<void>;
}

describe.each(['files', 's3'] as const)('the vault, kept as %s', (kind) => {
  let api: TestApi;
  let vault: Vault;
  let env: Env;
  let far: S3FarEnd | undefined;
  let shelf: Shelf;
  beforeAll(async () => {
    far = kind === 's3' ? await S3FarEnd.start() : undefined;
    const keys = { AWS_ACCESS_KEY_ID: ACCESS_KEY, AWS_SECRET_ACCESS_KEY: SECRET_KEY };
    api = await TestApi.start(far && { VAULT_URL: far.url(), ...keys });
    vault = api.app.get(Vault, { strict: false });
    env = api.app.get<Env>(ENV, { strict: false });
    shelf = far ? objects(far) : folder(api.app.get(Stores, { strict: false }));
  });
  afterAll(async () => {
    await api?.stop();
    await far?.stop();
  });

  /** Seals so many random bytes; answers how to read and what they are called. */
  async function sealed(bytes: number) {
    const { tenantId } = api.user('admin');
    const id = uuid() as RecordingId;
    const audio = randomBytes(bytes);
    const { wrappedKey, path, ...print } = await sealAlone(api, tenantId, id, audio);
    const name = nameOf(tenantId, id);
    if (far) {
      await api.app.get(Stores, { strict: false }).remote?.put(name, path, print);
      await rm(path);
    }
    const read = async (from = 0, to = bytes, as: TenantId = tenantId, named = id) => {
      const parts: Buffer[] = [];
      for await (const part of vault.read(as, named, wrappedKey, from, to)) parts.push(part);
      return Buffer.concat(parts);
    };
    return { id, tenantId, audio, read, name, wrappedKey };
  }
  const alarms = (subject: string) =>
    api.db.owner
      .query<{ kind: string }[]>(`SELECT kind FROM vault_alarm WHERE subject = $1 AND cleared_at IS NULL`, [subject])
      .then((rows) => rows.map(({ kind: found }) => found));

  const damaged = { code: 'recording.damaged' } satisfies Partial<DomainError>;

  it.each([0, 1, 63_999, 64_000, 64_001, 128_000, 200_000])('gives back the %i bytes it was given', async (bytes) => {
    const { audio, read, id, tenantId } = await sealed(bytes);
    expect((await read()).equals(audio)).toBe(true);
    expect(await vault.size(tenantId, id)).toBe(bytes);
  });

  it('gives any part', async () => {
    const { audio, read } = await sealed(200_000);
    for (const [from, to] of [
      [0, 1],
      [63_999, 64_001],
      [64_000, 128_000],
      [150_000, 200_000],
    ] as const)
      expect((await read(from, to)).equals(audio.subarray(from, to))).toBe(true);
  });

  it('keeps no plain audio in the sealed file', async () => {
    const { audio, name } = await sealed(200_000);
    const bytes = await shelf.get(name);
    for (let at = 0; at < audio.length; at += 10_000) expect(bytes.includes(audio.subarray(at, at + 16))).toBe(false);
    if (!far) expect((await stat(api.app.get(Stores, { strict: false }).files.path(name))).mode & 0o077).toBe(0);
  });

  it.each([10, 5_000, 70_000, 199_000])('refuses a file with a bit flipped at %i, with an alarm', async (at) => {
    const { id, name, read } = await sealed(200_000);
    const bytes = Buffer.from(await shelf.get(name));
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await shelf.set(name, bytes);
    await expect(read()).rejects.toMatchObject(damaged);
    expect(await alarms(id)).toEqual(['changed']);
  });

  it('refuses a file that was cut, even between two chunks', async () => {
    for (const size of [20, 150_000, 10 + 64_028, 10 + 2 * 64_028]) {
      const { id, name, read } = await sealed(200_000);
      await shelf.set(name, (await shelf.get(name)).subarray(0, size));
      await expect(read()).rejects.toMatchObject(damaged);
      expect(await alarms(id)).toEqual([size === 20 ? 'cut' : 'changed']);
    }
  });

  it('refuses a file put in the place of another, one that is gone, and a key that is not its own', async () => {
    const [one, other, third] = [await sealed(1000), await sealed(1000), await sealed(1000)];
    await shelf.set(other.name, await shelf.get(one.name));
    await expect(other.read()).rejects.toMatchObject(damaged);
    await expect(one.read(0, 1000, one.tenantId, uuid() as RecordingId)).rejects.toMatchObject(damaged);
    await shelf.set(one.name, undefined);
    await expect(one.read()).rejects.toMatchObject({ ...damaged, details: { reason: 'file_missing' } });
    expect(await alarms(one.id)).toEqual(['missing']);
    const foreign = vault.read(third.tenantId, third.id, other.wrappedKey, 0, 1000).next();
    await expect(foreign).rejects.toMatchObject({ ...damaged, details: { reason: 'key' } });
    expect(await alarms(third.id)).toEqual(['key_damaged']);
  });

  it("does not open one tenant's recording with another's key", async () => {
    const { read, name, id } = await sealed(1000);
    const stranger = api.user('admin', 'blue').tenantId;
    await shelf.set(nameOf(stranger, id), await shelf.get(name));
    await expect(read(0, 1000, stranger)).rejects.toMatchObject(damaged);
  });

  it('makes the installation key once, for its own user only', async () => {
    expect((await stat(env.VAULT_KEY_FILE)).mode & 0o777).toBe(0o600);
    expect((await readdir(env.DATA_DIR)).filter((name) => name.includes('key'))).toEqual(['vault.key']);
  });
});

function folder({ files }: Stores): Shelf {
  return {
    get: (name) => readFile(files.path(name)),
    set: async (name, bytes) => {
      await mkdir(dirname(files.path(name)), { recursive: true });
      await (bytes ? writeFile(files.path(name), bytes) : rm(files.path(name)));
    },
  };
}

function objects({ objects: kept }: S3FarEnd): Shelf {
  return {
    get: async (name) => kept.get(`vault/${name}`) ?? Buffer.of(),
    set: async (name, bytes) => {
      kept.delete(`vault/${name}`);
      if (bytes) kept.set(`vault/${name}`, bytes);
    },
  };
}
