import type { MyNumbers, NumberCard } from '@sibai/contracts';
import type { TenantId, UserId } from '@sibai/kernel';
import { v7 as uuid } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { Db } from '../../platform/db.js';
import { SessionService } from '../../platform/session.service.js';
import { type Answer, Client, TestApi } from '../../platform/testing.js';
import { History } from '../history.js';

const MINUTE = 60_000;
const DAY = 24 * 3600 * 1000;
/** Far enough from one another to be told apart, and each with neighbours. */
const STOCK = ['4008001234', '4008005678', '4008009999', '4006001111', '4000002222'];
const [A, B, C] = STOCK as [string, string, string];

let api: TestApi;
let red: Client;
let blue: Client;

beforeAll(async () => {
  api = await TestApi.start();
  red = api.as('admin');
  blue = api.as('admin', 'blue');
});
afterAll(() => api.stop());
beforeEach(async () => {
  const numbers = [...STOCK, ...Array.from({ length: 60 }, (_, i) => `40080012${String(i + 35).padStart(2, '0')}`)];
  await api.db.owner.query(`INSERT INTO number (number, tier) SELECT unnest($1::text[]), 'plain'`, [numbers]);
});
afterEach(async () => {
  await api.runJobs();
  await api.db.owner.query(`DELETE FROM number_wait; DELETE FROM number_hold; DELETE FROM number; DELETE FROM message`);
  await api.db.owner.query(`TRUNCATE onboarding_event`);
});

const tenantOf = (name: 'red' | 'blue') => api.user('admin', name).tenantId;
const hold = (client: Client, number: string, body: object = {}) =>
  client.post<MyNumbers>(`/numbers/${number}/hold`, body);
const wait = (client: Client, number: string) => client.post<MyNumbers>(`/numbers/${number}/wait`);
const mine = async (client: Client) => (await client.get<MyNumbers>('/numbers/mine')).body;
const numbersOf = async (client: Client) => (await mine(client)).numbers.map(({ number }) => number).toSorted();
const row = async (number: string) =>
  (
    await api.db.owner.query<Record<string, unknown>[]>(
      `SELECT state, tenant_id, price_fen, held_until, cooling_until, suspended_for FROM number WHERE number = $1`,
      [number],
    )
  )[0];
const stateOf = async (number: string) => (await row(number))?.['state'];
const tell = async (tenant: 'red' | 'blue', type: 'payment.order_paid', data: object = {}, subject?: string) => {
  const tenantId = tenantOf(tenant);
  const event = { tenantId, type, actor: 'system' as const, data: { ...data }, subject };
  await api.app.get(Db).as(tenantId, (em) => api.app.get(History).record(em, event));
  await api.runJobs();
};
const standing = (now: 'good' | 'suspended') =>
  api.db.owner.query(
    `INSERT INTO billing_account (tenant_id, standing, standing_since) VALUES ($1, $2::text, CASE $2 WHEN 'good' THEN NULL ELSE now() END)
       ON CONFLICT (tenant_id) DO UPDATE SET standing = $2, standing_since = excluded.standing_since`,
    [tenantOf('red'), now],
  );
const identity = (inForce: boolean) =>
  api.db.owner.query(
    `WITH gone AS (DELETE FROM verification WHERE tenant_id = $1)
     INSERT INTO verification (id, tenant_id, kind, state, form, created_at, saved_at, submitted_at, decided_at, suspended_at)
       VALUES (gen_random_uuid(), $1, 'first', 'approved', '{}', now(), now(), now(), now(), CASE WHEN $2 THEN NULL ELSE now() END)`,
    [tenantOf('red'), inForce],
  );
