import { PERMISSIONS, type Permission, ROLES, type Role } from '@sibai/contracts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Routes } from './routes.js';
import { ROUTES } from './routes.table.js';
import { type Client, TestApi } from './testing.js';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());

const mayUse = (role: Role, permission: Permission) => (PERMISSIONS[permission] as readonly Role[]).includes(role);

async function visit(client: Client, route: string): Promise<{ status: number; code: unknown }> {
  const [method = '', path = ''] = route.split(' ');
  const body = method === 'POST' || method === 'PUT' || method === 'PATCH' ? {} : undefined;
  const below = path.replace('/api', '').replaceAll(/:\w+/g, () => randomUUID());
  const { status, body: answer } = await client.send<{ code?: string }>(method, below, body);
  return { status, code: answer?.code };
}

it('serves the routes of the table, and no others', () => {
  const served = api.app.get(Routes).list();
  expect(Object.fromEntries(served.map(({ method, path, access }) => [`${method} ${path}`, access]))).toEqual(ROUTES);
});

describe.each(Object.entries(ROUTES))('%s', (route, access) => {
  it(`answers a visitor ${access === 'public' ? 'without a session' : 'only with a session'}`, async () => {
    const { status, code } = await visit(api.nobody, route);
    if (access === 'public') expect([401, 403, 404, 500]).not.toContain(status);
    else expect({ status, code }).toEqual({ status: 401, code: 'session.required' });
  });

  it.each(ROLES)(`answers a signed-in %s by ${access}`, async (role) => {
    const { status, code } = await visit(api.as(role), route);
    if (access === 'public' || mayUse(role, access)) expect([401, 403, 500]).not.toContain(status);
    else expect({ status, code }).toEqual({ status: 403, code: 'permission.denied' });
  });
});
