import type {
  BalancePage,
  BankLine,
  Checkout,
  CustomerOrders,
  PaymentTasks,
  PayOrder,
  Statement,
} from '@sibai/contracts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { TestApi } from '../../platform/testing.js';
import { addCustomer, COMPANY, type Customer, gbk } from './testing.js';

let api: TestApi;
let customer: Customer;

beforeAll(async () => {
  api = await TestApi.start();
  customer = await addCustomer(api);
});
afterAll(() => api.stop());

const admin = () => api.as('admin');
const operator = () => api.as('operator');
const order = async (amountFen: number): Promise<PayOrder> =>
  (await admin().post<PayOrder>('/payment/orders', { kind: 'top_up', key: randomUUID(), amountFen })).body;
const get = async ({ id }: { id: string }) => (await admin().get<PayOrder>(`/payment/orders/${id}`)).body;
const balance = async () => (await admin().get<Checkout>('/payment')).body.methods.balanceFen;
const open = async () => (await operator().get<BankLine[]>('/payment-desk/bank-lines')).body;

let serial = 0;
const row = (memo: string, amount: string, payer = COMPANY) =>
  `2026-11-22,,${amount},${payer},1202026209900123456,${memo},T${++serial}`;
const HEAD = '交易日期,借方发生额,贷方发生额,对方户名,对方账号,附言,流水号';
const csv = (...rows: string[]) => [`账号,6222,币种,人民币`, HEAD, ...rows].join('\r\n');

async function upload(bytes: Buffer | string, name = '工行流水.csv') {
  const form = new FormData();
  form.set('file', new File([bytes], name));
  return operator().send<Statement>('POST', '/payment-desk/statements', form);
}

describe('a statement', () => {
  it('pays orders by code and amount, in either encoding, and leaves the rest to a person', async () => {
    const [first, second] = [await order(60_000), await order(70_000)];
    const text = csv(
      row(`${first.reference} 400号码`, '600.00'),
      row(second.reference.toLowerCase(), '700.00'),
      row('货款', '1.00', '张三'),
    );
    const { status, body } = await upload(gbk(text));
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { name: '工行流水.csv', lines: 3, known: 0, matched: 2, open: 1 },
    });
    expect(await Promise.all([get(first), get(second)])).toMatchObject([
      { state: 'paid', paidMethod: 'bank' },
      { state: 'paid', paidMethod: 'bank' },
    ]);
    expect((await open()).map(({ payer, payerAccount }) => [payer, payerAccount])).toEqual([['张三', '****3456']]);
  });

  it('uploaded twice, or overlapping another, changes nothing', async () => {
    const paid = await order(8000);
    const line = row(paid.reference, '80.00');
    const text = csv(line);
    const before = await balance();
    const [once, twice] = [await upload(text), await upload(text)];
    expect(twice.body.id).toBe(once.body.id);
    const { body } = await upload(csv(line, row('别的', '0.07')));
    expect(body).toMatchObject({ lines: 2, known: 1, matched: 0, open: 1 });
    expect(await balance()).toBe(before + 8000);
  });

  it('tells two payments apart that are alike in all but their number', async () => {
    const before = await open();
    const alike = `2026-11-21,,5.00,${COMPANY},1,同一附言,`;
    expect((await upload(csv(alike, alike))).body).toMatchObject({ lines: 2, known: 0 });
    expect((await open()).length).toBe(before.length + 2);
    // Another export of the same day tells of the same two.
    expect((await upload(csv(alike, alike, ''))).body).toMatchObject({ lines: 2, known: 2 });
  });

  it('reports each line it cannot read', async () => {
    const { body } = await upload(csv(row('x', '1.005'), row('y', '2.00')));
    expect(body).toMatchObject({ lines: 1, bad: [{ row: 3, reason: 'amount' }] });
  });

  it.each([
    ['no table', 'hello'],
    ['no payer', '日期,收入\n2026-11-22,1.00'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255])],
    ['nothing', ''],
  ])('that is %s is refused', async (_, bytes) => {
    expect(await upload(bytes)).toMatchObject({ status: 422, body: { code: 'statement.unreadable' } });
  });

  it('too large is refused', async () => {
    expect(await upload(Buffer.alloc(5 * 1024 * 1024 + 1, 65))).toMatchObject({
      body: { code: 'statement.too_large' },
    });
  });

  it('is the operator’s alone', async () => {
    for (const [method, path] of [
      ['GET', 'statements'],
      ['GET', 'bank-lines'],
      ['GET', 'orders'],
      ['GET', 'tasks'],
      ['POST', 'statements'],
    ] as const)
      expect(await admin().send(method, `/payment-desk/${path}`, undefined)).toMatchObject({ status: 403 });
  });
});

