import type { NumberCard, NumberCardDetail, NumberPage, NumberPrices, StockDetail, StockPage } from '@sibai/contracts';
import { SEED_NUMBER_TARIFF, tierOf } from '@sibai/numbers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type Client, TestApi } from '../../platform/testing.js';
import { NumberIndex } from './number-index.js';
import { LOOKS_A_MINUTE } from './number.controller.js';

/** Digits in which every tail and every prefix comes up. */
const STOCK = Array.from({ length: 4000 }, (_, i) => `400${String((i * 2503 + 7) % 10_000_000).padStart(7, '0')}`);
const EIGHTS = ['4008008888', '4006668888', '4001238888', '4001478888'];

let api: TestApi;
let red: Client;
let operator: Client;

beforeAll(async () => {
  api = await TestApi.start();
  red = api.as('admin');
  operator = api.as('operator');
  const stock = [...new Set([...STOCK, ...EIGHTS])];
  await api.db.owner.query(
    `INSERT INTO number (number, tier) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING`,
    [stock, stock.map(tierOf)],
  );
  await api.app.get(NumberIndex).whole();
});
afterAll(() => api.stop());

const search = async (params: Record<string, string>, client: Client = api.nobody) => {
  const { status, body } = await client.get<NumberPage>(`/numbers/search?${new URLSearchParams(params)}`);
  expect(status).toBe(200);
  return body;
};
const numbers = ({ items }: NumberPage) => items.map(({ number }) => number);
/** What the same question to Postgres answers. */
const inPostgres = async (where: string) =>
  (
    await api.db.owner.query<{ number: string }[]>(
      `SELECT number FROM number WHERE state = 'free' AND ${where} ORDER BY number`,
    )
  ).map(({ number }) => number);
const allPages = async (params: Record<string, string>): Promise<NumberCard[]> => {
  const found: NumberCard[] = [];
  for (let after: string | null = ''; after !== null;) {
    const page: NumberPage = await search({ ...params, limit: '60', ...(after && { after }) });
    found.push(...page.items);
    after = page.next;
  }
  return found;
};

describe('the search', () => {
  it('finds what Postgres finds, page by page, each number once', async () => {
    for (const [params, where] of [
      [{ q: '*8888' }, `number LIKE '%8888'`],
      [{ q: '400-8?8-??66' }, `number LIKE '4008_8__66'`],
      [{ q: '4006*', without: '4' }, `number LIKE '4006%' AND substr(number, 4) NOT LIKE '%4%'`],
    ] as const) {
      const found = (await allPages(params)).map(({ number }) => number);
      expect(found.toSorted()).toEqual(await inPostgres(where));
    }
  });

  it('tells why, how memorable, which tier, whose and for how much, the best first', async () => {
    const page = await search({ q: '*8888' });
    const [best] = page.items;
    expect(EIGHTS).toContain(best?.number);
    expect(best).toMatchObject({ state: 'free', mine: false, until: null });
    expect(best?.matches[0]?.zh).not.toBe('');
    expect(best?.matches[0]?.digits).toEqual([6, 7, 8, 9]);
    expect(best?.reasons.length).toBeGreaterThan(0);
    expect(best?.tier).toBe(tierOf(best?.number ?? ''));
    expect(best?.priceFen).toBe(SEED_NUMBER_TARIFF[best?.tier ?? 'plain']);
    const scores = page.items.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    const carriers = Object.fromEntries(page.items.map(({ number, carrier }) => [number, carrier]));
    expect(carriers).toMatchObject({ '4008008888': 'telecom', '4006668888': 'unicom', '4001238888': 'mobile' });
  });

  it('understands words, and says what makes no sense', async () => {
    const words = await search({ q: '金融' });
    expect(words.understood.map(({ kind, text }) => `${kind} ${text}`)).toEqual(['word 金融']);
    expect((await search({ q: '400-88888-88888888' })).items).toEqual([]);
    const bad = await api.nobody.get('/numbers/search?shapes=nonsense');
    expect([bad.status, bad.body]).toMatchObject([422, { code: 'request.invalid' }]);
  });

  it('follows what happens to a number, and marks one’s own', async () => {
    const number = '4001478888';
    await red.post(`/numbers/${number}/hold`);
    expect(numbers(await search({ q: '*8888' }))).not.toContain(number);
    const held = (await search({ q: '*8888', held: 'true' }, red)).items.find((each) => each.number === number);
    expect(held).toMatchObject({ state: 'held', mine: true, until: expect.any(String) });
    expect((await api.nobody.get<NumberCardDetail>(`/numbers/one/${number}`)).body).toMatchObject({
      state: 'held',
      mine: false,
      waiting: 0,
    });
    await red.delete(`/numbers/${number}/hold`);
    await expect.poll(async () => numbers(await search({ q: '*8888' }))).toContain(number);
  });

  it('finds what another process added or took, without being told by this one', async () => {
    const added = '4007778888';
    await api.db.owner.query(`INSERT INTO number (number, tier) VALUES ($1, $2)`, [added, tierOf(added)]);
    await expect.poll(async () => numbers(await search({ q: '*8888' }))).toContain(added);
    await api.db.owner.query(
      `UPDATE number SET state = 'suspended', suspended_for = '{operator}', changed_at = now() WHERE number = $1`,
      [added],
    );
    await expect.poll(async () => numbers(await search({ q: '*8888' }))).not.toContain(added);
    await expect
      .poll(() =>
        api.app
          .get(NumberIndex)
          .use()
          .then((stock) => stock.get(added)),
      )
      .toBe('suspended');
  });

  it('shows a price of its own, and the tiers’ prices to everybody', async () => {
    const number = EIGHTS[0] as string;
    const priced = await operator.put<StockDetail>(`/inventory/numbers/${number}/price`, {
      ownPriceFen: 123_400,
      reason: '谈定',
    });
    expect(priced.body).toMatchObject({ priceFen: 123_400, ownPriceFen: 123_400 });
    expect((await search({ q: number })).items[0]?.priceFen).toBe(123_400);
    const { tiers } = (await api.nobody.get<NumberPrices>('/numbers/prices')).body;
    expect(Object.fromEntries(tiers.map(({ tier, priceFen }) => [tier, priceFen]))).toEqual(SEED_NUMBER_TARIFF);
  });

  it('says of a number that is not there that it is not', async () => {
    expect((await api.nobody.get('/numbers/one/4009990000')).body).toMatchObject({ code: 'number.missing' });
    expect((await api.nobody.get('/numbers/one/13800138000')).status).toBe(422);
  });
});

