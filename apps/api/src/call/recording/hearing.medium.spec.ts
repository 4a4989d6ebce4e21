import { writeFile } from 'node:fs/promises';

import type {
  Group,
  HearingGrant,
  ListeningPage,
  ListeningPermit,
  RecordingPage,
  Role,
  CallDetail,
  Contact,
  Timeline,
} from '@sibai/contracts';
import type { AssignmentId, CallId, LegId, RecordingId } from '@sibai/kernel';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Db, tenancy } from '../../platform/db.js';
import { ROUTES as ROUTE_TABLE } from '../../platform/routes.table.js';
import { type Client, TestApi, type TenantName } from '../../platform/testing.js';
import { Recorder } from './recorder.js';

const BYTES = 64_000;
const CALLER = '13800138000';
const DAY = 86_400_000;

let api: TestApi;
/** Of the supervisor's own group, of another group of the same tenant, and of another tenant. */
const PLACES = ['own', 'other', 'foreign'] as const;
type Place = (typeof PLACES)[number];
let recordings: Record<Place, { id: RecordingId; call: CallId }>;
/** Who called, as each tenant has them on file: what the desk shows of their past. */
let contacts: Record<'red' | 'blue', string>;

async function record(tenant: TenantName, group: string): Promise<{ id: RecordingId; call: CallId }> {
  const { tenantId } = api.user('admin', tenant);
  const [id, call] = [uuid() as RecordingId, uuid() as CallId];
  await api.db.owner.query(
    `INSERT INTO cdr (call_id, tenant_id, caller, dialled, started_at) VALUES ($1, $2, $3, '4001234567', now())`,
    [call, tenantId, CALLER],
  );
  await api.db.owner.query(
    `INSERT INTO assignment (id, tenant_id, call_id, agent_id, group_id, state, offered_at, trace)
     VALUES ($1, $2, $3, $4, $5, 'ended', now(), '{}')`,
    [id, tenantId, call, api.user('agent', tenant).id, group],
  );
  const recorder = api.app.get(Recorder, { strict: false });
  await writeFile(recorder.spoolFile(id), Buffer.alloc(BYTES, 7));
  await recorder.started(tenantId, call, id as string as LegId, id as string as AssignmentId);
  await recorder.seal(tenantId, id);
  return { id, call };
}

beforeAll(async () => {
  api = await TestApi.start();
  await api.app.get(Recorder, { strict: false }).sweep(() => true);
  const group = async (tenant: TenantName, name: string, supervisors: string[] = []) =>
    (await api.as('admin', tenant).post<Group>('/groups', { name, supervisors })).body.id;
  recordings = {
    own: await record('red', await group('red', '售前', [api.user('supervisor').id])),
    other: await record('red', await group('red', '售后')),
    foreign: await record('blue', await group('blue', '售前', [api.user('supervisor', 'blue').id])),
  };
  const contact = async (tenant: TenantName) =>
    (await api.as('admin', tenant).post<Contact>('/contacts', { name: '王芳', numbers: [CALLER] })).body.id;
  contacts = { red: await contact('red'), blue: await contact('blue') };
});
afterAll(() => api?.stop());

const ROUTES = {
  play: (id: string, permit: string) => [`/recordings/${id}/audio?permit=${permit}`, {}] as const,
  range: (id: string, permit: string) =>
    [`/recordings/${id}/audio?permit=${permit}`, { headers: { range: 'bytes=100-199' } }] as const,
  export: (id: string, permit: string) => [`/recordings/${id}/export?permit=${permit}`, {}] as const,
  mp3: (id: string, permit: string) => [`/recordings/${id}/export?as=mp3&permit=${permit}`, {}] as const,
  hashes: (id: string, permit: string) => [`/recordings/${id}/exports?permit=${permit}`, {}] as const,
  evidence: (id: string, permit: string) => [`/recordings/${id}/evidence?permit=${permit}`, {}] as const,
  // There is no transcript; what asks for one, by whatever name, finds no route.
  transcript: (id: string, permit: string) => [`/recordings/${id}/transcript?permit=${permit}`, {}] as const,
  waveform: (id: string, permit: string) => [`/recordings/${id}/waveform?permit=${permit}`, {}] as const,
};
type Way = keyof typeof ROUTES;
const WAYS = Object.keys(ROUTES) as Way[];

