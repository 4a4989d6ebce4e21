import type { Group, MoveCall, SetOwnSkills, SetPresence } from '@sibai/contracts';
import { Flow } from '@sibai/ivr';
import type { AgentId, AssignmentId, CallId, FlowVersionId, GroupId, LegId, LineId, UserId } from '@sibai/kernel';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { Changes } from '../../platform/changes.js';
import { Db } from '../../platform/db.js';
import { SessionService } from '../../platform/session.service.js';
import { type Answer, Client, TestApi } from '../../platform/testing.js';
import { Phones } from '../agent/phones.js';
import { LiveService } from '../analytics/live.service.js';
import { OwnGroups } from '../analytics/own-groups.js';
import { CallEngine } from '../engine.js';
import { Exchange } from '../exchange.js';
import { Floor } from '../floor.js';
import type { LiveCall } from '../live-call.js';
import { SupervisionRights } from './supervision-rights.js';
import { Supervisions } from './supervisions.js';

let api: TestApi;
let [own, second, other] = ['', '', ''] as [GroupId, GroupId, GroupId];
let agent: AgentId;
/** Supervises `other` alone. */
let stranger: UserId;
const [waiting, talking] = [uuid(), uuid()] as [CallId, CallId];

beforeAll(async () => {
  api = await TestApi.start();
  const add = async (name: string, supervisors: readonly string[]) =>
    (await api.as('admin').post<Group>('/groups', { name, supervisors })).body.id;
  stranger = uuid() as UserId;
  await api.db.owner.query(
    `INSERT INTO app_user (id, tenant_id, email, name, role, password_hash) VALUES ($1, $2, 'stranger@red.test', 'stranger', 'supervisor', '')`,
    [stranger, tenant()],
  );
  const me = api.user('supervisor').id;
  [own, second, other] = [await add('销售', [me]), await add('大客户', [me]), await add('售后', [stranger])];
  agent = api.user('agent').id as string as AgentId;
  await api.as('admin').put(`/agents/${agent}/skills`, { skills: [skill(own), skill(second)] });
  await api.app.get(Floor).load(tenant());
});
afterAll(() => api.stop());

const skill = (groupId: GroupId) => ({ groupId, proficiency: 5, priority: 0, ringOrder: 0 });
const tenant = () => api.user('admin').tenantId;

/** Two calls of the first group as the engine knows them: one waits, one is spoken in. */
beforeEach(async () => {
  const queued = {
    position: { node: 'q', entered: 0, tries: 0, variables: {} } as never,
    ...{ groups: [own], announce: null as never, since: Date.now(), priority: 0, toldUnstaffed: false },
  };
  const offer = { assignmentId: uuid() as AssignmentId, agentId: agent, groupId: own };
  const leg = { id: uuid() as LegId, up: true, ringing: false, awaySince: null };
  const call = (id: CallId, state: LiveCall['state']): LiveCall => ({
    facts: {
      ...{ id, tenantId: tenant(), lineId: uuid() as LineId, lineName: 'l', flowVersionId: uuid() as FlowVersionId },
      ...{ channel: id, endpoint: 't', caller: '13812341234', dialled: '4008001234', startedAt: Date.now() },
    },
    flow: Flow.parse({ schemaVersion: 1, start: 'q', nodes: { q: { kind: 'queue', groups: [own] } } }),
    ...{ state, since: Date.now(), events: [], timers: new Map(), playback: null, music: true },
  });
  const engine = api.app.get(CallEngine);
  const nothing = { type: 'timer', name: 'max_length', turn: -1 } as never;
  await engine.take(call(waiting, { at: 'acd', ...queued, offer: null, announced: 0, passed: null }), nothing);
  await engine.take(
    call(talking, {
      ...{ at: 'agent', ...queued, offer, answeredAt: Date.now(), held: false },
      ...{ leg, parties: [], consult: null },
    }),
    nothing,
  );
});

const clientOf = async (id: UserId) => {
  const { cookie } = await api.app.get(SessionService).open(id, tenant());
  return new Client(api.url, () => Promise.resolve(cookie.slice(0, cookie.indexOf(';'))));
};

/** Every act of steering, with what it answers where the right is there and no browser has a telephone. */
const ACTS: readonly (readonly [string, (as: Client) => Promise<Answer>, number, string | null])[] = [
  ['listen', (as) => as.put(`/floor/calls/${talking}/supervision`, { mode: 'listen' }), 409, null],
  ['whisper', (as) => as.put(`/floor/calls/${talking}/supervision`, { mode: 'whisper' }), 409, null],
  ['barge in', (as) => as.put(`/floor/calls/${talking}/supervision`, { mode: 'barge' }), 409, null],
  ['take over', (as) => as.post(`/floor/calls/${talking}/take-over`), 409, null],
  [
    'raise a priority',
    (as) => as.put(`/floor/calls/${waiting}/priority`, { priority: 3 }),
    204,
    'steering.call_prioritised',
  ],
  [
    'move a caller',
    (as) => as.put(`/floor/calls/${waiting}/group`, { groupId: second } satisfies MoveCall),
    204,
    'steering.call_moved',
  ],
  [
    'force a state',
    (as) => as.put(`/floor/agents/${agent}/presence`, { presence: 'busy', reason: 'meeting' } satisfies SetPresence),
    204,
    'steering.presence_forced',
  ],
  [
    'sign out',
    (as) => as.put(`/floor/agents/${agent}/presence`, { presence: 'offline' } satisfies SetPresence),
    204,
    'steering.signed_out',
  ],
  [
    'change skills',
    (as) => as.put(`/floor/agents/${agent}/skills`, { skills: [skill(own), skill(second)] } satisfies SetOwnSkills),
    204,
    'steering.skills_set',
  ],
  ['broadcast', (as) => as.post(`/floor/groups/${own}/broadcast`, { text: '请示闲' }), 200, 'steering.broadcast'],
];

