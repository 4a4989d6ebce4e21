import type { Bill, BillDetail, Billing, Debtor, Invoice, Invoices, PayOrder, RatedPage } from '@sibai/contracts';
import type { TenantId } from '@sibai/kernel';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Db } from '../../platform/db.js';
import { TestApi, type TenantName } from '../../platform/testing.js';
import { ArrearsService } from './arrears.service.js';
import { Ledger } from './ledger.js';
import { addCall, addCustomer, COMPANY, type Customer, PLAN, USCC } from './testing.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
let api: TestApi;
const at = (text: string) => new Date(`${text}+08:00`);

beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());

const summary = async (tenant: TenantName = 'red') => (await api.as('admin', tenant).get<Billing>('/billing')).body;
const bills = async (tenant: TenantName = 'red') => (await api.as('admin', tenant).get<Bill[]>('/billing/bills')).body;
const bill = async (id = '', tenant: TenantName = 'red') =>
  (await api.as('admin', tenant).get<BillDetail>(`/billing/bills/${id}`)).body;
const fill = (customer: Customer, amountFen: number) =>
  api.app
    .get(Db)
    .as(customer.tenantId as TenantId, (em) =>
      api.app.get(Ledger).post(em, customer.tenantId as TenantId, { amountFen, kind: 'top_up' }),
    );
/** Pays the first order from the balance, which begins the plan. */
async function begin(customer: Customer, tenant: TenantName = 'red'): Promise<PayOrder> {
  await fill(customer, customer.firstFen);
  const { body } = await api
    .as('admin', tenant)
    .post<PayOrder>('/payment/orders', { kind: 'first', key: randomUUID() });
  const paid = await api.as('admin', tenant).post<PayOrder>(`/payment/orders/${body.id}/balance`);
  expect(paid).toMatchObject({ status: 200, body: { state: 'paid' } });
  await api.runJobs();
  return paid.body;
}
const events = async (customer: Customer, like = 'payment.%') =>
  (
    await api.db.owner.query<{ type: string; reason: string | null }[]>(
      `SELECT type, reason FROM onboarding_event WHERE tenant_id = $1 AND type LIKE $2 ORDER BY id`,
      [customer.tenantId, like],
    )
  ).map(({ type, reason }) => (reason ? `${type} ${reason}` : type));

