import { randomBytes } from 'node:crypto';

import type { TenantId } from '@sibai/kernel';

import type { KeyFile } from './key-file.js';
import { KeyRing, openTenantKey, type TenantKeyRow } from './key-ring.js';
import { sealBytes } from './sealing.js';

/** What holds data keys that a tenant's key wraps, each bound to the id of its row. */
const WRAPPED = ['recording', 'sealed_file'] as const;
const BATCH = 500;

export type Query = <T>(sql: string, values?: readonly unknown[]) => Promise<T[]>;

export interface RotationDb {
  /** A transaction of that tenant. */
  as<T>(tenant: TenantId, work: (query: Query) => Promise<T>): Promise<T>;
  /** One statement of no tenant. */
  query: Query;
}

export interface Rotated {
  readonly tenants: number;
  readonly recordings: number;
  readonly files: number;
  /** Keys that could not be unwrapped, and were left as they are. */
  readonly unreadable: readonly { readonly tenant: TenantId; readonly subject: string }[];
}

/**
 * Goes over to new keys: of the installation, of each tenant, and thereby of all data keys, which are wrapped anew; what they
 * seal stays as it is. Whatever has been wrapped is readable at every moment, since old keys stay. Begun again after it was
 * broken off it goes on: `id` is the rotation's, `from` the installation's newest key when it began.
 */
export async function rotateKeys(
  db: RotationDb,
  file: KeyFile,
  rotation: { id: string; from: string },
): Promise<Rotated> {
  const master = await file.renew(rotation.from);
  const unreadable: { tenant: TenantId; subject: string }[] = [];
  const counts = { recording: 0, sealed_file: 0 };
  let tenants = 0;
  for (const { id: tenant } of await db.query<{ id: TenantId }>('SELECT id FROM tenant_ids() AS id ORDER BY id')) {
    const rows = await db.as(tenant, (query) => renewTenantKeys(query, file, master, tenant, rotation.id));
    if (rows.length === 0) continue;
    tenants++;
    const ring = await KeyRing.open(file, tenant, rows);
    unreadable.push(...ring.faults.map(() => ({ tenant, subject: '' })));
    for (const table of WRAPPED) {
      let last = '00000000-0000-0000-0000-000000000000';
      for (;;) {
        const batch = await db.as(tenant, (query) => rewrap(query, table, tenant, ring, last));
        if (!batch) break;
        last = batch.last;
        counts[table] += batch.done;
        for (const subject of batch.unreadable) unreadable.push({ tenant, subject });
      }
    }
  }
  return { tenants, recordings: counts.recording, files: counts.sealed_file, unreadable };
}

/** Wraps the tenant's keys by the installation's new one, and adds one, unless this rotation has; nothing without any. */
async function renewTenantKeys(
  query: Query,
  file: KeyFile,
  master: { id: string; key: Buffer },
  tenant: TenantId,
  rotation: string,
): Promise<TenantKeyRow[]> {
  const stored = () =>
    query<TenantKeyRow & { rotation_id: string | null }>(
      `SELECT version, wrapped_key, master, rotation_id FROM tenant_key WHERE tenant_id = $1 ORDER BY version FOR UPDATE`,
      [tenant],
    );
  const rows = await stored();
  const last = rows.at(-1);
  if (!last) return [];
  const binding = Buffer.from(tenant);
  for (const row of rows) {
    if (row.master === master.id) continue;
    const key = await openTenantKey(file, tenant, row).catch(() => undefined);
    if (key)
      await query(`UPDATE tenant_key SET wrapped_key = $3, master = $4 WHERE tenant_id = $1 AND version = $2`, [
        ...[tenant, row.version, sealBytes(master.key, key, binding), master.id],
      ]);
  }
  if (!rows.some(({ rotation_id }) => rotation_id === rotation))
    await query(
      `INSERT INTO tenant_key (tenant_id, version, wrapped_key, master, rotation_id) VALUES ($1, $2, $3, $4, $5)`,
      [tenant, last.version + 1, sealBytes(master.key, randomBytes(32), binding), master.id, rotation],
    );
  return stored();
}

async function rewrap(
  query: Query,
  table: (typeof WRAPPED)[number],
  tenant: TenantId,
  ring: KeyRing,
  after: string,
): Promise<{ last: string; done: number; unreadable: string[] } | undefined> {
  const rows = await query<{ id: string; wrapped_key: Buffer }>(
    `SELECT id, wrapped_key FROM ${table}
      WHERE tenant_id = $1 AND id > $2 AND wrapped_key IS NOT NULL
        AND (length(wrapped_key) <= 60 OR substring(wrapped_key FROM 1 FOR 4) <> $3)
      ORDER BY id LIMIT ${BATCH} FOR UPDATE`,
    [tenant, after, ring.mark],
  );
  const last = rows.at(-1);
  if (!last) return undefined;
  const fresh: { id: string; wrapped: Buffer }[] = [];
  const unreadable: string[] = [];
  for (const { id, wrapped_key } of rows) {
    const binding = Buffer.from(id);
    try {
      fresh.push({ id, wrapped: ring.wrap(ring.unwrap(wrapped_key, binding), binding) });
    } catch {
      unreadable.push(id);
    }
  }
  await query(
    `UPDATE ${table} t SET wrapped_key = f.wrapped FROM unnest($2::uuid[], $3::bytea[]) AS f (id, wrapped)
      WHERE t.id = f.id AND t.tenant_id = $1`,
    [tenant, fresh.map(({ id }) => id), fresh.map(({ wrapped }) => wrapped)],
  );
  return { last: last.id, done: fresh.length, unreadable };
}
