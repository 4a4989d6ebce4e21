import type { Trunk } from '@sibai/contracts';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { arrangeCustomer } from '../../onboarding/line/testing.js';
import { TestApi, type TenantName } from '../../platform/testing.js';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
  for (const tenant of ['red', 'blue'] as const) await verify(tenant);
});
afterAll(() => api.stop());

const sql = (text: string, params: readonly unknown[]) => api.db.owner.query<unknown[]>(text, [...params]);
const verify = (tenant: TenantName) =>
  arrangeCustomer(sql, api.user('admin', tenant).tenantId, '', { without: ['number', 'plan'] });
const byAddress = { name: '电信', match: 'address', addresses: ['203.0.113.7', '198.51.100.0/24'] };
const byRegistration = { name: '联通', match: 'registration', username: 'carrier-1', password: 'a long password' };
/** An address is one tenant's. */
const at: Partial<Record<TenantName, object>> = { blue: { addresses: ['192.0.2.7'] } };
let serial = 0;
const addTrunk = async (tenant: TenantName = 'red') =>
  (await api.as('admin', tenant).post<Trunk>('/trunks', { ...byAddress, ...at[tenant], name: `中继${++serial}` })).body;
const digestOf = async (id: string) =>
  (await api.db.owner.query<{ digest: string | null }[]>(`SELECT digest FROM trunk WHERE id = $1`, [id]))[0]?.digest;
const ha1 = (username: string, password: string) =>
  createHash('md5').update(`${username}:sibai:${password}`).digest('hex');

