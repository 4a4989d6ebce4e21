import type {
  ChangeTerms,
  ConfirmedChange,
  CustomerLinePage,
  Line,
  LineChange,
  LineCheckSummary,
  Trunk,
} from '@sibai/contracts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { LineBook } from '../../call/trunk/line-book.js';
import { Db } from '../../platform/db.js';
import { TestApi, type TenantName } from '../../platform/testing.js';
import { History } from '../history.js';
import { arrangeCustomer } from './testing.js';

const DAY = 24 * 60 * 60 * 1000;
let api: TestApi;
let trunk: string;
let serial = 0;

beforeAll(async () => {
  api = await TestApi.start();
  const wish = { name: '平台', match: 'address', addresses: ['203.0.113.9'] };
  trunk = (await api.as('operator').post<Trunk>('/trunks', wish)).body.id;
});
afterAll(() => api.stop());

const tenantOf = (name: TenantName) => api.user('admin', name).tenantId;
const sql = <T>(text: string, params: readonly unknown[] = []) => api.db.owner.query<T>(text, [...params]);

async function liveLine(tenant: TenantName = 'red'): Promise<Line> {
  const number = `400888${String(++serial).padStart(4, '0')}`;
  await arrangeCustomer(sql, tenantOf(tenant), number, { access: 'cloud' });
  return (await api.as('admin', tenant).post<Line>('/onboarding/line', { number, concurrency: 5 })).body;
}
const tell = (tenant: TenantName, type: Parameters<History['record']>[1]['type']) =>
  api.app
    .get(Db)
    .as(tenantOf(tenant), (em) =>
      api.app.get(History).record(em, { tenantId: tenantOf(tenant), type, actor: 'system' }),
    );
const standing = (tenant: TenantName, now: 'good' | 'suspended') =>
  sql(
    `INSERT INTO billing_account (tenant_id, standing, standing_since) VALUES ($1, $2::text, CASE $2 WHEN 'good' THEN NULL ELSE now() END)
       ON CONFLICT (tenant_id) DO UPDATE SET standing = $2, standing_since = excluded.standing_since`,
    [tenantOf(tenant), now],
  );
const identity = (tenant: TenantName, inForce: boolean) =>
  sql(`UPDATE verification SET suspended_at = CASE WHEN $2 THEN NULL ELSE now() END WHERE tenant_id = $1`, [
    tenantOf(tenant),
    inForce,
  ]);
const stateOf = async ({ id }: { id: string }) =>
  (await sql<{ state: string; suspensions: string[] }[]>('SELECT state, suspensions FROM line WHERE id = $1', [id]))[0];
const met = async ({ number }: Line) => (await api.app.get(LineBook).find(`trunk-${trunk}`, number))?.suspended;
/** The latest code that was sent to anybody. */
async function code(): Promise<string> {
  const [row] = await sql<{ code: string }[]>(
    `SELECT params->>'code' AS code FROM message WHERE template = 'code' ORDER BY created_at DESC LIMIT 1`,
  );
  return row?.code ?? '';
}
const eventsOf = async (number: string) =>
  (await sql<{ type: string }[]>('SELECT type FROM onboarding_event WHERE subject = $1 ORDER BY at, id', [number])).map(
    ({ type }) => type,
  );