const permitOf = (client: Client, id: string) =>
  client.post<ListeningPermit>(`/recordings/${id}/listen`, { purpose: 'quality' });

/** The lists a recording stands in: its own; as its call, in the calls' table for Excel; and what the desk shows of a caller's past. */
async function seen(client: Client, place: Place): Promise<Record<'list' | 'csv' | 'timeline', number | string>> {
  const { id, call } = recordings[place];
  const tenant = place === 'foreign' ? 'blue' : 'red';
  const page = await client.get<RecordingPage>('/recordings');
  const csv = await client.raw('/calls.csv');
  const table = await csv.text();
  const timeline = await client.get<Timeline>(`/contacts/${contacts[tenant]}/timeline`);
  const entry = timeline.body.entries?.find((each) => each.kind === 'call' && each.callId === call);
  // It says whether a call was recorded, and nothing by which that could be heard.
  expect(table).not.toContain(id);
  return {
    list: page.status === 200 && page.body.recordings.some((recording) => recording.id === id) ? 'there' : 'not there',
    csv: csv.status === 200 ? (table.includes(call) ? 'there' : 'not there') : csv.status,
    timeline:
      timeline.status === 200
        ? entry?.kind === 'call' && entry.recordings.includes(id)
          ? 'there'
          : 'not there'
        : timeline.status,
  };
}
type Answers = Record<Way | 'listen' | 'bare' | 'link', number> & Awaited<ReturnType<typeof seen>>;

/** What becomes of each way to hear that recording: its status. */
async function tries(client: Client, place: Place): Promise<Answers> {
  const { id } = recordings[place];
  const { status: listen, body } = await permitOf(client, id);
  // Without one of their own, they try the permit of the admin whose recording it is.
  const tenant = place === 'foreign' ? 'blue' : 'red';
  const permit = body.permit ?? (await permitOf(api.as('admin', tenant), id)).body.permit;
  const answers = { listen, ...(await seen(client, place)) } as Answers;
  // An address as it was copied out of the page of who holds the permit.
  const owner = api.as('admin', tenant);
  const copied = `/recordings/${id}/audio?permit=${(await permitOf(owner, id)).body.permit}`;
  answers.link = (await client.raw(copied)).status;
  answers.bare = (await client.raw(`/recordings/${id}/audio`)).status;
  for (const way of WAYS) {
    const [path, init] = ROUTES[way](id, permit);
    const response = await client.raw(path, init);
    await response.arrayBuffer();
    answers[way] = response.status;
  }
  return answers;
}

const HEARS = {
  ...{ listen: 201, bare: 403, play: 200, range: 206, waveform: 200 },
  ...{ export: 200, mp3: 200, hashes: 200, evidence: 403, transcript: 404, link: 403 },
  ...{ list: 'there', csv: 'there', timeline: 'there' },
};
/** The sheet names everybody who listened: it is for who may see that. */
const OWNS = { ...HEARS, evidence: 200, link: 200 };
const all = (status: number, beside = {}) => ({
  ...{ listen: status, bare: status, play: status, range: status, waveform: status },
  ...{ export: status, mp3: status, hashes: status, evidence: status, transcript: 404, link: status },
  ...{ list: 'not there', csv: status, timeline: status },
  ...beside,
});
/** A colleague's call, without its recording. */
const CALL_ONLY = all(404, { evidence: 403, csv: 'there', timeline: 'not there' });
const NEXT_DOOR = { csv: 'not there' };
/** The platform has recordings by a grant, and no other list of an enterprise. */
const PLATFORM = { csv: 403, timeline: 403 };
const UNPERMITTED = all(404, { evidence: 403, ...PLATFORM });

