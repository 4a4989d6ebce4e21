import { randomUUID } from 'node:crypto';

import type { MyData, MyDataAsked, SubjectRequest } from '@sibai/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { received } from '../../onboarding/account/account.testing.js';
import { unzip } from '../../onboarding/payment/zip.js';
import { TestApi } from '../../platform/testing.js';
import { GONE, Shelf, THERE } from './retention.testing.js';

const HOTLINE = '4001234567';
const DAY = 86_400_000;

let api: TestApi;
let shelf: Shelf;
let next = 0;
beforeAll(async () => {
  api = await TestApi.start();
  shelf = new Shelf(api);
  const { tenantId } = api.user('admin');
  const thing = '0192bbbb-0000-7000-8000-000000000000';
  await api.db.owner.query(
    `INSERT INTO trunk (id, tenant_id, name, match, username) VALUES ('${thing}', '${tenantId}', 't', 'address', 'u');
     INSERT INTO flow (id, tenant_id, name) VALUES ('${thing}', '${tenantId}', 'f');
     INSERT INTO line (id, tenant_id, number, name, trunk_id, flow_id, concurrency)
       VALUES ('${thing}', '${tenantId}', '${HOTLINE}', 'l', '${thing}', '${thing}', 1)`,
  );
});
afterAll(() => api?.stop());
beforeEach(async () => {
  await shelf.verified('ecommerce');
  await api.db.owner.query(`UPDATE rate_limit SET points = 0`);
});

/** A person who has never called yet. */
const somebody = (): string => `1390013${String(++next).padStart(4, '0')}`;

async function code(mobile: string): Promise<string> {
  expect((await api.nobody.post('/my-data/code', { hotline: HOTLINE, mobile })).body).toMatchObject({
    holder: '上海测试有限公司',
  });
  return (await received(api, mobile)).code ?? '';
}

async function ask(mobile: string, kind: 'export' | 'delete', notes = false): Promise<string> {
  const typed = { hotline: HOTLINE, mobile, code: await code(mobile), kind, notes };
  const { status, body } = await api.nobody.post<MyDataAsked>('/my-data', typed);
  expect(status).toBe(201);
  return body.token;
}

const status = async (token: string): Promise<MyData> => (await api.nobody.get<MyData>(`/my-data/${token}`)).body;

describe('a copy', () => {
  it('holds every call of the number and the sound of each, and nobody else\u2019s', async () => {
    const mobile = somebody();
    const [one, other] = [await shelf.put({ days: 5, caller: mobile, notes: '催单' }), await shelf.put({ days: 6 })];
    const foreign = await shelf.put({ days: 7, caller: `0${mobile}` });
    for (const { id } of [one, other])
      expect((await api.as('admin').post(`/recordings/${id}/listen`, { purpose: 'complaint' })).status).toBe(201);
    const token = await ask(mobile, 'export');
    expect((await status(token)).outcome).toBeNull();
    expect((await api.nobody.get(`/my-data/${token}/copy`)).body).toMatchObject({ code: 'my_data.not_ready' });
    await api.runJobs();
    expect((await status(token)).outcome).toMatchObject({ calls: 2, recordings: 2, destroyed: 0 });

    const zip = Buffer.from(await (await api.nobody.raw(`/my-data/${token}/copy`)).arrayBuffer());
    const files = unzip(zip).map(({ name, bytes }) => [name.toString(), bytes] as const);
    const text = files.find(([name]) => name === 'calls.json')?.[1].toString() ?? '';
    expect(text).toContain('催单');
    expect(text).not.toContain(other.callId);
    const told = JSON.parse(text) as { calls: { recordings: { heardBy: object[] }[] }[] };
    expect(told.calls.flatMap(({ recordings }) => recordings).map(({ heardBy }) => heardBy)).toEqual([
      [],
      [expect.objectContaining({ name: 'red admin', role: 'admin', purpose: 'complaint', exported: false })],
    ]);
    const wavs = files.filter(([name]) => name.endsWith('.wav')).map(([, bytes]) => bytes);
    expect(wavs.map((wav) => wav.subarray(44))).toEqual([foreign.audio, one.audio]);
    expect(wavs[0]?.subarray(0, 4).toString()).toBe('RIFF');
  });

  it('is open for a week to whoever has the secret, and to nobody without', async () => {
    const token = await ask(somebody(), 'export');
    await api.runJobs();
    expect((await api.nobody.get(`/my-data/${token.slice(1)}x`)).body).toMatchObject({ code: 'my_data.gone' });
    const now = api.clock.now();
    api.clock.set(new Date(now.getTime() + 7 * DAY));
    expect((await api.nobody.get(`/my-data/${token}`)).body).toMatchObject({ code: 'my_data.gone' });
    api.clock.set(now);
  });
});

