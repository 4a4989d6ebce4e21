import {
  type Alarm,
  type AlarmPage,
  FLOOR_DEFAULTS,
  type Group,
  type IntervalDetail,
  type IntervalHistory,
  Live,
} from '@sibai/contracts';
import type { AgentId, CallId, GroupId } from '@sibai/kernel';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Changes } from '../../platform/changes.js';
import { Db } from '../../platform/db.js';
import { ENV, type Env } from '../../platform/env.js';
import { TestApi } from '../../platform/testing.js';
import { CallEngine } from '../engine.js';
import { presencesSince } from '../floor.presence.js';
import { Floor } from '../floor.js';
import { Tenants } from '../tenants.js';
import { Alarms } from './alarms.js';
import { FloorSettingsStore } from './floor-settings.js';
import { LiveService } from './live.service.js';
import { OwnGroups } from './own-groups.js';
import { WallGroups } from './wall-groups.js';

let api: TestApi;
/** The supervisor's own, and another's. */
let [own, other] = ['', ''] as [GroupId, GroupId];
let agent: AgentId;
beforeAll(async () => {
  api = await TestApi.start();
  const admin = api.as('admin');
  const add = async (body: object) => (await admin.post<Group>('/groups', body)).body.id;
  own = await add({ name: '销售', supervisors: [api.user('supervisor').id] });
  other = await add({ name: '售后' });
  agent = api.user('agent').id as string as AgentId;
  await admin.put(`/agents/${agent}/skills`, { skills: [skill(own), skill(other)] });
  await aDay();
  await weeksBefore();
  await api.app.get(Floor).load(tenant());
});
afterAll(() => api.stop());

const skill = (groupId: string, proficiency = 5) => ({ groupId, proficiency, priority: 0, ringOrder: 0 });
const tenant = () => api.user('admin').tenantId;

/** Of a day that is over, in China's time. */
const DAY = '2026-03-02';
const at = (time: string) => `${DAY}T${time}+08:00`;

/** A morning worked out on paper: 09:00 to 09:15 and 09:15 to 09:30. */
async function aDay(): Promise<void> {
  const { owner } = api.db;
  const call = async (group: string, queued: string, seconds: number, answered: boolean) => {
    const id = randomUUID();
    await owner.query(
      `INSERT INTO cdr (call_id, tenant_id, caller, dialled, started_at, queued_at, answered_at, ended_at, outcome, group_id, agent_id, queue_ms)
       VALUES ($1, $2, '13812341234', '4008001234', $3, $3, CASE WHEN $5 THEN $3::timestamptz + make_interval(secs => $4) END,
               $3::timestamptz + make_interval(secs => $4 + 60), CASE WHEN $5 THEN 'answered' ELSE 'abandoned' END, $6, CASE WHEN $5 THEN $7::uuid END, $4 * 1000)`,
      [id, tenant(), at(queued), seconds, answered, group, agent],
    );
    return id;
  };
  const talk = (callId: string, group: string, answered: string, seconds: number) =>
    owner.query(
      `INSERT INTO assignment (id, tenant_id, call_id, agent_id, group_id, state, offered_at, answered_at, ended_at, trace)
       VALUES (gen_random_uuid(), $1, $2, $3, $4, 'ended', $5, $5, $5::timestamptz + make_interval(secs => $6), '{}')`,
      [tenant(), callId, agent, group, at(answered), seconds],
    );
  const was = (presence: string, since: string, until: string) =>
    owner.query(`INSERT INTO presence_log (tenant_id, agent_id, presence, since, until) VALUES ($1, $2, $3, $4, $5)`, [
      tenant(),
      agent,
      presence,
      at(since),
      at(until),
    ]);

  await talk(await call(own, '09:01:00', 10, true), own, '09:01:10', 100);
  await talk(await call(own, '09:05:00', 25, true), own, '09:05:25', 80);
  await call(own, '09:06:00', 30, false);
  await call(own, '09:07:00', 3, false);
  await talk(await call(other, '09:16:00', 5, true), other, '09:16:05', 55);
  await was('ready', '09:00:00', '09:01:10');
  await was('talking', '09:01:10', '09:02:50');
  await was('wrap_up', '09:02:50', '09:03:10');
  await was('ready', '09:03:10', '09:05:25');
  await was('talking', '09:05:25', '09:06:45');
  await was('break', '09:06:45', '09:16:00');
  await was('talking', '09:16:05', '09:17:00');
}