const closedOrder = async (): Promise<string> => {
  const [order] = await api.db.owner.query<{ id: string }[]>(
    `INSERT INTO pay_order (id, tenant_id, kind, state, amount_fen, reference, idempotency_key, created_at, expires_at, closed_at)
       VALUES (gen_random_uuid(), $1, 'top_up', 'closed', 1, 'SB23456789', 'x', now(), now(), now()) RETURNING id`,
    [tenantOf('red')],
  );
  return order?.id ?? '';
};
const happened = async (tenant: 'red' | 'blue') =>
  (
    await api.db.owner.query<{ text: string }[]>(
      `SELECT type || ' ' || actor || ' ' || coalesce(reason, '') AS text FROM onboarding_event
        WHERE tenant_id = $1 AND type LIKE 'number.%' ORDER BY at, id`,
      [tenantOf(tenant)],
    )
  ).map(({ text }) => text);
const minutesLeft = ({ numbers, now }: MyNumbers, number: string): number => {
  const until = numbers.find((each) => each.number === number)?.hold?.until;
  return until ? Math.round((Date.parse(until) - Date.parse(now)) / MINUTE) : -1;
};

describe('a number in the cart', () => {
  it('is held for 30 minutes at the price of that moment', async () => {
    const { status, body } = await hold(red, A);
    expect(status).toBe(200);
    expect(body.numbers).toMatchObject([{ number: A, state: 'held', priceFen: 3500, hold: { kind: 'cart' } }]);
    expect(minutesLeft(body, A)).toBe(30);
    expect(await happened('red')).toEqual(['number.held admin cart']);

    await api.as('operator').put('/inventory/tiers/plain', { priceFen: 9900 });
    expect((await mine(red)).numbers[0]?.priceFen).toBe(3500);
    expect((await hold(blue, B)).body.numbers[0]?.priceFen).toBe(9900);
    await api.db.owner.query(`DELETE FROM number_tier WHERE version > 1`);
  });

  it('stays held when it is held again, and is nobody else’s', async () => {
    await hold(red, A);
    expect((await hold(red, A)).body.numbers).toHaveLength(1);
    const { status, body } = (await hold(blue, A)) as Answer<unknown> as Answer<Refusal>;
    expect([status, body.code]).toEqual([409, 'number.taken']);
    expect(body.details).toMatchObject({ number: A, state: 'held', until: expect.any(String) });
    expect(JSON.stringify(body)).not.toContain(tenantOf('red'));
    expect(await numbersOf(blue)).toEqual([]);
  });

  it('comes free when its time is over, and the sweep says so', async () => {
    await hold(red, A);
    api.clock.advance(29 * MINUTE);
    await api.sweep('number.expire');
    expect(await stateOf(A)).toBe('held');
    api.clock.advance(2 * MINUTE);
    await api.sweep('number.expire');
    expect(await row(A)).toMatchObject({ state: 'free', tenant_id: null, price_fen: null, held_until: null });
    expect(await happened('red')).toEqual(['number.held admin cart', 'number.released system expired']);
  });

  it('is given back, or swapped for another in one step', async () => {
    await hold(red, A);
    expect((await hold(red, B, { instead: A })).body.numbers.map(({ number }) => number)).toEqual([B]);
    expect(await stateOf(A)).toBe('free');
    expect((await red.delete<MyNumbers>(`/numbers/${B}/hold`)).body.numbers).toEqual([]);
    expect((await red.delete(`/numbers/${B}/hold`)).body).toMatchObject({ code: 'number.not_held' });

    await hold(blue, A);
    await hold(red, B);
    expect((await hold(red, A, { instead: B })).status).toBe(409);
    expect(await numbersOf(red)).toEqual([B]);
  });

  it('is one of three at most, however many are asked for at once', async () => {
    const answers = await Promise.all(STOCK.map((number) => hold(red, number)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 409, 409]);
    expect(await numbersOf(red)).toHaveLength(3);
  });

  it('cannot be renewed for ever', async () => {
    for (let i = 0; i < 3; i++) {
      expect((await hold(red, A)).status).toBe(200);
      await red.delete(`/numbers/${A}/hold`);
    }
    expect((await hold(red, A)).body).toMatchObject({ code: 'number.hold_again' });
    expect((await hold(blue, A)).status).toBe(200);
  });

  it('must be in the stock, and is held by an administrator only', async () => {
    expect((await hold(red, '4001112222')).body).toMatchObject({ code: 'number.missing' });
    expect((await hold(red, '800')).status).toBe(422);
    expect((await hold(api.as('agent'), A)).status).toBe(403);
    expect((await hold(api.nobody, A)).status).toBe(401);
  });
});

