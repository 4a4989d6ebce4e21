import type { TenantId } from '@sibai/kernel';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Db } from '../platform/db.js';
import { Jobs } from '../platform/jobs.js';
import { registry } from '../platform/metrics.js';
import { Safe } from '../platform/safe.js';
import { TestApi } from '../platform/testing.js';
import { History, type OnboardingEvent } from './history.js';
import { arrangeCustomer } from './line/testing.js';

let api: TestApi;
let db: Db;
let history: History;
let red: TenantId;
const heard: OnboardingEvent[] = [];

beforeAll(async () => {
  api = await TestApi.start();
  db = api.app.get(Db);
  history = api.app.get(History);
  red = api.user('admin').tenantId;
  history.on('line.closed', `test ${randomUUID()}`, async (event) => {
    heard.push(event);
    if (event.data['failOnce'] && heard.length === 1) throw new Error('the first time fails');
  });
});
afterAll(() => api.stop());

const close = (data: Record<string, unknown> = {}) =>
  db.as(red, (em) =>
    history.record(em, { tenantId: red, type: 'line.closed', actor: 'system', subject: '4008', data }),
  );

describe('a change of state', () => {
  it('is told to who listens, once it is committed', async () => {
    await expect(
      db.as(red, async (em) => {
        await history.record(em, { tenantId: red, type: 'line.closed', actor: 'system' });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await api.runJobs();
    expect(heard).toEqual([]);

    await close();
    await api.runJobs();
    expect(heard).toMatchObject([{ tenantId: red, type: 'line.closed', subject: '4008', actorId: null }]);
    heard.length = 0;
  });

  it('is told again when the listener failed', async () => {
    await close({ failOnce: true });
    await expect(api.runJobs()).rejects.toThrow('the first time fails');
    await api.runJobs();
    expect(heard).toHaveLength(2);
    expect(heard[0]?.id).toBe(heard[1]?.id);
  });

  it('is told for two days to a listener that fails, and then given up where a person sees it', async () => {
    history.on('line.changed', 'test never', () => Promise.reject(new Error('never')));
    await db.as(red, (em) => history.record(em, { tenantId: red, type: 'line.changed', actor: 'system' }));
    const job = (set = 'priority = 0') =>
      api.db.owner.query(`UPDATE jobs.job SET ${set} WHERE data->>'name' = 'line.changed → test never' AND name = 'work'
                          RETURNING retry_limit AS tries`);
    expect(await job()).toMatchObject([[{ tries: 60 }], 1]);
    await expect(api.runJobs()).rejects.toThrow('never');
    await job('retry_count = retry_limit');
    await expect(api.runJobs()).rejects.toThrow('never');
    await api.runJobs();
    expect(await registry.metrics()).toContain('sibai_jobs_given_up_total{job="line.changed → test never"} 1');
  });

  it('that was not acted on is told again by night', async () => {
    const number = '4009990001';
    const tenant = api.user('admin', 'blue').tenantId;
    const sql = (text: string, params: readonly unknown[]) => api.db.owner.query<unknown[]>(text, [...params]);
    await arrangeCustomer(sql, tenant, number);
    await sql(`UPDATE number SET state = 'free', tenant_id = NULL, price_fen = NULL WHERE number = $1`, [number]);
    await sql(`UPDATE plan_choice SET state = 'chosen', active_from = NULL WHERE tenant_id = $1`, [tenant]);
    await sql(`UPDATE pay_order SET paid_at = now() - interval '2 h' WHERE tenant_id = $1`, [tenant]);
    await sql(
      `INSERT INTO onboarding_event (id, tenant_id, at, type, actor, subject, data)
         SELECT gen_random_uuid(), $1, now() - interval '2 h', 'payment.order_paid', 'system', id::text,
                jsonb_build_object('kind', 'first', 'number', number) FROM pay_order WHERE tenant_id = $1`,
      [tenant],
    );
    const repairs = () =>
      sql(`SELECT data->>'type' AS type FROM onboarding_event WHERE tenant_id = $1 AND type = 'onboarding.repaired'`, [
        tenant,
      ]);
    await api.sweep('onboarding.repair');
    expect(await sql('SELECT state, tenant_id FROM number WHERE number = $1', [number])).toEqual([
      { state: 'sold', tenant_id: tenant },
    ]);
    expect(await sql('SELECT state FROM plan_choice WHERE tenant_id = $1', [tenant])).toEqual([{ state: 'active' }]);
    await api.sweep('onboarding.repair');
    expect(await repairs()).toEqual([{ type: 'payment.order_paid' }]);

    await sql(`INSERT INTO billing_account (tenant_id, standing, standing_since) VALUES ($1, 'suspended', now())`, [
      tenant,
    ]);
    await sql(
      `INSERT INTO onboarding_event (id, tenant_id, at, type, actor, data)
         VALUES (gen_random_uuid(), $1, now() - interval '2 h', 'payment.suspended', 'system', '{}')`,
      [tenant],
    );
    await api.sweep('onboarding.repair');
    expect(await sql('SELECT suspended_for FROM number WHERE number = $1', [number])).toEqual([
      { suspended_for: ['payment'] },
    ]);
  });

  it('cannot be rewritten', async () => {
    await expect(db.as(red, (em) => em.query(`UPDATE onboarding_event SET type = 'x'`))).rejects.toThrow('permission');
    await expect(db.as(red, (em) => em.query(`DELETE FROM onboarding_event`))).rejects.toThrow('permission');
  });

  it('is seen by its tenant and the platform', async () => {
    const count = (tenant: TenantId) =>
      db.as(tenant, async (em) => (await em.query('SELECT FROM onboarding_event')).length);
    const [reds, blues] = [await count(red), await count(api.user('admin', 'blue').tenantId)];
    expect(reds).toBe(3);
    expect(await count(api.user('operator').tenantId)).toBe(reds + blues);
  });
});

describe('a job', () => {
  it('is added once while one of its key waits', async () => {
    let done = 0;
    const jobs = api.app.get(Jobs);
    jobs.work('test keyed', async () => void done++);
    for (let i = 0; i < 3; i++) await jobs.send('test keyed', {}, { key: 'a' });
    await jobs.send('test keyed', {}, { key: 'b' });
    await api.runJobs();
    expect(done).toBe(2);
  });

  it('that is slow waits in a line of its own', async () => {
    const done: string[] = [];
    const jobs = api.app.get(Jobs);
    jobs.work('test slow', async () => void done.push('slow'), { slow: true });
    jobs.work('test quick', async () => void done.push('quick'));
    await jobs.send('test slow', {});
    await jobs.send('test quick', {});
    const waiting = await api.db.owner.query<{ queue: string }[]>(
      `SELECT name AS queue FROM jobs.job WHERE state = 'created' AND data->>'name' LIKE 'test %' ORDER BY name`,
    );
    expect(waiting).toEqual([{ queue: 'slow' }, { queue: 'work' }]);
    await api.runJobs();
    expect(done.toSorted()).toEqual(['quick', 'slow']);
  });
});

describe('a sealed file', () => {
  const plain = Buffer.from('营业执照'.repeat(1000));
  const put = () =>
    db.as(red, (em) => safe().put(em, red, { kind: 'test', mime: 'image/png', bytes: plain, name: 'a.png' }));
  const safe = () => api.app.get(Safe);

  it('comes back as it was, to its tenant only, and is not readable in the table', async () => {
    const { id, sha256 } = await put();
    expect(await safe().read(red, id)).toEqual({
      kind: 'test',
      mime: 'image/png',
      name: 'a.png',
      sha256,
      bytes: plain,
    });
    await expect(safe().read(api.user('admin', 'blue').tenantId, id)).rejects.toMatchObject({ code: 'file.missing' });
    const [row] = await api.db.owner.query<{ content: Buffer }[]>('SELECT content FROM sealed_file WHERE id = $1', [
      id,
    ]);
    expect(row?.content.includes(plain.subarray(0, 32))).toBe(false);
  });

  it('is refused when a bit of it was changed, and is gone when its key is', async () => {
    const { id } = await put();
    await api.db.owner.query(
      `UPDATE sealed_file SET content = set_byte(content, 100, get_byte(content, 100) # 1) WHERE id = $1`,
      [id],
    );
    await expect(safe().read(red, id)).rejects.toMatchObject({ code: 'file.damaged' });
    await db.as(red, (em) => safe().destroy(em, red, id));
    await expect(safe().read(red, id)).rejects.toMatchObject({ code: 'file.missing' });
  });
});
