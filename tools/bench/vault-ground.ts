import { createHash, randomBytes } from 'node:crypto';
import { link, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { ROOT } from '../lib/paths.ts';
import { freePort } from '../lib/ports.ts';
import { startPostgres } from '../lib/postgres.ts';
import { newSecrets } from '../lib/secrets.ts';
import { migrate } from '../start/api.ts';

const AT_ONCE = 500;
/** A file system lets a file have 65,000 names, or more. */
const MOST_LINKS = 60_000;

export type Query = <T>(sql: string, params?: readonly unknown[]) => Promise<T[]>;

/** What of the built product the benchmark calls. */
export interface Parts {
  readonly SealedWriter: {
    open(path: string, key: Buffer, id: string): Promise<Writer>;
  };
  readonly SpoolSealer: new (ports: object) => Sealer;
  readonly Vault: new (db: object, keys: object, alarms: object, stores: object) => Reader;
  readonly FileStore: new (folder: string) => { partial(name: string): string; path(name: string): string };
  readonly KeyFile: new (path: string) => object;
  readonly KeyRing: { open(file: object, tenant: string, rows: readonly unknown[]): Promise<Ring> };
  readonly sealBytes: (key: Buffer, plain: Buffer, binding: Buffer) => Buffer;
}
interface Writer {
  append(plain: Buffer): Promise<void>;
  finish(rest: Buffer): Promise<{ bytes: number; sha256: Buffer }>;
}
interface Sealer {
  path(id: string): string;
  piece(tenant: string, id: string): Promise<void>;
  finish(tenant: string, id: string): Promise<string>;
}
export interface Reader {
  read(tenant: string, id: string, key: Buffer, from: number, to: number): AsyncGenerator<Buffer>;
}
interface Ring {
  wrap(key: Buffer, binding: Buffer): Buffer;
  unwrap(wrapped: Buffer, binding: Buffer): Buffer;
}

export async function parts(): Promise<Parts> {
  const from = (path: string) => import(/* @vite-ignore */ join(ROOT, 'apps/api/dist', path)) as Promise<object>;
  await import('reflect-metadata');
  return Object.assign(
    {},
    ...(await Promise.all(
      ['sealed-writer', 'spool-sealer', 'vault', 'store']
        .map((name) => `call/recording/${name}.js`)
        .concat(['platform/key-file.js', 'platform/key-ring.js', 'platform/sealing.js'])
        .map(from),
    )),
  ) as Parts;
}

/** A database of its own with one enterprise, whose recordings can be sealed and looked over. */
export class Ground {
  readonly tenant = '01900000-0000-7000-8000-000000000001';
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly ring: Ring;
  readonly #client: pg.Client;
  readonly #stop: () => Promise<void>;

  private constructor(dir: string, env: NodeJS.ProcessEnv, ring: Ring, client: pg.Client, stop: () => Promise<void>) {
    this.dir = dir;
    this.env = env;
    this.ring = ring;
    this.#client = client;
    this.#stop = stop;
  }

  static async lay({ KeyFile, KeyRing, sealBytes }: Parts): Promise<Ground> {
    const dir = await mkdtemp(join(tmpdir(), 'sibai-bench-vault-'));
    const { postgres: secrets } = newSecrets();
    const postgres = await startPostgres({
      dir: join(dir, 'postgres'),
      port: await freePort(),
      secrets,
      disposable: true,
    });
    const client = new pg.Client(postgres.ownerUrl);
    const stop = async (): Promise<void> => {
      await client.end();
      await postgres.stop();
      await rm(dir, { recursive: true, force: true });
    };
    const env = {
      ...process.env,
      DATABASE_URL: postgres.appUrl,
      DATABASE_OWNER_URL: postgres.ownerUrl,
      DATA_DIR: dir,
      VAULT_KEY_FILE: join(dir, 'vault.key'),
    };
    await client.connect();
    await migrate(env);
    const tenant = '01900000-0000-7000-8000-000000000001';
    const master = randomBytes(32);
    await writeFile(env.VAULT_KEY_FILE, `${master.toString('base64')}\n`, { mode: 0o600 });
    const wrapped = sealBytes(master, randomBytes(32), Buffer.from(tenant));
    await client.query(`SELECT set_config('sibai.tenant', $1, false)`, [tenant]);
    await client.query(`INSERT INTO tenant (id, name, kind) VALUES ($1, 'bench', 'enterprise')`, [tenant]);
    await client.query(`INSERT INTO tenant_key (tenant_id, version, wrapped_key) VALUES ($1, 1, $2)`, [
      tenant,
      wrapped,
    ]);
    const ring = await KeyRing.open(new KeyFile(env.VAULT_KEY_FILE), tenant, [
      { version: 1, wrapped_key: wrapped, master: null },
    ]);
    return new Ground(dir, env, ring, client, stop);
  }

  query: Query = async <T>(sql: string, params: readonly unknown[] = []) =>
    (await this.#client.query(sql, [...params])).rows as T[];

  stop(): Promise<void> {
    return this.#stop();
  }

  /** So many recordings in the chain, each with a key of its own; their files are one, since a look reads each anyway. */
  async fill(count: number): Promise<void> {
    const file = randomBytes(10 + 28 + 32_000);
    const sha256 = createHash('sha256').update(file).digest();
    let one = '';
    for (let done = 0; done < count; done += AT_ONCE) {
      if (done % MOST_LINKS === 0) await writeFile((one = join(this.dir, `one-${done}`)), file);
      const ids = Array.from({ length: AT_ONCE }, (_, i) => idOf(done + i));
      await this.query(
        `WITH r AS (
           INSERT INTO recording (id, tenant_id, call_id, assignment_id, state, started_at, sealed_at, wrapped_key, sha256, seconds)
           SELECT id, $1, id, id, 'sealed', now(), now(), key, $4, 1 FROM unnest($2::uuid[], $3::bytea[]) AS r (id, key)
           RETURNING *)
         SELECT append_recording_chain('sealed', id, call_id, sha256, $5, started_at, sealed_at, NULL) FROM r`,
        [this.tenant, ids, ids.map((id) => this.ring.wrap(randomBytes(32), Buffer.from(id))), sha256, file.length],
      );
      for (const id of ids) {
        const path = this.fileOf(id);
        await mkdir(dirname(path), { recursive: true });
        await link(one, path);
      }
    }
  }

  fileOf(id: string): string {
    return join(this.dir, 'vault', this.tenant, id.slice(0, 8), `${id}.sibairec`);
  }
}

export const idOf = (n: number): string =>
  `${(0x01a00000 + (n >> 8)).toString(16).padStart(8, '0')}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
