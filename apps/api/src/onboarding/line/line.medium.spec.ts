import type { FlowDetail, Line, LineStep, Trunk } from '@sibai/contracts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { LineBook } from '../../call/trunk/line-book.js';
import { Changes } from '../../platform/changes.js';
import { TestApi, type TenantName } from '../../platform/testing.js';
import { type Arranged, arrangeCustomer } from './testing.js';

let api: TestApi;
let platformTrunk: string;
beforeAll(async () => {
  api = await TestApi.start();
  const { body } = await api.as('operator').post<Trunk>('/trunks', trunk('平台中继', '203.0.113.9'));
  platformTrunk = body.id;
  for (const tenant of ['red', 'blue'] as const) await arrange(tenant, '', { without: ['number', 'plan'] });
});
afterAll(() => api.stop());

const trunk = (name: string, address = '203.0.113.7') => ({ name, match: 'address', addresses: [address] });
let serial = 0;
const addTrunk = async (tenant: TenantName = 'red') =>
  (await api.as('admin', tenant).post<Trunk>('/trunks', trunk(`中继${++serial}`, `198.51.100.${serial}`))).body;
const addFlow = async (tenant: TenantName = 'red') =>
  (
    await api.as('admin', tenant).post<FlowDetail>('/flows', {
      name: '导航',
      definition: { schemaVersion: 1, start: 'bye', nodes: { bye: { kind: 'hangup' } } },
    })
  ).body;
const arrange = (tenant: TenantName, number: string, wish?: Arranged) =>
  arrangeCustomer(
    (sql, params) => api.db.owner.query(sql, [...params]),
    api.user('admin', tenant).tenantId,
    number,
    wish,
  );
const nextNumber = () => `400800${String(++serial).padStart(4, '0')}`;
/** A line that may be made, on a trunk of the tenant's own. */
async function spec(tenant: TenantName = 'red', wish?: Arranged) {
  const number = nextNumber();
  await arrange(tenant, number, wish);
  const [trunkId, flowId] = [(await addTrunk(tenant)).id, (await addFlow(tenant)).id];
  return { number, name: '热线', trunkId: trunkId as string, flowId: flowId as string, concurrency: 30 };
}