describe('while papers are looked at', () => {
  it('what is held is kept for 15 days, and so is what is held from then on', async () => {
    await hold(red, A);
    await tell('red', 'verification.submitted' as never);
    expect(minutesLeft(await mine(red), A)).toBe(15 * 24 * 60);
    await hold(red, B);
    expect((await mine(red)).numbers.map(({ hold: each }) => each?.kind)).toEqual(['verification', 'verification']);
    expect(minutesLeft(await mine(red), B)).toBe(15 * 24 * 60);
    await tell('red', 'verification.returned' as never);
    expect((await hold(red, C)).body.numbers.find(({ number }) => number === C)?.hold?.kind).toBe('cart');
    expect(await happened('red')).toContain('number.extended system verification');
  });

  it('a number is not kept for ever by holding it again and again', async () => {
    await hold(red, A);
    await tell('red', 'verification.submitted' as never);
    for (const expected of [200, 429]) {
      api.clock.advance(15 * DAY + MINUTE);
      await api.sweep('number.expire');
      expect((await hold(red, A)).status).toBe(expected);
    }
    expect((await hold(blue, A)).status).toBe(200);
  });

  it('a contract that is signed keeps it for as long again', async () => {
    await hold(red, A);
    api.clock.advance(10 * MINUTE);
    await tell('red', 'contract.signed' as never);
    expect((await mine(red)).numbers[0]?.hold?.kind).toBe('contract');
    expect(minutesLeft(await mine(red), A)).toBe(15 * 24 * 60);
  });
});

describe('the waiting list', () => {
  it('gives a number that comes free to the first who waits, for 30 minutes, then to the next', async () => {
    await hold(red, A);
    const green = await newTenant();
    expect((await wait(blue, A)).body.waits).toMatchObject([{ number: A, ahead: 0, state: 'held' }]);
    expect((await wait(green, A)).body.waits).toMatchObject([{ number: A, ahead: 1 }]);
    expect((await wait(blue, A)).body.waits).toHaveLength(1);

    await red.delete(`/numbers/${A}/hold`);
    expect((await mine(blue)).numbers).toMatchObject([{ number: A, hold: { kind: 'turn' } }]);
    expect((await mine(blue)).waits).toEqual([]);
    expect((await mine(green)).waits).toMatchObject([{ ahead: 0 }]);
    expect(await messages()).toEqual(['number_turn admin@blue.test 400-800-1234']);
    expect((await hold(red, A)).status).toBe(409);

    api.clock.advance(31 * MINUTE);
    await api.sweep('number.expire');
    expect((await mine(blue)).numbers).toEqual([]);
    expect((await mine(green)).numbers).toMatchObject([{ number: A, hold: { kind: 'turn' } }]);
    expect(await happened('blue')).toEqual(['number.held system turn', 'number.released system expired']);
  });

  it('is left, and a turn that is confirmed becomes an ordinary hold', async () => {
    await hold(red, A);
    const green = await newTenant();
    await wait(blue, A);
    await wait(green, A);
    expect((await blue.delete<MyNumbers>(`/numbers/${A}/wait`)).body.waits).toEqual([]);
    api.clock.advance(31 * MINUTE);
    await api.sweep('number.expire');
    api.clock.advance(20 * MINUTE);
    const { body } = await hold(green, A);
    expect(body.numbers).toMatchObject([{ number: A, hold: { kind: 'cart' } }]);
    expect(minutesLeft(body, A)).toBe(30);
  });

  it('is for what may come back', async () => {
    expect((await wait(red, A)).body).toMatchObject({ code: 'number.free' });
    await hold(red, A);
    expect((await wait(red, A)).body).toMatchObject({ code: 'number.not_waitable' });
    await tell('red', 'payment.order_paid', { kind: 'first', number: A });
    expect((await wait(blue, A)).body).toMatchObject({ code: 'number.not_waitable' });
  });

  it('ends for all when the number is sold', async () => {
    await hold(red, A);
    await wait(blue, A);
    await tell('red', 'payment.order_paid', { kind: 'first', number: A });
    expect((await mine(blue)).waits).toEqual([]);
    expect(await messages()).toEqual(['number_gone admin@blue.test 400-800-1234']);
  });
});