describe('the operator', () => {
  it('pages through the stock, narrowed by digits, state, tier and carrier', async () => {
    const first = (await operator.get<StockPage>('/inventory/numbers?limit=1000')).body;
    expect(first.numbers).toHaveLength(1000);
    const second = (await operator.get<StockPage>(`/inventory/numbers?limit=1000&after=${first.next}`)).body;
    expect(second.numbers[0]?.number).toBe((await inPostgres('true'))[1000]);
    const narrow = (await operator.get<StockPage>('/inventory/numbers?q=%3F%3F%3F%3F%3F%3F8888&carrier=unicom')).body;
    expect(narrow.numbers.map(({ number }) => number)).toContain('4006668888');
    expect(narrow.numbers.every(({ carrier }) => carrier === 'unicom')).toBe(true);
    await red.post(`/numbers/4001238888/hold`);
    const held = (await operator.get<StockPage>('/inventory/numbers?q=red&state=held')).body;
    expect(held.numbers).toMatchObject([{ number: '4001238888', tenant: { name: 'red' }, priceFen: 120_000 }]);
  });

  it('takes it all home as CSV, and counts it', async () => {
    const { body, headers } = await operator.get<string>('/inventory/numbers.csv?q=4006668888');
    expect(headers.get('content-type')).toContain('text/csv');
    expect(body.split('\r\n')[1]).toMatch(/^4006668888,可选,\w+,\d+\.00,中国联通,,$/);
    const all = await operator.get<string>('/inventory/numbers.csv');
    const [row] = await api.db.owner.query<{ n: number }[]>('SELECT count(*)::int AS n FROM number');
    expect(all.body.trimEnd().split('\r\n')).toHaveLength((row?.n ?? 0) + 1);
    expect((await operator.get<{ total: number }>('/inventory/counts')).body.total).toBe(row?.n);
  });

  it('changes carriers and prices as versions, and nobody else does', async () => {
    const prefix = { carrier: 'mobile', confidence: 'confirmed', source: '运营商通知' };
    expect((await operator.put('/inventory/prefixes/4003', prefix)).body).toMatchObject({ prefix: '4003', ...prefix });
    const found = numbers(await search({ q: '4003*', carriers: 'mobile' }));
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((number) => number.startsWith('4003'))).toBe(true);
    expect((await operator.delete('/inventory/prefixes/4003')).status).toBe(204);
    expect((await operator.put('/inventory/prefixes/500', prefix)).status).toBe(422);
    expect((await operator.put('/inventory/tiers/a1', { priceFen: 5000, reason: '调价' })).body).toMatchObject({
      version: 2,
      priceFen: 5000,
    });
    expect((await red.put('/inventory/tiers/a1', { priceFen: 1 })).status).toBe(403);
  });
});

it('refuses an address that looks too often', async () => {
  const asked = Array.from({ length: LOOKS_A_MINUTE + 1 }, () => api.nobody.get('/numbers/search?q=8&limit=1'));
  const refused = (await Promise.all(asked)).filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.body).toMatchObject({ code: 'request.too_many' });
  expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
}, 30_000);