const audited = async (): Promise<{ act: string; actor: string }[]> =>
  api.db.owner.query(`SELECT act, user_id AS actor FROM audit WHERE act LIKE 'steering.%' ORDER BY id`);

describe.each(ACTS)('to %s', (_, act, status, trace) => {
  it('is for the supervisors of the group and admins, on record; for nobody else', async () => {
    // Signed in, and offered no caller.
    const signedIn = () => api.app.get(Floor).choose(tenant(), agent, { at: 'break' });
    const signedOut = await clientOf(stranger);
    await api.app.get(SessionService).closeAll(stranger, tenant());
    const before = (await audited()).length;
    signedIn();
    const refused = { stranger: await clientOf(stranger), agent: api.as('agent') };
    expect(await act(refused.stranger)).toMatchObject({ status: 403, body: { code: 'floor.not_own_group' } });
    expect(await act(refused.agent)).toMatchObject({ status: 403, body: { code: 'permission.denied' } });
    for (const role of ['supervisor', 'admin'] as const)
      expect([403, 404]).toContain((await act(api.as(role, 'blue'))).status);
    for (const nobody of [signedOut, api.nobody]) expect((await act(nobody)).status).toBe(401);
    expect((await audited()).slice(before)).toEqual([]);

    for (const role of ['supervisor', 'admin'] as const) {
      signedIn();
      expect((await act(api.as(role))).status).toBe(status);
    }
    const actors = [api.user('supervisor').id, api.user('admin').id];
    expect((await audited()).slice(before)).toEqual(trace ? actors.map((actor) => ({ act: trace, actor })) : []);
  });
});

it('has both calls on the wall, and a warning of the one that nobody is there to answer', async () => {
  api.app.get(Floor).choose(tenant(), agent, { at: 'break' });
  const { calls, groups } = await api.app.get(LiveService).board(tenant(), new Set([own]));
  const shown = { caller: '13812341234', dialled: '4008001234', groupId: own, groupName: '销售', supervisors: [] };
  expect(calls).toMatchObject([
    { ...shown, callId: waiting, stage: 'acd', ringing: false, agentId: null, priority: 0 },
    { ...shown, callId: talking, stage: 'agent', ringing: false, agentId: agent, agentName: 'red agent' },
  ]);
  expect(groups).toMatchObject([{ id: own, outlook: { breach: true, reason: 'nobody_serving', agents: 0 } }]);
  expect((await api.app.get(LiveService).board(tenant(), new Set([other]))).calls).toEqual([]);
});

describe('beyond own groups', () => {
  it('nobody is taken in and nothing is moved', async () => {
    const mine = api.as('supervisor');
    const refusal = { status: 403, body: { code: 'floor.not_own_group' } };
    expect(await mine.put(`/floor/calls/${waiting}/group`, { groupId: other })).toMatchObject(refusal);
    expect(await mine.put(`/floor/agents/${agent}/skills`, { skills: [skill(other)] })).toMatchObject(refusal);
    // An agent of others, into a group of one's own.
    const theirs = await clientOf(stranger);
    expect(await theirs.put(`/floor/agents/${agent}/skills`, { skills: [skill(other)] })).toMatchObject(refusal);
  });
});

