import type { AuditCheck } from '@sibai/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { Db } from '../platform/db.js';
import { audit } from '../platform/audit.js';
import { TestApi } from '../platform/testing.js';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());

const owner = <T>(sql: string, params: unknown[] = []): Promise<T[]> => api.db.owner.query<T[]>(sql, params);
const tenant = () => api.user('admin').tenantId;
const write = (subject: string, name: 'red' | 'blue' = 'red') => {
  const { id, tenantId } = api.user('admin', name);
  return api.app
    .get(Db)
    .as(tenantId, (em) => audit(em, { userId: id, name: '王芳' }, 'user.changed', subject, { role: 'agent' }));
};
const verify = async () => (await api.as('admin').post<AuditCheck>('/audit/checks')).body;

/** A chain of three entries; the owner of the database may do what nobody else may. */
beforeEach(async () => {
  await owner(`DELETE FROM audit_check; DELETE FROM audit; DELETE FROM audit_head`);
  for (const subject of ['one', 'two', 'three']) await write(subject);
});
const entry = async (subject: string) => {
  const [row] = await owner<{ id: string; seq: string }>(`SELECT id, seq FROM audit WHERE subject = $1`, [subject]);
  return row ?? { id: '', seq: '' };
};

describe('the chain of the audit log', () => {
  it('is found whole, by hand and by night, and each look is kept', async () => {
    expect(await verify()).toMatchObject({ entries: 3, fault: null, checkedBy: 'red admin' });
    await api.sweep('audit.verify');
    const { body } = await api.as('admin').get<AuditCheck[]>('/audit/checks');
    expect(body.map(({ entries, fault, checkedBy }) => ({ entries, fault, checkedBy }))).toEqual([
      { entries: 4, fault: null, checkedBy: null },
      { entries: 3, fault: null, checkedBy: 'red admin' },
    ]);
  });

  it('goes on without a gap when many write at once, and past one that is undone', async () => {
    const undone = api.app.get(Db).as(tenant(), async (em) => {
      await audit(em, { userId: api.user('admin').id }, 'user.changed', 'undone');
      throw new Error('undone');
    });
    await Promise.all([
      expect(undone).rejects.toThrow('undone'),
      ...Array.from({ length: 12 }, (_, i) => write(`many ${i}`)),
    ]);
    await write('other', 'blue');
    expect(await verify()).toMatchObject({ entries: 15, fault: null });
    expect(
      await owner(`SELECT seq::int FROM audit WHERE tenant_id = $1 AND seq > 12 ORDER BY seq`, [tenant()]),
    ).toEqual([{ seq: 13 }, { seq: 14 }, { seq: 15 }, { seq: 16 }]);
  });

  it('names the entry that was changed', async () => {
    const { id } = await entry('two');
    await owner(`UPDATE audit SET detail = '{"role": "admin"}' WHERE id = $1`, [id]);
    expect((await verify()).fault).toEqual({
      kind: 'changed',
      seq: 2,
      id,
      act: 'user.changed',
      at: expect.any(String),
    });
  });

  it('names the place of one that was removed, and of an end that was cut off', async () => {
    await owner(`DELETE FROM audit WHERE subject = 'two'`);
    expect((await verify()).fault).toMatchObject({ kind: 'removed', seq: 3, id: (await entry('three')).id });

    await owner(`DELETE FROM audit; DELETE FROM audit_head`);
    for (const subject of ['one', 'two', 'three']) await write(subject);
    await owner(`DELETE FROM audit WHERE subject = 'three'`);
    expect((await verify()).fault).toEqual({ kind: 'cut', seq: 3, id: null, at: null, act: null });
  });

  it('knows a log that was rewritten with all its hashes by what it was', async () => {
    await verify();
    await owner(`DELETE FROM audit; DELETE FROM audit_head`);
    for (const subject of ['one', 'other', 'three', 'four']) await write(subject);
    expect((await verify()).fault).toMatchObject({ kind: 'rewritten', seq: 3, act: 'user.changed' });
  });

  it('names one that came by without its place', async () => {
    await owner(`ALTER TABLE audit DISABLE TRIGGER audit_chain`);
    await write('quiet');
    await owner(`ALTER TABLE audit ENABLE TRIGGER audit_chain`);
    expect((await verify()).fault).toMatchObject({ kind: 'unchained', id: (await entry('quiet')).id });
  });

  it('takes no change, no removal and no head from the application', async () => {
    const asApp = (sql: string) => api.app.get(Db).as(tenant(), (em) => em.query(sql));
    for (const sql of [
      `UPDATE audit SET subject = 'x'`,
      `DELETE FROM audit`,
      `TRUNCATE audit`,
      `UPDATE audit_head SET seq = 1`,
      `DELETE FROM audit_check`,
      `UPDATE audit_check SET fault = NULL`,
      `SELECT audit_chain_entry(a) FROM audit a`,
    ])
      await expect(asApp(sql), sql).rejects.toThrow('permission denied');
    expect((await verify()).fault).toBeNull();
  });

  it('gives an entry its own place, whatever was written there', async () => {
    const { id, tenantId } = api.user('admin');
    await api.app.get(Db).as(tenantId, (em) =>
      em.query(
        `INSERT INTO audit (tenant_id, user_id, act, subject, seq, previous_hash, entry_hash)
         VALUES ($1, $2, 'user.changed', 'forged', 99, 'a', 'b')`,
        [tenantId, id],
      ),
    );
    expect(await entry('forged')).toMatchObject({ seq: '4' });
    expect((await verify()).fault).toBeNull();
  });
});

it('is searched by what stands in the detail too', async () => {
  const { body } = await api.as('admin').get<{ entries: { subject: string }[] }>('/audit?q=agent');
  expect(body.entries.map(({ subject }) => subject)).toEqual(['three', 'two', 'one']);
});