describe('a number that is paid for', () => {
  it('is sold once, suspended and restored by its causes, and rests for 90 days at its end', async () => {
    await hold(red, A);
    await tell('red', 'payment.order_paid', { kind: 'renewal' });
    expect(await stateOf(A)).toBe('held');
    for (let i = 0; i < 2; i++) await tell('red', 'payment.order_paid', { kind: 'first' });
    expect(await row(A)).toMatchObject({ state: 'sold', price_fen: 3500, held_until: null });
    expect((await mine(red)).numbers).toMatchObject([{ state: 'sold', hold: null }]);
    api.clock.advance(16 * DAY);
    await api.sweep('number.expire');
    expect(await stateOf(A)).toBe('sold');

    await standing('suspended');
    await tell('red', 'payment.suspended' as never);
    await identity(false);
    await tell('red', 'verification.suspended' as never);
    expect(await row(A)).toMatchObject({ state: 'suspended', suspended_for: ['payment', 'verification'] });
    await standing('good');
    await tell('red', 'payment.restored' as never);
    expect(await stateOf(A)).toBe('suspended');
    await identity(true);
    await tell('red', 'verification.approved' as never);
    expect(await stateOf(A)).toBe('sold');
    await tell('red', 'payment.suspended' as never);
    await tell('red', 'verification.suspended' as never);
    expect(await stateOf(A), 'what is told late changes nothing').toBe('sold');

    await tell('red', 'payment.ended' as never);
    expect(await row(A)).toMatchObject({ state: 'cooling', tenant_id: null, price_fen: null });
    expect((await hold(blue, A)).body).toMatchObject({ code: 'number.taken', details: { state: 'cooling' } });
    api.clock.advance(89 * DAY);
    await api.sweep('number.warm');
    expect(await stateOf(A)).toBe('cooling');
    await wait(blue, A);
    api.clock.advance(1 * DAY);
    await api.sweep('number.warm');
    expect((await mine(blue)).numbers).toMatchObject([{ number: A, hold: { kind: 'turn' } }]);
    expect(await happened('red')).toEqual([
      'number.held admin cart',
      'number.sold system ',
      'number.suspended system payment',
      'number.restored system verification',
      'number.cooling system ended',
    ]);
  });

  it('is got although the hold ran out, unless somebody else has it by then', async () => {
    await tell('red', 'payment.order_paid', { kind: 'first', number: A });
    expect(await stateOf(A)).toBe('sold');
    await hold(blue, B);
    await tell('red', 'payment.order_paid', { kind: 'first', number: B }, await closedOrder());
    expect(await row(B)).toMatchObject({ state: 'held', tenant_id: tenantOf('blue') });
    expect(await happened('red')).toContain('number.released system lost_before_payment');
  });

  it('goes to another owner at its price', async () => {
    await tell('red', 'payment.order_paid', { kind: 'first', number: A });
    await tell('red', 'line.transferred' as never, { toTenantId: tenantOf('blue') }, A);
    expect(await row(A)).toMatchObject({ state: 'sold', tenant_id: tenantOf('blue'), price_fen: 3500 });
  });

  it('is taken and given back by the operator with a reason', async () => {
    const operator = api.as('operator');
    await hold(red, A);
    expect((await operator.post(`/inventory/numbers/${A}/release`, { reason: '测试预留' })).body).toMatchObject({
      state: 'free',
      history: [{ reason: '测试预留', tenantName: 'red' }, { type: 'number.held' }],
    });
    expect((await operator.post(`/inventory/numbers/${A}/suspend`, { reason: '保留给政务' })).body).toMatchObject({
      state: 'suspended',
      suspendedFor: ['operator'],
    });
    expect((await hold(red, A)).status).toBe(409);
    expect((await operator.post(`/inventory/numbers/${A}/suspend`, { reason: '再来' })).body).toMatchObject({
      code: 'number.state_changed',
    });
    expect((await operator.post(`/inventory/numbers/${A}/restore`, { reason: '可售' })).body).toMatchObject({
      state: 'free',
    });
    expect((await operator.post(`/inventory/numbers/${A}/release`, { reason: '' })).status).toBe(422);
    expect((await red.post(`/inventory/numbers/${A}/release`, { reason: '我要' })).status).toBe(403);
  });
});

