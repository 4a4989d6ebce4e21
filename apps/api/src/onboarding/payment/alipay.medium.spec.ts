import type { Checkout, OrderDetail, PaymentTasks, PayOrder, Reconciliation, SuspiciousNotice } from '@sibai/contracts';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { TenantId } from '@sibai/kernel';

import { Db } from '../../platform/db.js';
import { TestApi } from '../../platform/testing.js';
import { History } from '../history.js';
import { Ledger } from './ledger.js';
import { addCustomer, AlipayFarEnd, type Customer } from './testing.js';

const DAY = 86_400_000;
let far: AlipayFarEnd;
let api: TestApi;
let customer: Customer;

beforeAll(async () => {
  far = await AlipayFarEnd.start();
  api = await TestApi.start(far.env);
  await far.control('', { notifyBase: api.url });
  customer = await addCustomer(api);
});
afterAll(async () => {
  await api.stop();
  await far.stop();
});
afterEach(() => far.control('', { notify: true, failures: 0, forgeAnswers: false }));

const admin = () => api.as('admin');
const topUp = async (amountFen = 5000): Promise<PayOrder> => {
  const made = await admin().post<PayOrder>('/payment/orders', { kind: 'top_up', key: randomUUID(), amountFen });
  expect(made.status).toBe(201);
  return made.body;
};
const start = async ({ id }: { id: string }): Promise<string> => {
  const { status, body } = await admin().post<{ url: string }>(`/payment/orders/${id}/alipay`);
  expect(status).toBe(200);
  return body.url;
};
const get = async ({ id }: { id: string }) => (await admin().get<OrderDetail>(`/payment/orders/${id}`)).body;
const balance = async () => (await admin().get<Checkout>('/payment')).body.methods.balanceFen;
/** An order whose customer has gone to Alipay and paid, of which nothing was told. */
const paidInSilence = async (amountFen?: number): Promise<PayOrder> => {
  await far.control('', { notify: false });
  const order = await topUp(amountFen);
  await far.payByButton(await start(order));
  return order;
};
const settled = async (order: { id: string }, state: string) => {
  await expect.poll(async () => (await get(order)).state).toBe(state);
};

describe('the first order', () => {
  it('is for the first payment of the signed contract, line by line, and there is one however often it is asked for', async () => {
    const { body } = await admin().get<Checkout>('/payment');
    expect(body).toMatchObject({
      order: null,
      due: { number: customer.number, amountFen: customer.firstFen, lines: [{ item: 'base' }, { item: 'number' }] },
      methods: { alipay: { sandbox: true }, bank: null, balanceFen: 0 },
    });
    const made = await Promise.all(
      Array.from({ length: 10 }, () => admin().post<PayOrder>('/payment/orders', { kind: 'first', key: randomUUID() })),
    );
    expect(made.map(({ status }) => status)).toEqual(Array(10).fill(201));
    expect(new Set(made.map(({ body: { id } }) => id)).size).toBe(1);
  });

  it('is paid on the page, settled by the notification, and told to the other stages once', async () => {
    const { body } = await admin().get<Checkout>('/payment');
    if (!body.order) throw new Error('no order');
    const back = await far.payByButton(await start(body.order));
    expect(back).toContain(`/onboarding/payment?order=${body.order.id}`);
    await settled(body.order, 'paid');
    expect((await get(body.order)).notices.map(({ source, verdict }) => `${source} ${verdict}`)).toEqual([
      'notification paid',
    ]);
    await api.runJobs();
    const events = await api.db.owner.query(
      `SELECT data FROM onboarding_event WHERE type = 'payment.order_paid' AND subject = $1`,
      [body.order.id],
    );
    expect(events).toEqual([
      {
        data: expect.objectContaining({
          kind: 'first',
          number: customer.number,
          amountFen: customer.firstFen,
          method: 'alipay',
        }),
      },
    ]);
    expect((await admin().get<Checkout>('/payment')).body.due).toBeNull();
    const again = await admin().post('/payment/orders', { kind: 'first', key: randomUUID() });
    expect(again).toMatchObject({ status: 409, body: { code: 'order.not_due' } });
  });
});