describe('a payment that a person matches', () => {
  const lineOf = async (memo: string) => {
    const line = (await open()).find((each) => each.memo === memo);
    if (!line) throw new Error(`no open line ${memo}`);
    return line;
  };
  const match = (line: BankLine, reference: string) =>
    operator().post(`/payment-desk/bank-lines/${line.id}/match`, { reference });

  it('is suggested by amount and name, and pays the order', async () => {
    const wanted = await order(123_456);
    await upload(csv(row('忘了写编号', '1234.56')));
    const line = await lineOf('忘了写编号');
    expect(line.suggestions[0]).toMatchObject({ orderId: wanted.id, customer: COMPANY, why: ['amount', 'name'] });
    expect((await match(line, wanted.reference)).status).toBe(204);
    expect((await get(wanted)).state).toBe('paid');
    expect(await match(line, wanted.reference)).toMatchObject({ status: 409, body: { code: 'bank_line.settled' } });
  });

  it('that is too little goes to the balance and leaves the order open; too much leaves the rest there', async () => {
    const [less, more] = [await order(50_000), await order(50_000)];
    await upload(csv(row(`少付 ${less.reference}`, '400.00'), row(`多付 ${more.reference}`, '600.00')));
    const before = await balance();
    await match(await lineOf(`少付 ${less.reference}`), less.reference);
    expect([(await get(less)).state, (await balance()) - before]).toEqual(['open', 40_000]);
    await match(await lineOf(`多付 ${more.reference}`), more.reference);
    expect([(await get(more)).state, (await balance()) - before]).toEqual(['paid', 40_000 + 60_000]);
    const { body } = await admin().get<BalancePage>('/billing/balance');
    expect(body.entries.slice(0, 3).map(({ kind, amountFen }) => [kind, amountFen])).toEqual([
      ['top_up', 50_000],
      ['too_much', 10_000],
      ['too_little', 40_000],
    ]);
  });

  it('for two orders at once is taken for one', async () => {
    const [a, b] = [await order(77_700), await order(77_700)];
    await upload(csv(row('两个都像', '777.00')));
    const line = await lineOf('两个都像');
    const answers = await Promise.all([match(line, a.reference), match(line, b.reference), match(line, a.reference)]);
    expect(answers.filter(({ status }) => status === 204).length).toBeGreaterThanOrEqual(1);
    expect([await get(a), await get(b)].filter(({ state }) => state === 'paid')).toHaveLength(1);
    const receipts = await api.db.owner.query(`SELECT order_id FROM pay_receipt WHERE reference = $1`, [
      `bank:${line.id}`,
    ]);
    expect(receipts).toHaveLength(1);
  });

  it('for an order that does not exist is refused, and may be put aside with a reason', async () => {
    await upload(csv(row('与我们无关', '3.00')));
    const line = await lineOf('与我们无关');
    expect(await match(line, 'SB22222222')).toMatchObject({ status: 404, body: { code: 'order.missing' } });
    const ignore = () => operator().post(`/payment-desk/bank-lines/${line.id}/ignore`, { reason: '误转，已退回' });
    expect((await ignore()).status).toBe(204);
    expect(await ignore()).toMatchObject({ status: 409, body: { code: 'bank_line.settled' } });
    expect(await operator().post(`/payment-desk/bank-lines/${randomUUID()}/ignore`, { reason: '误转' })).toMatchObject({
      status: 404,
    });
  });

  it('can be paid back, when the operator says it was', async () => {
    const paid = await order(9900);
    await upload(csv(row(paid.reference, '99.00')));
    const desk = (path: string, body: object) => operator().post(`/payment-desk/orders/${paid.id}/${path}`, body);
    expect((await desk('refund', { reason: '多开了一单', confirmFen: 9900 })).status).toBe(204);
    expect((await get(paid)).state).toBe('refunding');
    expect((await operator().get<PaymentTasks>('/payment-desk/tasks')).body.refunds).toBe(1);
    expect((await desk('refund-made', { done: true, reason: '网银流水 123' })).status).toBe(204);
    expect((await get(paid)).state).toBe('refunded');
    expect(await desk('refund-made', { done: true, reason: '网银流水 123' })).toMatchObject({ status: 409 });
  });
});

