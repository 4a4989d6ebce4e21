import type { Tenant, User } from '@sibai/contracts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Changes } from '../../platform/changes.js';
import { SessionService, type SignedOut } from '../../platform/session.service.js';
import { TestApi } from '../../platform/testing.js';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());

const wang = { email: 'wang.min@red.test', name: '王敏', role: 'agent', password: 'eight888' };

describe('users', () => {
  it('are added by an admin, and can sign in', async () => {
    const told: unknown[] = [];
    const unwatch = api.app.get(Changes).watch((change) => told.push(change));
    const { status, body } = await api.as('admin').post<User>('/users', { ...wang, email: 'Wang.Min@red.test' });
    unwatch();
    expect({ status, body }).toEqual({
      status: 201,
      body: {
        ...{ id: body.id, email: wang.email, mobile: null, name: '王敏', role: 'agent', disabled: false },
        ...{ secondStep: false, lockedUntil: null, lastSeenAt: null },
      },
    });
    expect(told).toEqual([{ kind: 'agents', tenantId: api.user('admin').tenantId }]);
    const { email, password } = wang;
    expect((await api.nobody.post('/session', { email, password })).status).toBe(200);
  });

  it('are stored by argon2id', async () => {
    const [row] = await api.db.owner.query<{ hash: string }[]>(
      `SELECT password_hash AS hash FROM app_user WHERE email = $1`,
      [wang.email],
    );
    expect(row?.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('are listed without their passwords, and only those of the tenant', async () => {
    const { body } = await api.as('supervisor').get<User[]>('/users');
    expect(body.map(({ email }) => email)).toEqual([
      'admin@red.test',
      'supervisor@red.test',
      'agent@red.test',
      wang.email,
    ]);
    expect(Object.keys(body[0] ?? {}).toSorted()).toEqual([
      'disabled',
      'email',
      'id',
      'lastSeenAt',
      'lockedUntil',
      'mobile',
      'name',
      'role',
      'secondStep',
    ]);
  });

  it.each([wang.email, 'WANG.MIN@red.test'])('have an address nobody else has: %s', async (email) => {
    for (const tenant of ['red', 'blue'] as const)
      expect(await api.as('admin', tenant).post('/users', { ...wang, email })).toMatchObject({
        status: 409,
        body: { code: 'user.email_taken', details: { email } },
      });
  });

  it.each([
    ['email', 'no address'],
    ['email', `${'x'.repeat(250)}@a.cn`],
    ['name', ''],
    ['name', '   '],
    ['name', 'x'.repeat(41)],
    ['role', 'operator'],
    ['role', 'boss'],
    ['password', '7654321'],
    ['password', 'x'.repeat(201)],
    ['password', 12345678],
    ['password', undefined],
    ['tenantId', randomUUID()],
  ])('are refused with %s %j', async (field, value) => {
    const { status, body } = await api.as('admin').post('/users', { ...wang, email: 'new@red.test', [field]: value });
    expect({ status, body }).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
  });

  it('are signed out at once when disabled, everywhere, and kept out until enabled', async () => {
    const agent = api.user('agent');
    const sessions = api.app.get(SessionService);
    const cookies = [await sessions.open(agent.id, agent.tenantId), await sessions.open(agent.id, agent.tenantId)].map(
      ({ cookie }) => cookie.split(';')[0] ?? '',
    );
    const told: SignedOut[] = [];
    const unwatch = sessions.onSignOut((session) => told.push(session));
    const disabled = await api.as('admin').post<User>(`/users/${agent.id}/disable`);
    unwatch();

    expect(disabled).toMatchObject({ status: 200, body: { id: agent.id, disabled: true } });
    expect(told).toHaveLength(2);
    for (const cookie of cookies) expect((await api.nobody.get('/session', { headers: { cookie } })).status).toBe(401);
    await expect(sessions.open(agent.id, agent.tenantId)).rejects.toThrow('session.bad_credentials');

    expect(await api.as('admin').post(`/users/${agent.id}/enable`)).toMatchObject({
      status: 200,
      body: { disabled: false },
    });
    expect((await api.as('agent').get('/session')).status).toBe(200);
  });

  it('cannot lock themselves out', async () => {
    expect(await api.as('admin').post(`/users/${api.user('admin').id}/disable`)).toMatchObject({
      status: 403,
      body: { details: { reason: 'self' } },
    });
  });

  it.each(['disable', 'enable'])('of another tenant are not there to %s', async (act) => {
    for (const id of [api.user('agent', 'blue').id, randomUUID()])
      expect(await api.as('admin').post(`/users/${id}/${act}`)).toMatchObject({
        status: 404,
        body: { code: 'user.missing' },
      });
    expect((await api.as('admin').post(`/users/me/${act}`)).status).toBe(422);
    expect((await api.as('agent', 'blue').get('/session')).status).toBe(200);
  });
});

describe('tenants', () => {
  it('are listed to the operator, each with what it has', async () => {
    const { body } = await api.as('operator').get<Tenant[]>('/tenants');
    expect(body.map(({ name, kind, users, lines }) => ({ name, kind, users, lines }))).toEqual([
      { name: 'platform', kind: 'platform', users: 1, lines: 0 },
      { name: 'red', kind: 'enterprise', users: 4, lines: 0 },
      { name: 'blue', kind: 'enterprise', users: 3, lines: 0 },
    ]);
  });
});