describe('a notification', () => {
  it('that comes twice, or after the order was settled otherwise, changes nothing', async () => {
    const before = await balance();
    const order = await paidInSilence(5000);
    expect(await Promise.all([far.send(order.id), far.send(order.id), far.send(order.id)])).toEqual(
      Array(3).fill({ status: 200, body: 'success' }),
    );
    await api.sweep('payment.orders');
    expect(await balance()).toBe(before + 5000);
  });

  it('may come before what was begun is seen, and a waiting one after the paid one', async () => {
    const order = await paidInSilence();
    await far.send(order.id);
    expect(await far.send(order.id, 'waiting')).toMatchObject({ body: 'success' });
    expect((await get(order)).state).toBe('paid');
  });

  it.each([
    ['bad_signature', 'bad_signature'],
    ['other_app', 'other_app'],
    ['other_seller', 'other_seller'],
    ['unknown_order', 'unknown_order'],
    ['wrong_amount', 'wrong_amount'],
  ])('that is a forgery (%s) is refused, written down, and pays nothing', async (forgery, verdict) => {
    const order = await topUp();
    await start(order);
    await fetch(await start(order)); // Opens the trade over there.
    expect(await far.send(order.id, forgery)).toEqual({ status: 200, body: 'failure' });
    expect((await get(order)).state).toBe('paying');
    const [notice] = await api.db.owner.query<{ verdict: string }[]>(
      `SELECT verdict FROM pay_notice ORDER BY at DESC LIMIT 1`,
    );
    expect(notice?.verdict).toBe(verdict);
    expect((await api.as('operator').get<PaymentTasks>('/payment-desk/tasks')).body.forgeries).toBeGreaterThan(0);
    const { body: listed } = await api.as('operator').get<SuspiciousNotice[]>('/payment-desk/notices');
    expect(listed[0]?.verdict).toBe(verdict);
  });

  it.each([
    ['nothing', ''],
    ['no signature', 'out_trade_no=1'],
    ['a signature that is none', 'sign=%00%ff&sign_type=RSA2&out_trade_no=1'],
    ['an older kind of signature', 'sign=eA%3D%3D&sign_type=RSA&out_trade_no=1'],
  ])('that is %s is refused', async (_, body) => {
    const response = await fetch(`${api.url}/api/payment/alipay/notify`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
    expect([response.status, await response.text()]).toEqual([200, 'failure']);
  });

  it('that is one forgery of hundreds from one address is refused without being written down', async () => {
    const count = async () =>
      (await api.db.owner.query<{ n: number }[]>(`SELECT count(*)::int AS n FROM pay_notice`))[0]?.n;
    const forged = () =>
      fetch(`${api.url}/api/payment/alipay/notify`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'out_trade_no=1',
      });
    const before = (await count()) ?? 0;
    await forged();
    expect(await count()).toBe(before + 1);
    await api.db.owner.query(`UPDATE rate_limit SET points = 100 WHERE starts_with(key, 'alipay.stray:')`);
    expect(await (await forged()).text()).toBe('failure');
    expect(await count()).toBe(before + 1);
  });

  it('with a field given twice is refused', async () => {
    const form = {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'sign=a&sign=b',
    };
    expect((await fetch(`${api.url}/api/payment/alipay/notify`, form)).status).toBe(422);
  });

  it('that comes after the order was given up puts the money on the balance, and says so', async () => {
    const order = await paidInSilence(7000);
    const before = await balance();
    expect((await admin().post(`/payment/orders/${order.id}/cancel`)).status).toBe(200);
    await far.send(order.id);
    await far.send(order.id);
    expect((await get(order)).state).toBe('closed');
    expect(await balance()).toBe(before + 7000);
    const sent = await api.db.owner.query(`SELECT 1 FROM message WHERE template = 'money_to_balance'`);
    expect(sent).toHaveLength(1);
  });
});

