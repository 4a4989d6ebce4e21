import type { Review, ReviewList, ReviewSettings } from '@sibai/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { type Client, TestApi } from '../../platform/testing.js';
import { anotherOperator, Applicant, decide, FORM, LEGAL_ID, MOBILE, ok, readAll } from './verification.testing.js';

const MONDAY = new Date('2026-11-23T02:00:00Z');
const REASONS = [{ field: 'uscc', code: 'differs_from_paper', remark: '第 5 位' }];

let api: TestApi;
let first: Client;
let second: Client;
let red: Applicant;
beforeAll(async () => {
  api = await TestApi.start();
  api.clock.set(MONDAY);
  first = api.as('operator');
  second = await anotherOperator(api);
  red = await (await new Applicant(api, api.as('admin')).open()).fill();
});
afterAll(() => api.stop());

const show = async (client: Client, id = red.id) => ok(await client.get<Review>(`/reviews/${id}`));
const list = async (query = '') => ok(await first.get<ReviewList>(`/reviews${query}`));
const audits = (act: string) =>
  api.db.owner.query<{ tenant_id: string; user_id: string; subject: string; detail: Record<string, unknown> }[]>(
    `SELECT tenant_id, user_id, subject, detail FROM audit WHERE act = $1 ORDER BY id`,
    [act],
  );
const told = (template: string) =>
  api.db.owner.query<{ address: string }[]>(`SELECT address FROM message WHERE template = $1 ORDER BY id`, [template]);

/** Handed in anew, whatever became of it before. */
async function handedIn(): Promise<void> {
  const { application } = await red.status();
  if (application?.state === 'submitted') return;
  if (application && application.state !== 'draft' && application.state !== 'returned') {
    await red.open();
    await red.fill();
  } else if (application) red.application = application;
  await red.submitted();
}

describe('the queue', () => {
  it('does not show what has not been handed in', async () => {
    expect((await list()).rows).toEqual([]);
    expect((await first.get(`/reviews/${red.id}`)).status).toBe(404);
  });

  it('shows what waits, with the working time left', async () => {
    await handedIn();
    api.clock.set(new Date(MONDAY.getTime() + 3600_000));
    const { rows, counts, total } = await list();
    expect({ total, counts }).toEqual({ total: 1, counts: { open: 1, overdue: 0, refusing: 0, waiting: 0 } });
    expect(rows[0]).toMatchObject({
      id: red.id,
      companyName: FORM.companyName,
      tenantName: 'red',
      kind: 'first',
      claim: null,
    });
    expect(rows[0]?.workingMsLeft).toBeGreaterThan(7.9 * 3600_000);
    expect(rows[0]?.workingMsLeft).toBeLessThan(8.1 * 3600_000);
    expect(JSON.stringify(rows)).not.toContain('IdNumber');
  });

  it('counts nothing over a weekend, and tells what is late', async () => {
    api.clock.set(new Date('2026-11-24T02:30:00Z'));
    expect((await list('?overdue=true')).rows[0]?.workingMsLeft).toBeLessThan(0);
    expect((await list()).counts.overdue).toBe(1);
  });

  it.each([
    ['四百', 1],
    ['91110000600037341L', 1],
    [LEGAL_ID, 1],
    ['110101198504129999', 0],
    ['没有这家', 0],
    ['%', 0],
  ])('is searched for %s', async (search, found) => {
    expect((await list(`?search=${encodeURIComponent(search)}`)).total).toBe(found);
  });

  it('is narrowed by kind, and to what one has claimed', async () => {
    expect((await list('?kind=renewal')).total).toBe(0);
    expect((await list('?kind=first')).total).toBe(1);
    expect((await list('?mine=true')).total).toBe(0);
  });
});

