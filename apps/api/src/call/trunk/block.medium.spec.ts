import type { Block, BlockPage, ImportedBlocks } from '@sibai/contracts';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { TestApi } from '../../platform/testing.js';
import { Blocks } from './blocks.js';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
  const { tenantId } = api.user('admin');
  await api.db.owner.query(
    `INSERT INTO trunk (id, tenant_id, name, match, addresses, outbound_cli)
     VALUES ($1, $2, 'carrier', 'address', '{192.0.2.1}', '01088889999')`,
    [uuid(), tenantId],
  );
  await api.db.owner.query(`UPDATE app_user SET mobile = '13911112222' WHERE id = $1`, [api.user('agent').id]);
});
afterAll(() => api?.stop());
beforeEach(async () => {
  await api.db.owner.query('DELETE FROM blocked_caller');
  await api.db.owner.query('DELETE FROM rate_limit');
});

const list = async (query = '') => (await api.as('supervisor').get<BlockPage>(`/blocks${query}`)).body;
const add = (number: string, more: object = {}) => api.as('supervisor').post<Block>('/blocks', { number, ...more });
const comesIn = async (caller: string, endpoint = 'trunk-x') =>
  (await api.app.get(Blocks).keepsOut({ tenantId: api.user('admin').tenantId, endpoint, caller })) === undefined;

/** A call that has rung at an agent's. */
async function callOf(caller: string, agent: string): Promise<string> {
  const { tenantId } = api.user('admin');
  const [call, group] = [uuid(), uuid()];
  const sql = (text: string, params: unknown[]) => api.db.owner.query(text, params);
  await sql(
    `INSERT INTO cdr (call_id, tenant_id, caller, dialled, started_at) VALUES ($1, $2, $3, '4008001234', now())`,
    [...[call, tenantId, caller]],
  );
  await sql(`INSERT INTO skill_group (id, tenant_id, name) VALUES ($1, $2, $3)`, [group, tenantId, group]);
  await sql(
    `INSERT INTO assignment (id, tenant_id, call_id, agent_id, group_id, state, offered_at, trace)
     VALUES ($1, $2, $3, $4, $5, 'ended', now(), '{}')`,
    [uuid(), tenantId, call, agent, group],
  );
  return call;
}