describe('without a notification', () => {
  it('the order is settled by asking', async () => {
    const order = await paidInSilence();
    expect((await get(order)).state).toBe('paying');
    await api.sweep('payment.orders');
    const { state, notices } = await get(order);
    expect({ state, notices }).toMatchObject({ state: 'paid', notices: [{ source: 'query', verdict: 'paid' }] });
  });

  it('the page that the customer comes back to asks at once', async () => {
    const order = await paidInSilence();
    const { body } = await admin().post<OrderDetail>(`/payment/orders/${order.id}/check`);
    expect(body.state).toBe('paid');
  });

  it('an answer that Alipay did not sign is not believed', async () => {
    const order = await paidInSilence();
    await far.control('', { forgeAnswers: true });
    expect(await admin().post(`/payment/orders/${order.id}/check`)).toMatchObject({
      status: 503,
      body: { code: 'alipay.unavailable' },
    });
    expect((await get(order)).state).toBe('paying');
  });

  it('and with Alipay out of order, the order waits, the sweep goes on, and the next settles it', async () => {
    const order = await paidInSilence();
    await far.control('', { failures: 50 });
    await api.sweep('payment.orders');
    expect((await get(order)).state).toBe('paying');
    await far.control('', { failures: 0 });
    await api.sweep('payment.orders');
    expect((await get(order)).state).toBe('paid');
  });
});

describe('an order that nobody pays', () => {
  it('is closed, over there first, and what is paid in spite of it is not lost', async () => {
    const [unpaid, gone, late] = [await topUp(), await topUp(), await topUp(9000)];
    await fetch(await start(gone));
    await far.control('', { notify: false });
    await far.payByButton(await start(late));
    api.clock.advance(4 * DAY);
    await api.sweep('payment.orders');
    expect([(await get(unpaid)).closeReason, (await get(gone)).closeReason, (await get(late)).state]).toEqual([
      'expired',
      'expired',
      'paid',
    ]);
    // Closed at Alipay: its page no longer takes the money.
    const refused = await admin().post(`/payment/orders/${gone.id}/alipay`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'order.closed' } });
  });
});

describe('a refund', () => {
  const refund = (order: PayOrder, body: object) =>
    api.as('operator').post(`/payment-desk/orders/${order.id}/refund`, body);

  it('is paid back by Alipay, once, and taken off the balance it had filled', async () => {
    const order = await paidInSilence(3000);
    await far.send(order.id);
    const before = await balance();
    expect((await refund(order, { reason: '客户申请', confirmFen: 3000 })).status).toBe(204);
    expect(await refund(order, { reason: '客户申请', confirmFen: 3000 })).toMatchObject({
      body: { code: 'order.refunding' },
    });
    await api.runJobs();
    await api.sweep('payment.orders');
    expect(await get(order)).toMatchObject({ state: 'refunded', refundReason: '客户申请' });
    expect(await balance()).toBe(before - 3000);
  });

  it('waits while Alipay is out of order', async () => {
    const order = await paidInSilence(3000);
    await far.send(order.id);
    await far.control('', { failures: 1 });
    await refund(order, { reason: '客户申请', confirmFen: 3000 });
    await expect(api.runJobs()).rejects.toThrow('alipay.unavailable');
    expect((await get(order)).state).toBe('refunding');
    await api.sweep('payment.orders');
    expect((await get(order)).state).toBe('refunded');
  });

  it('of which Alipay does not know whether it made it is asked for again, and made once', async () => {
    const order = await paidInSilence(3000);
    await far.send(order.id);
    const before = await balance();
    await far.control('', { unsure: 1 });
    await refund(order, { reason: '客户申请', confirmFen: 3000 });
    await expect(api.runJobs()).rejects.toThrow('alipay.unavailable');
    expect((await get(order)).state).toBe('refunding');
    await api.sweep('payment.orders');
    expect((await get(order)).state).toBe('refunded');
    expect(await balance()).toBe(before - 3000);
  });

  it('that Alipay refuses leaves the order paid and its money on the balance', async () => {
    const order = await paidInSilence(3000);
    await far.send(order.id);
    const before = await balance();
    // Somebody paid it back by hand in Alipay's own console.
    await far.control('/pay', { outTradeNo: order.id.replaceAll('-', '') });
    await far.control<object>('/refund', { outTradeNo: order.id.replaceAll('-', '') });
    await refund(order, { reason: '客户申请', confirmFen: 3000 });
    await api.runJobs();
    expect(await get(order)).toMatchObject({ state: 'paid' });
    expect(await balance()).toBe(before);
  });

  it.each([
    ['of another amount', { reason: '客户申请', confirmFen: 1 }, 'order.confirm'],
    ['without a reason', { reason: ' ', confirmFen: 5000 }, 'request.invalid'],
    ['of what is not paid', { reason: '客户申请', confirmFen: 5000 }, 'order.not_paid'],
  ])('%s is refused', async (_, body, code) => {
    expect(await refund(await topUp(), body)).toMatchObject({ body: { code } });
  });

  it('of a top-up that has been spent is refused', async () => {
    const order = await paidInSilence(4000);
    await far.send(order.id);
    const tenantId = customer.tenantId as TenantId;
    const spent = { amountFen: -(await balance()), kind: 'order' as const };
    await api.app.get(Db).as(tenantId, (em) => api.app.get(Ledger).post(em, tenantId, spent));
    expect(await refund(order, { reason: '客户申请', confirmFen: 4000 })).toMatchObject({
      status: 409,
      body: { code: 'order.not_refundable' },
    });
  });
});

