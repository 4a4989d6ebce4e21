import { type Agent, type Group, GroupSettings } from '@sibai/contracts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Changes } from '../../platform/changes.js';
import { TestApi } from '../../platform/testing.js';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());

let serial = 0;
const add = async (tenant: 'red' | 'blue' = 'red') =>
  (await api.as('admin', tenant).post<Group>('/groups', { name: `组${++serial}` })).body;

describe('skill groups', () => {
  it('are added with the usual times, changed, listed and removed', async () => {
    const admin = api.as('admin');
    const { status, body } = await admin.post<Group>('/groups', { name: ' 售前咨询 ' });
    const usual = {
      name: '售前咨询',
      ringSeconds: 20,
      wrapUpSeconds: 30,
      serviceLevelSeconds: 20,
      serviceLevelPercent: 80,
      wrapUpMode: 'fixed',
      dispositionRequired: false,
      callbackOffered: false,
      settings: GroupSettings.parse({}),
      agents: 0,
      supervisors: [],
    };
    expect({ status, body }).toEqual({ status: 201, body: { id: body.id, ...usual } });

    const change = { name: '售后', ringSeconds: 5, wrapUpSeconds: 0, serviceLevelSeconds: 600 };
    const after = { id: body.id, ...usual, ...change };
    expect(await admin.put(`/groups/${body.id}`, change)).toMatchObject({ status: 200, body: after });
    expect((await api.as('agent').get('/groups')).body).toEqual([after]);

    expect((await admin.delete(`/groups/${body.id}`)).status).toBe(204);
    expect((await admin.get('/groups')).body).toEqual([]);
  });

  it('tell the live engine when they change', async () => {
    const told: unknown[] = [];
    const unwatch = api.app.get(Changes).watch((change) => told.push(change));
    const { id } = await add();
    await api.as('admin').put(`/groups/${id}`, { name: '新' });
    await api.as('admin').delete(`/groups/${id}`);
    await api.as('admin').delete(`/groups/${id}`);
    unwatch();
    expect(told).toEqual(Array(3).fill({ kind: 'groups', tenantId: api.user('admin').tenantId }));
  });

  it('have names of their own within a tenant', async () => {
    const { name } = await add();
    const other = await add();
    const taken = { status: 409, body: { code: 'group.name_taken', details: { name } } };
    expect(await api.as('admin').post('/groups', { name })).toMatchObject(taken);
    expect(await api.as('admin').put(`/groups/${other.id}`, { name })).toMatchObject(taken);
    expect((await api.as('admin', 'blue').post('/groups', { name })).status).toBe(201);
  });

  it.each([
    ['name', undefined],
    ['name', '  '],
    ['name', '长'.repeat(41)],
    ['ringSeconds', 4],
    ['ringSeconds', 121],
    ['ringSeconds', 20.5],
    ['ringSeconds', '20'],
    ['wrapUpSeconds', -1],
    ['wrapUpSeconds', 3601],
    ['serviceLevelSeconds', 0],
    ['serviceLevelPercent', 101],
    ['wrapUpMode', 'never'],
    ['settings', { strategy: 'favourite' }],
    ['settings', { minProficiency: 11 }],
    ['settings', { relaxation: [{ afterSeconds: 30 }] }],
    ['settings', { overflow: [{ to: [{ kind: 'callback' }] }] }],
    ['settings', { overflow: [{ afterSeconds: 30, to: [] }] }],
    ['settings', { closedTo: { kind: 'number', to: '010-1234' } }],
    ['settings', { hours: { mon: [{ from: '9', to: '18:00' }] } }],
    ['colour', 'red'],
  ])('are refused with %s %j', async (field, value) => {
    const { id } = await add();
    const body = { name: `组${++serial}`, [field]: value };
    const refused = { status: 422, body: { code: 'request.invalid', details: { issues: [{}] } } };
    expect(await api.as('admin').post('/groups', body)).toMatchObject(refused);
    expect(await api.as('admin').put(`/groups/${id}`, body)).toMatchObject(refused);
  });

  it.each([
    [
      ['relaxation', 1, 'proficiency'],
      {
        relaxation: [
          { afterSeconds: 30, proficiency: 3 },
          { afterSeconds: 60, proficiency: 3 },
        ],
      },
    ],
    [
      ['relaxation', 0, 'proficiency'],
      {
        relaxation: [
          { afterSeconds: 60, proficiency: 5 },
          { afterSeconds: 30, proficiency: 3 },
        ],
      },
    ],
    [['comfort', 0, 'text'], { comfort: [{ kind: 'text', text: ' ' }] }],
    [['wrapUpMaxSeconds'], { wrapUpMaxSeconds: 60 }],
  ])('are refused where one setting makes another senseless: %j', async (path, settings) => {
    const { id } = await add();
    const body = { name: `组${id}`, wrapUpMode: 'extendable', wrapUpSeconds: 90, settings };
    const refused = { status: 422, body: { details: { issues: [{ path: ['settings', ...path] }] } } };
    expect(await api.as('admin').put(`/groups/${id}`, body)).toMatchObject(refused);
    expect(await api.as('admin').post('/groups', body)).toMatchObject(refused);
  });

  it('lend to another group once, and take back in steps what they ask', async () => {
    const { id } = await add();
    const to = (await add()).id;
    const put = (settings: object) => api.as('admin').put(`/groups/${id}`, { name: `组${id}`, settings });
    expect(await put({ lends: [{ to }, { to }] })).toMatchObject({
      body: { details: { issues: [{ path: ['settings', 'lends', 1, 'to'] }] } },
    });
    const relaxation = [
      { afterSeconds: 60, proficiency: 3 },
      { afterSeconds: 30, proficiency: 5, addGroup: to },
      { afterSeconds: 90, addGroup: to },
    ];
    expect((await put({ lends: [{ to }], relaxation })).status).toBe(200);
  });

  it('of another tenant are not there', async () => {
    const { id } = await add('blue');
    const missing = { status: 404, body: { code: 'group.missing', details: { id } } };
    expect(await api.as('admin').put(`/groups/${id}`, { name: '我的' })).toMatchObject(missing);
    expect(await api.as('admin').delete(`/groups/${id}`)).toMatchObject(missing);
  });

  it('stay while a flow leads to them', async () => {
    const { id } = await add();
    const flow = (group: string) => ({
      schemaVersion: 1,
      start: 'queue',
      nodes: { queue: { kind: 'queue', groups: [group] } },
    });
    const other = await add();
    const made = await api.as('admin').post<{ id: string }>('/flows', { name: '导航', definition: flow(id) });
    expect(made.status).toBe(201);
    const inUse = { status: 409, body: { code: 'group.in_use' } };
    expect(await api.as('admin').delete(`/groups/${id}`)).toMatchObject(inUse);

    await api.as('admin').post(`/flows/${made.body.id}/versions`, { definition: flow(other.id) });
    expect((await api.as('admin').delete(`/groups/${id}`)).status).toBe(204);
    expect(await api.as('admin').delete(`/groups/${other.id}`)).toMatchObject(inUse);
  });

  it('lead to groups and recordings that are there, and to others than themselves', async () => {
    const admin = api.as('admin');
    const { id } = await add();
    const other = await add();
    const put = (settings: object) => admin.put(`/groups/${id}`, { name: `组${id}`, settings });
    const to = (groupId: string) => ({ overflow: [{ afterSeconds: 30, to: [{ kind: 'group', groupId }] }] });
    const gone = randomUUID();
    for (const [settings, missing] of [
      [to(id), id],
      [to(gone), gone],
      [{ lends: [{ to: gone }] }, gone],
      [{ relaxation: [{ afterSeconds: 9, addGroup: gone }] }, gone],
      [{ closedTo: { kind: 'voicemail', groupId: gone } }, gone],
    ] as const)
      expect(await put(settings)).toMatchObject({
        status: 404,
        body: { code: 'group.missing', details: { id: missing } },
      });
    expect(await put({ music: gone })).toMatchObject({ status: 404, body: { code: 'prompt.missing' } });
    expect((await put(to(other.id))).status).toBe(200);
    expect(await admin.delete(`/groups/${other.id}`)).toMatchObject({ status: 409, body: { code: 'group.in_use' } });
    const theirs = await add('blue');
    expect(await put(to(theirs.id))).toMatchObject({ status: 404, body: { code: 'group.missing' } });
  });

  it('say nothing banned to those who find them closed', async () => {
    const { id } = await add();
    const say = (words: string) =>
      api.as('admin').put(`/groups/${id}`, { name: `组${id}`, settings: { closedTo: { kind: 'hangup', words } } });
    expect(await say('国家级服务，请明天再来。')).toMatchObject({ status: 422, body: { code: 'words.blocked' } });
    expect((await say('请在工作时间来电。')).status).toBe(200);
  });

  it('stay once they have taken a call', async () => {
    const { id } = await add();
    await api.db.owner.query(
      `INSERT INTO assignment (id, tenant_id, call_id, agent_id, group_id, state, offered_at, trace)
       VALUES (gen_random_uuid(), $1, gen_random_uuid(), $2, $3, 'ended', now(), '{}')`,
      [api.user('agent').tenantId, api.user('agent').id, id],
    );
    expect(await api.as('admin').delete(`/groups/${id}`)).toMatchObject({
      status: 409,
      body: { code: 'group.in_use' },
    });
  });
});