describe('who may hear', () => {
  const matrix: readonly [Role, TenantName, Place, object][] = [
    ['admin', 'red', 'own', OWNS],
    ['admin', 'red', 'other', OWNS],
    ['admin', 'red', 'foreign', all(404, NEXT_DOOR)],
    ['supervisor', 'red', 'own', HEARS],
    ['supervisor', 'red', 'other', CALL_ONLY],
    ['supervisor', 'red', 'foreign', all(404, { evidence: 403, ...NEXT_DOOR })],
    ['agent', 'red', 'own', all(403, { timeline: 'not there' })],
    ['agent', 'red', 'other', all(403, { timeline: 'not there' })],
    ['agent', 'red', 'foreign', all(403, { timeline: 404 })],
    ['operator', 'platform', 'own', UNPERMITTED],
    ['operator', 'platform', 'other', UNPERMITTED],
    ['operator', 'platform', 'foreign', UNPERMITTED],
    ['admin', 'blue', 'own', all(404, NEXT_DOOR)],
    ['supervisor', 'blue', 'own', all(404, { evidence: 403, ...NEXT_DOOR })],
  ];
  it.each(matrix)('%s of %s: a recording of %s', async (role, tenant, place, expected) => {
    expect(await tries(api.as(role, tenant), place)).toEqual(expected);
  });

  it('is nobody without a session', async () => {
    expect(await tries(api.nobody, 'own')).toEqual(all(401));
  });

  it('is decided at the rows, whatever a query forgets', async () => {
    const rowsOf = (role: Role, tenant: TenantName, as: TenantName) => {
      const { id: userId, tenantId } = api.user(role, tenant);
      return tenancy.run({ tenant: tenantId, who: { userId, role } }, async () => {
        const db = api.app.get(Db);
        const whose = api.user(as === 'platform' ? 'operator' : 'admin', as).tenantId;
        const rows = await db.as(whose, (em) => em.query<{ id: string }[]>('SELECT id FROM recording'));
        const again = await db.statement<{ id: string }>(whose, 'SELECT id FROM recording');
        expect(again).toEqual(rows);
        return PLACES.filter((place) => rows.some(({ id }) => id === recordings[place].id));
      });
    };
    expect(await rowsOf('admin', 'red', 'red')).toEqual(['own', 'other']);
    expect(await rowsOf('supervisor', 'red', 'red')).toEqual(['own']);
    expect(await rowsOf('agent', 'red', 'red')).toEqual([]);
    expect(await rowsOf('operator', 'platform', 'platform')).toEqual([]);
    expect(await rowsOf('operator', 'platform', 'red')).toEqual([]);
  });

  it('is nobody any more once the group is another\u2019s, whatever permits and addresses are still in hand', async () => {
    const admin = api.as('admin');
    const supervisor = api.as('supervisor');
    const { body: group } = await admin.post<Group>('/groups', {
      name: '移交',
      supervisors: [api.user('supervisor').id],
    });
    const { id, call } = await record('red', group.id);
    const { permit } = (await permitOf(supervisor, id)).body;
    const answers = () =>
      Promise.all(
        WAYS.map(async (way) => {
          const [path, init] = ROUTES[way](id, permit);
          const response = await supervisor.raw(path, init);
          await response.arrayBuffer();
          return [way, response.status] as const;
        }),
      );
    expect(Object.fromEntries(await answers())).toMatchObject({ play: 200, export: 200, mp3: 200, waveform: 200 });
    await admin.put(`/groups/${group.id}`, { name: '移交', supervisors: [] });
    expect(new Set((await answers()).filter(([way]) => way !== 'evidence').map(([, status]) => status))).toEqual(
      new Set([404]),
    );
    expect((await supervisor.get<CallDetail>(`/calls/${call}`)).body.recordings).toEqual([]);
  });

  it('is nobody while a call goes on, in whatever pieces it is sealed already', async () => {
    const { tenantId } = api.user('admin');
    const [id, call] = [uuid() as RecordingId, uuid() as CallId];
    const recorder = api.app.get(Recorder, { strict: false });
    await writeFile(recorder.spoolFile(id), Buffer.alloc(BYTES, 7));
    recorder.started(tenantId, call, id as string as LegId, id as string as AssignmentId);
    await expect.poll(async () => (await permitOf(api.as('admin'), id)).status).toBe(409);
    await recorder.seal(tenantId, id);
    expect((await permitOf(api.as('admin'), id)).status).toBe(201);
  });

  it('hears a message of its own group only, an agent too, by the message and not by the recording', async () => {
    const { tenantId } = api.user('admin');
    const message = async (group: string) => {
      const { id, call } = await record('red', group);
      await api.db.owner.query(
        `INSERT INTO voicemail (id, tenant_id, call_id, group_id, caller, left_at) VALUES ($1, $2, $3, $4, $5, now())`,
        [id, tenantId, call, group, CALLER],
      );
      return id;
    };
    const admin = api.as('admin');
    const groupOf = async (name: string, supervisors: string[] = []) =>
      (await admin.post<Group>('/groups', { name, supervisors })).body.id;
    const ours = await groupOf('留言', [api.user('supervisor').id]);
    const [own, other] = [await message(ours), await message(await groupOf('别组留言'))];
    const listens = async (client: Client, id: string) =>
      (await client.post(`/voicemails/${id}/listen`, { purpose: 'subject' })).status;
    const all = [
      [admin, 201, 201],
      [api.as('supervisor'), 201, 404],
      [api.as('agent'), 404, 404],
      [api.as('admin', 'blue'), 404, 404],
      [api.as('operator'), 403, 403],
      [api.nobody, 401, 401],
    ] as const;
    for (const [client, mine, others] of all)
      expect([await listens(client, own), await listens(client, other)]).toEqual([mine, others]);
    await admin.put(`/agents/${api.user('agent').id}/skills`, { skills: [{ groupId: ours, proficiency: 5 }] });
    expect([await listens(api.as('agent'), own), await listens(api.as('agent'), other)]).toEqual([201, 404]);
    expect((await permitOf(api.as('agent'), own)).status).toBe(403);
  });

  it('has no route to a transcript, since there is none', () => {
    expect(Object.keys(ROUTE_TABLE).filter((route) => /transcript|text\/recording/.test(route))).toEqual([]);
  });

  it('shows a call without the recordings that its reader may not hear', async () => {
    const shown = async (role: 'admin' | 'supervisor', place: Place) =>
      (await api.as(role).get<CallDetail>(`/calls/${recordings[place].call}`)).body.recordings.length;
    expect([await shown('admin', 'other'), await shown('supervisor', 'own')]).toEqual([1, 1]);
    expect(await shown('supervisor', 'other')).toBe(0);
  });
});