describe('an entry of the block list', () => {
  it('keeps the number out from that moment on, until it is ended, and is on record for good', async () => {
    expect(await comesIn('+8613912345678')).toBe(true);
    const { status, body } = await add('139 1234 5678', { reason: '多次辱骂客服' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ number: '13912345678', whole: true, state: 'in_force', reason: '多次辱骂客服' });
    expect(await comesIn('+8613912345678')).toBe(false);
    expect(await comesIn('13912345679')).toBe(true);
    // The enterprise's own tests never ask.
    expect(await comesIn('web', `web-${api.user('admin').tenantId}-ab`)).toBe(true);

    const ended = await api.as('admin').post<Block>(`/blocks/${body.id}/end`);
    expect(ended).toMatchObject({ status: 200, body: { state: 'ended', endedBy: expect.any(String) as string } });
    expect(await comesIn('13912345678')).toBe(true);
    expect(await api.as('admin').post(`/blocks/${body.id}/end`)).toMatchObject({
      status: 409,
      body: { code: 'block.over' },
    });
    expect(await list('?state=past')).toMatchObject({ blocks: [{ id: body.id, state: 'ended' }], inForce: 0 });
    const acts = await api.db.owner.query<{ act: string }[]>(
      `SELECT act FROM audit WHERE subject = '13912345678' ORDER BY id`,
    );
    expect(acts.map(({ act }) => act)).toEqual(['block.added', 'block.ended']);
  });

  it('may be a beginning, which spares preferred callers; and calls from abroad', async () => {
    await add('170*');
    await add('00*');
    expect(await comesIn('17012345678')).toBe(false);
    expect(await comesIn('+85223456789')).toBe(false);
    expect(await comesIn('17112345678')).toBe(true);
    await api.as('admin').post('/vips', { number: '17012345678', priority: 5 });
    expect(await comesIn('17012345678')).toBe(true);
    await add('17012345678');
    expect(await comesIn('17012345678')).toBe(false);
  });

  it('is over at its time, and the number may be entered anew', async () => {
    const until = new Date(Date.now() + 60_000).toISOString();
    const { body } = await add('13912345678', { until });
    await api.db.owner.query(`UPDATE blocked_caller SET until = now() - interval '1 s' WHERE id = $1`, [body.id]);
    expect(await comesIn('13912345678')).toBe(true);
    expect(await list()).toMatchObject({ inForce: 0, blocks: [{ state: 'expired' }] });
    expect((await add('13912345678')).status).toBe(201);
    expect(await list()).toMatchObject({
      inForce: 1,
      blocks: [{ state: 'in_force' }, { state: 'ended', endedBy: null }],
    });
  });

  it.each([
    ['110', 422, 'block.protected'],
    ['0592110', 422, 'block.protected'],
    ['13*', 422, 'block.too_short'],
    ['=cmd()', 422, 'block.not_a_number'],
    ['010-8888 9999', 409, 'block.own'],
    ['0108*', 409, 'block.own'],
    ['13911112222', 409, 'block.own'],
  ])('is refused: %s', async (number, status, code) => {
    expect(await add(number)).toMatchObject({ status, body: { code } });
  });

  it('is refused twice, and with a time that is over', async () => {
    await add('13912345678');
    expect(await add('+86 13912345678')).toMatchObject({ status: 409, body: { code: 'block.taken' } });
    expect(await add('13912345677', { until: '2020-01-01T00:00:00Z' })).toMatchObject({ body: { code: 'block.past' } });
    expect(await add('13912345677', { callId: uuid() })).toMatchObject({ body: { code: 'call.missing' } });
  });

  it('is one enterprise’s own: no other sees it, changes it, or loses callers by it', async () => {
    const { body } = await add('13912345678');
    const blue = api.as('admin', 'blue');
    expect((await blue.get<BlockPage>('/blocks')).body.blocks).toEqual([]);
    expect((await blue.post(`/blocks/${body.id}/end`)).status).toBe(404);
    const tenantId = api.user('admin', 'blue').tenantId;
    expect(
      await api.app.get(Blocks).keepsOut({ tenantId, endpoint: 'trunk-x', caller: '13912345678' }),
    ).toBeUndefined();
  });
});