describe('a month of a plan by the month', () => {
  let customer: Customer;
  const long = randomUUID();

  it('begins when the first order is paid, and charges each call once when it has ended', async () => {
    api.clock.set(at('2027-03-16T10:00:00'));
    customer = await addCustomer(api);
    await begin(customer);
    const start = at('2027-03-17T09:00:00');
    api.clock.set(at('2027-03-17T18:00:00'));
    const before = at('2027-03-17T08:00:00');
    await addCall(api, customer, before, 61_000);
    await addCall(api, customer, before, MINUTE, { outcome: 'refused' });
    await addCall(api, customer, before, MINUTE, { caller: 'web' });
    await addCall(api, customer, start, 2999 * MINUTE, { id: long });
    // The minute's sweep and the night's may run at once.
    for (let i = 0; i < 3; i++)
      await Promise.all([api.sweep('payment.rate'), api.sweep('payment.rate_again'), api.sweep('payment.rate')]);
    const { usage, soFar } = await summary();
    expect(usage).toMatchObject([
      { number: customer.number, calls: 4, minutes: 3001, includedMinutes: 3000, chargeFen: 11 },
    ]);
    // Fees of March are paid in advance; the floor is met by them.
    expect(soFar.lines.map(({ item, amountFen }) => [item, amountFen])).toEqual([
      ['included', 0],
      ['minutes', 11],
    ]);
  });

  it('charges what was rewritten by its difference', async () => {
    await addCall(api, customer, at('2027-03-17T09:00:00'), 3009 * MINUTE, { id: long });
    await api.sweep('payment.rate');
    expect((await summary()).usage[0]?.minutes).toBe(3001);
    await api.sweep('payment.rate_again');
    expect((await summary()).usage).toMatchObject([{ calls: 4, minutes: 3011, chargeFen: 121 }]);
  });

  it('is billed once, of lines that add up and lead to their calls', async () => {
    api.clock.set(at('2027-04-01T02:00:00'));
    await api.sweep('payment.month');
    await api.sweep('payment.month');
    const made = await bills();
    expect(made).toMatchObject([{ month: '2027-03', state: 'due', totalFen: 121 }]);
    const { lines, totalFen } = await bill(made[0]?.id);
    expect(lines.reduce((sum, { amountFen }) => sum + amountFen, 0)).toBe(totalFen);
    const line = lines.find(({ item }) => item === 'minutes');
    const path = `/billing/usage/${line?.usageId}/calls`;
    const all = (await api.as('admin').get<RatedPage>(path)).body;
    expect([all.total, all.minutes, all.chargeFen]).toEqual([4, 3011, 121]);
    const behind = (await api.as('admin').get<RatedPage>(`${path}?from=${line?.minutes?.from}&to=${line?.minutes?.to}`))
      .body;
    expect(behind.calls.map(({ callId }) => callId)).toEqual([long]);
    const csv = (await api.as('admin').get<string>(`${path}.csv`)).body.trim().split('\r\n');
    expect(csv).toHaveLength(5);
    expect(csv.find((text) => text.startsWith(long))).toBe(
      `${long},2027-03-17 09:00:00,2027-03-19 11:09:00,13800138000,3009,1.21`,
    );
    expect((await api.as('admin', 'blue').get(path)).status).toBe(404);
    expect((await api.as('admin', 'blue').get(`/billing/bills/${made[0]?.id}`)).status).toBe(404);
  });

  it('carries a call that is told late, or rewritten after the bill, to the next one', async () => {
    await addCall(api, customer, at('2027-03-31T23:00:00'), 10 * MINUTE);
    await addCall(api, customer, at('2027-03-17T09:00:00'), 3008 * MINUTE, { id: long });
    await api.sweep('payment.rate_again');
    const { soFar } = await summary();
    expect(soFar.lines.find(({ item }) => item === 'correction')?.amountFen).toBe(9 * 11);
    expect((await bills())[0]?.totalFen).toBe(121);
  });

  it('charges the days that were not paid in advance', async () => {
    api.clock.set(at('2027-05-01T02:00:00'));
    await api.sweep('payment.month');
    const april = (await bills()).find(({ month }) => month === '2027-04');
    const { lines } = await bill(april?.id);
    // Paid until 16 April: 14 days of 30 are not.
    expect(lines.map(({ item, days, amountFen }) => [item, days, amountFen])).toEqual([
      ['base', 14, 16_800],
      ['number', 14, 2800],
      ['correction', null, 99],
    ]);
  });

  it('is paid from the balance by itself where that suffices', async () => {
    await fill(customer, 100_000);
    api.clock.set(at('2027-06-01T02:00:00'));
    await api.sweep('payment.month');
    const may = (await bills()).find(({ month }) => month === '2027-05');
    expect(may).toMatchObject({ state: 'paid', totalFen: 42_000 });
    // And so is what was overdue before it: 1.21 and 196.99 yuan.
    expect((await summary()).balanceFen).toBe(58_000 - 121 - 19_699);
    expect((await bills()).every(({ state }) => state === 'paid')).toBe(true);
  });
});