describe('a deletion', () => {
  it('destroys what may go, and names what the law or a hold keeps, with until when', async () => {
    const mobile = somebody();
    const old = await shelf.put({ days: 1097, caller: `+86${mobile}`, notes: '旧' });
    const recent = await shelf.put({ days: 100, caller: mobile, notes: '新' });
    const held = await shelf.put({ days: 1200, caller: mobile, notes: '争议' });
    const other = await shelf.put({ days: 1095 });
    await api.as('admin').post('/retention/holds', { kind: 'call', callId: held.callId, reason: '诉讼保全' });

    const token = await ask(mobile, 'delete', true);
    await api.runJobs();
    expect(await Promise.all([old, recent, held, other].map((one) => shelf.left(one)))).toEqual([
      GONE,
      THERE,
      THERE,
      THERE,
    ]);
    const { outcome, certificate } = await status(token);
    expect([certificate, outcome?.destroyed, outcome?.notesRemoved]).toEqual([true, 1, 1]);
    const [row] = await api.db.owner.query<{ at: Date }[]>(`SELECT started_at AS at FROM recording WHERE id = $1`, [
      recent.id,
    ]);
    expect(outcome?.kept).toMatchObject([
      { id: held.id, reason: 'hold', until: null },
      {
        id: recent.id,
        reason: 'law',
        until: new Date((row?.at.getTime() ?? 0) + 1096 * DAY).toISOString(),
        law: expect.stringContaining('电子商务法') as string,
      },
    ]);
    const notes = await api.db.owner.query<{ notes: string | null }[]>(
      `SELECT notes FROM cdr WHERE call_id = ANY ($1) ORDER BY started_at`,
      [[old.callId, recent.callId, held.callId]],
    );
    expect(notes.map((one) => one.notes)).toEqual(['争议', null, '新']);
    const pdf = await api.nobody.raw(`/my-data/${token}/certificate`);
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
  });

  it('in a trade without a minimum takes all, before the policy would', async () => {
    await shelf.verified('software');
    const mobile = somebody();
    const recent = await shelf.put({ days: 1, caller: mobile });
    const token = await ask(mobile, 'delete');
    await api.runJobs();
    expect([await shelf.left(recent), (await status(token)).outcome?.kept]).toEqual([GONE, []]);
  });
});

describe('asking', () => {
  it('takes the code that was sent to the number, once', async () => {
    const mobile = somebody();
    const right = await code(mobile);
    const typed = { hotline: HOTLINE, mobile, kind: 'export' };
    const wrong = right === '000000' ? '111111' : '000000';
    expect((await api.nobody.post('/my-data', { ...typed, code: wrong })).body).toMatchObject({ code: 'code.wrong' });
    expect((await api.nobody.post('/my-data', { ...typed, mobile: somebody(), code: right })).body).toMatchObject({
      code: 'code.expired',
    });
    expect((await api.nobody.post('/my-data', { ...typed, code: right })).status).toBe(201);
    expect((await api.nobody.post('/my-data', { ...typed, code: right })).body).toMatchObject({ code: 'code.used_up' });
  });

  it('names no holder of a number that is nobody\u2019s, and is limited', async () => {
    const typed = { hotline: '4009999999', mobile: somebody() };
    expect((await api.nobody.post('/my-data/code', typed)).body).toMatchObject({ code: 'my_data.no_holder' });
    const codes: unknown[] = [];
    for (let i = 0; i < 20; i++) codes.push((await api.nobody.post('/my-data/code', typed)).status);
    expect(codes.at(-1)).toBe(429);
  });

  it('is seen by the enterprise, each look on record, and by no other', async () => {
    const { body } = await api.as('admin').get<SubjectRequest[]>('/retention/requests');
    expect(body.length).toBeGreaterThan(4);
    expect((await api.as('admin', 'blue').get('/retention/requests')).body).toEqual([]);
    const acts = await api.db.owner.query<{ act: string }[]>(
      `SELECT DISTINCT act FROM audit WHERE act LIKE 'subject.%' OR act = 'retention.requests_viewed' ORDER BY act`,
    );
    expect(acts.map(({ act }) => act)).toEqual([
      ...['retention.requests_viewed', 'subject.copy_fetched', 'subject.delete_answered', 'subject.delete_asked'],
      ...['subject.export_answered', 'subject.export_asked'],
    ]);
  });
});

