import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { DomainError, type RecordingId } from '@sibai/kernel';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ENV, type Env } from '../../platform/env.js';
import { TestApi } from '../../platform/testing.js';
import { Vault } from './vault.js';

describe('the vault', () => {
  let api: TestApi;
  let vault: Vault;
  let env: Env;
  beforeAll(async () => {
    api = await TestApi.start();
    vault = api.app.get(Vault, { strict: false });
    env = api.app.get<Env>(ENV, { strict: false });
  });
  afterAll(() => api?.stop());

  /** Seals so many random bytes; answers how to read and where the sealed file is. */
  async function sealed(bytes: number) {
    const { tenantId } = api.user('admin');
    const id = uuid() as RecordingId;
    const audio = randomBytes(bytes);
    const plain = join(env.DATA_DIR, `${id}.raw`);
    await writeFile(plain, audio);
    const { wrappedKey } = await vault.seal(tenantId, id, plain);
    const read = async (from = 0, to = bytes, as = tenantId, named = id) => {
      const parts: Buffer[] = [];
      for await (const part of vault.read(as, named, wrappedKey, from, to)) parts.push(part);
      return Buffer.concat(parts);
    };
    const file = join(env.DATA_DIR, 'vault', tenantId, id.slice(0, 8), `${id}.sibairec`);
    return { id, tenantId, audio, read, file };
  }

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
    const { audio, file } = await sealed(200_000);
    const bytes = await readFile(file);
    for (let at = 0; at < audio.length; at += 10_000) expect(bytes.includes(audio.subarray(at, at + 16))).toBe(false);
    expect((await stat(file)).mode & 0o077).toBe(0);
  });

  it.each([10, 5_000, 70_000, 199_000])('refuses a file with a bit flipped at %i', async (at) => {
    const { file, read } = await sealed(200_000);
    const bytes = await readFile(file);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await writeFile(file, bytes);
    await expect(read()).rejects.toMatchObject(damaged);
  });

  it('refuses a file that was cut, even between two chunks', async () => {
    for (const size of [150_000, 10 + 64_028, 10 + 2 * 64_028]) {
      const { file, read } = await sealed(200_000);
      await truncate(file, size);
      await expect(read()).rejects.toMatchObject(damaged);
    }
  });

  it('refuses a file put in the place of another, and one that is gone', async () => {
    const [one, other] = [await sealed(1000), await sealed(1000)];
    await writeFile(other.file, await readFile(one.file));
    await expect(other.read()).rejects.toMatchObject(damaged);
    await expect(one.read(0, 1000, one.tenantId, uuid() as RecordingId)).rejects.toMatchObject(damaged);
  });

  it("does not open one tenant's recording with another's key", async () => {
    const { read, file } = await sealed(1000);
    const stranger = api.user('admin', 'blue').tenantId;
    const theirs = file.replace(/vault\/[^/]+/, `vault/${stranger}`);
    await mkdir(join(theirs, '..'), { recursive: true });
    await writeFile(theirs, await readFile(file));
    await expect(read(0, 1000, stranger)).rejects.toMatchObject(damaged);
  });

  it('makes the installation key once, for its own user only', async () => {
    expect((await stat(env.VAULT_KEY_FILE)).mode & 0o777).toBe(0o600);
    expect((await readdir(env.DATA_DIR)).filter((name) => name.includes('key'))).toEqual(['vault.key']);
  });
});
