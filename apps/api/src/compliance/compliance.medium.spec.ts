import type { AccessList, Compliance, ComplianceReport } from '@sibai/contracts';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { TestApi } from '../platform/testing.js';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());

const owner = <T>(sql: string, params: unknown[] = []): Promise<T[]> => api.db.owner.query<T[]>(sql, params);
const red = () => api.user('admin').tenantId;
const item = async (id: string) => {
  const { body } = await api.as('admin').get<Compliance>('/compliance');
  const found = body.items.find((one) => one.id === id);
  if (!found) throw new Error(`no item ${id}`);
  return found;
};
const standing = async (id: string) => {
  const { state, reason } = await item(id);
  return `${state} ${reason}`;
};

const flow = (greeting: string) => ({
  schemaVersion: 1,
  start: 'hello',
  nodes: {
    hello: { kind: 'play', prompts: [{ kind: 'text', text: greeting }], next: 'queue' },
    queue: { kind: 'queue', groups: ['019a0000-0000-7000-8000-000000000001'] },
  },
});
const publish = (version: number, greeting: string) =>
  owner(
    `INSERT INTO flow_version (id, tenant_id, flow_id, version, definition)
     SELECT gen_random_uuid(), tenant_id, id, $2, $3 FROM flow WHERE tenant_id = $1`,
    [red(), version, JSON.stringify(flow(greeting))],
  );

describe('the checklist', () => {
  it('knows an identity that is in date from one that is not', async () => {
    expect(await standing('identity')).toBe('red none');
    await owner(
      `INSERT INTO verification (id, tenant_id, kind, state, form, created_at, saved_at, decided_at, expires_on)
       VALUES (gen_random_uuid(), $1, 'first', 'approved', $2, now(), now(), now(), current_date + 200)`,
      [
        red(),
        JSON.stringify({
          industry: 'other',
          boundNumbers: [{ number: '13800138000', ownerName: '王', ownerKind: 'legal' }],
        }),
      ],
    );
    expect(await standing('identity')).toBe('green in_date');
    api.clock.advance(201 * 86_400_000);
    expect(await standing('identity')).toBe('red expired');
    api.clock.set(new Date());
  });

  it('names bound numbers until their owners have confirmed them', async () => {
    expect((await item('bound_numbers')).proof).toEqual({ total: 1, confirmed: 0, unconfirmed: ['13800138000'] });
    await owner(
      `INSERT INTO verification_confirmation (verification_id, mobile, tenant_id, confirmed_at)
       SELECT id, '13800138000', tenant_id, now() FROM verification`,
    );
    expect(await standing('bound_numbers')).toBe('green confirmed');
  });

  it('proves that callers were told before they were recorded, and reads banned words in what lines say', async () => {
    expect(await standing('announcement')).toBe('not_applicable no_line');
    await owner(`INSERT INTO trunk (id, tenant_id, name, match) VALUES (gen_random_uuid(), $1, '电信', 'address')`, [
      red(),
    ]);
    await owner(`INSERT INTO flow (id, tenant_id, name) VALUES (gen_random_uuid(), $1, '总机')`, [red()]);
    await publish(1, '您好，我们是国家级服务商');
    await owner(
      `INSERT INTO line (id, tenant_id, number, name, trunk_id, trunk_tenant_id, flow_id, concurrency)
       SELECT gen_random_uuid(), t.tenant_id, '4008001234', '热线', t.id, t.tenant_id, f.id, 5
         FROM trunk t JOIN flow f ON f.tenant_id = t.tenant_id WHERE t.tenant_id = $1`,
      [red()],
    );
    expect(await standing('announcement')).toBe('green announced');
    const call = uuid();
    await owner(
      `INSERT INTO recording (id, tenant_id, call_id, assignment_id, state, started_at)
       VALUES ($2, $1, $2, $2, 'lost', now() - interval '1 minute')`,
      [red(), call],
    );
    const told = (complete: boolean) =>
      owner(
        `INSERT INTO call_event (tenant_id, call_id, at, type, data)
         VALUES ($1, $2, now() - interval '2 minutes', 'recording.announced', jsonb_build_object('noticeVersion', 1, 'complete', $3::boolean))`,
        [red(), call, complete],
      );
    await told(false);
    expect(await item('announcement')).toMatchObject({
      ...{ state: 'red', reason: 'unproven' },
      proof: { recordings: 1, unproven: [expect.stringContaining(call)] },
    });
    await told(true);
    expect(await standing('announcement')).toBe('green proven');
    expect((await item('words')).proof).toMatchObject({ found: ['总机: 国家级'] });

    await publish(2, '您好，为提升服务质量，本次通话将被录音');
    expect(await standing('words')).toBe('green clean');
  });

  it('finds the audit log, the vault and the keys in order, or says that nobody looked', async () => {
    expect(await standing('audit')).toBe('amber unchecked');
    await api.as('admin').post('/audit/checks');
    expect(await standing('audit')).toBe('green whole');
    await owner(`UPDATE audit SET subject = 'other' WHERE tenant_id = $1 AND seq = 1`, [red()]);
    await api.as('admin').post('/audit/checks');
    expect((await item('audit')).proof).toMatchObject({ fault: 'changed' });

    expect(await standing('keys')).toBe('not_applicable none');
    await owner(
      `INSERT INTO tenant_key (tenant_id, wrapped_key, created_at) VALUES ($1, '', now() - interval '370 days')`,
      [red()],
    );
    expect(await standing('keys')).toBe('red old');
    await owner(`DELETE FROM tenant_key WHERE tenant_id = $1`, [red()]);
    expect(await standing('vault')).toBe('not_applicable none');
    expect(await standing('caller_id')).toBe('green never');
    expect(await standing('contract')).toBe('red none');
  });

  it('asks every administrator for a second step, and leaves out those who are disabled', async () => {
    expect((await item('second_step')).proof).toEqual({ admins: 1, without: ['red admin'] });
    await owner(`INSERT INTO user_totp (user_id, tenant_id, secret, confirmed_at) VALUES ($1, $2, 's', now())`, [
      api.user('admin').id,
      red(),
    ]);
    expect(await standing('second_step')).toBe('green on');
  });

  it('is for administrators alone', async () => {
    for (const role of ['supervisor', 'agent', 'operator'] as const) {
      expect((await api.as(role).get('/compliance')).status).toBe(403);
      expect((await api.as(role).post('/compliance/access', { stamp: 'x' })).status).toBe(403);
    }
  });
});