describe('a grant to the platform', () => {
  const grant = (from: number, until: number, tenant: TenantName = 'red') =>
    api.as('admin', tenant).post<HearingGrant>('/hearing-grants', {
      reason: '排查杂音',
      from: new Date(Date.now() + from).toISOString(),
      until: new Date(Date.now() + until).toISOString(),
    });
  const operator = () => api.as('operator');

  it('opens the recordings of that tenant while it lasts, and not after it is taken back', async () => {
    const { status, body } = await grant(-1000, DAY);
    expect(status).toBe(201);
    expect(await tries(operator(), 'own')).toEqual({ ...HEARS, ...PLATFORM });
    expect(await tries(operator(), 'foreign')).toEqual(UNPERMITTED);
    const { permit } = (await permitOf(operator(), recordings.own.id)).body;
    expect((await api.as('admin', 'blue').delete(`/hearing-grants/${body.id}`)).status).toBe(404);
    expect((await api.as('admin').delete(`/hearing-grants/${body.id}`)).status).toBe(204);
    expect((await operator().raw(`/recordings/${recordings.own.id}/audio?permit=${permit}`)).status).toBe(404);
    expect(await tries(operator(), 'own')).toEqual(UNPERMITTED);
  });

  it('opens nothing before its time and after it', async () => {
    await grant(DAY, 2 * DAY);
    await grant(-2 * DAY, -DAY);
    expect(await tries(operator(), 'own')).toEqual(UNPERMITTED);
  });

  it.each([
    ['a supervisor', 'supervisor', 403],
    ['the operator itself', 'operator', 403],
  ] as const)('is not for %s to give', async (_, role, status) => {
    expect((await api.as(role).post('/hearing-grants', {})).status).toBe(status);
  });

  it('has an end, and not a far one', async () => {
    expect((await grant(0, -DAY)).status).toBe(422);
    expect((await grant(0, 31 * DAY)).status).toBe(422);
  });
});

