import type { AuditPage, CustomerDetail, CustomerPage, Profile, SessionEntry, User } from '@sibai/contracts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { PASSWORD, TestApi } from '../../platform/testing.js';
import { by, codeFor, cookieOf, GOOD, newMobile, received, type Refused, signIn } from './account.testing.js';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());

const edit = (id: string, changes: object, email = 'agent@red.test') =>
  api.as('admin').put<User & Refused>(`/users/${id}`, { name: '王敏', role: 'agent', email, mobile: null, ...changes });

describe('editing a colleague', () => {
  it('changes name and addresses, by which they sign in from then on', async () => {
    const { id } = api.user('agent');
    const mobile = newMobile();
    expect(await edit(id, { mobile, email: 'Wang@red.test' })).toMatchObject({
      status: 200,
      body: { name: '王敏', mobile, email: 'wang@red.test' },
    });
    expect((await signIn(api, { mobile, password: PASSWORD })).status).toBe(200);
    expect((await signIn(api, { email: 'agent@red.test', password: PASSWORD })).status).toBe(401);
    expect((await edit(id, { mobile, email: null })).body.email).toBeNull();
    expect((await signIn(api, { mobile, password: PASSWORD })).status).toBe(200);
    expect((await edit(id, { mobile: null })).status).toBe(200);
  });

  it('to another role signs them out', async () => {
    const { id } = api.user('agent');
    const there = by(api, cookieOf(await signIn(api, { email: 'agent@red.test', password: PASSWORD })));
    expect((await edit(id, {})).status).toBe(200);
    expect((await there.get('/session')).status).toBe(200);
    expect((await edit(id, { role: 'supervisor' })).body.role).toBe('supervisor');
    expect((await there.get('/session')).status).toBe(401);
    await edit(id, {});
  });

  it.each([
    ['user.email_taken', { email: 'admin@blue.test' }],
    ['request.invalid', { email: null, mobile: null }],
    ['request.invalid', { mobile: '123' }],
    ['request.invalid', { role: 'operator' }],
  ])('is refused as %s with %j', async (code, changes) => {
    expect((await edit(api.user('agent').id, changes)).body.code).toBe(code);
  });

  it('is refused a mobile that somebody else has', async () => {
    const mobile = newMobile();
    await edit(api.user('agent').id, { mobile });
    const supervisor = await edit(api.user('supervisor').id, {
      mobile,
      role: 'supervisor',
      email: 'supervisor@red.test',
    });
    expect(supervisor.body).toMatchObject({ code: 'user.mobile_taken', details: { mobile } });
  });

  it('of another enterprise finds nobody', async () => {
    for (const id of [api.user('agent', 'blue').id, randomUUID()])
      expect(await edit(id, {})).toMatchObject({ status: 404, body: { code: 'user.missing' } });
  });
});

describe('the last admin', () => {
  it('keeps the role and stays enabled; of two who remove each other one is refused', async () => {
    const first = api.user('admin', 'blue');
    const second = api.user('supervisor', 'blue');
    const put = (id: string, role: string, email: string, as = api.as('admin', 'blue')) =>
      as.put<User & Refused>(`/users/${id}`, { name: 'x', role, email, mobile: null });
    expect((await put(first.id, 'agent', first.email)).body).toMatchObject({ details: { reason: 'self' } });
    expect((await put(second.id, 'admin', second.email)).status).toBe(200);

    const [a, b] = await Promise.all([first, second].map(({ email }) => signIn(api, { email, password: PASSWORD })));
    if (!a || !b) throw new Error('two sign-ins');
    const answers = await Promise.all([
      by(api, cookieOf(a)).post<Refused>(`/users/${second.id}/disable`),
      by(api, cookieOf(b)).post<Refused>(`/users/${first.id}/disable`),
    ]);
    expect(answers.map(({ status }) => status).toSorted()[0]).toBe(200);
    const left = await api.db.owner.query<{ id: string }[]>(
      `SELECT id FROM app_user WHERE tenant_id = $1 AND role = 'admin' AND disabled_at IS NULL`,
      [first.tenantId],
    );
    expect(left).toHaveLength(1);
    await api.db.owner.query(`UPDATE app_user SET disabled_at = NULL WHERE tenant_id = $1`, [first.tenantId]);
    await api.db.owner.query(`UPDATE app_user SET role = 'supervisor' WHERE id = $1`, [second.id]);
  });

  it('cannot be taken away by who is an admin no longer', async () => {
    const { id, email } = api.user('admin', 'blue');
    const second = api.user('supervisor', 'blue');
    await api.db.owner.query(`UPDATE app_user SET role = 'admin', disabled_at = now() WHERE id = $1`, [second.id]);
    const self = by(api, cookieOf(await signIn(api, { email, password: PASSWORD })));
    expect((await self.post<Refused>(`/users/${id}/disable`)).body).toMatchObject({ details: { reason: 'self' } });
    await api.db.owner.query(`UPDATE app_user SET role = 'supervisor', disabled_at = NULL WHERE id = $1`, [second.id]);
  });
});