describe('the review of access', () => {
  it('confirms the list that was shown, and none that changed meanwhile', async () => {
    const admin = api.as('admin');
    expect(await standing('access')).toBe('red never');
    const { body: shown } = await admin.get<AccessList>('/compliance/access');
    expect(shown.people.map(({ name }) => name)).toEqual(['red admin', 'red supervisor', 'red agent']);

    await owner(`UPDATE app_user SET role = 'supervisor' WHERE name = 'red agent'`);
    expect(await admin.post('/compliance/access', { stamp: shown.stamp })).toMatchObject({
      status: 409,
      body: { code: 'access.changed' },
    });
    const { body: now } = await admin.get<AccessList>('/compliance/access');
    expect(await admin.post('/compliance/access', { stamp: now.stamp })).toMatchObject({
      status: 200,
      body: { reviewedBy: 'red admin' },
    });
    expect(await standing('access')).toBe('green reviewed');
    expect(await owner(`SELECT act FROM audit WHERE act = 'compliance.access_reviewed'`)).toHaveLength(1);
    api.clock.advance(91 * 86_400_000);
    expect(await standing('access')).toBe('red overdue');
    api.clock.set(new Date());
  });
});

describe('the report', () => {
  it('is made on demand, listed, and read by its own enterprise alone', async () => {
    const made = await api.as('admin').post<ComplianceReport>('/compliance/reports');
    expect(made).toMatchObject({ status: 201, body: { madeBy: 'red admin' } });
    const { green, amber, red: reds } = made.body;
    expect(green + amber + reds).toBeLessThanOrEqual(12);
    const { body: list } = await api.as('admin').get<ComplianceReport[]>('/compliance/reports');
    expect(list).toEqual([made.body]);

    const pdf = await api.as('admin').raw(`/compliance/reports/${made.body.id}`);
    expect(pdf.headers.get('content-type')).toContain('application/pdf');
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    expect((await api.as('admin', 'blue').get(`/compliance/reports/${made.body.id}`)).status).toBe(404);
  });

  it('is made by the calendar once a month for every enterprise', async () => {
    await api.sweep('compliance.report');
    await api.sweep('compliance.report');
    expect(await owner(`SELECT count(*)::int AS n FROM compliance_report WHERE made_by IS NULL`)).toEqual([{ n: 2 }]);
    expect(await owner(`SELECT DISTINCT kind FROM sealed_file`)).toEqual([{ kind: 'compliance_report' }]);
  });
});