/** Just after midnight: three calls a week ago, one three weeks ago. */
async function weeksBefore(): Promise<void> {
  const week = 7 * 86_400_000;
  const dayStart = Date.parse(`${new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)}T00:00:00+08:00`);
  for (const [weeks, count] of [
    [1, 3],
    [3, 1],
  ] as const)
    for (let i = 0; i < count; i++)
      await api.db.owner.query(
        `INSERT INTO cdr (call_id, tenant_id, caller, dialled, started_at, queued_at, answered_at, ended_at, outcome, group_id, queue_ms)
         VALUES (gen_random_uuid(), $1, '1', '2', $2, $2, $2, $2, 'answered', $3, 0)`,
        [tenant(), new Date(dayStart - weeks * week + 1).toISOString(), other],
      );
}

const history = (role: 'admin' | 'supervisor', query = '') =>
  api.as(role).get<IntervalHistory>(`/floor/intervals?from=${DAY}&to=${DAY}${query}`);

describe('the history by quarters of an hour', () => {
  it('is what a hand computes from the rows, of own groups for a supervisor', async () => {
    const { status, body } = await history('supervisor');
    expect(status).toBe(200);
    const [first, second, ...rest] = body.rows;
    expect(rest).toEqual([]);
    expect(first).toMatchObject({
      from: new Date(at('09:00:00')).toISOString(),
      groupName: '销售',
      offered: 4,
      answered: 2,
      abandoned: 2,
      abandonedShort: 1,
      handled: 2,
      // (100 + 80 + 20) ÷ 2
      handleMs: 100_000,
      averageWaitMs: 17_500,
    });
    // One of three in 20 s; talking and wrap-up 200 s of 405; on duty 405 of 900.
    expect(first?.serviceLevel).toBeCloseTo(100 / 3, 10);
    expect(first?.occupancy).toBeCloseTo((100 * 200) / 405, 10);
    expect(first?.staffed).toBeCloseTo(405 / 900, 10);
    // The agent is of this group too, though the call was another's.
    expect(second).toMatchObject({ groupName: '销售', offered: 0, handled: 0, handleMs: null });
    expect(body.total).toMatchObject({ offered: 4, handled: 2 });
  });

  it('of all groups for an admin, each agent counted once in the total', async () => {
    const { body } = await history('admin');
    expect(body.rows.map(({ groupName, offered }) => [groupName, offered])).toEqual([
      ['销售', 4],
      ['售后', 0],
      ['销售', 0],
      ['售后', 1],
    ]);
    expect(body.total).toMatchObject({ offered: 5, handled: 3 });
    expect(body.total.occupancy).toBeCloseTo((100 * 255) / 460, 10);
  });

  it('leads down to the agents and the calls', async () => {
    const [from, to] = [at('09:00:00'), at('09:15:00')].map((time) => new Date(time).toISOString());
    const { body } = await api
      .as('supervisor')
      .get<IntervalDetail>(`/floor/intervals/detail?from=${from}&to=${to}&groupId=${own}`);
    expect(body.agents).toMatchObject([
      { agentId: agent, answered: 2, talkMs: 180_000, wrapUpMs: 20_000, readyMs: 205_000 },
    ]);
    expect(body.calls.map(({ waitMs, answered }) => [waitMs, answered])).toEqual([
      [10_000, true],
      [25_000, true],
      [30_000, false],
      [3_000, false],
    ]);
  });

  it('is read without a look at all that agents ever did', async () => {
    const user = api.user('supervisor').id;
    await api.db.owner.query(
      `INSERT INTO presence_log (tenant_id, agent_id, presence, since, until)
       SELECT $1, $2, 'ready', begun, begun + interval '2 minutes'
         FROM generate_series('2020-01-01'::timestamptz, '2020-02-01', '2 minutes') AS begun`,
      [tenant(), user],
    );
    await api.db.owner.query('ANALYZE presence_log');
    const [explained] = await api.app
      .get(Db)
      .as(tenant(), (em) =>
        em.query<{ 'QUERY PLAN': unknown }[]>(
          `EXPLAIN (ANALYZE, FORMAT JSON) SELECT FROM ${presencesSince('$1::timestamptz')} AS presence`,
          [at('00:00:00')],
        ),
      );
    const read = [...JSON.stringify(explained).matchAll(/"(?:Actual Rows|Rows Removed by Filter)":([\d.]+)/g)];
    expect(Math.max(...read.map(([, rows]) => Number(rows)))).toBeLessThan(100);
    await api.db.owner.query('DELETE FROM presence_log WHERE agent_id = $1', [user]);
  });

  it('leaves as CSV, and is refused of groups of others, of agents, and of more than a month', async () => {
    const csv = await api.as('supervisor').raw(`/floor/intervals.csv?from=${DAY}&to=${DAY}`);
    const lines = (await csv.text()).trim().split('\r\n');
    expect(lines[0]).toContain('时段,技能组,进线,接通,放弃,短放弃');
    expect(lines[1]).toBe('2026-03-02 09:00:00,销售,4,2,2,1,33.3,66.7,33.3,18,2,100,49.4,0.45');
    expect(lines).toHaveLength(3);
    const refused = { status: 403, body: { code: 'floor.not_own_group' } };
    expect(await history('supervisor', `&groupId=${other}`)).toMatchObject(refused);
    const detail = `/floor/intervals/detail?from=${DAY}T00:00:00Z&to=${DAY}T01:00:00Z&groupId=${other}`;
    expect(await api.as('supervisor').get(detail)).toMatchObject(refused);
    expect((await api.as('agent').get(`/floor/intervals?from=${DAY}&to=${DAY}`)).status).toBe(403);
    for (const [from, to] of [
      ['2026-01-01', '2026-02-01'],
      ['2026-03-03', DAY],
      ['2026-02-30', '2026-03-01'],
    ])
      expect((await api.as('admin').get(`/floor/intervals?from=${from}&to=${to}`)).status).toBe(422);
  });
});

