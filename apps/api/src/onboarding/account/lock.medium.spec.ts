import type { User } from '@sibai/contracts';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { dataSourceOptions } from '../../platform/data-source.js';
import { Db } from '../../platform/db.js';
import { Limits } from '../../platform/limits.js';
import { PASSWORD, TestApi } from '../../platform/testing.js';
import { acts, signIn } from './account.testing.js';
import { Guesses, TRIES_PER_ACCOUNT, TRIES_PER_PAIR } from './guesses.js';

let api: TestApi;
/** What another process of the product would count with. */
let elsewhere: Guesses;
let source: DataSource;

beforeAll(async () => {
  api = await TestApi.start();
  source = await new DataSource(dataSourceOptions(api.db.appUrl, 2)).initialize();
  elsewhere = new Guesses(new Limits(new Db(source), api.clock));
});
afterAll(async () => {
  await source.destroy();
  await api.stop();
});

let places = 0;
const newPlace = (): string => `203.0.113.${++places}`;
/** Guesses from an address that changes with every try, at another process. */
async function guessUntilLocked(email: string): Promise<void> {
  const { id } = api.user(email.split('@')[0] as 'agent', email.includes('blue') ? 'blue' : 'red');
  for (let i = 0; i < TRIES_PER_ACCOUNT; i++) await elsewhere.count(id, newPlace());
}
const enter = (email: string, place = newPlace()) => signIn(api, { email, password: PASSWORD }, place);
const user = async (email: string) =>
  (await api.as('admin', email.includes('blue') ? 'blue' : 'red').get<User[]>('/users')).body.find(
    (one) => one.email === email,
  );

describe('an account that is guessed at from everywhere', () => {
  it('is locked after twenty tries, whichever process counted them, and opens after an hour', async () => {
    await guessUntilLocked('agent@red.test');
    const { status, body, headers } = await enter('agent@red.test');
    expect({ status, code: body.code }).toEqual({ status: 429, code: 'session.locked' });
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(3500);
    expect(Date.parse((await user('agent@red.test'))?.lockedUntil ?? '')).toBeGreaterThan(api.clock.now().getTime());
    expect((await enter('supervisor@red.test')).status).toBe(200);

    api.clock.advance(3600_000);
    expect((await user('agent@red.test'))?.lockedUntil).toBeNull();
    expect((await enter('agent@red.test')).status).toBe(200);
    expect(await acts(api, api.user('agent').tenantId)).toContain('sign_in.stopped');
  });

  it('is unlocked by an admin of its enterprise, and by no other', async () => {
    await guessUntilLocked('supervisor@blue.test');
    const path = `/users/${api.user('supervisor', 'blue').id}/unlock`;
    expect((await api.as('admin', 'red').post(path)).status).toBe(404);
    expect((await enter('supervisor@blue.test')).body.code).toBe('session.locked');
    expect((await api.as('admin', 'blue').post<User>(path)).body).toMatchObject({ lockedUntil: null });
    expect((await enter('supervisor@blue.test')).status).toBe(200);
  });

  it('is locked no differently when nobody has it', async () => {
    const email = 'ghost@nowhere.test';
    for (let i = 0; i < TRIES_PER_ACCOUNT; i++) await elsewhere.count({ email }, newPlace());
    expect((await enter(email)).body.code).toBe('session.locked');
  });

  it('is written down once, not with every try', async () => {
    const { tenantId } = api.user('admin', 'blue');
    const stopped = async () => (await acts(api, tenantId)).filter((act) => act === 'sign_in.stopped').length;
    await guessUntilLocked('agent@blue.test');
    const before = await stopped();
    const place = newPlace();
    for (let i = 0; i < TRIES_PER_PAIR; i++) await enter('agent@blue.test', place);
    expect(await stopped()).toBe(before + 1);
  });
});

describe('a place that guesses at many accounts', () => {
  it('is stopped after sixty tries, and others are not', async () => {
    const place = newPlace();
    for (let i = 0; i < 60; i++) await elsewhere.count({ email: `n${i}@nowhere.test` }, place);
    expect((await enter('admin@red.test', place)).body.code).toBe('session.throttled');
    expect((await enter('admin@red.test')).status).toBe(200);
  });
});

describe('what was counted', () => {
  it('is forgotten with the right password, and by the calendar', async () => {
    const place = newPlace();
    for (let i = 0; i < TRIES_PER_PAIR - 1; i++) await signIn(api, { email: 'admin@blue.test', password: 'no' }, place);
    expect((await enter('admin@blue.test', place)).status).toBe(200);
    for (let i = 0; i < TRIES_PER_PAIR - 1; i++) await signIn(api, { email: 'admin@blue.test', password: 'no' }, place);
    expect((await enter('admin@blue.test', place)).status).toBe(200);
    api.clock.advance(2 * 3600_000);
    await api.sweep('code.purge');
    expect(await api.db.owner.query(`SELECT FROM rate_limit`)).toEqual([]);
  });
});