describe('suspension', () => {
  it('comes with arrears and with expired papers, is told to callers, and ends when no reason is left', async () => {
    const line = await liveLine('blue');
    expect(await met(line)).toBeNull();
    await standing('blue', 'suspended');
    await tell('blue', 'payment.suspended');
    await api.runJobs();
    expect(await stateOf(line)).toEqual({ state: 'suspended', suspensions: ['payment'] });
    expect(await met(line)).toBe('line_unpaid');

    await identity('blue', false);
    await tell('blue', 'verification.suspended');
    await tell('blue', 'verification.suspended');
    await api.runJobs();
    expect((await stateOf(line))?.suspensions).toEqual(['payment', 'verification']);
    expect(await met(line)).toBe('line_unverified');

    await standing('blue', 'good');
    await tell('blue', 'payment.restored');
    await api.runJobs();
    expect(await stateOf(line)).toEqual({ state: 'suspended', suspensions: ['verification'] });
    await identity('blue', true);
    await tell('blue', 'verification.approved');
    await api.runJobs();
    expect(await stateOf(line)).toEqual({ state: 'live', suspensions: [] });
    expect(await met(line)).toBeNull();

    await tell('blue', 'payment.suspended');
    await tell('blue', 'verification.suspended');
    await api.runJobs();
    expect(await stateOf(line), 'what is told late changes nothing').toEqual({ state: 'live', suspensions: [] });
  });

  it('of a number by the operator is that of its line, and ends with it', async () => {
    const [line, other] = [await liveLine(), await liveLine()];
    const operator = api.as('operator');
    await operator.post(`/inventory/numbers/${line.number}/suspend`, { reason: '投诉' });
    await api.runJobs();
    expect(await stateOf(line)).toEqual({ state: 'suspended', suspensions: ['operator'] });
    expect(await stateOf(other)).toMatchObject({ state: 'live' });
    await operator.post(`/inventory/numbers/${line.number}/restore`, { reason: '已处理' });
    await api.runJobs();
    expect(await stateOf(line)).toEqual({ state: 'live', suspensions: [] });
  });

  it('is not all: what was paid back ends the contract, and with it number, plan and line', async () => {
    const line = await liveLine();
    const tenantId = tenantOf('red');
    const [contract] = await sql<{ id: string; plan_choice_id: string }[]>(
      'SELECT id, plan_choice_id FROM contract WHERE number = $1',
      [line.number],
    );
    const data = { kind: 'first', number: line.number, about: contract?.id };
    await api.app
      .get(Db)
      .as(tenantId, (em) =>
        api.app
          .get(History)
          .record(em, { tenantId, type: 'payment.refunded', actor: 'system', subject: line.id, data }),
      );
    await api.runJobs();
    expect(await sql('SELECT state, end_reason FROM contract WHERE id = $1', [contract?.id])).toEqual([
      { state: 'ended', end_reason: 'refunded' },
    ]);
    expect(await sql('SELECT state FROM plan_choice WHERE id = $1', [contract?.plan_choice_id])).toEqual([
      { state: 'ended' },
    ]);
    expect(await sql('SELECT state FROM number WHERE number = $1', [line.number])).toEqual([{ state: 'cooling' }]);
    expect(await stateOf(line)).toMatchObject({ state: 'closed' });
  });

  it("by the operator needs a reason, stands in the customer's audit, and touches no other line", async () => {
    const [line, other] = [await liveLine(), await liveLine()];
    const operator = api.as('operator');
    const path = `/operator/lines/${tenantOf('red')}/${line.id}`;
    expect((await operator.post(`${path}/suspend`, { reason: '' })).status).toBe(422);
    expect((await api.as('admin').post(`${path}/suspend`, { reason: '投诉核查' })).status).toBe(403);
    expect((await operator.post(`${path}/suspend`, { reason: '投诉核查' })).status).toBe(204);
    expect(await met(line)).toBe('line_suspended');
    expect(await met(other)).toBeNull();
    const { body } = await operator.get<CustomerLinePage>(`/operator/lines?q=${line.number}`);
    expect(body).toMatchObject({
      total: 1,
      lines: [{ number: line.number, tenantName: 'red', suspendedNote: '投诉核查' }],
    });
    expect(await sql('SELECT act, detail FROM audit WHERE subject = $1', [line.id])).toEqual([
      { act: 'line.suspend', detail: { reason: '投诉核查' } },
    ]);
    expect((await operator.post(`${path}/restore`, { reason: '核查通过' })).status).toBe(204);
    expect(await met(line)).toBeNull();
    const missing = { status: 404, body: { code: 'line.missing' } };
    expect(
      await operator.post(`/operator/lines/${tenantOf('blue')}/${line.id}/suspend`, { reason: '错误' }),
    ).toMatchObject(missing);
  });

  it('is not shaken off by taking the line out of service, nor by another owner', async () => {
    const line = await liveLine();
    const path = `/operator/lines/${tenantOf('red')}/${line.id}`;
    await api.as('operator').post(`${path}/suspend`, { reason: '投诉核查' });
    const refused = { status: 409, body: { code: 'line.suspended' } };
    expect(await api.as('admin').send('DELETE', `/lines/${line.id}`, undefined)).toMatchObject(refused);
    const wish = { kind: 'transfer', typed: line.number, reason: '业务转让', toName: '蓝天商贸有限公司' };
    expect(await api.as('admin').post(`/lines/${line.id}/changes`, wish)).toMatchObject(refused);
    await api.as('operator').post(`${path}/restore`, { reason: '核查通过' });
    expect((await api.as('admin').send('DELETE', `/lines/${line.id}`, undefined)).status).toBe(204);
  });

  it('of a number that the operator takes back is the end of its line', async () => {
    const line = await liveLine();
    expect(
      (await api.as('operator').post(`/inventory/numbers/${line.number}/release`, { reason: '违规' })).status,
    ).toBe(200);
    await api.runJobs();
    expect(await stateOf(line)).toMatchObject({ state: 'closed' });
  });

  it('ends in the end of all lines when the contract ends in arrears', async () => {
    const line = await liveLine('blue');
    await tell('blue', 'payment.ended');
    await api.runJobs();
    expect(await stateOf(line)).toMatchObject({ state: 'closed' });
    expect(await met(line)).toBeUndefined();
    expect(await sql('SELECT state FROM number WHERE number = $1', [line.number])).toEqual([{ state: 'cooling' }]);
  });
});