describe('what is on file besides the calls', () => {
  it('is in the copy, and goes when the person asks, unless a hold names the number', async () => {
    const [mobile, held] = [somebody(), somebody()];
    const admin = api.as('admin');
    for (const number of [mobile, held]) {
      const { body: contact } = await admin.post<{ id: string }>('/contacts', {
        name: '王芳',
        numbers: [number],
        tags: ['茶'],
      });
      await admin.post('/tickets', { title: '换货', contactId: contact.id });
    }
    await api.db.owner.query(
      `INSERT INTO outbound_try (id, tenant_id, at, callee, kind, cli, refused) VALUES
         ($1, $3, '2026-11-20T02:00:00Z', $4, 'click', '02112345678', NULL),
         ($2, $3, '2026-11-20T15:00:00Z', $4, 'callback', NULL, 'quiet_hours')`,
      [randomUUID(), randomUUID(), api.user('admin').tenantId, mobile],
    );
    const copy = await ask(mobile, 'export');
    await api.runJobs();
    const zip = Buffer.from(await (await api.nobody.raw(`/my-data/${copy}/copy`)).arrayBuffer());
    const told = JSON.parse(String(unzip(zip).find(({ name }) => String(name) === 'calls.json')?.bytes)) as object;
    expect(told).toMatchObject({ contact: { name: '王芳', tags: ['茶'] }, tickets: [{ title: '换货' }] });
    expect(told).toMatchObject({
      calledBy: [
        { kind: 'click', shown: '02112345678', refused: null },
        { kind: 'callback', shown: null, refused: 'quiet_hours' },
      ],
    });

    expect((await admin.post('/retention/holds', { kind: 'caller', caller: held, reason: '诉讼' })).status).toBe(201);
    api.clock.advance(61_000);
    for (const number of [mobile, held]) await ask(number, 'delete');
    await api.runJobs();
    const left = await api.db.owner.query<{ number: string }[]>(`SELECT number FROM contact_number`);
    expect(left).toEqual([{ number: held }]);
    const tickets = await api.db.owner.query<{ number: string | null }[]>(`SELECT number FROM ticket ORDER BY no`);
    expect(tickets).toEqual([{ number: null }, { number: held }]);
  });

  it('has the blocks of a number in the copy; what is over or has no reason goes, what is in force or held stays and is told', async () => {
    const [mobile, held] = [somebody(), somebody()];
    const admin = api.as('admin');
    await shelf.put({ days: 1200, caller: mobile });
    const block = async (number: string, more: object) =>
      (await admin.post<{ id: string }>('/blocks', { number, reason: '', until: null, ...more })).body.id;
    for (const number of [mobile, held]) {
      await admin.post(`/blocks/${await block(number, { reason: '误加' })}/end`, {});
      await block(`${number.slice(0, 9)}*`, { reason: '整段' });
    }
    await block(held, {});
    const until = new Date(api.clock.now().getTime() + 30 * DAY).toISOString();
    await block(mobile, { reason: '反复骚扰', until });
    expect((await admin.post('/retention/holds', { kind: 'caller', caller: held, reason: '诉讼' })).status).toBe(201);

    const token = await ask(mobile, 'export');
    await api.runJobs();
    expect((await status(token)).outcome).toMatchObject({ calls: 1, file: 2, fileKept: [] });
    const zip = Buffer.from(await (await api.nobody.raw(`/my-data/${token}/copy`)).arrayBuffer());
    const told = JSON.parse(String(unzip(zip).find(({ name }) => String(name) === 'calls.json')?.bytes)) as object;
    expect(told).toMatchObject({
      blocks: [
        { state: 'ended', reason: '误加', until: null },
        { state: 'in_force', reason: '反复骚扰', until },
      ],
    });
    expect(JSON.stringify(told)).not.toContain('整段');

    api.clock.advance(61_000);
    const left = async (number: string) =>
      (
        await api.db.owner.query<{ reason: string }[]>(
          `SELECT reason FROM blocked_caller WHERE number = $1 ORDER BY id`,
          [number],
        )
      ).map(({ reason }) => reason);
    const tokens = [await ask(mobile, 'delete'), await ask(held, 'delete')];
    await api.runJobs();
    expect([await left(mobile), await left(held)]).toEqual([['反复骚扰'], ['误加', '']]);
    const [mine, theirs] = await Promise.all(tokens.map(async (one) => (await status(one)).outcome));
    expect(mine).toMatchObject({ destroyed: 1, file: 1, fileKept: [{ kind: 'block', until }] });
    expect(theirs).toMatchObject({ calls: 0, file: 0, fileKept: [{ kind: 'hold' }, { kind: 'hold' }] });

    // When it is over nothing speaks for it any more.
    api.clock.advance(31 * DAY);
    const again = await ask(mobile, 'delete');
    await api.runJobs();
    expect(await left(mobile)).toEqual([]);
    expect((await status(again)).outcome).toMatchObject({ file: 1, fileKept: [] });
  });
});
