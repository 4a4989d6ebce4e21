import type { TenantId } from '@sibai/kernel';
import { randomUUID } from 'node:crypto';
import { DataSource, type EntityManager } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { dataSourceOptions } from './data-source.js';
import { Db } from './db.js';
import { DEFINERS, OPEN_TABLES, rowsOf, SHOWN_TABLES, TENANT_TABLES } from './tenancy.rows.js';
import { TestDatabase } from './database.testing.js';

const RED = randomUUID() as string as TenantId;
const BLUE = randomUUID() as string as TenantId;
const PLATFORM = randomUUID() as string as TenantId;

let database: TestDatabase;
let source: DataSource;
let db: Db;

beforeAll(async () => {
  database = await TestDatabase.create();
  source = await new DataSource(dataSourceOptions(database.appUrl, 2)).initialize();
  db = new Db(source);
  for (const [i, tenant] of [RED, BLUE].entries())
    await database.owner.query(rowsOf(tenant, randomUUID(), randomUUID(), `400800000${i}`));
  await database.owner.query(`INSERT INTO tenant VALUES ($1, '平台', 'platform')`, [PLATFORM]);
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

type Row = Record<string, unknown>;

async function rowOf(tenant: TenantId, table: string): Promise<Row> {
  const [row] = await database.owner.query<Row[]>(`SELECT * FROM ${table} WHERE ${column(table)} = $1`, [tenant]);
  if (!row) throw new Error(`no such row in ${table}`);
  return row;
}

const column = (table: string): string => (table === 'tenant' ? 'id' : 'tenant_id');
const asRed = <T>(work: (em: EntityManager) => Promise<T>): Promise<T> => db.as(RED, work);
const count = async (em: EntityManager, table: string): Promise<Row[]> =>
  em.query(`SELECT DISTINCT ${column(table)} AS tenant FROM ${table}`);
const snapshot = (table: string) =>
  database.owner.query<Row[]>(`SELECT to_jsonb(t) AS row FROM ${table} t WHERE ${column(table)} = $1`, [BLUE]);

describe('the role of the application', () => {
  it('has no way around row-level security', async () => {
    expect(
      await db.query(
        `SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user`,
      ),
    ).toEqual([
      { rolname: 'sibai_app', rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false },
    ]);
    const owned = `SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = current_user`;
    expect(await db.query(owned)).toEqual([]);
    await expect(db.query(`SET ROLE postgres`)).rejects.toThrow();
    await expect(db.query(`CREATE TABLE mine ()`)).rejects.toThrow('permission denied');
    await expect(db.query(`SELECT * FROM migrations`)).rejects.toThrow('permission denied');
  });

  it('meets a wall around every table there is', async () => {
    const tables = await database.owner.query<{ relname: string; relrowsecurity: boolean }[]>(`
      SELECT relname, relrowsecurity FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
         AND relname <> 'migrations' ORDER BY relname`);
    const walled = [...TENANT_TABLES, ...SHOWN_TABLES, 'tenant'].map((relname) => ({ relname, relrowsecurity: true }));
    const open = OPEN_TABLES.map((relname) => ({ relname, relrowsecurity: false }));
    expect(tables).toEqual([...walled, ...open].toSorted((a, b) => (a.relname < b.relname ? -1 : 1)));
  });

  it('cannot go round the wall through a partition', async () => {
    const partitions = await database.owner.query<{ relname: string }[]>(
      `SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r' AND relnamespace = 'public'::regnamespace`,
    );
    expect(partitions.length).toBeGreaterThan(2);
    for (const { relname } of partitions)
      await expect(asRed((em) => em.query(`SELECT * FROM ${relname}`))).rejects.toThrow('permission denied');
  });
});

describe.each([...TENANT_TABLES, 'tenant'])('table %s', (table) => {
  it('shows no row without a tenant', async () => {
    expect(await db.query(`SELECT * FROM ${table}`)).toEqual([]);
  });

  it('shows a tenant its own rows only', async () => {
    expect(await asRed((em) => count(em, table))).toEqual([{ tenant: RED }]);
  });

  it('takes no row for another tenant', async () => {
    const { id: _, ...row } = await rowOf(BLUE, table);
    const names = Object.keys(row);
    const sql = `INSERT INTO ${table} (${names.join(', ')}) SELECT ${names.join(', ')} FROM json_populate_record(NULL::public.${table}, $1)`;
    await expect(asRed((em) => em.query(sql, [JSON.stringify(row)]))).rejects.toThrow(
      /row-level security|permission denied/,
    );
  });

  it('lets nobody change or delete rows of another tenant, nor hand one over', async () => {
    const before = await snapshot(table);
    const tenant = column(table);
    const touched = async (sql: string): Promise<number> =>
      asRed(async (em) => {
        const [, affected]: [unknown, number] = await em.query(sql, [BLUE]);
        return affected;
      }).catch((error: Error) => {
        expect(error.message).toMatch(/row-level security|permission denied/);
        return 0;
      });
    expect(await touched(`UPDATE ${table} SET ${tenant} = ${tenant} WHERE ${tenant} = $1`)).toBe(0);
    expect(await touched(`UPDATE ${table} SET ${tenant} = $1`)).toBe(0);
    expect(await touched(`DELETE FROM ${table} WHERE ${tenant} = $1`)).toBe(0);
    expect(await snapshot(table)).toEqual(before);
  });
});

describe('a row', () => {
  const LATER = `gen_random_uuid(), tenant_id`;
  it.each([
    ['trunk', `UPDATE line SET trunk_id = $1`],
    ['flow', `UPDATE line SET flow_id = $1`],
    [
      'flow',
      `INSERT INTO flow_version (id, tenant_id, flow_id, version, definition) SELECT ${LATER}, $1, 2, '{}' FROM flow`,
    ],
    ['app_user', `UPDATE flow_version SET created_by = $1`],
    ['skill_group', `UPDATE agent_skill SET group_id = $1`],
    ['app_user', `UPDATE agent_skill SET agent_id = $1`],
    ['app_user', `UPDATE session SET user_id = $1`],
    ['app_user', `UPDATE assignment SET agent_id = $1, state = 'ended'`],
    ['skill_group', `UPDATE assignment SET group_id = $1, state = 'ended'`],
  ])('cannot point at the %s of another tenant: %s', async (table, sql) => {
    const { id } = await rowOf(BLUE, table);
    await expect(asRed((em) => em.query(sql, [id]))).rejects.toThrow('foreign key');
  });
});

describe('functions that look over the wall', () => {
  it('are these, and nobody but the application may call them', async () => {
    const functions = await database.owner.query(`
      SELECT p.proname AS name, array_to_string(proconfig, ' ') LIKE '%search_path=public, pg_temp%' AS fixed_path,
             has_function_privilege('sibai_app', oid, 'EXECUTE') AS app,
             EXISTS (SELECT FROM aclexplode(proacl) WHERE grantee = 0) AS everybody
        FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND prosecdef ORDER BY 1`);
    expect(functions).toEqual(
      DEFINERS.toSorted().map((name) => ({ name, fixed_path: true, app: true, everybody: false })),
    );
  });

  it('list the tenants to the platform only', async () => {
    const list = (em: EntityManager) => em.query<Row[]>(`SELECT id FROM tenant_list()`);
    expect(await asRed(list)).toEqual([]);
    expect(await db.query(`SELECT id FROM tenant_list()`)).toEqual([]);
    expect((await db.as(PLATFORM, list)).map(({ id }) => id).toSorted()).toEqual([RED, BLUE, PLATFORM].toSorted());
  });

  it('answer one question each', async () => {
    const { id, number, tenant_id, trunk_id } = await rowOf(BLUE, 'line');
    const find = (endpoint: string, dialled: unknown) =>
      db.query(`SELECT * FROM find_line($1, $2)`, [endpoint, dialled]);
    expect(await find(`trunk-${trunk_id}`, number)).toEqual([{ id, tenant_id }]);
    expect(await find(`trunk-${trunk_id}`, '4009999999')).toEqual([]);
    expect(await find(`trunk-${(await rowOf(RED, 'trunk'))['id']}`, number)).toEqual([]);
    expect(await db.query(`SELECT * FROM find_login('%', '%')`)).toEqual([]);
    expect(await db.query(`SELECT * FROM find_session('')`)).toEqual([]);
  });
});

describe('recording what happens to a call', () => {
  const record = (tenant: TenantId, call: unknown, live: unknown) =>
    db.query(`SELECT record_call($1, $2, $3, '[]', NULL)`, [tenant, call, live && JSON.stringify(live)]);

  it('cannot overwrite or end the call of another tenant', async () => {
    const before = await snapshot('live_call');
    const { call_id } = await rowOf(BLUE, 'live_call');
    const live = { channel: 'stolen', state: { at: 'trunk' }, startedAt: Date.now() };
    await expect(record(RED, call_id, live)).rejects.toThrow('row-level security');
    await record(RED, call_id, null);
    expect(await snapshot('live_call')).toEqual(before);
  });
});

describe('a statement of its own', () => {
  it('is made as its tenant, and nothing is left of that on the connection', async () => {
    expect(await db.statement(RED, 'SELECT DISTINCT tenant_id FROM line')).toEqual([{ tenant_id: RED }]);
    expect(await db.statement(BLUE, 'SELECT tenant_id FROM line WHERE tenant_id <> $1', [RED])).toEqual([
      { tenant_id: BLUE },
    ]);
    for (let i = 0; i < 4; i++) expect(await db.query('SELECT * FROM line')).toEqual([]);
  });

  it('writes, and is undone by its own failure', async () => {
    const rename = (name: string | null) => db.statement(RED, 'UPDATE line SET name = $1 RETURNING name', [name]);
    expect(await rename('renamed')).toEqual([{ name: 'renamed' }]);
    await expect(rename(null)).rejects.toMatchObject({ name: 'QueryFailedError', code: '23502' });
    expect(await db.statement(RED, 'SELECT name FROM line')).toEqual([{ name: 'renamed' }]);
    expect(await db.statement(RED, 'SELECT name FROM line WHERE false')).toEqual([]);
  });

  it('takes several in one trip, all or none', async () => {
    const rename = (name: string | null) => ({ sql: 'UPDATE line SET name = $1 RETURNING name', params: [name] });
    const names = () => db.statement<Row>(RED, 'SELECT name FROM line');
    await db.statements(RED, [rename('one'), rename('two'), { sql: 'UPDATE line SET concurrency = $1', params: [7] }]);
    expect(await names()).toEqual([{ name: 'two' }]);
    await expect(db.statements(RED, [rename('three'), rename(null), rename('four')])).rejects.toThrow('not-null');
    expect(await names()).toEqual([{ name: 'two' }]);
    expect(await db.statement(BLUE, 'SELECT DISTINCT name FROM line')).toEqual([{ name: 'l' }]);
  });
});