describe('the own account', () => {
  it('gets another address by a code sent there and the password', async () => {
    const me = by(api, cookieOf(await signIn(api, { email: 'supervisor@red.test', password: PASSWORD })));
    const to = { mobile: newMobile() };
    expect((await me.post('/account/address/code', { to })).status).toBe(200);
    const code = (await received(api, to.mobile)).code ?? '';
    const put = (body: object) =>
      me.put<Profile & Refused>('/account/address', { to, code, password: PASSWORD, ...body });
    expect((await put({ password: 'wrong' })).body.code).toBe('password.wrong');
    expect((await put({ to: { mobile: newMobile() } })).body.code).toBe('code.expired');
    expect((await put({})).body).toMatchObject({ ...to, email: 'supervisor@red.test' });
    expect((await put({})).body.code).toBe('code.used_up');
    expect((await signIn(api, { ...to, password: PASSWORD })).status).toBe(200);
  });

  it('does not get one that somebody else has', async () => {
    const me = by(api, cookieOf(await signIn(api, { email: 'supervisor@red.test', password: PASSWORD })));
    const to = { email: 'agent@blue.test' };
    await me.post('/account/address/code', { to });
    const { code } = await received(api, to.email);
    expect((await me.put<Refused>('/account/address', { to, code, password: PASSWORD })).body.code).toBe(
      'user.email_taken',
    );
  });

  it('is renamed', async () => {
    expect((await api.as('agent').put<Profile>('/account', { name: ' 王小敏 ' })).body.name).toBe('王小敏');
    expect((await api.as('agent').put('/account', { name: '' })).status).toBe(422);
    expect((await api.as('agent').put('/account', { name: 'x', role: 'admin' })).status).toBe(422);
  });
});

describe('sessions', () => {
  const enter = async (agent: string, place: string) =>
    by(
      api,
      cookieOf(
        await api.nobody.post(
          '/session',
          { email: 'admin@red.test', password: PASSWORD },
          { headers: { 'user-agent': agent, 'x-forwarded-for': place } },
        ),
      ),
    );

  it('are listed with device, address and when they were last used, and end at once when revoked', async () => {
    const here = await enter('Firefox', '198.51.100.1');
    const there = await enter('Phone', '198.51.100.2');
    const { body } = await here.get<SessionEntry[]>('/sessions');
    const [mine, theirs] = ['Firefox', 'Phone'].map((agent) => body.find((one) => one.agent === agent));
    expect(mine).toMatchObject({ address: '198.51.100.1', current: true });
    expect(theirs).toMatchObject({ address: '198.51.100.2', current: false });

    expect((await here.delete(`/sessions/${theirs?.id}`)).status).toBe(204);
    expect((await there.get('/session')).status).toBe(401);
    expect((await here.delete<Refused>(`/sessions/${theirs?.id}`)).body.code).toBe('session.missing');
    expect((await here.get('/session')).status).toBe(200);
  });

  it('tell when they were last used', async () => {
    const here = await enter('Firefox', '198.51.100.3');
    const seen = async () =>
      Date.parse((await here.get<SessionEntry[]>('/sessions')).body.find((one) => one.current)?.lastSeenAt ?? '');
    const before = await seen();
    api.clock.advance(10 * 60_000);
    await here.get('/session');
    expect(await seen()).toBeGreaterThanOrEqual(before + 10 * 60_000);
  });

  it('all but the own end by one act', async () => {
    const [here, there] = [await enter('a', '198.51.100.4'), await enter('b', '198.51.100.5')];
    expect((await here.delete('/sessions')).status).toBe(204);
    expect((await there.get('/session')).status).toBe(401);
    expect((await here.get<SessionEntry[]>('/sessions')).body).toHaveLength(1);
  });

  it('of a colleague are revoked by an admin of the enterprise only', async () => {
    const { id } = api.user('supervisor');
    const there = by(api, cookieOf(await signIn(api, { email: 'supervisor@red.test', password: PASSWORD })));
    const { body } = await api.as('admin').get<SessionEntry[]>(`/users/${id}/sessions`);
    const [session] = body;
    expect((await api.as('admin', 'blue').get<Refused>(`/users/${id}/sessions`)).body.code).toBe('user.missing');
    expect((await api.as('admin', 'blue').delete(`/users/${id}/sessions/${session?.id}`)).status).toBe(404);
    expect(
      (await api.as('admin').delete<Refused>(`/users/${api.user('agent').id}/sessions/${session?.id}`)).body.code,
    ).toBe('session.missing');
    expect((await api.as('admin').delete(`/users/${id}/sessions/${session?.id}`)).status).toBe(204);
    expect((await there.get('/session')).status).toBe(401);
  });
});

