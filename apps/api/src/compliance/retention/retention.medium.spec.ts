import { createHash } from 'node:crypto';

import type { Hold, RetentionOverview, RetentionPreview, RetentionRun } from '@sibai/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { TestApi } from '../../platform/testing.js';
import { GONE, Shelf, THERE } from './retention.testing.js';

let api: TestApi;
let shelf: Shelf;
beforeAll(async () => {
  api = await TestApi.start();
  shelf = new Shelf(api);
});
afterAll(() => api?.stop());
beforeEach(async () => {
  await api.db.owner
    .query(`UPDATE legal_hold SET lifted_at = now(), lifted_by = placed_by, lifted_name = 'x', lift_reason = 'x'
                             WHERE lifted_at IS NULL`);
  await api.db.owner.query(`DELETE FROM retention_choice`);
  await api.db.owner.query(`UPDATE retention_run SET day = day - 1000 WHERE day IS NOT NULL`);
  await shelf.verified('software');
  // What earlier tests have left kept is younger than any of what comes.
  await api.db.owner.query(`UPDATE recording SET started_at = $1 WHERE destroyed_at IS NULL`, [api.clock.now()]);
});

const admin = () => api.as('admin');
const runs = async (): Promise<RetentionRun[]> => (await admin().get<RetentionRun[]>('/retention/runs')).body;
const place = async (hold: object): Promise<Hold> => {
  const { status, body } = await admin().post<Hold>('/retention/holds', { reason: '诉讼保全', ...hold });
  expect(status).toBe(201);
  return body;
};

describe('the policy', () => {
  it('is that of the trade until another is chosen, within the law, and every choice is kept', async () => {
    await shelf.verified('banking');
    const { body } = await admin().get<RetentionOverview>('/retention');
    expect(body).toMatchObject({ days: 3653, rule: { name: 'finance', minDays: 1827, maxDays: 7305 } });
    const choose = (days: number) => admin().put<RetentionOverview>('/retention/policy', { days, reason: '监管要求' });
    expect(await choose(1826)).toMatchObject({
      status: 422,
      body: {
        code: 'retention.too_short',
        details: { days: 1827, law: expect.stringContaining('反洗钱法') as string },
      },
    });
    expect(await choose(7306)).toMatchObject({
      status: 422,
      body: {
        code: 'retention.too_long',
        details: { days: 7305, law: expect.stringContaining('个人信息保护法') as string },
      },
    });
    expect((await choose(1827)).body).toMatchObject({ days: 1827, history: [{ days: 1827, reason: '监管要求' }] });
    expect((await choose(4000)).body.history.map(({ days }) => days)).toEqual([4000, 1827]);

    await shelf.verified('securities');
    expect((await admin().get<RetentionOverview>('/retention')).body.days).toBe(7305);
  });

  it('destroys nothing while the trade is not known', async () => {
    const old = await shelf.put({ days: 9000, tenant: 'blue' });
    await api.sweep('retention.nightly');
    expect(await shelf.left(old, 'blue')).toEqual(THERE);
    const blue = api.as('admin', 'blue');
    expect((await blue.get<RetentionOverview>('/retention')).body).toMatchObject({ rule: null, days: null });
    expect((await blue.put('/retention/policy', { days: 200, reason: 'any' })).body).toMatchObject({
      code: 'retention.no_industry',
    });
    await shelf.verified('software', 'blue');
    await api.sweep('retention.nightly');
    expect(await shelf.left(old, 'blue')).toEqual(GONE);
  });
});