describe('a look', () => {
  it('is written down in the tenant it was at, and so is one at each document', async () => {
    const before = (await audits('verification.viewed')).length;
    const review = await show(first);
    const viewed = await audits('verification.viewed');
    expect(viewed).toHaveLength(before + 1);
    const { id: user_id } = api.user('operator');
    const tenant_id = api.user('admin').tenantId;
    expect(viewed.at(-1)).toMatchObject({ tenant_id, user_id, subject: red.id });

    const material = review.application.materials[0];
    const picture = await first.raw(`/reviews/${red.id}/materials/${material?.id}/picture`);
    expect(picture.status).toBe(200);
    expect(picture.headers.get('cache-control')).toBe('private, no-store');
    expect(await audits('verification.document_viewed')).toMatchObject([
      { tenant_id, user_id, subject: material?.id, detail: { verification: red.id, kind: material?.kind } },
    ]);
  });

  it('shows ID numbers masked, until one says why: that is written down too', async () => {
    const review = await show(first);
    expect(JSON.stringify(review)).not.toContain(LEGAL_ID);
    expect((await first.post(`/reviews/${red.id}/reveal`, { field: 'legalIdNumber', reason: '' })).status).toBe(422);
    expect(await audits('verification.id_revealed')).toEqual([]);
    const revealed = await first.post(`/reviews/${red.id}/reveal`, { field: 'legalIdNumber', reason: '与证件核对' });
    expect(revealed.body).toEqual({ value: LEGAL_ID });
    expect(await audits('verification.id_revealed')).toMatchObject([
      { subject: red.id, detail: { field: 'legalIdNumber', reason: '与证件核对' } },
    ]);
    expect((await first.post(`/reviews/${red.id}/reveal`, { field: 'companyName', reason: '与证件核对' })).status).toBe(
      404,
    );
  });

  it.each(['admin', 'supervisor', 'agent'] as const)('is not for a customer’s %s', async (role) => {
    const material = red.application.materials[0]?.id;
    for (const path of [
      '/reviews',
      `/reviews/${red.id}`,
      `/reviews/${red.id}/materials/${material}/picture`,
      '/review-settings',
    ])
      expect((await api.as(role).get(path)).status).toBe(403);
    expect((await api.as(role).post(`/reviews/${red.id}/decision`, { decision: 'approve', version: 1 })).status).toBe(
      403,
    );
    expect(
      (await api.as(role).post(`/reviews/${red.id}/reveal`, { field: 'legalIdNumber', reason: '好奇看看' })).status,
    ).toBe(403);
  });

  it('marks what was read otherwise', async () => {
    await readAll(api, red, api.user('admin').tenantId);
    expect((await show(first)).differences).toEqual([]);
    red.application = ok(await red.client.post(`/verification/${red.id}/withdraw`));
    await red.save({ legalName: '张建华' });
    await red.submitted();
    expect((await show(first)).differences).toEqual([
      expect.objectContaining({ field: 'legalName', material: 'business_licence', typed: '张建华', read: '张建国' }),
      expect.objectContaining({ field: 'legalName', material: 'legal_id_portrait' }),
    ]);
    red.application = ok(await red.client.post(`/verification/${red.id}/withdraw`));
    await red.save({ legalName: FORM.legalName ?? '' });
    await red.submitted();
  });
});