describe('the wallboard', () => {
  const board = async (role: 'admin' | 'supervisor') =>
    api.app.get(LiveService).board(tenant(), await api.app.get(OwnGroups).of({ ...me(role), role }));
  const me = (role: 'admin' | 'supervisor') => ({ userId: api.user(role).id, tenantId: tenant() });

  it('is of own groups for a supervisor and of all for an admin, as the wire says', async () => {
    const seen = Live.parse(await board('supervisor'));
    expect(seen).toMatchObject({ scope: 'own_groups', lines: [], today: { refused: null } });
    expect(seen.groups.map(({ name }) => name)).toEqual(['销售']);
    expect(seen.agents).toMatchObject([{ id: agent, groups: [own] }]);
    const all = Live.parse(await board('admin'));
    expect(all.groups.map(({ name }) => name)).toEqual(['销售', '售后']);
    expect(all.groups[0]?.outlook).toMatchObject({ serviceLevel: null, breach: false, reason: 'nobody_expected' });
    expect(all.today.refused).toBe(0);
  });

  it('has the lines that there are, and none that is closed', async () => {
    const [trunk, flow] = [randomUUID(), randomUUID()];
    const { owner } = api.db;
    await owner.query(`INSERT INTO trunk (id, tenant_id, name, match) VALUES ($1, $2, 't', 'address')`, [
      trunk,
      tenant(),
    ]);
    await owner.query(`INSERT INTO flow (id, tenant_id, name) VALUES ($1, $2, 'f')`, [flow, tenant()]);
    for (const [number, state] of [
      ['4007770001', 'live'],
      ['4007770002', 'closed'],
    ])
      await owner.query(
        `INSERT INTO line (id, tenant_id, number, name, trunk_id, flow_id, concurrency, state)
         VALUES (gen_random_uuid(), $1, $2, 'l', $3, $4, 5, $5)`,
        [tenant(), number, trunk, flow, state],
      );
    api.app.get(Changes).emit({ kind: 'lines', tenantId: tenant() });
    expect((await board('admin')).lines.map(({ name }) => name)).toEqual(['l 4007770001']);
  });

  it('says who waits and since when, and what each agent does since when', async () => {
    const floor = api.app.get(Floor);
    const calls = [randomUUID(), randomUUID()] as CallId[];
    const since = Date.now() - 42_000;
    floor.choose(tenant(), agent, { at: 'break' });
    calls.forEach((call, n) => void floor.enqueue(tenant(), call, [own], since + n * 30_000, false));
    const { groups, agents } = await board('supervisor');
    expect(groups[0]).toMatchObject({
      ...{ name: '销售', open: true, waiting: 2, longestSince: new Date(since).toISOString() },
      ...{ ready: 0, talking: 0, wrapUp: 0, paused: 1, signedIn: 1, targetSeconds: 20 },
    });
    expect(agents).toMatchObject([{ id: agent, name: 'red agent', presence: 'break', reason: null, callId: null }]);
    expect(Date.now() - Date.parse(agents[0]?.since ?? '')).toBeLessThan(30_000);
    for (const call of calls) floor.leave(tenant(), call);
    floor.choose(tenant(), agent, { at: 'offline' });
    const { groups: after } = await board('supervisor');
    expect(after[0]).toMatchObject({ waiting: 0, longestSince: null, signedIn: 0 });
  });

  it('stands beside the same weekday of the weeks before', async () => {
    const { before } = await board('admin');
    expect(before).toMatchObject({ weeks: 2, lastWeek: { offered: 3 }, usual: { offered: 2, serviceLevel: 100 } });
    expect((await board('supervisor')).before).toMatchObject({ weeks: 0, lastWeek: null, usual: null });
  });

  it('warns as the admin has set it, which is on record, and as nobody else may', async () => {
    const settings = { ...FLOOR_DEFAULTS, alarmsOff: ['handle_time' as const] };
    const wrong = { ...settings, thresholds: { ...settings.thresholds, connectRate: { warn: 98, bad: 99 } } };
    expect((await api.as('admin').put('/floor/settings', wrong)).status).toBe(422);
    expect((await api.as('supervisor').put('/floor/settings', settings)).status).toBe(403);
    expect((await api.as('admin').put('/floor/settings', settings)).body).toEqual(settings);
    expect((await api.as('supervisor').get('/floor/settings')).body).toEqual(settings);
    expect((await api.as('admin', 'blue').get('/floor/settings')).body).toEqual(FLOOR_DEFAULTS);
    const [row] = await api.db.owner.query<{ detail: object }[]>(
      `SELECT detail FROM audit WHERE act = 'floor.settings_changed'`,
    );
    expect(row?.detail).toEqual({ alarmsOff: { before: [], after: ['handle_time'] } });
  });
});

