import type { FlowDetail, Line, Trunk } from '@sibai/contracts';
import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Changes } from '../../platform/changes.js';
import { TestApi, type TenantName } from '../../platform/testing.js';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());

const byAddress = { name: '电信', match: 'address', addresses: ['203.0.113.7', '198.51.100.0/24'] };
const byRegistration = { name: '联通', match: 'registration', username: 'carrier-1', password: 'a long password' };
let serial = 0;
const addTrunk = async (tenant: TenantName = 'red') =>
  (await api.as('admin', tenant).post<Trunk>('/trunks', { ...byAddress, name: `中继${++serial}` })).body;
const addFlow = async (tenant: TenantName = 'red') =>
  (
    await api.as('admin', tenant).post<FlowDetail>('/flows', {
      name: '导航',
      definition: { schemaVersion: 1, start: 'bye', nodes: { bye: { kind: 'hangup' } } },
    })
  ).body;
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
    expect((await api.as('operator').post('/trunks', { ...byAddress, name: '平台' })).status).toBe(201);
    expect((await api.as('admin').get('/trunks')).body).toEqual([]);
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

describe('lines', () => {
  const spec = async (tenant: TenantName = 'red') => ({
    number: `400800${String(++serial).padStart(4, '0')}`,
    name: '热线',
    trunkId: (await addTrunk(tenant)).id,
    flowId: (await addFlow(tenant)).id,
    concurrency: 30,
  });

  it('are added, listed, changed and removed, and the live engine is told', async () => {
    const told: string[] = [];
    const line = await spec();
    const unwatch = api.app.get(Changes).watch(({ kind }) => told.push(kind));
    const { status, body } = await api.as('admin').post<Line>('/lines', line);
    const config = { lineType: 'sip_trunk', codecs: ['alaw', 'ulaw', 'g729'], dtmf: 'rfc4733' };
    const state = { state: 'live', suspensions: [], suspendedNote: null, liveAt: body.liveAt, closedAt: null };
    expect({ status, body }).toEqual({ status: 201, body: { id: body.id, ...line, ...config, ...state, inUse: 0 } });
    expect((await api.as('supervisor').get('/lines')).body).toEqual([body]);

    const change = { ...line, name: '新热线', concurrency: 2 };
    expect((await api.as('admin').put(`/lines/${body.id}`, change)).body).toEqual({ ...body, ...change });
    expect((await api.as('admin').delete(`/lines/${body.id}`)).status).toBe(204);
    expect((await api.as('admin').get('/lines')).body).toEqual([]);
    unwatch();
    const once = ['lines', 'trunks'];
    expect(told).toEqual([...once, ...once, ...once]);
  });

  it('have a number that no other tenant has', async () => {
    const line = await spec('blue');
    await api.as('admin', 'blue').post('/lines', line);
    const mine = { ...(await spec()), number: line.number };
    const taken = { status: 409, body: { code: 'line.number_taken', details: { number: line.number } } };
    expect(await api.as('admin').post('/lines', mine)).toMatchObject(taken);
  });

  it('arrive on a trunk of the tenant, into a flow of the tenant', async () => {
    const [red, blue] = [await spec(), await spec('blue')];
    for (const trunkId of [blue.trunkId, randomUUID()])
      expect(await api.as('admin').post('/lines', { ...red, trunkId })).toMatchObject({
        status: 404,
        body: { code: 'trunk.missing', details: { id: trunkId } },
      });
    for (const flowId of [blue.flowId, randomUUID()])
      expect(await api.as('admin').post('/lines', { ...red, flowId })).toMatchObject({
        status: 404,
        body: { code: 'flow.missing', details: { id: flowId } },
      });
  });

  it('hold their trunk in place', async () => {
    const line = await spec();
    await api.as('admin').post('/lines', line);
    expect(await api.as('admin').delete(`/trunks/${line.trunkId}`)).toMatchObject({
      status: 409,
      body: { code: 'trunk.in_use' },
    });
  });

  it.each([
    ['number', '400800123'],
    ['number', '40080012345'],
    ['number', '8008001234'],
    ['number', '400-800-1234'],
    ['number', 4008001234],
    ['name', ' '],
    ['trunkId', 'trunk'],
    ['flowId', null],
    ['concurrency', 0],
    ['concurrency', 2001],
    ['concurrency', 1.5],
    ['inUse', 3],
  ])('are refused with %s %j', async (field, value) => {
    const body = { ...(await spec()), [field]: value };
    expect(await api.as('admin').post('/lines', body)).toMatchObject({
      status: 422,
      body: { code: 'request.invalid' },
    });
  });

  it('of another tenant are not there', async () => {
    const { body } = await api.as('admin', 'blue').post<Line>('/lines', await spec('blue'));
    const missing = { status: 404, body: { code: 'line.missing' } };
    expect(await api.as('admin').put(`/lines/${body.id}`, await spec())).toMatchObject(missing);
    expect(await api.as('admin').delete(`/lines/${body.id}`)).toMatchObject(missing);
  });
});
