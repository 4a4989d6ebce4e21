import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { AssignmentId, CallId, RecordingId } from '@sibai/kernel';
import { ModuleRef } from '@nestjs/core';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { CallModule } from '../call/call.module.js';
import { Recorder } from '../call/recording/recorder.js';
import { Stores } from '../call/recording/stores.js';
import { Vault } from '../call/recording/vault.js';
import { VaultChecks } from '../call/recording/vault-check.js';
import { Db } from './db.js';
import { ENV, type Env } from './env.js';
import { Jobs } from './jobs.js';
import { KeyFile } from './key-file.js';
import { KeyRotations } from './key-rotations.js';
import { Keys } from './keys.js';
import { TransitKms } from './kms.js';
import { TestApi } from './testing.js';
import { VaultAlarms } from './vault-alarms.js';

const TOKEN = 'hvs.a-token';

/** A transit engine with one key: encrypts and decrypts for who has the token, and binds to the associated data. */
class Transit {
  readonly #key = randomBytes(32);
  readonly #server: Server;
  asked = 0;
  failing = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<Transit> {
    const server = createServer();
    const transit = new Transit(server);
    server.on('request', (request, response) => {
      void (async () => {
        transit.asked++;
        let text = '';
        for await (const part of request) text += String(part);
        const say = (status: number, body: object) => response.writeHead(status).end(JSON.stringify(body));
        if (transit.failing-- > 0) return say(503, { errors: ['Vault is sealed'] });
        if (request.headers['x-vault-token'] !== TOKEN) return say(403, { errors: ['permission denied'] });
        const body = JSON.parse(text) as Record<'plaintext' | 'ciphertext' | 'associated_data', string>;
        const binding = Buffer.from(body.associated_data, 'base64');
        if (request.url === '/v1/transit/encrypt/sibai')
          return say(200, { data: transit.#encrypt(body.plaintext, binding) });
        if (request.url !== '/v1/transit/decrypt/sibai') return say(404, { errors: [] });
        try {
          return say(200, { data: transit.#decrypt(body.ciphertext, binding) });
        } catch {
          return say(400, { errors: ['invalid ciphertext'] });
        }
      })();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return transit;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1/transit?key=sibai`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  #encrypt(plaintext: string, binding: Buffer): { ciphertext: string } {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(binding);
    const sealed = Buffer.concat([nonce, cipher.update(plaintext, 'base64'), cipher.final(), cipher.getAuthTag()]);
    return { ciphertext: `vault:v1:${sealed.toString('base64')}` };
  }

  #decrypt(ciphertext: string, binding: Buffer): { plaintext: string } {
    const sealed = Buffer.from(ciphertext.replace('vault:v1:', ''), 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.#key, sealed.subarray(0, 12)).setAAD(binding);
    decipher.setAuthTag(sealed.subarray(-16));
    return {
      plaintext: Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString('base64'),
    };
  }
}

let transit: Transit;
beforeAll(async () => {
  transit = await Transit.start();
});
afterAll(() => transit?.stop());

describe('a key file that a key management system wraps', () => {
  let dir: string;
  let path: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'sibai-kms-'));
    path = join(dir, 'vault.key');
    return () => rm(dir, { recursive: true });
  });
  const file = (token = TOKEN) => new KeyFile(path, new TransitKms(transit.url, token));

  it('holds no key that opens anything, and is read by who may ask', async () => {
    const { id, key } = await file().newest();
    const text = await readFile(path, 'utf8');
    expect(text).toMatch(/^kms vault:v1:\S+\n$/);
    expect(text).not.toContain(key.toString('base64'));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await file().newest()).toEqual({ id, key });
    transit.failing = 2;
    expect(await file().newest()).toEqual({ id, key });
  });

  it('is refused in words without the system, with a wrong token, and when a line was changed', async () => {
    await file().newest();
    await expect(new KeyFile(path).newest()).rejects.toThrow('KMS_URL is needed');
    await expect(file('another').newest()).rejects.toMatchObject({
      code: 'vault.kms_away',
      details: { reason: 'it refused with 403' },
    });
    const text = await readFile(path, 'utf8');
    await writeFile(
      path,
      text.replace(/.(?=.{10}\n$)/, (sign) => (sign === 'A' ? 'B' : 'A')),
    );
    await expect(file().newest()).rejects.toMatchObject({ details: { reason: 'it refused with 400' } });
  });

  it('takes over the plain lines of before when keys are rotated', async () => {
    const plain = new KeyFile(path);
    const [before, prints] = [await plain.newest(), await plain.fingerprints()];
    expect(await file().newest()).toEqual(before);
    const after = await file().renew(before.id);
    expect(
      (await readFile(path, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => line.split(' vault:')[0]),
    ).toEqual(['kms', 'kms', 'fingerprints kms']);
    const read = file();
    expect((await read.all()).map(({ id }) => id)).toEqual([after.id, before.id]);
    expect((await read.fingerprints()).equals(prints)).toBe(true);
  });
});

it('an installation works with one, goes on while it is away, and says so when it starts meanwhile', async () => {
  const api = await TestApi.start({ KMS_URL: transit.url, KMS_TOKEN: TOKEN });
  try {
    const { tenantId } = api.user('admin');
    const keys = api.app.get(Keys);
    const sealed = await keys.sealText(tenantId, 'secret', 'here');
    const [id, recorder] = [uuid() as RecordingId, api.app.get(Recorder)];
    await recorder.sweep(() => true);
    recorder.started(tenantId, uuid() as CallId, id as string as AssignmentId);
    await writeFile(recorder.spoolFile(id), randomBytes(64_000));
    await recorder.seal(tenantId, id);
    await api.app.get(KeyRotations).rotate();
    const asked = transit.asked;
    keys.forget();
    transit.failing = Infinity;
    expect(await keys.openText(tenantId, sealed, 'here')).toBe('secret');
    expect(transit.asked).toBe(asked);

    const { VAULT_KEY_FILE } = api.app.get<Env>(ENV);
    expect(await readFile(VAULT_KEY_FILE, 'utf8')).toMatch(/^(kms .*\n){2}fingerprints kms .*\n$/);
    const begun = await api.app.select(CallModule).get(ModuleRef, { strict: true }).create(Keys);
    await expect(begun.openText(tenantId, sealed, 'here')).rejects.toMatchObject({ code: 'vault.kms_away' });
    const open = () => api.db.owner.query(`SELECT kind FROM vault_alarm WHERE cleared_at IS NULL`);
    expect(await open()).toEqual([{ kind: 'kms_away' }]);
    const alarms = api.app.get(VaultAlarms);
    const vault = new Vault(api.app.get(Db), begun, alarms, api.app.get(Stores));
    const checks = new VaultChecks(api.app.get(Db), api.app.get(Jobs), api.clock, vault, alarms);
    await expect(checks.verify(tenantId)).rejects.toMatchObject({ code: 'vault.kms_away' });
    expect(await open()).toEqual([{ kind: 'kms_away' }]);
    transit.failing = 0;
    expect(await begun.openText(tenantId, sealed, 'here')).toBe('secret');
    expect(await open()).toEqual([]);
  } finally {
    transit.failing = 0;
    await api.stop();
  }
});