describe('a night', () => {
  it('destroys what is due and nothing else, says what it did, and does nothing twice', async () => {
    const [due, kept] = [await shelf.put({ days: 181 }), await shelf.put({ days: 179 })];
    const { body: seen } = await admin().get<RetentionPreview>('/retention/preview');
    expect([seen.due.recordings, seen.samples[0]?.id, seen.samples[0]?.decision]).toEqual([1, due.id, 'due']);
    expect(await shelf.left(due)).toEqual(THERE);
    const { tenantId } = api.user('admin');
    for (const { id } of [due, kept])
      await api.db.owner.query(`INSERT INTO recording_waveform VALUES ($1, $2, '')`, [id, tenantId]);

    await api.sweep('retention.nightly');
    expect([await shelf.left(due), await shelf.left(kept)]).toEqual([GONE, THERE]);
    expect(await api.db.owner.query(`SELECT recording_id AS id FROM recording_waveform`)).toEqual([{ id: kept.id }]);
    const [run] = await runs();
    expect(run).toMatchObject({ kind: 'nightly', destroyed: 1, held: 0, days: 180, certificate: true });

    await api.sweep('retention.nightly');
    expect((await runs())[0]).toEqual(run);
    const { status, body } = await admin().get(`/recordings/${due.id}/audio`);
    expect([status === 200, body instanceof Buffer]).toEqual([false, false]);
  });

  it('gives a certificate whose hash is that of the list', async () => {
    const due = await shelf.put({ days: 200 });
    await api.sweep('retention.nightly');
    const [run] = await runs();
    const list = await (await admin().raw(`/retention/runs/${run?.id}/list.csv`)).text();
    expect(list).toContain(due.id);
    expect(createHash('sha256').update(list).digest('hex')).toBe(run?.listSha256);
    const pdf = Buffer.from(await (await admin().raw(`/retention/runs/${run?.id}/certificate`)).arrayBuffer());
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect((await api.as('admin', 'blue').get(`/retention/runs/${run?.id}/certificate`)).status).toBe(404);
    expect((await api.as('admin', 'blue').get(`/retention/runs/${run?.id}/list.csv`)).status).toBe(404);
  });

  it('is shown beforehand for another term, and goes by a term once it is chosen', async () => {
    const recent = await shelf.put({ days: 40 });
    const preview = async (days: number) =>
      (await admin().get<RetentionPreview>(`/retention/preview?days=${days}`)).body.samples.map(({ id }) => id);
    expect([await preview(41), await preview(40)]).toEqual([[], [recent.id]]);
    await admin().put('/retention/policy', { days: 40, reason: '缩短' });
    expect((await admin().post('/retention/runs')).status).toBe(201);
    await api.runJobs();
    expect(await shelf.left(recent)).toEqual(GONE);
    expect((await runs())[0]).toMatchObject({ kind: 'manual', by: 'red admin', destroyed: 1 });
  });
});

describe('a hold', () => {
  it.each(['call', 'caller', 'group', 'period'] as const)(
    'by %s stands over what is due until it is lifted',
    async (kind) => {
      const groupId = await shelf.group();
      const held = await shelf.put({ days: 300, caller: '+8613811112222', groupId });
      const other = await shelf.put({ days: 320, caller: '13811113333' });
      const at = (days: number) => new Date(api.clock.now().getTime() - days * 86_400_000).toISOString();
      const by = {
        call: { callId: held.callId },
        caller: { caller: '138 1111 2222' },
        group: { groupId },
        period: { from: at(301), to: at(299) },
      }[kind];
      const { id } = await place({ kind, ...by });
      await api.sweep('retention.nightly');
      expect([await shelf.left(held), await shelf.left(other)]).toEqual([THERE, GONE]);
      expect((await runs())[0]).toMatchObject({ held: 1, destroyed: 1 });
      const { body } = await admin().get<RetentionPreview>('/retention/preview');
      expect(body.samples).toMatchObject([{ id: held.id, decision: 'held', holds: [id] }]);

      expect((await admin().post<Hold>(`/retention/holds/${id}/lift`, { reason: '案件已结' })).body).toMatchObject({
        liftedBy: 'red admin',
        liftReason: '案件已结',
      });
      expect((await admin().post(`/retention/holds/${id}/lift`, { reason: '再次' })).body).toMatchObject({
        code: 'hold.lifted',
      });
      await admin().post('/retention/runs');
      await api.runJobs();
      expect(await shelf.left(held)).toEqual(GONE);
    },
  );

  it('on what is not there is refused', async () => {
    const none = { reason: '诉讼保全', callId: '0192aaaa-0000-7000-8000-000000000000' };
    expect((await admin().post('/retention/holds', { kind: 'call', ...none })).body).toMatchObject({
      code: 'call.missing',
    });
    const { callId } = await shelf.put({ days: 1, tenant: 'blue' });
    expect((await admin().post('/retention/holds', { ...none, kind: 'call', callId })).status).toBe(404);
  });
});

it('is kept in the audit: who chose, held, lifted, ran', async () => {
  const acts = await api.db.owner.query<{ act: string }[]>(
    `SELECT DISTINCT act FROM audit WHERE act LIKE 'retention.%' ORDER BY act`,
  );
  expect(acts.map(({ act }) => act)).toEqual(
    expect.arrayContaining([
      ...['retention.hold_lifted', 'retention.hold_placed', 'retention.policy_chosen', 'retention.previewed'],
      'retention.run_started',
    ]),
  );
});