describe('the order of a number that is only held', () => {
  it('lapses before the hold does, and with its contract', async () => {
    const held = await addCustomer(api, 'blue', { number: '4008201238' });
    const blue = api.as('admin', 'blue');
    const order = () => blue.post<PayOrder>('/payment/orders', { kind: 'first', key: randomUUID() });
    const until = new Date(api.clock.now().getTime() + DAY);
    await api.db.owner.query(`UPDATE number SET held_until = $2 WHERE number = $1`, [held.number, until]);
    const { body: made } = await order();
    expect(Date.parse(made.expiresAt)).toBe(until.getTime() - 10 * 60_000);

    await api.db.owner.query(`UPDATE contract SET state = 'ended', ended_at = now() WHERE id = $1`, [held.contractId]);
    const tenantId = held.tenantId as TenantId;
    await api.app.get(Db).as(tenantId, (em) =>
      api.app.get(History).record(em, {
        ...{ tenantId, type: 'contract.ended', actor: 'system', subject: held.contractId },
        data: { number: held.number },
      }),
    );
    await api.runJobs();
    expect(await blue.post(`/payment/orders/${made.id}/alipay`)).toMatchObject({ body: { code: 'order.closed' } });
    expect(await blue.post(`/payment/orders/${made.id}/balance`)).toMatchObject({ body: { code: 'order.closed' } });
    await api.sweep('payment.orders');
    expect((await blue.get<OrderDetail>(`/payment/orders/${made.id}`)).body).toMatchObject({ state: 'closed' });
    expect(await order()).toMatchObject({ body: { code: 'order.not_due' } });

    await api.db.owner.query(`UPDATE contract SET state = 'signed' WHERE id = $1`, [held.contractId]);
    await api.db.owner.query(`UPDATE number SET held_until = $2 WHERE number = $1`, [held.number, api.clock.now()]);
    expect(await order()).toMatchObject({ body: { code: 'order.not_due' } });
    await api.db.owner.query(`UPDATE contract SET state = 'ended' WHERE id = $1`, [held.contractId]);
    await api.db.owner.query(`UPDATE plan_choice SET state = 'ended' WHERE id = $1`, [held.planId]);
  });
});

