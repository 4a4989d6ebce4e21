import type { Callback, CallbackPage, ListeningPermit, RecentCall, Voicemail, VoicemailPage } from '@sibai/contracts';
import type { CallId, GroupId, LineId, RecordingId, TenantId } from '@sibai/kernel';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { TestApi } from '../../platform/testing.js';
import { Callbacks } from '../callbacks.js';
import { webEndpoint } from '../endpoint.js';
import { CallEngine } from '../engine.js';
import { Exchange } from '../exchange.js';

let api: TestApi;
let tenant: TenantId;
const [own, other] = [uuid(), uuid()] as GroupId[] as [GroupId, GroupId];
const lineId = uuid() as LineId;
const flow = { schemaVersion: 1, start: 'q', nodes: { q: { kind: 'queue', groups: [own] } } };
beforeAll(async () => {
  api = await TestApi.start();
  tenant = api.user('admin').tenantId;
  const sql = (text: string, ...params: unknown[]) => api.db.owner.query(text, params);
  for (const [id, name] of [
    [own, 'own'],
    [other, 'other'],
  ])
    await sql(`INSERT INTO skill_group (id, tenant_id, name) VALUES ($1, $2, $3)`, id, tenant, name);
  await sql(
    `INSERT INTO agent_skill (agent_id, group_id, tenant_id, proficiency) VALUES ($1, $2, $3, 5)`,
    ...[api.user('agent').id, own, tenant],
  );
  await sql(
    `INSERT INTO group_supervisor (group_id, user_id, tenant_id) VALUES ($1, $2, $3)`,
    ...[other, api.user('supervisor').id, tenant],
  );
  await sql(
    `INSERT INTO trunk (id, tenant_id, name, match, addresses, outbound_cli) VALUES ($1, $2, 't', 'address', '{192.0.2.1}', '02155556666')`,
    ...[lineId, tenant],
  );
  await sql(`INSERT INTO flow (id, tenant_id, name) VALUES ($1, $2, 'f')`, lineId, tenant);
  await sql(
    `INSERT INTO flow_version (id, tenant_id, flow_id, version, definition) VALUES ($1, $2, $1, 1, $3)`,
    ...[lineId, tenant, JSON.stringify(flow)],
  );
  await sql(
    `INSERT INTO line (id, tenant_id, number, name, trunk_id, flow_id, concurrency) VALUES ($1, $2, '4001234567', 'l', $1, $1, 5)`,
    ...[lineId, tenant],
  );
  await sql(
    `INSERT INTO outbound_setting VALUES ($1, 'line_default', '[{"from":"00:00","to":"24:00"}]', true, 1, 5, 20, 2, 5)`,
    tenant,
  );
});
afterAll(() => api?.stop());

const list = async (as: 'admin' | 'supervisor' | 'agent', query = '') =>
  (await api.as(as).get<CallbackPage>(`/callbacks${query}`)).body.callbacks;
const row = async (id: string) => (await list('admin')).find((each) => each.id === id);
const promise = (number: string, more: object = {}) =>
  api.as('agent').post<Callback>('/callbacks', {
    ...{ number, groupId: own, mine: false, dueAt: new Date(Date.now() - 1000).toISOString() },
    ...more,
  });
const runner = () => api.app.get(Callbacks);
const engine = () => api.app.get(CallEngine);
const callOf = (number: string) => [...engine().calls()].find(({ facts }) => facts.caller === number);