describe('the audit', () => {
  it('lists what was done, newest first, page by page, narrowed, and as CSV', async () => {
    const admin = api.as('admin');
    const all = await admin.get<AuditPage>('/audit?limit=3');
    expect(all.body.entries).toHaveLength(3);
    const next = await admin.get<AuditPage>(`/audit?limit=3&before=${all.body.next}`);
    expect(Number(next.body.entries[0]?.id)).toBeLessThan(Number(all.body.entries[2]?.id));

    const sessions = await admin.get<AuditPage>('/audit?group=session&limit=200');
    expect(new Set(sessions.body.entries.map(({ act }) => act.split('.')[0]))).toEqual(new Set(['session']));
    expect((await admin.get<AuditPage>('/audit?q=王敏')).body.entries.length).toBeGreaterThan(0);
    expect((await admin.get<AuditPage>('/audit?q=%25%25%25')).body.entries).toEqual([]);
    expect((await admin.get('/audit?before=x')).status).toBe(422);

    await edit(api.user('agent').id, { name: '=HYPERLINK("x")' });
    const csv = await admin.get<string>('/audit.csv?group=user');
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.body).toContain('user.edited');
    expect(csv.body).toContain(`"'=HYPERLINK(""x"")"`);
  });

  it('is that of the own enterprise; the operator may look at any', async () => {
    const { tenantId } = api.user('agent');
    const other = await api.as('admin', 'blue').get<AuditPage>(`/audit?tenant=${tenantId}&q=王敏`);
    expect(other.body.entries).toEqual([]);
    const operator = await api.as('operator').get<AuditPage>(`/audit?tenant=${tenantId}&q=王敏`);
    expect(operator.body.entries.length).toBeGreaterThan(0);
  });
});

describe('customers', () => {
  it('are found by name, state and number, with where each stands, and a look at one is written down', async () => {
    const to = { mobile: newMobile() };
    const code = await codeFor(api, to, '/sign-up/code');
    await api.nobody.post('/sign-up', { to, code, enterprise: '百分百%科技', name: '周', password: GOOD });
    const operator = api.as('operator');
    const page = await operator.get<CustomerPage>(`/customers?q=${encodeURIComponent('百%科')}`);
    expect(page.body).toMatchObject({
      total: 1,
      customers: [
        { name: '百分百%科技', state: 'applying', users: 1, lines: 0, lastEvent: { type: 'account.signed_up' } },
      ],
    });
    expect((await operator.get<CustomerPage>('/customers?state=applying')).body.total).toBe(1);
    expect((await operator.get<CustomerPage>('/customers?limit=1&page=2')).body).toMatchObject({
      total: 3,
      customers: [{ name: expect.any(String) }],
    });
    const id = page.body.customers[0]?.id ?? '';
    const { body } = await operator.get<CustomerDetail>(`/customers/${id}`);
    expect(body).toMatchObject({
      name: '百分百%科技',
      company: null,
      admins: [{ name: '周', email: null, mobile: to.mobile }],
      events: [{ type: 'account.signed_up', actor: 'applicant' }],
      numberRows: [],
      contracts: [],
      orders: [],
    });
    const audit = await operator.get<AuditPage>(`/audit?tenant=${id}&group=customer`);
    expect(audit.body.entries).toMatchObject([{ act: 'customer.viewed', userName: 'platform operator' }]);
    expect((await operator.get<Refused>(`/customers/${randomUUID()}`)).body.code).toBe('customer.missing');
  });
});