describe('agents', () => {
  const set = (skills: unknown, agent: string = api.user('agent').id) =>
    api.as('admin').put<Agent>(`/agents/${agent}/skills`, { skills });

  it('are the users who may take calls, offline until they sign in to the desk', async () => {
    const { body } = await api.as('supervisor').get<Agent[]>('/agents');
    expect(body.map(({ email, presence, reason, skills }) => ({ email, presence, reason, skills }))).toEqual([
      { email: 'agent@red.test', presence: 'offline', reason: null, skills: [] },
      { email: 'supervisor@red.test', presence: 'offline', reason: null, skills: [] },
    ]);
  });

  it('are given skills as a whole', async () => {
    const [a, b] = [await add(), await add()];
    const both = [
      { groupId: a.id, proficiency: 8, priority: 9, ringOrder: 2 },
      { groupId: b.id, proficiency: 1, priority: 0, ringOrder: 0 },
    ];
    expect(await set(both)).toMatchObject({ status: 200, body: { id: api.user('agent').id, skills: both } });
    expect(await set(both.slice(1))).toMatchObject({ status: 200, body: { skills: both.slice(1) } });
    const { body } = await api.as('admin').get<Agent[]>('/agents');
    expect(body[0]?.skills).toEqual(both.slice(1));
    const groups = (await api.as('admin').get<Group[]>('/groups')).body;
    expect(groups.filter(({ id }) => id === a.id || id === b.id).map(({ agents }) => agents)).toEqual([0, 1]);
    expect((await set([])).body.skills).toEqual([]);
  });

  it('are shown with what they do', async () => {
    const { id, tenantId } = api.user('agent');
    const since = '2026-11-22T01:02:03.004Z';
    await api.db.owner.query(
      `INSERT INTO agent_presence (agent_id, tenant_id, presence, reason, since) VALUES ($1, $2, 'busy', 'meeting', $3)`,
      [id, tenantId, since],
    );
    const { body } = await api.as('admin').get<Agent[]>('/agents');
    expect(body[0]).toMatchObject({ presence: 'busy', reason: 'meeting', since });
  });

  it('keep their skills when new ones are refused', async () => {
    const [mine, theirs] = [await add(), await add('blue')];
    const before = [{ groupId: mine.id, proficiency: 3, priority: 0, ringOrder: 0 }];
    await set(before);
    const missing = { status: 404, body: { code: 'group.missing' } };
    expect(await set([...before, { groupId: theirs.id, proficiency: 5 }])).toMatchObject(missing);
    expect(await set([{ groupId: randomUUID(), proficiency: 5 }])).toMatchObject(missing);
    expect(await set([...before, ...before])).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
    for (const proficiency of [0, 11, 1.5, '5'])
      expect((await set([{ groupId: mine.id, proficiency }])).status).toBe(422);
    expect((await set([{ groupId: mine.id, proficiency: 5, priority: 10 }])).status).toBe(422);
    expect((await set('all')).status).toBe(422);
    expect((await api.as('admin').get<Agent[]>('/agents')).body[0]?.skills).toEqual(before);
  });

  it('are not admins, disabled users, or those of another tenant', async () => {
    for (const id of [api.user('admin').id, api.user('agent', 'blue').id, randomUUID()])
      expect(await set([], id)).toMatchObject({ status: 404, body: { code: 'user.missing' } });
  });

  it('end with one whole set when two people set it at once', async () => {
    const groups = await Promise.all(Array.from({ length: 6 }, () => add()));
    const sets = [groups.slice(0, 3), groups.slice(3)].map((half) =>
      half.map(({ id }) => ({ groupId: id, proficiency: 5 })),
    );
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => set(sets[i % 2])));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    const skills = (await api.as('admin').get<Agent[]>('/agents')).body[0]?.skills;
    expect(sets.map((all) => all.map(({ groupId }) => groupId).toSorted())).toContainEqual(
      skills?.map(({ groupId }) => groupId as string),
    );
  });
});