describe('the balance', () => {
  it('pays an order once, and is never negative, with 50 that want it at the same time', async () => {
    const { tenantId } = customer;
    const have = await balance();
    const amount = Math.floor(have / 10);
    const bills = Array.from({ length: 50 }, () => randomUUID());
    for (const [i, id] of bills.entries())
      await api.db.owner.query(
        `INSERT INTO bill (id, tenant_id, month, state, total_fen, issued_at, due_at) VALUES ($1, $2, $3, 'due', $4, now(), now() + interval '9 days')`,
        [id, tenantId, `20${40 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')}`, amount],
      );
    const orders = await Promise.all(
      bills.map(
        async (billId) =>
          (await admin().post<PayOrder>('/payment/orders', { kind: 'bill', key: randomUUID(), billId })).body,
      ),
    );
    const answers = await Promise.all(
      orders.map(({ id }) => admin().post<{ code?: string }>(`/payment/orders/${id}/balance`)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
    expect(new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body.code))).toEqual(
      new Set(['balance.too_low']),
    );
    expect(await balance()).toBe(have - 10 * amount);

    const [sums] = await api.db.owner.query<{ sum: string; last: string }[]>(
      `SELECT sum(amount_fen) AS sum, (array_agg(balance_fen ORDER BY seq DESC))[1] AS last FROM balance_entry WHERE tenant_id = $1`,
      [tenantId],
    );
    expect([Number(sums?.sum), Number(sums?.last)]).toEqual([have - 10 * amount, have - 10 * amount]);
    const paid = orders[answers.findIndex(({ status }) => status === 200)];
    expect(await admin().post(`/payment/orders/${paid?.id}/balance`)).toMatchObject({ body: { code: 'order.paid' } });
  });

  it('cannot be changed behind its entries, nor its entries at all', async () => {
    await expect(
      api.db.owner.query(
        `INSERT INTO balance_entry (tenant_id, seq, amount_fen, balance_fen, before_seq, before_fen, kind, at)
         SELECT tenant_id, max(seq) + 1, 1, 2, max(seq), 1, 'top_up', now() FROM balance_entry GROUP BY tenant_id`,
      ),
    ).rejects.toThrow('balance_entry_before_fkey');
    const [grants] = await api.db.owner.query<{ can: boolean }[]>(
      `SELECT has_table_privilege('sibai_app', 'balance_entry', 'UPDATE, DELETE') AS can`,
    );
    expect(grants?.can).toBe(false);
  });

  it('does not pay for its own filling', async () => {
    const { id } = await order(100);
    expect(await admin().post(`/payment/orders/${id}/balance`)).toMatchObject({ body: { code: 'order.not_due' } });
  });
});

describe('the operator', () => {
  it('finds orders by customer, code and state', async () => {
    const find = async (query: string) => (await operator().get<CustomerOrders>(`/payment-desk/orders?${query}`)).body;
    const { reference } = await order(4321);
    expect((await find(`q=${reference}`)).orders).toMatchObject([{ reference, customer: COMPANY, receivedFen: 0 }]);
    const all = await find(`q=${encodeURIComponent(COMPANY)}`);
    expect(all.total).toBeGreaterThan(50);
    expect(all.orders).toHaveLength(50);
    expect((await find('state=refunded')).orders.every(({ state }) => state === 'refunded')).toBe(true);
    expect((await find('q=%25')).total).toBe(0);
  });

  it('takes the orders along as a table, in which no name is a formula', async () => {
    const { id, reference } = await order(4322);
    const rename = (name: string) =>
      api.db.owner.query(
        `UPDATE verification SET form = jsonb_set(form, '{companyName}', to_jsonb($2::text)) WHERE tenant_id = $1`,
        [customer.tenantId, name],
      );
    await rename('=1+1,"杭州"');
    const table = (await operator().get<string>(`/payment-desk/orders.csv?q=${reference}`)).body;
    await rename(COMPANY);
    const [head, row, end] = table.split('\r\n');
    expect(head).toMatch(/^订单编号,转账附言码,客户,/);
    expect(row?.startsWith(`${id},${reference},"'=1+1,""杭州""",充值,,43.22,0.00,待支付,,`)).toBe(true);
    expect(end).toBe('');
    const all = (await operator().get<string>('/payment-desk/orders.csv')).body.trimEnd().split('\r\n');
    const { total } = (await operator().get<CustomerOrders>('/payment-desk/orders')).body;
    expect(all).toHaveLength(total + 1);
    expect((await admin().get('/payment-desk/orders.csv')).status).toBe(403);
  });
});
