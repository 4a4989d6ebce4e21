import { afterAll, beforeAll, expect, it } from 'vitest';

import { TestDatabase } from '../platform/database.testing.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await TestDatabase.create();
});
afterAll(() => db.drop());

/** Everything in the schema: tables, indexes, sequences, functions, policies. */
const contents = () =>
  db.owner.query<{ kind: string; name: string }[]>(`
    SELECT relkind::text AS kind, relname AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE 'migrations%' AND relname NOT LIKE 'PK_%'
    UNION SELECT 'function', oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION SELECT 'policy', policyname FROM pg_policies WHERE schemaname = 'public'
    UNION SELECT 'constraint', conname FROM pg_constraint
               WHERE connamespace = 'public'::regnamespace AND conrelid <> 'migrations'::regclass
    ORDER BY 1, 2`);

it('leaves nothing for TypeORM to change: the migrations and the entities describe one schema', async () => {
  const { upQueries } = await db.owner.driver.createSchemaBuilder().log();
  expect(upQueries.map(({ query }) => query)).toEqual([]);
});

it('can be undone, step by step, to nothing, and done again', async () => {
  const before = await contents();
  for (let i = 0; i < db.owner.migrations.length; i++) await db.owner.undoLastMigration();
  expect(await contents()).toEqual([]);

  await db.owner.runMigrations();
  const partition = /call_event_\d{4}/;
  const lasting = (rows: { name: string }[]) => rows.filter(({ name }) => !partition.test(name));
  expect(lasting(await contents())).toEqual(lasting(before));
});

it('files an event under the month it happened in, by UTC', async () => {
  await db.owner.query(`SELECT call_event_partition('2031-12-31'), call_event_partition('2031-12-01')`);
  const [row] = await db.owner.query<{ home: string }[]>(`
    INSERT INTO call_event (tenant_id, call_id, at, type, data)
    VALUES (gen_random_uuid(), gen_random_uuid(), '2031-12-31T23:59:59.999Z', 'x', '{}') RETURNING tableoid::regclass::text AS home`);
  expect(row?.home).toBe('call_event_2031_12');
});