describe('lines', () => {
  it('are added with the defaults of the trade, listed, changed and closed, and the live engine is told', async () => {
    const told: string[] = [];
    const line = await spec();
    const unwatch = api.app.get(Changes).watch(({ kind }) => told.push(kind));
    const { status, body } = await api.as('admin').post<Line>('/lines', line);
    const config = { lineType: 'sip_trunk', codecs: ['alaw', 'ulaw', 'g729'], dtmf: 'rfc4733' };
    const state = { state: 'live', suspensions: [], suspendedNote: null, liveAt: body.liveAt, closedAt: null };
    expect({ status, body }).toEqual({ status: 201, body: { id: body.id, ...line, ...config, ...state, inUse: 0 } });
    expect((await api.as('supervisor').get('/lines')).body).toEqual([body]);

    const change = { ...line, name: '新热线', concurrency: 2, codecs: ['ulaw', 'alaw'], dtmf: 'info' };
    const changed = { ...body, ...change, codecs: ['alaw', 'ulaw'] };
    expect((await api.as('admin').put(`/lines/${body.id}`, change)).body).toEqual(changed);

    expect((await api.as('admin').delete(`/lines/${body.id}`)).status).toBe(204);
    expect((await api.as('admin').get('/lines')).body).toEqual([]);
    expect((await api.as('admin').get<Line[]>('/lines?closed=true')).body).toMatchObject([
      { id: body.id, state: 'closed' },
    ]);
    unwatch();
    const once = ['lines', 'trunks'];
    expect(told).toEqual([...once, ...once, ...once]);
    const events = await api.db.owner.query<{ type: string }[]>(
      `SELECT type FROM onboarding_event WHERE subject = $1 ORDER BY at`,
      [line.number],
    );
    expect(events.map(({ type }) => type)).toEqual(['line.live', 'line.changed', 'line.closed']);
  });

  it('that were closed give their number free for another line of its owner', async () => {
    const line = await spec();
    const { body } = await api.as('admin').post<Line>('/lines', line);
    expect(await api.as('admin').post('/lines', line)).toMatchObject({
      status: 409,
      body: { code: 'line.number_taken' },
    });
    await api.as('admin').delete(`/lines/${body.id}`);
    expect((await api.as('admin').post('/lines', line)).status).toBe(201);
  });

  it('arrive on a trunk of the tenant, into a flow of the tenant', async () => {
    const [red, blue] = [await spec(), await spec('blue')];
    for (const trunkId of [blue.trunkId, platformTrunk, randomUUID()])
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

  it('of many tenants arrive on one trunk of the platform, and each is found as its own', async () => {
    const lines = await Promise.all(
      (['red', 'blue'] as const).map(async (tenant) => {
        const { trunkId: _, ...line } = await spec(tenant, { access: 'cloud' });
        const { status, body } = await api.as('admin', tenant).post<Line>('/lines', { ...line, lineType: 'cloud' });
        expect({ status, trunk: body.trunkId }).toEqual({ status: 201, trunk: platformTrunk });
        return body;
      }),
    );
    const book = api.app.get(LineBook);
    const found = await Promise.all(lines.map(({ number }) => book.find(`trunk-${platformTrunk}`, number)));
    expect(found.map((line) => line?.tenantId)).toEqual([
      api.user('admin', 'red').tenantId,
      api.user('admin', 'blue').tenantId,
    ]);
    expect((await api.as('admin').get('/trunks')).body).not.toContainEqual(
      expect.objectContaining({ id: platformTrunk }),
    );
    expect(await api.as('operator').delete(`/trunks/${platformTrunk}`)).toMatchObject({
      body: { code: 'trunk.in_use' },
    });
  });

  it('hold their trunk in place until they are closed', async () => {
    const line = await spec();
    const { body } = await api.as('admin').post<Line>('/lines', line);
    const remove = () => api.as('admin').delete(`/trunks/${line.trunkId}`);
    expect(await remove()).toMatchObject({ status: 409, body: { code: 'trunk.in_use' } });
    await api.as('admin').delete(`/lines/${body.id}`);
    expect((await remove()).status).toBe(204);
  });

  it.each([
    ['number', '400800123'],
    ['number', '40080012345'],
    ['number', '8008001234'],
    ['number', '400-800-1234'],
    ['number', 4008001234],
    ['name', ' '],
    ['trunkId', 'trunk'],
    ['trunkId', null],
    ['flowId', null],
    ['concurrency', 0],
    ['concurrency', 2001],
    ['concurrency', 1.5],
    ['codecs', ['g729']],
    ['codecs', []],
    ['codecs', ['alaw', 'opus']],
    ['dtmf', 'shout'],
    ['lineType', 'isdn'],
    ['inUse', 3],
  ])('are refused with %s %j', async (field, value) => {
    const body = { number: '4008009999', name: 'x', trunkId: randomUUID(), flowId: randomUUID(), [field]: value };
    expect(await api.as('admin').post('/lines', body)).toMatchObject({
      status: 422,
      body: { code: 'request.invalid' },
    });
  });

  it('keep their number', async () => {
    const line = await spec();
    const { body } = await api.as('admin').post<Line>('/lines', line);
    expect(await api.as('admin').put(`/lines/${body.id}`, { ...line, number: nextNumber() })).toMatchObject({
      status: 409,
      body: { code: 'line.number_fixed' },
    });
  });

  it('of another tenant are not there', async () => {
    const { body } = await api.as('admin', 'blue').post<Line>('/lines', await spec('blue'));
    const missing = { status: 404, body: { code: 'line.missing' } };
    expect(await api.as('admin').put(`/lines/${body.id}`, await spec())).toMatchObject(missing);
    expect(await api.as('admin').delete(`/lines/${body.id}`)).toMatchObject(missing);
  });
});

describe('the gate', () => {
  it('lets no line live that lacks anything, and names what is missing', async () => {
    const fresh = await TestApi.start();
    try {
      const tenant = fresh.user('admin').tenantId;
      const sql = (text: string, params: readonly unknown[]) => fresh.db.owner.query(text, [...params]);
      const missing = async (...without: NonNullable<Arranged['without']>) => {
        const number = nextNumber();
        await arrangeCustomer(sql, tenant, number, { access: 'cloud', without });
        const { status, body } = await fresh.as('admin').post('/onboarding/line', { number, concurrency: 5 });
        const { code, details } = body as { code?: string; details?: { missing: string[] } };
        return status === 409 && code === 'line.not_ready' ? details?.missing : status;
      };
      // What a tenant has once, it has for all of its numbers: so the least first.
      expect(await missing('verification', 'payment')).toEqual(['verification', 'payment', 'trunk']);
      await fresh.as('operator').post('/trunks', trunk('平台', '203.0.113.9'));
      expect(await missing('verification')).toEqual(['verification']);
      expect(await missing('number')).toEqual(['number']);
      expect(await missing('plan')).toEqual(['plan', 'contract']);
      expect(await missing('contract')).toEqual(['contract']);
      expect(await fresh.db.owner.query('SELECT FROM line')).toEqual([]);
      // The starter flow was part of what did not happen.
      expect(await fresh.db.owner.query('SELECT FROM flow')).toEqual([]);
      expect(await missing()).toBe(201);
    } finally {
      await fresh.stop();
    }
  });

  it('lets no number of another tenant live', async () => {
    const { number, ...line } = await spec('blue');
    const mine = { ...(await spec()), number };
    expect(line.flowId).toBeDefined();
    expect(await api.as('admin').post('/lines', mine)).toMatchObject({
      status: 409,
      body: { code: 'line.not_ready', details: { missing: ['number', 'plan', 'contract'] } },
    });
  });

  it('holds a line to its plan', async () => {
    const line = await spec('red', { concurrency: 30 });
    expect(await api.as('admin').post('/lines', { ...line, concurrency: 31 })).toMatchObject({
      status: 409,
      body: { code: 'line.over_plan', details: { concurrency: 30 } },
    });
    expect(await api.as('admin').post('/lines', { ...line, trunkId: null, lineType: 'cloud' })).toMatchObject({
      status: 409,
      body: { code: 'line.other_access', details: { access: 'sip_trunk' } },
    });
  });

  it('holds a line on trunks of its own to what they carry, when it is made and when it is changed', async () => {
    const line = await spec('red', { concurrency: 2000 });
    const { tenantId } = api.user('admin');
    const [own] = await api.db.owner.query<{ n: number }[]>(
      'SELECT count(*)::int AS n FROM trunk WHERE tenant_id = $1',
      [tenantId],
    );
    const channels = (own?.n ?? 0) * 30;
    const refused = { status: 409, body: { code: 'line.over_trunks', details: { trunks: own?.n, channels } } };
    expect(await api.as('admin').post('/lines', { ...line, concurrency: channels + 1 })).toMatchObject(refused);
    const { status, body } = await api.as('admin').post<Line>('/lines', { ...line, concurrency: channels });
    expect(status).toBe(201);
    const change = api.as('admin').put(`/lines/${body.id}`, { ...line, concurrency: channels + 1 });
    expect(await change).toMatchObject(refused);
  });
});

describe('the last step', () => {
  it('shows the numbers and what each waits for, and makes a working line of one with a starter flow', async () => {
    const [ready, second, waiting] = [nextNumber(), nextNumber(), nextNumber()];
    for (const number of [second, ready])
      await arrange('blue', number, { access: 'cloud', concurrency: 20, company: '蓝天商贸有限公司' });
    await arrange('blue', waiting, { access: 'cloud', without: ['contract'] });
    const { body: step } = await api.as('admin', 'blue').get<LineStep>('/onboarding/line');
    expect(step).toMatchObject({ cloudTrunk: '平台中继' });
    expect(step.numbers.find(({ number }) => number === ready)).toEqual({
      ...{ number: ready, lineId: null, missing: [], concurrency: 20, lineType: 'cloud' },
    });
    expect(step.numbers.find(({ number }) => number === waiting)?.missing).toEqual(['contract']);

    // Two at once share the skill group that is made for the first.
    const open = (number: string) =>
      api.as('admin', 'blue').post<Line>('/onboarding/line', { number, concurrency: 10 });
    const [{ status, body }, other] = await Promise.all([open(ready), open(second)]);
    expect(other.status).toBe(201);
    expect({ status, state: body.state, codecs: body.codecs }).toEqual({
      ...{ status: 201, state: 'live', codecs: ['alaw', 'ulaw', 'g729'] },
    });
    const { body: flow } = await api.as('admin', 'blue').get<FlowDetail>(`/flows/${body.flowId}`);
    expect(Object.keys(flow.definition.nodes).toSorted()).toEqual(['bye', 'greeting', 'nobody', 'service']);
    const { body: groups } = await api.as('admin', 'blue').get<{ name: string }[]>('/groups');
    expect(groups.map(({ name }) => name)).toContain('客服');
    const found = await api.app.get(LineBook).find(`trunk-${platformTrunk}`, ready);
    expect(found).toMatchObject({ number: ready, concurrency: 10, suspended: null });
    expect(await api.as('supervisor', 'blue').post('/onboarding/line', { number: waiting })).toMatchObject({
      status: 403,
    });
  });
});