describe('a number that went to somebody else before it was paid for', () => {
  it('has its first payment paid back by itself', async () => {
    const lost = await addCustomer(api, 'blue', { number: '4008201237' });
    const blue = api.as('admin', 'blue');
    const { body: made } = await blue.post<PayOrder>('/payment/orders', { kind: 'first', key: randomUUID() });
    const { body: to } = await blue.post<{ url: string }>(`/payment/orders/${made.id}/alipay`);
    await api.db.owner.query(`UPDATE number SET tenant_id = $2, state = 'sold', held_until = NULL WHERE number = $1`, [
      lost.number,
      customer.tenantId,
    ]);
    await far.control('', { notify: false });
    await far.payByButton(to.url);
    await far.send(made.id);
    await api.runJobs();
    await api.sweep('payment.orders');
    expect((await blue.get<OrderDetail>(`/payment/orders/${made.id}`)).body).toMatchObject({
      state: 'refunded',
      refundReason: '号码已被他人购得',
    });
  });
});

describe('the bill of a day', () => {
  it('is held against what was taken down here, and differences are listed', async () => {
    const today = api.clock.now().toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });
    const real = new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });
    const unheard = await paidInSilence(1234);
    const run = (date: string) => api.as('operator').post<Reconciliation>('/payment-desk/reconciliations', { date });
    const first = await run(real);
    expect(first).toMatchObject({ status: 200, body: { date: real } });
    expect(first.body.differences).toContainEqual({
      kind: 'not_paid_here',
      outTradeNo: unheard.id.replaceAll('-', ''),
      tradeNo: expect.any(String),
      theirsFen: 1234,
      oursFen: null,
    });
    await far.send(unheard.id);
    const kinds = (await run(real)).body.differences.map(({ kind }) => kind);
    expect(kinds).not.toContain('not_paid_here');
    expect(first.body.trades).toBeGreaterThan(5);
    expect(await run('2999-01-01')).toMatchObject({ status: 409, body: { code: 'reconciliation.not_ready' } });
    expect(today >= real).toBe(true);
    const { body } = await api.as('operator').get<Reconciliation[]>('/payment-desk/reconciliations');
    expect(body).toHaveLength(1);
  });
});

describe('orders', () => {
  it('of another enterprise are not there', async () => {
    const order = await topUp();
    const blue = api.as('admin', 'blue');
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/alipay'],
      ['POST', '/balance'],
      ['POST', '/check'],
      ['POST', '/cancel'],
    ] as const)
      expect(await blue.send(method, `/payment/orders/${order.id}${path}`, undefined)).toMatchObject({
        status: 404,
        body: { code: 'order.missing' },
      });
  });

  it('name no other amount under the same key', async () => {
    const key = randomUUID();
    const [first, same, other] = [
      await admin().post<PayOrder>('/payment/orders', { kind: 'top_up', key, amountFen: 1000 }),
      await admin().post<PayOrder>('/payment/orders', { kind: 'top_up', key, amountFen: 1000 }),
      await admin().post('/payment/orders', { kind: 'top_up', key, amountFen: 1001 }),
    ];
    expect(same.body.id).toBe(first.body.id);
    expect(other).toMatchObject({ status: 409, body: { code: 'order.other_amount' } });
  });
});

describe('without Alipay', () => {
  it('the method is not offered', async () => {
    const bare = await TestApi.start({ BANK_ACCOUNT: ['四百科技', '示例银行', '6222'] });
    await addCustomer(bare);
    const made = await bare.as('admin').post<PayOrder>('/payment/orders', { kind: 'first', key: randomUUID() });
    expect((await bare.as('admin').get<Checkout>('/payment')).body.methods).toMatchObject({
      alipay: null,
      bank: { name: '四百科技', bank: '示例银行', account: '6222' },
    });
    expect(await bare.as('admin').post(`/payment/orders/${made.body.id}/alipay`)).toMatchObject({
      status: 409,
      body: { code: 'alipay.off' },
    });
    await bare.stop();
  });
});