describe('what is owed, day by day', () => {
  it('is told, suspends after 30 days, restores in seconds, and ends after 60 more', async () => {
    api.clock.set(at('2028-01-10T10:00:00'));
    const customer = await addCustomer(api, 'blue', { number: '4008201235' });
    await begin(customer, 'blue');
    api.clock.set(at('2028-03-01T02:00:00'));
    await api.sweep('payment.month');
    const due = await bills('blue');
    expect(due.filter(({ state }) => state === 'due').map(({ month }) => month)).toEqual(['2028-02']);

    const standings: string[] = [];
    const walk = async (days: number) => {
      for (let i = 0; i < days; i++) {
        api.clock.advance(DAY);
        await api.app.get(ArrearsService).check(customer.tenantId as TenantId);
        const [{ standing } = { standing: 'good' }] = await api.db.owner.query<{ standing: string }[]>(
          `SELECT standing FROM billing_account WHERE tenant_id = $1`,
          [customer.tenantId],
        );
        if (standings.at(-1) !== standing) standings.push(standing);
      }
    };
    await walk(9);
    expect(standings).toEqual(['good']);
    await api.sweep('payment.arrears');
    await walk(30);
    expect(standings).toEqual(['good', 'overdue']);
    await walk(1);
    expect(standings).toEqual(['good', 'overdue', 'suspended']);
    const { body: debtors } = await api.as('operator').get<Debtor[]>('/payment-desk/debtors');
    expect(debtors.find(({ tenantId }) => tenantId === customer.tenantId)).toMatchObject({
      customer: COMPANY,
      standing: 'suspended',
      owedFen: (await summary('blue')).owedFen,
    });

    for (const { id, state } of await bills('blue')) {
      if (state === 'paid') continue;
      const { body: order } = await api
        .as('admin', 'blue')
        .post<PayOrder>('/payment/orders', { kind: 'bill', key: randomUUID(), billId: id });
      await fill(customer, order.amountFen);
      await api.as('admin', 'blue').post(`/payment/orders/${order.id}/balance`);
    }
    await api.runJobs();
    expect((await summary('blue')).standing).toBe('good');
    const told = (await events(customer)).filter((type) => /reminded|suspended|restored|ended/.test(type));
    expect(told).toEqual([
      ...Array<string>(4).fill('payment.reminded arrears'),
      'payment.suspended arrears',
      'payment.restored arrears',
    ]);

    await api.sweep('payment.month');
    standings.length = 0;
    await walk(102);
    expect(standings).toEqual(['good', 'overdue', 'suspended', 'ended']);
    expect((await events(customer)).at(-1)).toBe('payment.ended arrears');
    const sent = await api.db.owner.query<{ template: string }[]>(
      `SELECT DISTINCT template FROM message WHERE tenant_id = $1 AND template LIKE 'bill%' ORDER BY 1`,
      [customer.tenantId],
    );
    expect(sent.map(({ template }) => template)).toEqual([
      'bill_issued',
      'bill_overdue',
      'billing_ended',
      'billing_restored',
      'billing_suspended',
    ]);
  });
});

describe('a balance that is filled', () => {
  it('pays what is overdue by itself', async () => {
    await api.db.owner.query(
      `INSERT INTO bill (id, tenant_id, month, state, total_fen, issued_at, due_at) VALUES ($1, $2, '2026-01', 'due', 700, $3, $3)`,
      [randomUUID(), api.user('admin').tenantId, api.clock.now()],
    );
    const before = (await summary()).balanceFen;
    const spec = { kind: 'top_up', key: randomUUID(), amountFen: 900 };
    const { body: order } = await api.as('admin').post<PayOrder>('/payment/orders', spec);
    const form = new FormData();
    form.set('file', new File([`日期,收入,对方户名,附言\n2028-07-01,9.00,x,${order.reference}`], 'a.csv'));
    await api.as('operator').send('POST', '/payment-desk/statements', form);
    await api.runJobs();
    expect((await bills()).find(({ month }) => month === '2026-01')?.state).toBe('paid');
    expect((await summary()).balanceFen).toBe(before + 900 - 700);
  });
});