describe('a callback', () => {
  it('is promised by an agent for an own group, once a number', async () => {
    const { status, body } = await promise('139 1234 0001', { note: '报价' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      number: '13912340001',
      state: 'waiting',
      source: 'desk',
      maxTries: 2,
      note: '报价',
      lineName: 'l',
    });
    expect(await promise('13912340001')).toMatchObject({ status: 409, body: { code: 'callback.waiting' } });
    expect(await promise('1391')).toMatchObject({ status: 422, body: { code: 'outbound.not_a_number' } });
    expect(await promise('13912340009', { groupId: other })).toMatchObject({
      status: 404,
      body: { code: 'group.missing' },
    });
  });

  it('is seen and cancelled by those of its groups, and reassigned by who manages', async () => {
    const { body } = await promise('13912340002');
    expect((await list('agent')).map(({ id }) => id)).toContain(body.id);
    expect(await list('supervisor')).toEqual([]);
    expect((await api.as('admin', 'blue').get<CallbackPage>('/callbacks')).body).toMatchObject({
      callbacks: [],
      open: 0,
    });
    expect((await api.as('supervisor').send('PATCH', `/callbacks/${body.id}`, { groupId: other })).body).toMatchObject({
      code: 'callback.missing',
    });
    expect((await api.as('agent').send('PATCH', `/callbacks/${body.id}`, { groupId: other })).status).toBe(403);
    const later = new Date(Date.now() + 3_600_000).toISOString();
    expect(
      await api.as('admin').send('PATCH', `/callbacks/${body.id}`, { groupId: other, dueAt: later }),
    ).toMatchObject({
      status: 200,
      body: { groups: [{ name: 'other' }], dueAt: later },
    });
    expect((await list('supervisor', '?open=true&q=0002')).map(({ id }) => id)).toEqual([body.id]);
    expect((await api.as('agent').post(`/callbacks/${body.id}/cancel`)).status).toBe(404);
    expect((await api.as('supervisor').post(`/callbacks/${body.id}/cancel`)).status).toBe(204);
    expect((await api.as('supervisor').post(`/callbacks/${body.id}/cancel`)).body).toMatchObject({
      code: 'callback.over',
    });
    expect((await api.as('supervisor').get<string>('/callbacks/list.csv')).body).toContain('13912340002');
    expect((await promise('13912340002')).status).toBe(201);
  });

  it('that is due waits among the callers at its place, and is taken from there when it is cancelled', async () => {
    const { body } = await promise('13912340003');
    await runner().tick(tenant);
    const call = callOf('13912340003');
    expect(call?.state).toMatchObject({
      at: 'out',
      why: 'callback',
      queued: true,
      groups: [own],
      since: Date.parse(body.since),
    });
    expect(await row(body.id)).toMatchObject({ state: 'queued', lastCallId: call?.facts.id });
    expect((await api.as('agent').post(`/callbacks/${body.id}/cancel`)).status).toBe(204);
    await expect.poll(() => callOf('13912340003')).toBeUndefined();
    expect(await row(body.id)).toMatchObject({ state: 'cancelled', tries: 0 });
  });

  it('comes back when the call for it was lost, and after a restart', async () => {
    const { body } = await promise('13912340004');
    await runner().tick(tenant);
    await engine().dispatch(callOf('13912340004')?.facts.id as CallId, { type: 'hangup', cause: 'failed' });
    await expect.poll(async () => (await row(body.id))?.lastResult).toBe('agent_lost');
    expect(await row(body.id)).toMatchObject({ state: 'waiting', tries: 0 });
    await api.db.owner.query(`UPDATE callback SET state = 'calling', last_call_id = gen_random_uuid() WHERE id = $1`, [
      body.id,
    ]);
    await runner().resume(tenant);
    expect(await row(body.id)).toMatchObject({ state: 'queued' });
  });

  it('becomes one call, however often it is looked at what is due', async () => {
    await promise('13912340006');
    await Promise.all([runner().tick(tenant), runner().tick(tenant), runner().tick(tenant)]);
    expect([...engine().calls()].filter(({ facts }) => facts.caller === '13912340006')).toHaveLength(1);
  });

  it('that was answered is done when its call ends, should the word of the answer have been lost', async () => {
    const { body } = await promise('13912340007');
    await runner().tick(tenant);
    const call = callOf('13912340007');
    const data = { assignmentId: uuid(), agentId: api.user('agent').id, groupId: own } as never;
    call?.events.push({ at: Date.now(), type: 'agent.answered', data });
    await engine().dispatch(call?.facts.id as CallId, { type: 'hangup', cause: 'failed' });
    await expect.poll(async () => (await row(body.id))?.state).toBe('done');
  });

  it('waits for the hours, and ends when the number is not to be called', async () => {
    const { body } = await promise('13912340005');
    await api.as('admin').post('/outbound/do-not-call', { number: '13912340005' });
    await runner().tick(tenant);
    expect(await row(body.id)).toMatchObject({ state: 'failed', lastResult: 'not_allowed' });
  });
});

