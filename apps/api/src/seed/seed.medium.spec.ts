import { afterEach, beforeEach, expect, it } from 'vitest';

import { migrate } from '../platform/migrate.js';
import { hashPassword } from '../platform/password.js';
import { TestDatabase } from '../platform/database.testing.js';
import { seed } from './seed.js';

let db: TestDatabase;
beforeEach(async () => {
  db = await TestDatabase.create();
});
afterEach(() => db.drop());

const rows = async () => {
  const counts: Record<string, number> = {};
  for (const table of [
    'tenant',
    'app_user',
    'trunk',
    'line',
    'flow_version',
    'skill_group',
    'agent_skill',
    'cdr',
    'contact',
    'ticket',
  ])
    counts[table] = (await db.owner.query<{ n: number }[]>(`SELECT count(*)::int AS n FROM ${table}`))[0]?.n ?? 0;
  return counts;
};

it('makes the demonstration once, however often and by however many it is asked', async () => {
  const [first, second] = await Promise.all([seed(db.ownerUrl, true), seed(db.ownerUrl, true)]);
  expect(second).toEqual(first);
  expect(first.number).toBe('4008001234');
  expect(first.signIns.map(({ email, page }) => `${email} ${page}`)).toEqual([
    'op@sibai.local /',
    'admin@demo.sibai /',
    'supervisor@demo.sibai /',
    'agent1@demo.sibai /desk/',
    'agent2@demo.sibai /desk/',
  ]);
  const made = {
    tenant: 2,
    app_user: 5,
    trunk: 1,
    line: 1,
    flow_version: 1,
    skill_group: 2,
    agent_skill: 6,
    cdr: 0, // Only what happened is shown.
    contact: 4,
    ticket: 3,
  };
  expect(await rows()).toEqual(made);
  const [plan] = await db.owner.query<object[]>(
    `SELECT t.code, p.state, p.number, (p.choice->>'concurrency')::int AS concurrency, o.amount_fen::int AS paid,
            s.ends_at = s.starts_at + interval '1 year' AS year
       FROM plan_choice p JOIN tariff t ON t.id = p.tariff_id JOIN pay_order o ON o.plan_choice_id = p.id
       JOIN paid_term s ON s.order_id = o.id`,
  );
  // Ten months pay a year: base, number, and ten calls at a time beyond the twenty that are included.
  const paid = 10 * (36_000 + 20_000 + 10 * 1500);
  expect(plan).toEqual({
    code: 'cloud_standard',
    state: 'active',
    number: '4008001234',
    concurrency: 30,
    paid,
    year: true,
  });
  const stock = await db.owner.query(`SELECT state, count(*)::int AS n FROM number GROUP BY state ORDER BY state`);
  expect(stock).toEqual([
    { state: 'free', n: 20_000 },
    { state: 'sold', n: 1 },
  ]);
});

it('leaves alone what people have changed since, and tells no password that was changed', async () => {
  await seed(db.ownerUrl, true);
  await db.owner.query(`UPDATE skill_group SET name = '新' || name`);
  const changed = await hashPassword('a new one');
  await db.owner.query(`UPDATE app_user SET password_hash = $1 WHERE role = 'admin'`, [changed]);
  await db.owner.query(`DELETE FROM script`);
  await db.owner.query(`DELETE FROM line`);
  const again = await seed(db.ownerUrl, true);
  expect(again.signIns.map(({ email }) => email)).not.toContain('admin@demo.sibai');
  expect(await rows()).toMatchObject({ tenant: 2, skill_group: 2, line: 0 });
});

it('without the demonstration makes an operator, whose password is random and told once', async () => {
  const { signIns, number } = await seed(db.ownerUrl, false);
  expect(number).toBeNull();
  expect(signIns).toHaveLength(1);
  expect(signIns[0]?.password).toMatch(/^[\w-]{16}$/);
  expect((await seed(db.ownerUrl, false)).signIns).toEqual([]);
  expect(await rows()).toMatchObject({ tenant: 1, app_user: 1, line: 0 });
});

it('needs a migrated database whose application is bound by row-level security', async () => {
  await migrate(db.ownerUrl, db.appUrl);
  await expect(migrate(db.ownerUrl, db.ownerUrl)).rejects.toThrow('must sign in as sibai_app');
});