describe('a claim', () => {
  it('goes to one of two who want it at once', async () => {
    const answers = await Promise.all([first, second].map((client) => client.post<Review>(`/reviews/${red.id}/claim`)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const winner = answers[0]?.status === 200 ? first : second;
    const other = winner === first ? second : first;
    expect((await show(other)).claim).toMatchObject({ mine: false });
    expect(await decide(other, await show(other), { decision: 'approve' })).toMatchObject({
      status: 409,
      body: { code: 'verification.claimed' },
    });
    expect(await red.client.post(`/verification/${red.id}/withdraw`)).toMatchObject({
      body: { code: 'verification.in_review' },
    });
    expect((await red.status()).application).toMatchObject({ inReview: true });
    ok(await winner.post(`/reviews/${red.id}/release`));
    expect((await red.status()).application).toMatchObject({ inReview: false });
  });
});

describe('a decision', () => {
  beforeEach(handedIn);

  it('is made on what was looked at', async () => {
    const review = await show(first);
    red.application = ok(await red.client.post(`/verification/${red.id}/withdraw`));
    await red.save({ scope: '软件开发；别的' });
    await red.submitted();
    expect(await decide(first, review, { decision: 'approve' })).toMatchObject({
      status: 409,
      body: { code: 'verification.stale' },
    });
  });

  it('to return gives reasons for each field, and the applicant is told', async () => {
    expect(await decide(first, await show(first), { decision: 'return', reasons: [] })).toMatchObject({
      status: 422,
      body: { code: 'verification.reason_missing' },
    });
    ok(await decide(first, await show(first), { decision: 'return', reasons: REASONS, remark: '请补充' }));
    const { application } = await red.status();
    expect(application).toMatchObject({ state: 'returned', reasons: REASONS, remark: '请补充' });
    expect((await told('verification_returned')).map(({ address }) => address).toSorted()).toEqual([
      MOBILE,
      'admin@red.test',
    ]);
    expect((await list('?view=waiting')).total).toBe(1);
    // What the reviewer saw is kept when it is replaced.
    red.application = application!;
    await red.upload('commitment', 120);
    await red.submitted();
    expect((await show(first)).replaced.map(({ kind }) => kind)).toEqual(['commitment']);
  });

  it('of two at once is one', async () => {
    const review = await show(first);
    const answers = await Promise.all([
      decide(first, review, { decision: 'return', reasons: REASONS }),
      decide(second, review, { decision: 'approve' }),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });

  it('to refuse takes two; the applicant knows nothing until then', async () => {
    const proposed = ok(
      await decide(first, await show(first), { decision: 'refuse', reasons: REASONS, remark: '不符' }),
    );
    expect(proposed).toMatchObject({ state: 'refusing', proposed: { mine: true } });
    expect((await red.status()).application).toMatchObject({ state: 'submitted', reasons: [], remark: null });
    expect(await told('verification_refused')).toEqual([]);
    expect(await decide(first, proposed, { decision: 'confirm' })).toMatchObject({
      status: 403,
      body: { code: 'verification.second_pair' },
    });

    ok(await decide(second, await show(second), { decision: 'dismiss' }));
    ok(await decide(first, await show(first), { decision: 'refuse', reasons: REASONS, remark: '不符' }));
    ok(await decide(second, await show(second), { decision: 'confirm' }));
    expect((await red.status()).application).toMatchObject({ state: 'refused', reasons: REASONS, remark: '不符' });
    expect(await told('verification_refused')).toHaveLength(2);
    const review = await show(first);
    expect(review.decisions.map(({ decision }) => decision).slice(-4)).toEqual([
      'refuse',
      'dismiss',
      'refuse',
      'confirm',
    ]);
    for (const decision of ['approve', 'confirm', 'dismiss'])
      expect(await decide(first, review, { decision })).toMatchObject({ body: { code: 'verification.wrong_state' } });
  });

  it('to approve makes it the identity of the tenant', async () => {
    const before = red.id;
    ok(await decide(first, await show(first), { decision: 'approve' }));
    const status = await red.status();
    expect(status).toMatchObject({
      application: { state: 'approved', expiresOn: '2036-04-12' },
      identity: { companyName: FORM.companyName, uscc: FORM.uscc, inForce: true, expiresOn: '2036-04-12' },
    });
    const [identity] = await api.db.owner.query(
      `SELECT legal_name, operator_name, operator_mobile, industry FROM verified_identity($1)`,
      [api.user('admin').tenantId],
    );
    expect(identity).toEqual({
      legal_name: '张建国',
      operator_name: '张建国',
      operator_mobile: MOBILE,
      industry: 'software',
    });
    const numbers = await api.db.owner.query(`SELECT number, confirmed FROM verified_numbers($1)`, [
      api.user('admin').tenantId,
    ]);
    expect(numbers).toEqual([
      { number: '010-65123456', confirmed: false },
      { number: '13900139000', confirmed: true },
    ]);
    const events = await api.db.owner.query<{ type: string; actor: string }[]>(
      `SELECT type, actor FROM onboarding_event WHERE subject = $1 ORDER BY id DESC LIMIT 1`,
      [before],
    );
    expect(events).toEqual([{ type: 'verification.approved', actor: 'operator' }]);
  });

  it('knows of earlier applications of the same company, of other tenants too', async () => {
    const blue = await (await new Applicant(api, api.as('admin', 'blue')).open()).save(FORM);
    for (const kind of ['business_licence', 'legal_id_portrait', 'legal_id_emblem', 'commitment'])
      await blue.upload(kind);
    api.clock.advance(70_000);
    await blue.confirm(MOBILE);
    await blue.confirm('13900139000');
    await blue.submitted();
    const { related } = await show(first, blue.id);
    expect(related).toContainEqual(
      expect.objectContaining({ tenantName: 'red', sameTenant: false, sameCompany: true, state: 'refused' }),
    );
  });
});

describe('automatic approval', () => {
  it('is off until an operator switches it on, which is written down', async () => {
    expect(ok(await first.get<ReviewSettings>('/review-settings'))).toEqual({
      automaticApproval: false,
      changedBy: null,
      changedAt: null,
    });
    ok(await first.put('/review-settings', { automaticApproval: true }));
    expect(ok(await second.get<ReviewSettings>('/review-settings'))).toMatchObject({
      automaticApproval: true,
      changedBy: 'platform operator',
    });
    expect(await audits('verification.setting_changed')).toMatchObject([{ detail: { from: false, to: true } }]);
  });

  it('takes what is green, in the moment it is handed in, and nothing else', async () => {
    await handedIn();
    red.application = ok(await red.client.post(`/verification/${red.id}/withdraw`));
    await red.save({ companyType: '' }); // A warning.
    await readAll(api, red, api.user('admin').tenantId);
    await red.submitted();
    expect(red.application.state).toBe('submitted');
    const review = await show(first);
    expect(review.green.filter(({ ok }) => !ok)).toEqual([{ check: 'no_warning', ok: false }]);
    red.application = ok(await red.client.post(`/verification/${red.id}/withdraw`));
    await red.save({ companyType: FORM.companyType ?? '' });
    await red.submitted();
    expect(red.application).toMatchObject({ state: 'approved', kind: 'renewal' });
    expect((await show(first)).decisions).toMatchObject([{ decision: 'approve', name: null }]);
  });
});
