import type { TariffTerms } from '@sibai/billing';
import type { PlanChoice, Tariff } from '@sibai/contracts';
import type { TenantId } from '@sibai/kernel';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { Db } from '../../platform/db.js';
import { TestApi } from '../../platform/testing.js';
import { History } from '../history.js';
import { nextPeriod } from './plan.service.js';

interface Plans {
  readonly chosen: PlanChoice | null;
  readonly active: PlanChoice[];
}

const DAY = 86_400_000;
const NUMBER = '4008001111';
let api: TestApi;
let red: TenantId;
let offered: Tariff[];

beforeAll(async () => {
  api = await TestApi.start();
  red = api.user('admin').tenantId;
  offered = (await api.nobody.get<Tariff[]>('/tariffs')).body;
});
afterAll(() => api.stop());

const tariff = (code: string): Tariff => {
  const found = offered.find((one) => one.code === code);
  if (!found) throw new Error(`no tariff ${code}`);
  return found;
};
const terms = { period: 'month', concurrency: 25, seats: 6, addOns: ['ivr', 'voice_bot'] };
const choose = (code = 'cloud_standard', over: object = {}) =>
  api.as('admin').put<Plans>('/plan', { tariffId: tariff(code).id, terms: { ...terms, ...over } });
const plans = async () => (await api.as('admin').get<Plans>('/plan')).body;
const tell = async (
  type: 'payment.order_paid' | 'contract.signed' | 'contract.ended' | 'payment.ended' | 'number.held' | 'number.sold',
  data = {},
  about = {},
) => {
  await api.app
    .get(Db)
    .as(red, (em) => api.app.get(History).record(em, { tenantId: red, type, actor: 'system', data, ...about }));
  await api.runJobs();
};
/** A signed contract for the plan that is chosen, as the contract stage leaves it. */
async function sign(): Promise<void> {
  const { chosen } = await plans();
  await api.db.owner.query(`UPDATE contract SET state = 'superseded'`);
  await api.db.owner.query(
    `WITH file AS (INSERT INTO sealed_file (id, tenant_id, kind, mime, size, sha256, content)
                   VALUES (gen_random_uuid(), $1, 'contract', 'application/pdf', 1, 'x', '') RETURNING id)
     INSERT INTO contract (id, tenant_id, no, kind, state, number, plan_choice_id, terms_id, facts, document_id,
                           document_sha256, pages, file_id, file_sha256, created_at, signed_at)
     SELECT gen_random_uuid(), $1, gen_random_uuid(), 'first', 'signed', $2, $3, terms.id, '{}', file.id, 'x', 1, file.id, 'x',
            now(), now() FROM file, (SELECT id FROM terms LIMIT 1) terms`,
    [red, NUMBER, chosen?.id],
  );
}

beforeEach(async () => {
  await api.db.owner.query(`TRUNCATE contract, plan_choice CASCADE`);
  await api.db.owner.query(`DELETE FROM number`);
});

const hold = (state = 'held') =>
  api.db.owner.query(
    `INSERT INTO number (number, state, tier, price_fen, tenant_id, held_until)
     VALUES ($1, $2, 'plain', 5000, $3, CASE $2 WHEN 'held' THEN now() + interval '1 day' END)`,
    [NUMBER, state, red],
  );

describe('the price list', () => {
  it('is open to everybody and says everything', () => {
    expect(offered.map(({ code, version }) => [code, version])).toEqual([
      ['cloud_enterprise', 1],
      ['cloud_standard', 1],
      ['cloud_start', 1],
      ['sip_trunk', 1],
    ]);
  });

  it('changes by versions, which begin when they say', async () => {
    const next: TariffTerms = { ...tariff('cloud_start').terms, baseFen: 1000 };
    const from = new Date(api.clock.now().getTime() + DAY).toISOString();
    const publish = (effectiveFrom: string) =>
      api.as('operator').post<Tariff>('/tariffs', { code: 'cloud_start', effectiveFrom, terms: next });
    expect(await publish('2026-01-01T00:00:00.000Z')).toMatchObject({ status: 422, body: { code: 'tariff.past' } });
    expect(await publish(from)).toMatchObject({ status: 201, body: { version: 2 } });

    const now = async () =>
      (await api.nobody.get<Tariff[]>('/tariffs')).body.find(({ code }) => code === 'cloud_start');
    expect((await now())?.version).toBe(1);
    api.clock.advance(2 * DAY);
    expect(await now()).toMatchObject({ version: 2, terms: { baseFen: 1000 } });
    api.clock.advance(-2 * DAY);
  });

  it('loses what is withdrawn, and who has it keeps it', async () => {
    const { body } = await api.as('operator').post<Tariff>('/tariffs', {
      code: 'short_lived',
      effectiveFrom: api.clock.now().toISOString(),
      terms: tariff('cloud_start').terms,
    });
    api.clock.advance(1000);
    offered = (await api.nobody.get<Tariff[]>('/tariffs')).body;
    await choose('short_lived', { concurrency: 5, seats: 2, addOns: [] });
    await api.as('operator').post(`/tariffs/${body.id}/withdraw`, { from: api.clock.now().toISOString() });
    api.clock.advance(1000);
    expect((await choose('short_lived', { concurrency: 5, seats: 2, addOns: [] })).body).toMatchObject({
      code: 'tariff.missing',
    });
    expect((await plans()).chosen?.tariff.code).toBe('short_lived');
  });
});