describe('alarms', () => {
  const page = async (role: 'admin' | 'supervisor') => (await api.as(role).get<AlarmPage>('/floor/alarms')).body.alarms;
  const T0 = Date.now();

  it('open without a page, are seen and acknowledged by who they concern, outlive a restart, and close', async () => {
    const alarms = api.app.get(Alarms);
    await alarms.look(tenant(), T0);
    expect(await page('admin')).toEqual([]);
    // Nobody has been signed in for 20 s.
    await alarms.look(tenant(), T0 + 20_000);
    const opened = await page('admin');
    expect(opened.map(({ kind, name, closedAt }) => [kind, name, closedAt]).toSorted()).toEqual([
      ['unstaffed', '售后', null],
      ['unstaffed', '销售', null],
    ]);
    expect((await page('supervisor')).map(({ name }) => name)).toEqual(['销售']);

    const foreign = opened.find(({ groups }) => groups.includes(other)) as Alarm;
    const mine = opened.find(({ groups }) => groups.includes(own)) as Alarm;
    const acknowledge = (role: 'admin' | 'supervisor', { id }: Alarm) =>
      api.as(role).post<Alarm>(`/floor/alarms/${id}/acknowledge`);
    expect(await acknowledge('supervisor', foreign)).toMatchObject({ status: 403 });
    expect(await acknowledge('supervisor', mine)).toMatchObject({
      status: 200,
      body: { acknowledgedBy: 'red supervisor' },
    });
    expect((await acknowledge('admin', mine)).body.acknowledgedBy).toBe('red supervisor');
    expect((await api.as('admin', 'blue').post(`/floor/alarms/${mine.id}/acknowledge`)).status).toBe(404);

    // What a process that has just started knows: the rows.
    const fresh = new Alarms(
      api.app.get<Env>(ENV),
      api.app.get(Db),
      api.app.get(Tenants),
      api.app.get(WallGroups),
      api.app.get(CallEngine),
      api.app.get(FloorSettingsStore),
      api.app.get(OwnGroups),
    );
    await fresh.look(tenant(), T0 + 60_000);
    expect((await page('admin')).map(({ id }) => id)).toEqual(opened.map(({ id }) => id));
    // Not wanted any more: it closes, and stays in the history.
    await api.as('admin').put('/floor/settings', { ...FLOOR_DEFAULTS, alarmsOff: ['unstaffed'] });
    await fresh.look(tenant(), T0 + 70_000);
    const history = await page('admin');
    expect(history.every(({ closedAt }) => closedAt !== null)).toBe(true);
    expect(await fresh.open(tenant())).toEqual([]);
  });
});