it('a call by click is refused in words while there is no telephony, and needs a group', async () => {
  expect(await api.as('agent').post('/agent/calls', { to: '13912340006' })).toMatchObject({
    status: 503,
    body: { code: 'telephony.unavailable' },
  });
  expect((await api.as('agent').get('/agent/outbound')).body).toMatchObject({
    lines: [{ name: 'l' }],
    groups: [{ name: 'own' }],
  });
  const preview = (to: string) => api.as('agent').get(`/agent/outbound/preview?to=${to}`);
  expect((await preview('13912340006')).body).toEqual({
    number: '13912340006',
    cli: '02155556666',
    refused: null,
    again: null,
  });
  expect((await preview('13912340005')).body).toMatchObject({ refused: 'do_not_call', again: null });
  expect(await api.as('supervisor').get('/agent/outbound/preview?to=13912340006')).toMatchObject({
    status: 409,
    body: { code: 'agent.no_group' },
  });
  expect((await api.as('agent').get<RecentCall[]>('/agent/calls/recent')).body).toEqual([]);
});

it('a message is for its group: heard with a purpose, dealt with, and nobody else’s', async () => {
  const id = uuid() as RecordingId;
  await api.db.owner.query(
    `INSERT INTO recording (id, tenant_id, call_id, assignment_id, state, started_at, sealed_at, wrapped_key, seconds)
       VALUES ($1, $2, $1, $1, 'sealed', now(), now(), '\\x00', 7)`,
    [id, tenant],
  );
  await api.db.owner.query(
    `INSERT INTO voicemail (id, tenant_id, call_id, group_id, caller, left_at) VALUES ($1, $2, $1, $3, '13912340007', now())`,
    [id, tenant, own],
  );
  const agent = api.as('agent');
  expect((await agent.get<VoicemailPage>('/voicemails?handled=false&q=0007')).body).toMatchObject({
    unhandled: 1,
    voicemails: [{ id, caller: '13912340007', group: { name: 'own' }, seconds: 7, recording: 'sealed' }],
  });
  for (const stranger of [api.as('supervisor'), api.as('admin', 'blue')]) {
    expect((await stranger.get<VoicemailPage>('/voicemails')).body).toMatchObject({ unhandled: 0, voicemails: [] });
    expect(await stranger.post(`/voicemails/${id}/listen`, { purpose: 'support' })).toMatchObject({
      status: 404,
      body: { code: 'voicemail.missing' },
    });
  }
  expect((await agent.post(`/voicemails/${id}/listen`, {})).status).toBe(422);
  expect((await agent.get(`/voicemails/${id}/audio`)).body).toMatchObject({ code: 'listening.no_permit' });
  expect((await agent.post<ListeningPermit>(`/voicemails/${id}/listen`, { purpose: 'support' })).status).toBe(201);
  expect(
    (await agent.post<Voicemail>(`/voicemails/${id}/handled`, { handled: true, note: '已回电' })).body,
  ).toMatchObject({
    handledBy: 'red agent',
    note: '已回电',
  });
  expect((await agent.get<VoicemailPage>('/voicemails?handled=false')).body.unhandled).toBe(0);
  // Other recordings stay closed to an agent, at the rows.
  const seen = await api.db.owner.query<unknown[]>(`SELECT 1 FROM listening WHERE recording_id = $1`, [id]);
  expect(seen).toHaveLength(1);
});

it('who hangs up while the line is looked up is on record, and no agent is rung for nobody', async () => {
  const channel = {
    ...{ id: 'hung-up', name: 'PJSIP/web', state: 'Ring', caller: { number: '', name: '' }, creationtime: '' },
    dialplan: { context: '', exten: '', app_name: 'Stasis', app_data: '' },
  };
  const exchange = api.app.get(Exchange);
  exchange.event({ type: 'StasisStart', args: ['in', webEndpoint(tenant, 'abc123'), '4001234567'], channel });
  exchange.event({ type: 'ChannelDestroyed', cause: 16, cause_txt: '', channel });
  const record = () => api.db.owner.query(`SELECT cause, queued_at, ended_at FROM cdr WHERE caller = 'web'`);
  await expect.poll(record).toEqual([{ cause: 'caller', queued_at: null, ended_at: expect.any(Date) }]);
  expect([...engine().calls()].some(({ facts }) => facts.channel === channel.id)).toBe(false);
});