describe('cancelling', () => {
  it('is typed, confirmed by code, told with its terms, and takes effect on its day; records stay', async () => {
    const line = await liveLine();
    const admin = api.as('admin');
    const { body: terms } = await admin.get<ChangeTerms>(`/lines/${line.id}/change-terms?kind=cancel`);
    expect(terms.mobile).toBe('138****8000');
    expect(terms.lockedUntil, 'the first three months').not.toBeNull();
    expect(terms.effectiveAt).toBe(terms.lockedUntil);
    expect(terms.kept.map(({ what }) => what)).toEqual(['contract', 'calls', 'recordings', 'identity']);

    const wish = { kind: 'cancel', typed: line.number, reason: '业务调整' };
    expect(await admin.post(`/lines/${line.id}/changes`, { ...wish, typed: '4008880000' })).toMatchObject({
      status: 422,
      body: { code: 'line.mistyped' },
    });
    const { body: change } = await admin.post<LineChange>(`/lines/${line.id}/changes`, wish);
    expect(change).toMatchObject({ state: 'requested', side: 'giver', mobile: '138****8000' });
    expect(await admin.post(`/lines/${line.id}/changes`, wish)).toMatchObject({ body: { code: 'line.change_open' } });
    await api.runJobs();
    const confirm = `/line-changes/${change.id}/confirm`;
    const right = await code();
    const wrong = String((Number(right) + 1) % 1_000_000).padStart(6, '0');
    expect(await admin.post(confirm, { code: wrong })).toMatchObject({ body: { code: 'code.wrong' } });
    const { body: noticed } = await admin.post<ConfirmedChange>(confirm, { code: right });
    expect(noticed).toMatchObject({ invitation: null, change: { state: 'notice', effectiveAt: expect.any(String) } });
    expect(await admin.post(confirm, { code: right })).toMatchObject({ body: { code: 'code.used_up' } });

    await api.sweep('line.changes');
    expect(await stateOf(line)).toMatchObject({ state: 'live' });
    api.clock.advance(93 * DAY);
    await api.sweep('line.changes');
    await api.runJobs();
    expect(await stateOf(line)).toMatchObject({ state: 'closed' });
    expect(await sql('SELECT state FROM number WHERE number = $1', [line.number])).toEqual([{ state: 'cooling' }]);
    expect(await eventsOf(line.number)).toEqual(
      expect.arrayContaining(['line.live', 'line.cancelling', 'line.closed', 'number.cooling']),
    );
    expect(await sql('SELECT count(*)::int AS n FROM contract WHERE number = $1', [line.number])).toEqual([{ n: 1 }]);
    const { body: changes } = await admin.get<LineChange[]>('/line-changes');
    expect(changes.find(({ id }) => id === change.id)).toMatchObject({ state: 'done' });
    api.clock.advance(-93 * DAY);
  });

  it('can be withdrawn while it waits, and begun again', async () => {
    const line = await liveLine();
    const wish = { kind: 'port_out', typed: line.number, reason: '更换运营商' };
    api.clock.advance(2 * 60_000);
    const { body: change } = await api.as('admin').post<LineChange>(`/lines/${line.id}/changes`, wish);
    await api.runJobs();
    const { body } = await api
      .as('admin')
      .post<ConfirmedChange>(`/line-changes/${change.id}/confirm`, { code: await code() });
    expect(body.change).toMatchObject({ state: 'notice', authorisation: expect.stringMatching(/^[2-9A-Z]{10}$/) });
    const withdraw = () => api.as('admin').post<LineChange>(`/line-changes/${change.id}/withdraw`);
    expect((await withdraw()).body).toMatchObject({ state: 'withdrawn' });
    expect((await withdraw()).body).toMatchObject({ code: 'line.change_not_now' });
    api.clock.advance(2 * 60_000);
    expect((await api.as('admin').post(`/lines/${line.id}/changes`, wish)).status).toBe(201);
  });
});