describe('a proposal from the desk', () => {
  const propose = (callId: string, reason = '骚扰推销') =>
    api.as('agent').post<Block>('/blocks/proposals', { callId, reason });

  it('keeps nobody out until a supervisor accepts it, and names the call it comes from', async () => {
    const callId = await callOf('13912345678', api.user('agent').id);
    const { status, body } = await propose(callId);
    expect(status).toBe(201);
    expect(body).toMatchObject({ number: '13912345678', state: 'proposed', callId });
    expect(await comesIn('13912345678')).toBe(true);
    expect(await list('?state=proposed')).toMatchObject({ proposed: 1, blocks: [{ id: body.id }] });

    const until = new Date(Date.now() + 86_400_000).toISOString();
    const accepted = await api.as('supervisor').post<Block>(`/blocks/${body.id}/accept`, { until });
    expect(accepted.body).toMatchObject({
      state: 'in_force',
      until,
      reason: '骚扰推销',
      decidedBy: expect.any(String) as string,
    });
    expect(await comesIn('13912345678')).toBe(false);
    expect((await api.as('supervisor').post(`/blocks/${body.id}/decline`)).status).toBe(409);
  });

  it('is declined, or taken over by who enters the number', async () => {
    const first = await propose(await callOf('13912345678', api.user('agent').id));
    expect((await api.as('admin').post<Block>(`/blocks/${first.body.id}/decline`)).body.state).toBe('declined');
    const second = await propose(await callOf('13912345678', api.user('agent').id));
    expect(second.status).toBe(201);
    expect((await add('13912345678', { reason: '确认' })).body).toMatchObject({
      id: second.body.id,
      state: 'in_force',
      reason: '确认',
    });
  });

  it('is only of a call of one’s own that shows a number; and an agent does no more than propose', async () => {
    const others = await callOf('13912345678', api.user('supervisor').id);
    expect((await propose(others)).status).toBe(404);
    expect(await propose(await callOf('', api.user('agent').id))).toMatchObject({
      body: { code: 'block.not_a_number' },
    });
    const agent = api.as('agent');
    expect((await agent.post('/blocks', { number: '13912345678' })).status).toBe(403);
    expect((await agent.get('/blocks')).status).toBe(403);
  });

  it('is made a limited number of times an hour', async () => {
    const callId = await callOf('13912345678', api.user('agent').id);
    const answers = await Promise.all(Array.from({ length: 31 }, () => propose(callId)));
    expect(answers.map(({ status }) => status).filter((status) => status === 429)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  });
});

it('callers without a number are kept out where that is wanted, and the answer is chosen', async () => {
  expect(await comesIn('')).toBe(true);
  const put = (settings: object) => api.as('admin').put('/blocks/settings', settings);
  expect((await put({ anonymous: true, answer: 'busy' })).status).toBe(200);
  const { tenantId } = api.user('admin');
  const ask = (caller: string, endpoint = 'trunk-x') => api.app.get(Blocks).keepsOut({ tenantId, endpoint, caller });
  expect(await ask('')).toEqual({ entry: null, silent: true });
  expect(await ask('13912345678')).toBeUndefined();
  expect(await ask('web', `web-${tenantId}-ab`)).toBeUndefined();
  expect(await ask('110')).toBeUndefined();
  await put({ anonymous: false, answer: 'sentence' });
  expect(await ask('')).toBeUndefined();
});

it('a list comes in from a table and goes out as one that can come in again', async () => {
  const text =
    '号码,原因,截止日期\n13912345678,辱骂\n170*,"推销, 反复",2099/12/31\n13*,短\n110,x\n13911112222,同事\n13800000000,x,2020-01-01\n';
  const { body } = await api.as('supervisor').post<ImportedBlocks>('/blocks/import', { text });
  expect(body).toMatchObject({ added: 2, known: 0, refusedCount: 4 });
  expect(body.refused.map(({ line, reason }) => [line, reason])).toEqual([
    [4, 'too_short'],
    [5, 'protected'],
    [6, 'own'],
    [7, 'day'],
  ]);
  const csv = await api.as('admin').get<string>('/blocks/export.csv');
  expect(csv.body).toContain('170*,"推销, 反复",2099-12-31,生效中');
  await api.db.owner.query('DELETE FROM blocked_caller');
  expect((await api.as('admin').post<ImportedBlocks>('/blocks/import', { text: csv.body })).body).toMatchObject({
    added: 2,
    refusedCount: 0,
  });
  expect((await api.as('admin').post<ImportedBlocks>('/blocks/import', { text: csv.body })).body).toMatchObject({
    added: 0,
    known: 2,
  });
});

it('is searched by number and by reason, and comes in pages', async () => {
  const text = Array.from(
    { length: 120 },
    (_, i) => `139${String(i).padStart(8, '0')},${i === 7 ? '100% 骚扰' : '推销'}`,
  ).join('\n');
  await api.as('admin').post('/blocks/import', { text });
  const first = await list();
  expect(first).toMatchObject({ inForce: 120, blocks: { length: 50 } });
  const second = await list(`?before=${first.next}`);
  expect(new Set([...first.blocks, ...second.blocks].map(({ id }) => id)).size).toBe(100);
  expect((await list('?q=13900000011')).blocks).toHaveLength(1);
  expect((await list(`?q=${encodeURIComponent('100% 骚')}`)).blocks).toMatchObject([{ number: '13900000007' }]);
  expect((await list('?q=%25')).blocks).toHaveLength(1);
});