describe('a permit', () => {
  it('is for the one who asked, for that recording, and runs out', async () => {
    const admin = api.as('admin');
    const { permit } = (await permitOf(admin, recordings.own.id)).body;
    const status = async (client: Client, id: string, held: string) =>
      (await client.raw(`/recordings/${id}/audio?permit=${held}`)).status;
    expect(await status(admin, recordings.own.id, permit)).toBe(200);
    expect(await status(admin, recordings.other.id, permit)).toBe(403);
    expect(await status(api.as('supervisor'), recordings.own.id, permit)).toBe(403);
    expect(await status(admin, recordings.own.id, uuid())).toBe(403);
    api.clock.advance(5 * 3_600_000);
    expect(await status(admin, recordings.own.id, permit)).toBe(403);
  });

  it('is not given without a purpose', async () => {
    const admin = api.as('admin');
    for (const body of [{}, { purpose: 'curiosity' }])
      expect((await admin.post(`/recordings/${recordings.own.id}/listen`, body)).status).toBe(422);
  });
});

describe('the record of listenings', () => {
  it('says who heard whom, when, why and how much, and counts a second once', async () => {
    const { id, call } = await record('red', (await api.as('admin').post<Group>('/groups', { name: '记录' })).body.id);
    const admin = api.as('admin');
    const { permit } = (
      await admin.post<ListeningPermit>(`/recordings/${id}/listen`, { purpose: 'complaint', note: '工单 17' })
    ).body;
    for (const range of ['bytes=44-32043', 'bytes=44-32043', 'bytes=16044-48043'])
      await (await admin.raw(`/recordings/${id}/audio?permit=${permit}`, { headers: { range } })).arrayBuffer();
    const page = async () => (await admin.get<ListeningPage>(`/listenings?call=${call}`)).body.listenings;
    await expect.poll(async () => (await page())[0]?.seconds).toBe(1.5);
    expect(await page()).toMatchObject([
      {
        userName: 'red admin',
        userRole: 'admin',
        purpose: 'complaint',
        note: '工单 17',
        caller: CALLER,
        length: 2,
        exported: false,
      },
    ]);
    const audited = await api.db.owner.query(`SELECT act, detail FROM audit WHERE subject = $1`, [id]);
    expect(audited).toEqual([{ act: 'recording.listened', detail: { purpose: 'complaint', note: '工单 17' } }]);
  });

  it('answers the person recorded who listened, by their number, in a file for the admin alone', async () => {
    const csv = await api.as('admin').raw(`/listenings.csv?caller=${CALLER}`);
    const text = await csv.text();
    expect(text).toContain('red admin,管理员,处理投诉,工单 17');
    expect(text).toContain('platform operator,平台运营');
    expect(text).not.toContain('blue');
    expect((await (await api.as('admin').raw(`/listenings.csv?caller=13900000000`)).text()).split('\r\n')).toHaveLength(
      2,
    );
    for (const role of ['supervisor', 'agent', 'operator'] as const) {
      expect((await api.as(role).raw('/listenings.csv')).status).toBe(403);
      expect((await api.as(role).get('/listenings')).status).toBe(403);
    }
  });

  it('goes on page after page, and narrows', async () => {
    const admin = api.as('admin');
    const first = (await admin.get<ListeningPage>('/listenings?limit=2')).body;
    const second = (await admin.get<ListeningPage>(`/listenings?limit=2&before=${first.next}`)).body;
    expect(first.listenings).toHaveLength(2);
    expect(second.listenings[0]?.id.localeCompare(first.next ?? '')).toBe(-1);
    const only = (await admin.get<ListeningPage>('/listenings?purpose=complaint')).body.listenings;
    expect(only.map(({ purpose }) => purpose)).toEqual(['complaint']);
  });
});

describe('the supervisors of a group', () => {
  it('are supervisors of the tenant, and stay when a change does not speak of them', async () => {
    const admin = api.as('admin');
    const { id: me } = api.user('supervisor');
    for (const stranger of [api.user('supervisor', 'blue').id, api.user('agent').id])
      expect(
        (await admin.post('/groups', { name: `组${stranger}`.slice(0, 20), supervisors: [stranger] })).status,
      ).toBe(404);
    const { body } = await admin.post<Group>('/groups', { name: '班长', supervisors: [me] });
    expect(body.supervisors).toEqual([me]);
    const kept = await admin.put<Group>(`/groups/${body.id}`, { name: '班长组' });
    expect(kept.body.supervisors).toEqual([me]);
    const none = await admin.put<Group>(`/groups/${body.id}`, { name: '班长组', supervisors: [] });
    expect(none.body.supervisors).toEqual([]);
  });
});