describe('a supervision', () => {
  const ended: string[] = [];
  let mode: 'listen' | 'take_over' = 'listen';
  /** What is heard needs Asterisk, and has its own tests; here it is who may. */
  const heard = {
    of: (call: CallId) => (call === talking ? [{ userId: api.user('supervisor').id, name: '', mode }] : []),
    leave: (user: UserId) => Promise.resolve(void ended.push(user)),
  } as unknown as Supervisions;
  const get = <T>(token: abstract new (...args: never[]) => T): T => api.app.get(token as never);
  const supervise = (groupId: GroupId, name: string, supervisors: readonly string[]) =>
    api.as('admin').put(`/groups/${groupId}`, { name, supervisors });
  /** A round through the same queue of questions, so that what was asked before has been answered. */
  const settled = () => get(CallEngine).dispatch(talking, { type: 'timer', name: 'max_length', turn: -1 } as never);
  let rights: SupervisionRights;
  beforeAll(() => {
    rights = new SupervisionRights(
      ...([get(Db), get(CallEngine), get(OwnGroups), heard, get(SessionService), get(Changes)] as const),
    );
  });
  beforeEach(() => {
    ended.length = 0;
    mode = 'listen';
  });

  it('ends with the session that began it, and not with another', async () => {
    const { id, tenantId } = api.user('supervisor');
    const [first, second] = await Promise.all([0, 1].map(() => get(SessionService).open(id, tenantId)));
    if (!first || !second) throw new Error('no session');
    rights.begun(first.me);
    await get(SessionService).close(second.me);
    expect(ended).toEqual([]);
    await get(SessionService).close(first.me);
    expect(ended).toEqual([id]);
  });

  it('ends when the group is supervised by others, but for who has taken the call over', async () => {
    const { id } = api.user('supervisor');
    await supervise(second, '大客户二', [id]);
    await settled();
    expect(ended).toEqual([]);
    mode = 'take_over';
    await supervise(own, '销售', [stranger]);
    await settled();
    mode = 'listen';
    await supervise(own, '销售', [stranger]);
    await expect.poll(() => ended).toEqual([id]);
    await supervise(own, '销售', [id]);
  });

  it('ends when the call goes on to a group of others', async () => {
    const live = get(CallEngine).find(talking);
    if (live?.state.at !== 'agent') throw new Error('no call');
    live.state = { ...live.state, offer: { ...live.state.offer, groupId: other } };
    await get(CallEngine).dispatch(talking, { type: 'supervised', userId: stranger, mode: 'listen' });
    await expect.poll(() => ended).toEqual([api.user('supervisor').id]);
  });
});

it('of two supervisors who set one agent’s skills at once neither loses what the other has set', async () => {
  const admin = api.as('admin');
  await admin.put(`/agents/${agent}/skills`, { skills: [skill(own), skill(second), skill(other)] });
  const set = (as: Client, skills: object[]) => as.put(`/floor/agents/${agent}/skills`, { skills });
  const those = await clientOf(stranger);
  for (const proficiency of [7, 8, 9]) {
    await Promise.all([
      set(api.as('supervisor'), [{ ...skill(own), proficiency }, skill(second)]),
      set(those, [{ ...skill(other), proficiency }]),
    ]);
    const { body } = await admin.get<{ id: string; skills: { proficiency: number }[] }[]>('/agents');
    const levels = body.find(({ id }) => id === agent)?.skills.map((each) => each.proficiency);
    expect(levels?.toSorted()).toEqual([5, proficiency, proficiency]);
  }
  await admin.put(`/agents/${agent}/skills`, { skills: [skill(own), skill(second)] });
});

describe('what nobody waits for', () => {
  /** Each would end the process, and with it the calls of all tenants. */
  const unheard: unknown[] = [];
  const hear = (reason: unknown) => void unheard.push(reason);
  beforeAll(() => process.on('unhandledRejection', hear));
  afterAll(() => process.off('unhandledRejection', hear));
  const channel = (id: string) => ({
    ...{ id, name: 'PJSIP/x', state: 'Up', caller: { number: '', name: '' }, creationtime: '' },
    dialplan: { context: '', exten: '', app_name: 'Stasis', app_data: '' },
  });

  it('may fail while Asterisk is away: a supervised call that ends, a leg that is nobody’s', async () => {
    const { id, tenantId } = api.user('supervisor');
    const leg = uuid();
    const held = {
      ...{ userId: id, name: 's', tenantId, callId: talking, agentId: agent, agentName: 'a', groupId: own },
      ...{ groupName: '销售', caller: '1', since: Date.now(), leg, mode: 'listen' },
    };
    await api.db.owner.query(`INSERT INTO supervision (user_id, tenant_id, endpoint, held) VALUES ($1, $2, 'e', $3)`, [
      ...[id, tenantId, JSON.stringify(held)],
    ]);
    const channels = new Map([[`leg.${leg}`, channel(`leg.${leg}`)]]);
    await api.app.get(Supervisions).adopt(tenantId, { channels, bridges: [], startedAt: '' });
    expect(api.app.get(Supervisions).held(id)).toMatchObject({ callId: talking });
    await api.app.get(CallEngine).dispatch(talking, { type: 'hangup', cause: 'caller' });
    api.app.get(Exchange).event({ type: 'StasisStart', args: ['agent'], channel: channel('leg.nobody') });
    await new Promise(setImmediate);
    expect(unheard).toEqual([]);
  });

  it('may fail while the database refuses: an agent who signs out', async () => {
    await api.db.owner.query('REVOKE UPDATE ON agent_presence FROM sibai_app');
    const revoked = vi.spyOn(api.app.get(Phones), 'revoke');
    const { me } = await api.app.get(SessionService).open(agent as string as UserId, tenant());
    await api.app.get(SessionService).close(me);
    await Promise.allSettled(revoked.mock.results.map(({ value }) => value as Promise<void>));
    expect(revoked).toHaveBeenCalled();
    await new Promise(setImmediate);
    await api.db.owner.query('GRANT UPDATE ON agent_presence TO sibai_app');
    expect(unheard).toEqual([]);
  });
});
