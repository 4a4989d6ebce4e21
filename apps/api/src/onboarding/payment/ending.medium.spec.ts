import type { Bill, BillDetail, Billing, PayOrder } from '@sibai/contracts';
import type { TenantId } from '@sibai/kernel';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Db } from '../../platform/db.js';
import { TestApi, type TenantName } from '../../platform/testing.js';
import { History } from '../history.js';
import { Ledger } from './ledger.js';
import { addCall, addCustomer, type Customer, PLAN } from './testing.js';

const MINUTE = 60_000;
let api: TestApi;
const at = (text: string) => new Date(`${text}+08:00`);
const sql = <T>(text: string, params: readonly unknown[] = []) => api.db.owner.query<T>(text, [...params]);

beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());

async function begin({ tenantId, firstFen }: Customer, tenant: TenantName): Promise<void> {
  const amountFen = firstFen;
  await api.app
    .get(Db)
    .as(tenantId as TenantId, (em) =>
      api.app.get(Ledger).post(em, tenantId as TenantId, { amountFen, kind: 'top_up' }),
    );
  const { body } = await api
    .as('admin', tenant)
    .post<PayOrder>('/payment/orders', { kind: 'first', key: randomUUID() });
  expect((await api.as('admin', tenant).post(`/payment/orders/${body.id}/balance`)).status).toBe(200);
  await api.runJobs();
}

/** What the line stage tells when a number leaves its owner. */
async function tell(
  tenantId: string,
  type: 'line.closed' | 'line.transferred',
  subject: string,
  data: Record<string, unknown>,
): Promise<void> {
  await api.app
    .get(Db)
    .as(tenantId as TenantId, (em) =>
      api.app.get(History).record(em, { tenantId: tenantId as TenantId, type, actor: 'system', subject, data }),
    );
  await api.runJobs();
}

const stateOf = ({ planId }: Customer) => sql(`SELECT state FROM plan_choice WHERE id = $1`, [planId]);
const bills = async (tenant: TenantName) => (await api.as('admin', tenant).get<Bill[]>('/billing/bills')).body;
const linesOf = async ({ id }: Pick<Bill, 'id'>, tenant: TenantName) =>
  (await api.as('admin', tenant).get<BillDetail>(`/billing/bills/${id}`)).body.lines.map(
    ({ number, item, days, amountFen }) => [number, item, days, amountFen],
  );
const summary = async (tenant: TenantName) => (await api.as('admin', tenant).get<Billing>('/billing')).body;
const month = async (day: string) => {
  api.clock.set(at(day));
  await api.sweep('payment.month');
};

describe('a number that is given up', () => {
  const [GIVEN, KEPT] = ['4008201301', '4008201302'];
  let given: Customer;

  it('has its last bill on the next day: fees by the day, its calls, and nothing of the numbers that stay', async () => {
    api.clock.set(at('2027-03-01T10:00:00'));
    given = await addCustomer(api, 'red', { number: GIVEN });
    await begin(given, 'red');
    const kept = await addCustomer(api, 'red', { number: KEPT });
    await begin(kept, 'red');
    await month('2027-04-01T02:00:00');

    // Paid in advance until 1 April.
    api.clock.set(at('2027-04-11T15:00:00'));
    await addCall(api, given, at('2027-04-10T09:00:00'), 3010 * MINUTE);
    await tell(given.tenantId, 'line.closed', GIVEN, { why: 'removed', final: false });
    expect(await stateOf(given)).toEqual([{ state: 'active' }]);
    await tell(given.tenantId, 'line.closed', GIVEN, { why: 'cancel', final: true });
    expect(await stateOf(given)).toEqual([{ state: 'ended' }]);

    await month('2027-04-11T23:30:00');
    expect((await bills('red')).filter(({ number }) => number)).toEqual([]);
    await month('2027-04-12T01:30:00');
    await month('2027-04-13T01:30:00');
    const last = (await bills('red')).filter(({ number }) => number);
    // 280 yuan a month of base and 60 of the number, 10 days of 30; and 10 minutes beyond the included ones.
    expect(last).toMatchObject([{ month: '2027-04', number: GIVEN, state: 'due' }]);
    const lines = last[0] ? await linesOf(last[0], 'red') : [];
    expect(lines.every(([number]) => number === GIVEN)).toBe(true);
    expect(lines.map(([, item, days]) => [item, days])).toEqual([
      ['base', 10],
      ['number', 10],
      ['included', null],
      ['minutes', null],
    ]);
    expect(lines.find(([, item]) => item === 'number')?.[3]).toBe(2000);
    expect(lines.find(([, item]) => item === 'minutes')?.[3]).toBe(110);
    expect((await summary('red')).soFar.lines.some(({ number }) => number === GIVEN)).toBe(false);
  });

  it('is not billed again with its month, and what is told late of it still is', async () => {
    await addCall(api, given, at('2027-04-10T20:00:00'), 5 * MINUTE);
    await api.sweep('payment.rate_again');
    await month('2027-05-01T02:00:00');
    const april = (await bills('red')).find((bill) => bill.month === '2027-04' && bill.number === null);
    expect((await linesOf(april ?? { id: '' }, 'red')).map(([number]) => number)).toEqual([KEPT, KEPT]);
    await month('2027-06-01T02:00:00');
    const may = (await bills('red')).find((bill) => bill.month === '2027-05');
    expect(await linesOf(may ?? { id: '' }, 'red')).toContainEqual([GIVEN, 'correction', null, 55]);
    expect((await bills('red')).map((bill) => [bill.month, bill.number])).toHaveLength(4);
  });

  it('leaves a customer without numbers with nothing to be billed', async () => {
    await tell(given.tenantId, 'line.closed', KEPT, { why: 'port_out', final: true });
    for (const day of ['2027-06-02', '2027-07-01', '2027-09-01']) await month(`${day}T02:00:00`);
    expect((await bills('red'))[0]).toMatchObject({ month: '2027-06', number: KEPT });
    expect(await bills('red')).toHaveLength(5);
  });
});