describe('a plan by the year', () => {
  it('is renewed in time: an order, reminders at 30, 7 and 1 days, and by itself where that was chosen', async () => {
    api.clock.set(at('2029-01-15T10:00:00'));
    const customer = await addCustomer(api, 'red', { plan: { ...PLAN, period: 'year' }, number: '4008201236' });
    await begin(customer);
    const reminders = async () => (await events(customer)).filter((type) => type.includes('renewal'));
    const ends = async () => (await summary()).terms.find(({ number }) => number === customer.number);
    api.clock.set(at('2029-12-15T09:00:00'));
    await api.sweep('payment.renewals');
    expect(await reminders()).toEqual([]);

    for (const day of ['2029-12-17', '2029-12-18', '2030-01-08', '2030-01-09', '2030-01-14']) {
      api.clock.set(at(`${day}T11:00:00`));
      await api.sweep('payment.renewals');
    }
    expect(await reminders()).toEqual(Array(3).fill('payment.reminded renewal'));
    const { body: orders } = await api.as('admin').get<PayOrder[]>('/payment/orders');
    const renewal = orders.find(({ kind }) => kind === 'renewal');
    // Ten months for the year, without setting up.
    expect(renewal).toMatchObject({ state: 'open', amountFen: 420_000 });
    await fill(customer, 420_000);
    await api.as('admin').post(`/payment/orders/${renewal?.id}/balance`);
    expect(await ends()).toMatchObject({ endsAt: expect.stringMatching(/^2031-01-15T02:00/), renewalFen: 420_000 });

    await api.as('admin').put('/billing/auto-renew', { autoRenew: true });
    const { balanceFen } = await summary();
    await fill(customer, 420_000);
    api.clock.set(at('2030-12-16T11:00:00'));
    await api.sweep('payment.renewals');
    await api.sweep('payment.renewals');
    expect(await summary()).toMatchObject({ balanceFen, autoRenew: true });
    expect((await ends())?.endsAt).toMatch(/^2032-01-15T02:00/);
  });

  it('that is changed for its next year is renewed at the new price', async () => {
    api.clock.set(at('2033-03-15T10:00:00'));
    const customer = await addCustomer(api, 'blue', { plan: { ...PLAN, period: 'year' }, number: '4008201299' });
    await begin(customer, 'blue');
    const renewals = async () =>
      (await api.as('admin', 'blue').get<PayOrder[]>('/payment/orders')).body
        .filter(({ kind }) => kind === 'renewal')
        .map(({ state, amountFen, closeReason }) => [state, amountFen, closeReason]);
    api.clock.set(at('2034-03-01T10:00:00'));
    await api.sweep('payment.renewals');
    expect(await renewals()).toEqual([['open', 420_000, null]]);

    await api.db.owner.query(
      `INSERT INTO plan_choice (id, tenant_id, tariff_id, number, choice, quote, state, created_at, active_from)
       SELECT gen_random_uuid(), tenant_id, tariff_id, number, choice,
              jsonb_set(quote, '{lines,0,totalFen}', to_jsonb((quote->'lines'->0->>'totalFen')::int + 100)), 'chosen', $2, $3
         FROM plan_choice WHERE id = $1`,
      [customer.planId, api.clock.now(), at('2034-03-15T00:00:00')],
    );
    await api.sweep('payment.renewals');
    await api.sweep('payment.renewals');
    expect(await renewals()).toEqual([
      ['open', 420_100, null],
      ['closed', 420_000, 'replaced'],
    ]);
  });
});

describe('a bill gone wild', () => {
  it('is told to the customer and to the operator, once a month, while the month still runs', async () => {
    const wild = await TestApi.start();
    wild.clock.set(at('2027-01-01T08:00:00'));
    const customer = await addCustomer(wild, 'red', {
      tariff: 'cloud_start',
      numberFen: 1000,
      plan: { ...PLAN, concurrency: 5, seats: 2 },
    });
    const swap = api;
    api = wild;
    await begin(customer);
    for (const month of ['02', '03', '04']) {
      wild.clock.set(at(`2027-${month}-01T02:00:00`));
      await wild.sweep('payment.month');
    }
    // Three months at the floor of 120 yuan: five times that is 600.
    const call = (minutes: number) => addCall(wild, customer, at('2027-04-02T09:00:00'), minutes * MINUTE);
    wild.clock.set(at('2027-04-05T02:00:00'));
    await call(3500);
    await wild.sweep('payment.rate_again');
    await wild.sweep('payment.shock');
    expect((await events(customer)).filter((type) => type.includes('shock'))).toEqual([]);
    await call(800);
    await wild.sweep('payment.rate_again');
    for (let i = 0; i < 3; i++) await wild.sweep('payment.shock');
    expect((await events(customer)).filter((type) => type.includes('shock'))).toEqual(['payment.reminded shock']);
    const sent = await wild.db.owner.query(
      `SELECT address FROM message WHERE template = 'bill_shock' ORDER BY address`,
    );
    expect(sent).toEqual([{ address: 'admin@red.test' }, { address: 'operator@platform.test' }]);
    api = swap;
    await wild.stop();
  });
});