describe('an agent who stays away', () => {
  it('raises an alarm that the supervisors of each of the groups see, by the tenant’s own limit, until the return', async () => {
    const [alarms, floor] = [api.app.get(Alarms), api.app.get(Floor)];
    const thresholds = { ...FLOOR_DEFAULTS.thresholds, breakMinutes: { warn: 5, bad: 20 } };
    await api.as('admin').put('/floor/settings', { ...FLOOR_DEFAULTS, thresholds, alarmsOff: ['unstaffed'] });
    floor.choose(tenant(), agent, { at: 'break' });
    const began = Date.now();
    const open = async () => {
      const { body } = await api.as('supervisor').get<AlarmPage>('/floor/alarms');
      return body.alarms.filter(({ kind }) => kind === 'long_break');
    };
    await alarms.look(tenant(), began + 19 * 60_000);
    expect(await open()).toEqual([]);
    await alarms.look(tenant(), began + 21 * 60_000);
    const away = { subject: agent, name: 'red agent', value: 21, advice: { limit: 20 }, closedAt: null };
    expect(await open()).toMatchObject([away]);
    expect(new Set((await open())[0]?.groups)).toEqual(new Set([own, other]));
    await alarms.look(tenant(), began + 25.5 * 60_000);
    expect(await open()).toMatchObject([{ ...away, value: 25 }]);
    floor.choose(tenant(), agent, { at: 'offline' });
    await alarms.look(tenant(), began + 26 * 60_000);
    expect(await open()).toMatchObject([{ value: 25, closedAt: new Date(began + 26 * 60_000).toISOString() }]);
  });

  it('has the defaults for what a tenant saved before there was such a limit', async () => {
    const { breakMinutes: _, busyMinutes: __, ...old } = FLOOR_DEFAULTS.thresholds;
    const settings = {
      ...FLOOR_DEFAULTS,
      thresholds: { ...old, occupancy: { warn: 70, bad: 75 } },
      enoughCalls: undefined,
    };
    await api.db.owner.query(`UPDATE floor_setting SET settings = $1`, [JSON.stringify(settings)]);
    expect(await new FloorSettingsStore(api.app.get(Db), api.app.get(Changes)).of(tenant())).toEqual({
      ...FLOOR_DEFAULTS,
      thresholds: { ...FLOOR_DEFAULTS.thresholds, occupancy: { warn: 70, bad: 75 } },
    });
  });
});

describe('steering', () => {
  const call = randomUUID() as CallId;

  it('is of own groups, and of nothing that is not there', async () => {
    const supervisor = api.as('supervisor');
    const missing = { status: 404, body: { code: 'call.missing' } };
    expect(await supervisor.put(`/floor/calls/${call}/supervision`, { mode: 'listen' })).toMatchObject(missing);
    expect(await supervisor.put(`/floor/calls/${call}/group`, { groupId: own })).toMatchObject(missing);
    expect(await supervisor.post(`/floor/groups/${other}/broadcast`, { text: '请示闲' })).toMatchObject({
      status: 403,
    });
    expect(await supervisor.post(`/floor/groups/${own}/broadcast`, { text: ' ' })).toMatchObject({ status: 422 });
    expect((await supervisor.post(`/floor/groups/${own}/broadcast`, { text: '请示闲' })).body).toEqual({ desks: 0 });
    expect((await supervisor.get('/floor/supervision')).body).toEqual({ supervision: null });
    expect((await api.as('agent').get('/floor/supervision')).status).toBe(403);
  });

  it('changes an agent’s skills in own groups and leaves the others', async () => {
    const supervisor = api.as('supervisor');
    const path = `/floor/agents/${agent}/skills`;
    expect(await supervisor.put(path, { skills: [skill(other, 9)] })).toMatchObject({ status: 403 });
    expect((await supervisor.put(path, { skills: [skill(own, 9)] })).status).toBe(204);
    const skills = await api.db.owner.query<{ group_id: string; proficiency: number }[]>(
      `SELECT group_id, proficiency FROM agent_skill WHERE agent_id = $1 ORDER BY proficiency`,
      [agent],
    );
    expect(skills.map(({ group_id, proficiency }) => [group_id, proficiency])).toEqual([
      [other, 5],
      [own, 9],
    ]);
  });

  it('forces no state on who is not signed in or not of own groups, and each act is on record', async () => {
    const force = (id: string) => api.as('supervisor').put(`/floor/agents/${id}/presence`, { presence: 'break' });
    expect(await force(agent)).toMatchObject({ status: 409, body: { code: 'floor.agent_offline' } });
    expect(await force(api.user('supervisor').id)).toMatchObject({ status: 403 });
    const acts = await api.db.owner.query<{ act: string }[]>(
      `SELECT act FROM audit WHERE act LIKE 'steering.%' ORDER BY id`,
    );
    expect(acts.map(({ act }) => act)).toEqual(['steering.broadcast', 'steering.skills_set']);
  });
});