describe('trunks', () => {
  it('are added, listed, changed and removed', async () => {
    const admin = api.as('admin');
    const { status, body } = await admin.post<Trunk>('/trunks', byAddress);
    const trunk = { id: body.id, ...byAddress, username: null, outboundCli: null };
    expect({ status, body }).toEqual({ status: 201, body: trunk });
    expect((await admin.get('/trunks')).body).toEqual([trunk]);

    const change = { ...byAddress, name: '电信二', addresses: ['203.0.113.8'], outboundCli: '02161234567' };
    expect((await admin.put(`/trunks/${body.id}`, change)).body).toEqual({ ...trunk, ...change });
    expect((await admin.delete(`/trunks/${body.id}`)).status).toBe(204);
    expect((await admin.get('/trunks')).body).toEqual([]);
  });

  it("are the operator's to manage too, within the platform", async () => {
    const platform = { ...byAddress, name: '平台', addresses: ['192.0.2.128/25'] };
    expect((await api.as('operator').post('/trunks', platform)).status).toBe(201);
    expect((await api.as('admin').get('/trunks')).body).toEqual([]);
  });

  it('are for who is verified, and what is done to them is audited', async () => {
    const { tenantId } = api.user('admin', 'blue');
    const wish = { ...byAddress, name: '审计', addresses: ['192.0.2.9'] };
    await sql(`UPDATE verification SET suspended_at = now() WHERE tenant_id = $1`, [tenantId]);
    expect(await api.as('admin', 'blue').post('/trunks', wish)).toMatchObject({
      status: 403,
      body: { code: 'trunk.unverified' },
    });
    await sql(`UPDATE verification SET suspended_at = NULL WHERE tenant_id = $1`, [tenantId]);
    const { body } = await api.as('admin', 'blue').post<Trunk>('/trunks', wish);
    await api.as('admin', 'blue').put(`/trunks/${body.id}`, wish);
    await api.as('admin', 'blue').delete(`/trunks/${body.id}`);
    expect(await sql(`SELECT act, subject FROM audit WHERE tenant_id = $1 ORDER BY id`, [tenantId])).toEqual(
      ['trunk.created', 'trunk.changed', 'trunk.removed'].map((act) => ({ act, subject: '审计' })),
    );
  });

  it('are at no address of another tenant, nor of the platform', async () => {
    const taken = { status: 409, body: { code: 'trunk.address_taken', details: { address: '192.0.2.200' } } };
    const wish = { ...byAddress, name: '冒名', addresses: ['192.0.2.1', '192.0.2.200'] };
    expect(await api.as('admin').post('/trunks', wish)).toMatchObject(taken);
    const { id } = await addTrunk();
    expect(await api.as('admin').put(`/trunks/${id}`, wish)).toMatchObject(taken);
    expect((await api.as('admin').delete(`/trunks/${id}`)).status).toBe(204);
  });

  it('keep a digest of the password, and never tell it', async () => {
    const { status, body } = await api.as('admin').post<Trunk>('/trunks', byRegistration);
    expect(status).toBe(201);
    expect(Object.keys(body)).not.toContain('password');
    expect(JSON.stringify((await api.as('admin').get('/trunks')).body)).not.toMatch(/password|digest/);
    expect(await digestOf(body.id)).toBe(ha1('carrier-1', 'a long password'));

    const { password: _, ...same } = byRegistration;
    expect((await api.as('admin').put(`/trunks/${body.id}`, same)).status).toBe(200);
    expect(await digestOf(body.id)).toBe(ha1('carrier-1', 'a long password'));

    await api.as('admin').put(`/trunks/${body.id}`, { ...same, password: 'another long one' });
    expect(await digestOf(body.id)).toBe(ha1('carrier-1', 'another long one'));

    const renamed = await api.as('admin').put(`/trunks/${body.id}`, { ...same, username: 'carrier-2' });
    const issues = [{ message: 'trunk.needs_password', path: ['password'] }];
    expect(renamed).toMatchObject({ status: 422, body: { code: 'request.invalid', details: { issues } } });

    await api.as('admin').put(`/trunks/${body.id}`, { ...byAddress, name: '联通' });
    expect(await digestOf(body.id)).toBeNull();
  });

  it('have names of their own in a tenant, and user names of their own in the world', async () => {
    const { name } = await addTrunk();
    expect(await api.as('admin').post('/trunks', { ...byAddress, name })).toMatchObject({
      status: 409,
      body: { code: 'trunk.name_taken', details: { name } },
    });
    const carrier = { ...byRegistration, username: 'carrier-3' };
    expect((await api.as('admin', 'blue').post('/trunks', { ...carrier, name })).status).toBe(201);
    expect(await api.as('admin').post('/trunks', { ...carrier, name: '又一个' })).toMatchObject({
      status: 409,
      body: { code: 'trunk.username_taken', details: { username: 'carrier-3' } },
    });
  });

  it.each([
    { ...byAddress, name: '' },
    { ...byAddress, addresses: [] },
    { ...byAddress, addresses: ['203.0.113.256'] },
    { ...byAddress, addresses: ['carrier.example'] },
    { ...byAddress, addresses: ['203.0.113.0/33'] },
    { ...byAddress, addresses: ['0.0.0.0/0'] },
    { ...byAddress, addresses: ['203.0.112.0/23'] },
    { ...byAddress, addresses: Array(17).fill('203.0.113.7') },
    { ...byAddress, match: 'hope' },
    { ...byAddress, outboundCli: '4008001234' },
    { ...byAddress, outboundCli: '110' },
    { ...byAddress, outboundCli: '+862161234567' },
    { ...byRegistration, username: null },
    { ...byRegistration, username: 'a b' },
    { ...byRegistration, username: 'x\nallow=all' },
    { ...byRegistration, password: undefined },
    { ...byRegistration, password: 'too short' },
    { ...byAddress, digest: 'x' },
  ])('are refused: %j', async (body) => {
    const { id } = await addTrunk();
    expect(await api.as('admin').post('/trunks', body)).toMatchObject({
      status: 422,
      body: { code: 'request.invalid' },
    });
    expect((await api.as('admin').put(`/trunks/${id}`, body)).status).toBe(422);
  });

  it('of another tenant are not there', async () => {
    const { id } = await addTrunk('blue');
    const missing = { status: 404, body: { code: 'trunk.missing' } };
    expect(await api.as('admin').put(`/trunks/${id}`, byAddress)).toMatchObject(missing);
    expect(await api.as('admin').delete(`/trunks/${id}`)).toMatchObject(missing);
  });
});
