import type { Directory, Workday } from '@sibai/contracts';
import type { AgentId } from '@sibai/kernel';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Db } from '../../platform/db.js';
import { TestApi } from '../../platform/testing.js';
import { Seats } from './seats.js';

let api: TestApi;
const group = randomUUID();

beforeAll(async () => {
  api = await TestApi.start();
  const { tenantId, id } = api.user('agent');
  await api.db.owner.query(`INSERT INTO skill_group (id, tenant_id, name) VALUES ($1, $2, '售前')`, [group, tenantId]);
  await api.db.owner.query(
    `INSERT INTO agent_skill (agent_id, group_id, tenant_id, proficiency) VALUES ($1, $2, $3, 5)`,
    [id, group, tenantId],
  );
});
afterAll(() => api.stop());

const MIDNIGHT = `date_trunc('day', now() AT TIME ZONE 'Asia/Shanghai') AT TIME ZONE 'Asia/Shanghai'`;
const log = (presence: string, reason: string | null, since: string, until: string) =>
  api.db.owner.query(
    `INSERT INTO presence_log (tenant_id, agent_id, presence, reason, since, until)
     VALUES ($1, $2, $3, $4, ${since}, ${until})`,
    [api.user('agent').tenantId, api.user('agent').id, presence, reason],
  );

it('adds up the time in each state since midnight in China, the present one included, and no other day', async () => {
  await log('busy', 'meeting', `${MIDNIGHT} - interval '2 hours'`, `${MIDNIGHT} + interval '10 seconds'`);
  await log('break', null, `${MIDNIGHT} - interval '3 days'`, `${MIDNIGHT} - interval '2 days'`);
  await log('busy', 'meeting', `${MIDNIGHT} + interval '10 seconds'`, `${MIDNIGHT} + interval '15 seconds'`);
  await log('offline', null, `${MIDNIGHT} + interval '15 seconds'`, `${MIDNIGHT} + interval '20 seconds'`);
  await log('ready', null, `greatest(now() - interval '1 hour', ${MIDNIGHT})`, 'NULL');
  const [{ since }] = await api.db.owner.query<[{ since: Date }]>(`SELECT since FROM presence_log WHERE until IS NULL`);
  const { body } = await api.as('agent').get<Workday>('/agent/day');
  expect(body.limits).toEqual({ break: { warn: 10, bad: 15 }, busy: { warn: 30, bad: 60 } });
  expect(body.states).toHaveLength(2);
  expect(body.states).toContainEqual({ presence: 'busy', reason: 'meeting', ms: 15_000 });
  const ready = body.states.find(({ presence }) => presence === 'ready');
  expect(Math.abs((ready?.ms ?? 0) - (Date.parse(body.at) - since.getTime()))).toBeLessThan(2);
  expect((await api.as('agent', 'blue').get<Workday>('/agent/day')).body.states).toEqual([]);
});

it('lists the colleagues who have a desk, with their groups, and nobody of another enterprise', async () => {
  const { tenantId, id: agent } = api.user('agent');
  await api.db.owner.query(
    `INSERT INTO agent_presence (agent_id, tenant_id, presence, since) VALUES ($1, $2, 'break', now())`,
    [agent, tenantId],
  );
  const seen = await api.as('supervisor').get<Directory>('/agent/directory');
  expect(seen.body.agents).toMatchObject([{ name: 'red agent', presence: 'break', groups: ['售前'] }]);
  expect(seen.body.nodes).toEqual([]);
  expect((await api.as('agent').get<Directory>('/agent/directory')).body.agents).toEqual([]);
  expect((await api.as('agent', 'blue').get<Directory>('/agent/directory')).body.agents).toEqual([]);
  expect(await api.as('agent').get(`/agent/directory?callId=${randomUUID()}`)).toMatchObject({ body: { nodes: [] } });
  expect(await api.as('agent').get('/agent/directory?callId=x')).toMatchObject({ status: 422 });
});

it('gives back what was written about a call, to who talked in it', async () => {
  const { tenantId, id: agent } = api.user('agent');
  const call = randomUUID();
  await api.db.owner.query(
    `INSERT INTO cdr (call_id, tenant_id, caller, dialled, started_at) VALUES ($1, $2, '13800138000', '4008001234', now())`,
    [call, tenantId],
  );
  await api.db.owner.query(
    `INSERT INTO assignment (id, tenant_id, call_id, agent_id, group_id, state, offered_at, answered_at, trace)
     VALUES ($1, $2, $3, $4, $5, 'answered', now(), now(), '{}')`,
    [randomUUID(), tenantId, call, agent, group],
  );
  const read = (role: 'agent' | 'supervisor') => api.as(role).get(`/agent/calls/${call}/notes`);
  expect((await read('agent')).body).toEqual({ notes: '', disposition: null });
  await api.as('agent').send('PUT', `/agent/calls/${call}/notes`, { notes: '问价格', disposition: null });
  expect((await read('agent')).body).toEqual({ notes: '问价格', disposition: null });
  expect(await read('supervisor')).toMatchObject({ status: 404, body: { code: 'call.missing' } });
});

describe('the seat of an agent with several devices', () => {
  const me = () => [api.user('agent').tenantId, api.user('agent').id as string as AgentId] as const;
  const claim = (seats: Seats, device: string) => seats.claim(...me(), device, `Chrome · ${device}`);
  const phone = (seat?: string) => api.as('agent').post('/agent/phone', seat === undefined ? {} : { seat });
  const elsewhere = { status: 409, body: { code: 'agent.seat_elsewhere' } };

  it('is the first one’s, moves only when that is asked for, and the next process knows', async () => {
    const seats = api.app.get(Seats);
    expect(await claim(seats, 'office')).toBe(true);
    expect(await claim(seats, 'home')).toBe(false);
    const later = new Seats(api.app.get(Db));
    expect(await claim(later, 'home')).toBe(false);
    expect(await claim(later, 'office')).toBe(true);
    await later.take(...me(), 'home', 'Edge · macOS');
    const seen = await seats.seenBy(...me(), 'office');
    expect(seen).toMatchObject({ mine: false, device: 'Edge · macOS' });
    await seats.take(...me(), 'home', 'Edge · macOS');
    expect((await seats.seenBy(...me(), 'home')).since).toBe(seen.since);
  });

  it('is what a phone is given for: no other device gets one', async () => {
    expect(await phone('office')).toMatchObject(elsewhere);
    expect(await phone()).toMatchObject(elsewhere);
    expect(await phone('home')).toMatchObject({ body: { code: 'telephony.unavailable' } });
    expect(await phone('x'.repeat(65))).toMatchObject({ status: 422 });
  });

  it('is free once nothing is connected, unless something has come meanwhile', async () => {
    const seats = api.app.get(Seats);
    await seats.leaveAll(me()[0], () => false);
    expect(await phone('office')).toMatchObject(elsewhere);
    // In the order in which it was asked for.
    const left = seats.leave(...me(), () => true);
    expect(await claim(seats, 'office')).toBe(true);
    await left;
    expect(await phone('home')).toMatchObject(elsewhere);
  });
});