describe('what was asked for a line', () => {
  it('is withdrawn when the line is closed otherwise, and keeps no other from its day', async () => {
    const line = await liveLine();
    api.clock.advance(2 * 60_000);
    const wish = { kind: 'cancel', typed: line.number, reason: '业务调整' };
    const { body: change } = await api.as('admin').post<LineChange>(`/lines/${line.id}/changes`, wish);
    await api.runJobs();
    await api.as('admin').post(`/line-changes/${change.id}/confirm`, { code: await code() });
    expect((await api.as('admin').send('DELETE', `/lines/${line.id}`, undefined)).status).toBe(204);
    expect(await sql('SELECT state FROM line_change WHERE id = $1', [change.id])).toEqual([{ state: 'withdrawn' }]);
    const now = api.clock.now();
    api.clock.advance(200 * DAY);
    await api.sweep('line.changes');
    api.clock.set(now);
  });
});

describe('a transfer', () => {
  it('is not begun in arrears; withdrawn, it ends what the taker has signed', async () => {
    const line = await liveLine('red');
    api.clock.advance(2 * 60_000);
    const wish = { kind: 'transfer', typed: line.number, reason: '业务转让', toName: '蓝天商贸有限公司' };
    const begin = () => api.as('admin').post<LineChange>(`/lines/${line.id}/changes`, wish);
    await sql(
      `INSERT INTO bill (id, tenant_id, month, state, total_fen, issued_at, due_at)
         VALUES (gen_random_uuid(), $1, '2020-01', 'due', 700, $2, $2)`,
      [tenantOf('red'), new Date(api.clock.now().getTime() - DAY)],
    );
    expect(await begin()).toMatchObject({ status: 409, body: { code: 'line.in_arrears' } });
    await sql(`UPDATE bill SET state = 'paid', paid_at = issued_at WHERE tenant_id = $1`, [tenantOf('red')]);
    const { body: change } = await begin();
    await arrangeCustomer(sql, tenantOf('blue'), line.number, { access: 'cloud', without: ['number'] });
    await sql(`UPDATE contract SET kind = 'transfer' WHERE tenant_id = $1 AND number = $2`, [
      ...[tenantOf('blue'), line.number],
    ]);
    await sql(
      `UPDATE line_change SET state = 'accepted', to_tenant_id = $2, confirmed_at = $3, accepted_at = $3 WHERE id = $1`,
      [change.id, tenantOf('blue'), api.clock.now()],
    );
    expect((await api.as('admin').post(`/line-changes/${change.id}/withdraw`)).body).toMatchObject({
      state: 'withdrawn',
    });
    await api.runJobs();
    expect(await sql('SELECT tenant_id, state FROM contract WHERE number = $1 ORDER BY state', [line.number])).toEqual([
      { tenant_id: tenantOf('blue'), state: 'ended' },
      { tenant_id: tenantOf('red'), state: 'signed' },
    ]);
    expect(await stateOf(line)).toMatchObject({ state: 'live' });
    api.clock.advance(60 * 60_000); // So many codes an hour.
  });

  it('goes to whoever holds the invitation, and moves at once when the taker is verified and has signed', async () => {
    const line = await liveLine('red');
    api.clock.advance(2 * 60_000);
    const wish = { kind: 'transfer', typed: line.number, reason: '业务转让', toName: '蓝天商贸有限公司' };
    const { body: change } = await api.as('admin').post<LineChange>(`/lines/${line.id}/changes`, wish);
    await api.runJobs();
    const { body: confirmed } = await api
      .as('admin')
      .post<ConfirmedChange>(`/line-changes/${change.id}/confirm`, { code: await code() });
    const invitation = confirmed.invitation ?? '';
    expect(invitation).toMatch(/^[2-9A-Z]{12}$/);

    const accept = (tenant: TenantName, typed: string) =>
      api.as('admin', tenant).post<LineChange>('/line-changes/accept', { invitation: typed });
    expect((await accept('blue', 'NOSUCHCODE22')).body).toMatchObject({ code: 'line.change_missing' });
    expect((await accept('red', invitation)).body).toMatchObject({ code: 'line.transfer_to_self' });
    const accepted = await accept('blue', invitation.toLowerCase());
    expect(accepted).toMatchObject({
      status: 201,
      body: { state: 'accepted', side: 'taker', reason: null, mobile: null },
    });
    expect((await accept('blue', invitation)).body).toMatchObject({ code: 'line.change_not_now' });
    expect(await met(line), 'the giver answers on').toBeNull();
    expect(
      await sql(`SELECT kind FROM verification WHERE tenant_id = $1 AND state = 'draft'`, [tenantOf('blue')]),
      'the taker is verified anew',
    ).toEqual([{ kind: 'transfer' }]);

    const now = api.clock.now();
    await sql(`UPDATE verification SET state = 'approved', decided_at = $2 WHERE tenant_id = $1 AND state = 'draft'`, [
      tenantOf('blue'),
      new Date(now.getTime() + 1000),
    ]);
    api.clock.advance(2000);
    await tell('blue', 'verification.approved');
    await api.runJobs();
    const { body: half } = await api.as('admin', 'blue').get<LineChange[]>('/line-changes');
    expect(half.find(({ id }) => id === change.id)).toMatchObject({ verified: true, contracted: false });

    await arrangeCustomer(sql, tenantOf('blue'), line.number, { access: 'cloud', concurrency: 9, without: ['number'] });
    await sql(`UPDATE contract SET signed_at = $3, kind = 'transfer' WHERE tenant_id = $1 AND number = $2`, [
      ...[tenantOf('blue'), line.number, new Date(now.getTime() + 1500)],
    ]);
    await tell('blue', 'contract.signed');
    await api.runJobs();

    const found = await api.app.get(LineBook).find(`trunk-${trunk}`, line.number);
    expect(found).toMatchObject({ tenantId: tenantOf('blue'), concurrency: 9, suspended: null });
    expect(await stateOf(line)).toMatchObject({ state: 'closed' });
    expect(await sql('SELECT tenant_id, state FROM number WHERE number = $1', [line.number])).toEqual([
      { tenant_id: tenantOf('blue'), state: 'sold' },
    ]);
    expect(
      (await api.as('admin').get<LineChange[]>('/line-changes')).body.find(({ id }) => id === change.id),
    ).toMatchObject({
      state: 'done',
    });
    const opened = await sql<{ tenant_id: string; type: string }[]>(
      `SELECT tenant_id, type FROM onboarding_event WHERE subject = $1 AND type IN ('line.closed', 'line.transferred', 'line.live') ORDER BY at, id`,
      [line.number],
    );
    expect(opened.slice(1)).toEqual([
      { tenant_id: tenantOf('red'), type: 'line.closed' },
      { tenant_id: tenantOf('red'), type: 'line.transferred' },
      { tenant_id: tenantOf('blue'), type: 'line.live' },
    ]);
  });
});

describe('a check', () => {
  it('is not begun without Asterisk, nor by who may not, nor of a line that is not there', async () => {
    const line = await liveLine();
    const unavailable = { status: 503, body: { code: 'telephony.unavailable' } };
    expect(await api.as('admin').post(`/lines/${line.id}/check`)).toMatchObject(unavailable);
    expect((await api.as('agent').post(`/lines/${line.id}/check`)).status).toBe(403);
    expect((await api.as('admin').get<LineCheckSummary[]>(`/lines/${line.id}/checks`)).body).toEqual([]);
    expect(await api.as('admin').get(`/lines/${line.id}/checks/${randomUUID()}`)).toMatchObject({
      body: { code: 'line.check_missing' },
    });
  });
});