describe('the wall', () => {
  it('keeps a tenant from taking what another has, whatever it sends to the database', async () => {
    await hold(blue, A);
    const db = api.app.get(Db);
    const asRed = (sql: string): Promise<[unknown, number]> =>
      db.as(tenantOf('red'), (em) => em.query(sql, [A, tenantOf('red')]));
    const take = `UPDATE number SET tenant_id = $2 WHERE number = $1`;
    expect((await asRed(take))[1]).toBe(0);
    const give = `UPDATE number SET state = 'held', held_until = now(), price_fen = 1, tenant_id = $2 WHERE number = $1`;
    await expect(db.as(tenantOf('red'), (em) => em.query(give, [B, tenantOf('blue')]))).rejects.toThrow(
      'row-level security',
    );
    await expect(
      db.as(tenantOf('red'), (em) => em.query(`INSERT INTO number (number, tier) VALUES ('4001230000', 'plain')`)),
    ).rejects.toThrow('row-level security');
  });
});

interface Refusal {
  readonly code: string;
  readonly details: { readonly number: string; readonly until: string; readonly alternatives: readonly NumberCard[] };
}

describe('200 enterprises that want one number at the same moment', () => {
  it('one has it, and 199 are told so and shown free numbers like it', async () => {
    const buyers = await Promise.all(Array.from({ length: 200 }, () => newTenant()));
    const answers = await Promise.all(buyers.map((buyer) => hold(buyer, A)));

    const won = answers.filter(({ status }) => status === 200);
    const lost = answers.filter(({ status }) => status === 409) as unknown as Answer<Refusal>[];
    expect([won.length, lost.length]).toEqual([1, 199]);
    for (const { body } of lost) {
      expect(body.code).toBe('number.taken');
      expect(body.details).toMatchObject({ number: A, state: 'held', until: won[0]?.body.numbers[0]?.hold?.until });
      expect(body.details.alternatives.length).toBeGreaterThanOrEqual(3);
      expect(body.details.alternatives.every(({ state, number }) => state === 'free' && number !== A)).toBe(true);
    }
    const [count] = await api.db.owner.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM number_hold WHERE number = $1`,
      [A],
    );
    expect(count?.n).toBe(1);
  }, 60_000);
});

const messages = async () =>
  (
    await api.db.owner.query<{ text: string }[]>(
      `SELECT template || ' ' || address || ' ' || (params->>'number') AS text FROM message ORDER BY created_at`,
    )
  ).map(({ text }) => text);

/** An enterprise with an administrator who is signed in. */
async function newTenant(): Promise<Client> {
  const [tenantId, userId] = [uuid() as TenantId, uuid() as UserId];
  await api.db.owner.query(`INSERT INTO tenant (id, name, kind) VALUES ($1, 'green', 'enterprise')`, [tenantId]);
  await api.db.owner.query(
    `INSERT INTO app_user (id, tenant_id, email, name, role, password_hash) VALUES ($1, $2, $3, 'n', 'admin', '')`,
    [userId, tenantId, `${userId}@x.cn`],
  );
  const { cookie } = await api.app.get(SessionService).open(userId, tenantId);
  return new Client(api.url, async () => cookie.slice(0, cookie.indexOf(';')));
}