describe('an invoice', () => {
  const ask = (orderIds: readonly string[], changes: object = {}) =>
    api
      .as('admin')
      .post<Invoice>('/billing/invoices', { kind: 'special', email: 'cw@yunshan.test', orderIds, ...changes });
  const issue = (id: string, number: string, file?: Blob) => {
    const form = new FormData();
    form.set('number', number);
    if (file) form.set('file', file, 'fapiao.pdf');
    return api.as('operator').send('POST', `/payment-desk/invoices/${id}/issue`, form);
  };
  const pdf = new Blob(['%PDF-1.7\n…']);

  it('is made out to the verified enterprise, issued once with its PDF, and kept sealed', async () => {
    const { body: before } = await api.as('admin').get<Invoices>('/billing/invoices');
    expect(before.party).toEqual({ title: COMPANY, uscc: USCC });
    const [paid] = before.open;
    const asked = await ask([paid?.id ?? '']);
    expect(asked).toMatchObject({
      status: 201,
      body: { state: 'requested', title: COMPANY, uscc: USCC, amountFen: paid?.amountFen },
    });
    expect(await ask([paid?.id ?? ''])).toMatchObject({ status: 409, body: { code: 'invoice.nothing' } });

    const { id } = asked.body;
    expect(await issue(id, '24332000000012345678', new Blob(['no pdf']))).toMatchObject({
      body: { code: 'invoice.not_pdf' },
    });
    expect(await issue(id, 'x')).toMatchObject({ status: 422 });
    expect((await issue(id, '24332000000012345678', pdf)).status).toBe(204);
    expect(await issue(id, '24332000000012345679', pdf)).toMatchObject({
      status: 409,
      body: { code: 'invoice.not_open' },
    });
    const file = await api.as('admin').raw(`/billing/invoices/${id}/file`);
    expect([file.headers.get('content-type'), (await file.text()).slice(0, 5)]).toEqual(['application/pdf', '%PDF-']);
    expect((await api.as('admin', 'blue').get(`/billing/invoices/${id}/file`)).status).toBe(404);
    const [stored] = await api.db.owner.query<{ content: Buffer }[]>(
      `SELECT content FROM sealed_file WHERE kind = 'invoice'`,
    );
    expect(stored?.content.includes('%PDF-')).toBe(false);

    const refund = { reason: '开错了', confirmFen: paid?.amountFen };
    expect(await api.as('operator').post(`/payment-desk/orders/${paid?.id}/refund`, refund)).toMatchObject({
      status: 409,
      body: { code: 'order.invoiced' },
    });
    const reject = () => api.as('operator').post(`/payment-desk/invoices/${id}/reject`, { reason: '红冲' });
    expect((await reject()).status).toBe(204);
    expect(await reject()).toMatchObject({ status: 409 });
    const again = await ask([paid?.id ?? ''], { kind: 'plain' });
    expect(again.status).toBe(201);
    expect(await issue(again.body.id, '24332000000012345678', pdf)).toMatchObject({
      body: { code: 'invoice.number_taken' },
    });
  });

  it('is not to be had by who is not verified, nor for what was not paid', async () => {
    const { body: order } = await api
      .as('admin')
      .post<PayOrder>('/payment/orders', { kind: 'top_up', key: randomUUID(), amountFen: 100 });
    expect(await ask([order.id])).toMatchObject({ status: 409, body: { code: 'invoice.nothing' } });
    expect(await ask([])).toMatchObject({ status: 422 });
    const bare = await TestApi.start();
    const asked = await bare
      .as('admin')
      .post('/billing/invoices', { kind: 'plain', email: 'a@b.cn', orderIds: [randomUUID()] });
    expect(asked).toMatchObject({ status: 409, body: { code: 'invoice.no_party' } });
    await bare.stop();
  });
});
