import type { Review, ReviewList } from '@sibai/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { TestApi } from '../../platform/testing.js';
import { VerificationCalendar } from './calendar.js';
import { Applicant, decide, ok } from './verification.testing.js';

let api: TestApi;
let red: Applicant;
beforeAll(async () => {
  api = await TestApi.start();
  api.clock.set(new Date('2026-11-23T02:00:00Z'));
  red = await new Applicant(api, api.as('admin')).open();
});
afterAll(() => api.stop());

/** Half past eight in the morning of that day in China: the calendar has run. */
async function on(day: string): Promise<void> {
  api.clock.set(new Date(`${day}T00:30:00Z`));
  await api.app.get(VerificationCalendar).run();
}
const sent = async (template: string): Promise<number> => {
  const [row] = await api.db.owner.query<{ n: number }[]>(
    `SELECT count(*)::int AS n FROM message WHERE template = $1 AND channel = 'mail'`,
    [template],
  );
  return row?.n ?? 0;
};
const events = async (): Promise<string[]> =>
  (
    await api.db.owner.query<{ type: string }[]>(
      `SELECT type FROM onboarding_event WHERE type NOT IN ('verification.opened', 'verification.submitted') ORDER BY id`,
    )
  ).map(({ type }) => type);
async function approve(): Promise<void> {
  const operator = api.as('operator');
  const review = ok(await operator.get<Review>(`/reviews/${red.id}`));
  ok(await decide(operator, review, { decision: 'approve' }));
}

describe('papers that expire on 30 April', () => {
  beforeAll(async () => {
    await red.fill({ legalIdExpiresOn: '2027-04-30' });
    await red.submitted();
    await approve();
  });

  it.each([
    ['2027-02-28', 0],
    ['2027-03-01', 1],
    ['2027-03-02', 1],
    ['2027-03-30', 1],
    ['2027-03-31', 2],
    ['2027-04-22', 2],
    ['2027-04-23', 3],
    ['2027-04-23', 3],
    ['2027-04-30', 3],
  ])('are told of at 60, 30 and 7 days, once each: by %s %i', async (day, times) => {
    await on(day);
    expect(await sent('verification_expiring')).toBe(times);
    expect((await red.status()).identity).toMatchObject({ inForce: true });
  });

  it('are expired on the day after, and the lines are left alone for the grace', async () => {
    await on('2027-05-01');
    await on('2027-05-02');
    expect(await red.status()).toMatchObject({ application: { state: 'expired' }, identity: { inForce: true } });
    expect(await sent('verification_expired')).toBe(1);
    await on('2027-05-15');
    expect((await red.status()).identity).toMatchObject({ inForce: true });
    expect((await events()).slice(-1)).toEqual(['verification.expired']);
  });

  it('suspend the lines when the grace is over', async () => {
    await on('2027-05-16');
    await on('2027-05-17');
    expect((await red.status()).identity).toMatchObject({ inForce: false });
    expect(await sent('verification_suspended')).toBe(1);
    expect((await events()).slice(-1)).toEqual(['verification.suspended']);
  });

  it('are renewed: filled in from before, but for what is signed anew', async () => {
    await red.open();
    expect(red.application).toMatchObject({
      kind: 'renewal',
      state: 'draft',
      form: { companyName: '北京四百科技有限公司' },
    });
    expect(red.application.materials.map(({ kind }) => kind).toSorted()).toEqual([
      'business_licence',
      'legal_id_emblem',
      'legal_id_portrait',
    ]);
    expect(red.application.confirmedMobiles).toHaveLength(2);
    await red.save({ legalIdExpiresOn: '2037-04-30' });
    expect(red.application.findings.filter(({ severity }) => severity === 'block').map(({ field }) => field)).toEqual([
      'materials.commitment',
    ]);
    await red.upload('commitment');
    await red.submitted();
    await approve();
    expect((await red.status()).identity).toMatchObject({ inForce: true, expiresOn: '2037-04-30' });
    expect((await events()).slice(-1)).toEqual(['verification.approved']);
  });

  it('that were renewed are looked at no more', async () => {
    await on('2027-05-20');
    expect((await red.status()).identity).toMatchObject({ inForce: true });
    expect(await sent('verification_suspended')).toBe(1);
  });
});

describe('a year after the last approval', () => {
  it('the customer is asked to confirm, with everything filled in', async () => {
    await on('2028-05-15');
    expect(await sent('verification_yearly')).toBe(0);
    await on('2028-05-18');
    await on('2028-05-19');
    expect(await sent('verification_yearly')).toBe(1);
    red.application = (await red.status()).application!;
    expect(red.application).toMatchObject({ kind: 'yearly', state: 'draft' });
    expect(red.application.findings.filter(({ severity }) => severity === 'block')).toEqual([]);
    expect(red.application.materials).toHaveLength(4);
  });

  it('it is a task of the operator, who sees who has not answered', async () => {
    const { rows } = ok(await api.as('operator').get<ReviewList>('/reviews?view=waiting'));
    expect(rows).toMatchObject([{ id: red.id, kind: 'yearly', state: 'draft' }]);
    await on('2028-06-16');
    await on('2028-06-18');
    await on('2028-06-19');
    expect(await sent('verification_yearly')).toBe(2);
  });

  it('and is reviewed when they have', async () => {
    await red.submitted();
    await approve();
    expect((await red.status()).application).toMatchObject({ kind: 'yearly', state: 'approved' });
    await on('2028-06-20');
    expect(await sent('verification_yearly')).toBe(2);
  });
});

it('is opened by another stage for a number that changes hands', async () => {
  const { tenantId } = api.user('admin', 'blue');
  await api.db.owner.query(`SELECT set_config('sibai.tenant', $1, false)`, [tenantId]);
  const [row] = await api.db.owner.query<{ id: string }[]>(
    `SELECT open_verification(gen_random_uuid(), $1, 'transfer', now()) AS id`,
    [tenantId],
  );
  const blue = new Applicant(api, api.as('admin', 'blue'));
  expect((await blue.status()).application).toMatchObject({ id: row?.id, kind: 'transfer', state: 'draft' });
});