describe('a plan', () => {
  it('is quoted with the number that is held, and again when that changes', async () => {
    await choose();
    expect((await plans()).chosen).toMatchObject({
      state: 'chosen',
      number: null,
      quote: { firstPaymentFen: 36_000 + 5 * 1500 + 5000 + 20_000 },
    });
    await hold();
    await tell('number.held');
    expect((await plans()).chosen).toMatchObject({ number: NUMBER, quote: { firstPaymentFen: 73_500 } });
  });

  it('is refused beyond its bounds, with each of them', async () => {
    const { status, body } = await choose('cloud_standard', { concurrency: 101, seats: 201, addOns: ['ivr'] });
    expect({ status, body }).toMatchObject({
      status: 422,
      body: {
        code: 'plan.not_offered',
        details: {
          faults: [
            { field: 'concurrency', bound: 100 },
            { field: 'seats', bound: 200 },
          ],
        },
      },
    });
  });

  it('is one at a time, whoever chooses at the same moment', async () => {
    await Promise.all(Array.from({ length: 8 }, (_, i) => choose('cloud_standard', { concurrency: 20 + i })));
    expect(await api.db.owner.query(`SELECT count(*)::int AS chosen FROM plan_choice WHERE state = 'chosen'`)).toEqual([
      { chosen: 1 },
    ]);
  });

  it('stays as it was signed, begins when it is paid, and ends with the arrears', async () => {
    await hold();
    await choose();
    await sign();
    expect((await choose('cloud_start', { concurrency: 5, seats: 2, addOns: [] })).body).toMatchObject({
      code: 'plan.signed',
    });
    await tell('payment.order_paid', { kind: 'top_up' });
    expect((await plans()).active).toEqual([]);
    await tell('payment.order_paid', { kind: 'first' });
    expect(await plans()).toMatchObject({ chosen: null, active: [{ state: 'active', number: NUMBER }] });
    await tell('payment.ended');
    expect(await plans()).toEqual({ chosen: null, active: [] });
  });

  it('begins with a number that is taken over, paid or not, and ends with its contract', async () => {
    // The number is another's when it is signed for, so the plan does not know it yet.
    await choose();
    await sign();
    await tell('number.sold', {}, { subject: NUMBER, reason: 'transfer' });
    expect(await plans()).toMatchObject({ chosen: null, active: [{ state: 'active', number: NUMBER }] });

    // Told late, when the number is under contract again.
    await tell('contract.ended', { number: NUMBER });
    expect((await plans()).active).toHaveLength(1);
    await api.db.owner.query(`UPDATE contract SET state = 'ended' WHERE state = 'signed'`);
    await tell('contract.ended', { number: '4008009999' });
    expect((await plans()).active).toHaveLength(1);
    await tell('contract.ended', { number: NUMBER });
    expect(await plans()).toEqual({ chosen: null, active: [] });
  });

  it('changes with the next month once the supplement is signed', async () => {
    await hold('sold');
    await choose();
    await sign();
    await tell('payment.order_paid', { kind: 'first' });
    await choose('cloud_enterprise', { concurrency: 100, seats: 30, addOns: ['ivr'] });
    await tell('contract.signed', { kind: 'supplement' });
    await api.sweep('plan.changes');
    expect((await plans()).chosen?.activeFrom).toBeNull();

    await sign();
    await tell('contract.signed', { kind: 'supplement' });
    const from = new Date((await plans()).chosen?.activeFrom ?? 0);
    expect(from).toEqual(nextPeriod(api.clock.now(), 'month', api.clock.now()));
    await api.sweep('plan.changes');
    expect((await plans()).active[0]?.tariff.code).toBe('cloud_standard');
    api.clock.set(from);
    await api.sweep('plan.changes');
    expect(await plans()).toMatchObject({ chosen: null, active: [{ tariff: { code: 'cloud_enterprise' } }] });
    api.clock.set(new Date());
  });
});

describe('the next period', () => {
  it.each([
    ['month', '2026-11-22T10:00:00Z', '2026-11-22T10:00:00Z', '2026-11-30T16:00:00.000Z'],
    ['month', '2026-01-01T00:00:00Z', '2026-12-31T20:00:00Z', '2027-01-31T16:00:00.000Z'],
    ['year', '2026-03-05T02:00:00Z', '2026-11-22T10:00:00Z', '2027-03-04T16:00:00.000Z'],
    ['year', '2026-11-22T10:00:00Z', '2026-11-22T10:00:00Z', '2027-11-21T16:00:00.000Z'],
  ] as const)('of a %s since %s, at %s, begins %s', (period, since, now, begins) => {
    expect(nextPeriod(new Date(since), period, new Date(now)).toISOString()).toBe(begins);
  });
});