describe('a number that is handed over', () => {
  it('is billed to the giver until that day, whose year is not renewed, and to the taker by its own plan from it', async () => {
    const number = '4008201310';
    api.clock.set(at('2029-01-15T10:00:00'));
    const giver = await addCustomer(api, 'red', { number, plan: { ...PLAN, period: 'year' } });
    await begin(giver, 'red');
    await api.as('admin').put('/billing/auto-renew', { autoRenew: true });
    api.clock.set(at('2029-12-20T12:00:00'));
    await api.sweep('payment.renewals');
    const renewals = async () =>
      (await api.as('admin').get<PayOrder[]>('/payment/orders')).body
        .filter(({ kind, number: of }) => kind === 'renewal' && of === number)
        .map(({ state }) => state);
    expect(await renewals()).toEqual(['open']);

    await addCall(api, giver, at('2029-12-20T11:00:00'), 3002 * MINUTE);
    const taker = { ...giver, tenantId: api.user('admin', 'blue').tenantId };
    const own = await addCustomer(api, 'blue', {
      number,
      tariff: 'cloud_start',
      plan: { ...PLAN, concurrency: 5, seats: 2 },
    });
    await sql(`UPDATE number SET tenant_id = $2, state = 'sold', held_until = NULL WHERE number = $1`, [
      number,
      giver.tenantId,
    ]);
    await sql(`UPDATE contract SET kind = 'transfer' WHERE id = $1`, [own.contractId]);
    await tell(giver.tenantId, 'line.transferred', number, { number, toTenantId: taker.tenantId });
    expect(
      await sql(`SELECT tenant_id AS tenant, state FROM plan_choice WHERE number = $1 ORDER BY created_at`, [number]),
    ).toEqual([
      { tenant: giver.tenantId, state: 'ended' },
      { tenant: taker.tenantId, state: 'active' },
    ]);
    await addCall(api, taker, at('2029-12-20T18:00:00'), 2 * MINUTE);

    await month('2029-12-21T01:30:00');
    const last = (await bills('red')).find((bill) => bill.number === number);
    // The year was paid in advance, and what is left of it is not paid back.
    expect(await linesOf(last ?? { id: '' }, 'red')).toEqual([
      [number, 'included', null, 0],
      [number, 'minutes', null, 22],
    ]);
    api.clock.set(at('2029-12-21T10:00:00'));
    await api.sweep('payment.orders');
    for (const day of ['2029-12-28', '2030-01-09', '2030-01-15', '2030-02-01']) {
      api.clock.set(at(`${day}T11:00:00`));
      await api.sweep('payment.renewals');
      await api.sweep('payment.month');
    }
    expect(await renewals()).toEqual(['closed']);
    expect((await summary('red')).terms.filter((term) => term.number === number)).toEqual([]);
    expect((await bills('red')).filter((bill) => bill.month > '2029-12')).toEqual([]);
    const [january, december] = await bills('blue');
    expect([december, january]).toMatchObject([
      { month: '2029-12', number: null },
      { month: '2030-01', number: null },
    ]);
    // From the day it came: twelve of December.
    expect(await linesOf(december ?? { id: '' }, 'blue')).toContainEqual([number, 'number', 12, 2323]);
  });
});
