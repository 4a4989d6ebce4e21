import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

import type { RecordingId, TenantId } from '@sibai/kernel';
import pg from 'pg';

import { KeyFile } from '../../platform/key-file.js';
import { KeyRing, type TenantKeyRow } from '../../platform/key-ring.js';

export interface Orders {
  readonly work: 'seal' | 'bring';
  readonly url: string;
  readonly keyFile: string;
  readonly tenant: TenantId;
  readonly id: RecordingId;
  readonly spool: string;
  readonly folder: string;
  readonly store: string;
  readonly keys: { readonly AWS_ACCESS_KEY_ID: string; readonly AWS_SECRET_ACCESS_KEY: string };
  /** At which step it dies; 0 to live. */
  readonly dieAt: number;
}

/**
 * A program for tests: seals a recording, or brings it to the store, and kills itself before the step it is told: steps are
 * all it does to disk and database, each of which it names on a line. A write it dies in is done by half.
 */
const orders = JSON.parse(process.argv[2] ?? '') as Orders;
let steps = 0;
const dies = (name: string): boolean => {
  process.stdout.write(`${name}\n`);
  return ++steps === orders.dieAt;
};
const die = (): never => {
  process.kill(process.pid, 'SIGKILL');
  for (;;);
};
const step = (name: string): void => {
  if (dies(name)) die();
};

const { open, rename, rm } = fs;
fs.rename = (from, to) => (step('rename'), rename(from, to));
fs.rm = (path, options) => (step('rm'), rm(path, options));
fs.open = async (path, flags, mode) => {
  const file = await open(path, flags, mode);
  const [writev, sync, truncate] = [file.writev.bind(file), file.sync.bind(file), file.truncate.bind(file)];
  file.writev = async (parts, at) => {
    if (!dies('write')) return writev(parts, at);
    await writev(parts.slice(0, Math.ceil(parts.length / 2)), at);
    return die();
  };
  file.sync = () => (step('sync'), sync());
  file.truncate = (bytes) => (step('truncate'), truncate(bytes));
  return file;
};
syncBuiltinESMExports();

const client = new pg.Client(orders.url);
await client.connect();
const statement = async <T>(tenant: TenantId, sql: string, params: readonly unknown[]): Promise<T[]> => {
  step('statement');
  await client.query('BEGIN');
  await client.query(`SELECT set_config('sibai.tenant', $1, true)`, [tenant]);
  const { rows } = await client.query(sql, [...params]);
  await client.query('COMMIT');
  step('committed');
  return rows as T[];
};

const { FileStore } = await import('./store.js');
const files = new FileStore(orders.folder);
const { tenant, id } = orders;
if (orders.work === 'seal') {
  const rows = await statement<TenantKeyRow>(tenant, 'SELECT version, wrapped_key, master FROM tenant_key', []);
  const ring = await KeyRing.open(new KeyFile(orders.keyFile), tenant, rows);
  const { SpoolSealer } = await import('./spool-sealer.js');
  const sealer = new SpoolSealer({
    statement,
    wrap: async (_, key, binding) => ring.wrap(key, binding),
    unwrap: async (_, wrapped, binding) => ring.unwrap(wrapped, binding),
    windows: async () => [],
    remote: true,
    spool: orders.spool,
    files,
    warn: (facts, message) => void process.stderr.write(`${message} ${JSON.stringify(facts)}\n`),
  });
  await sealer.piece(tenant, id);
  await sealer.finish(tenant, id);
} else {
  const { S3Store } = await import('./s3-store.js');
  const { bring } = await import('./bring.js');
  const [row] = await statement<Parameters<typeof bring>[2]>(
    tenant,
    `SELECT recording_id AS id, u.bytes, sha256, false AS destroyed
       FROM recording_upload u JOIN recording ON id = recording_id WHERE id = $1`,
    [id],
  );
  if (row) await bring({ statement, files, remote: S3Store.at(orders.store, orders.keys) }, tenant, row);
}
await client.end();
