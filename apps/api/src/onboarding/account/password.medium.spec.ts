import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { SessionService, type SignedOut } from '../../platform/session.service.js';
import { PASSWORD, TestApi } from '../../platform/testing.js';
import { acts, by, codeFor, cookieOf, GOOD, other, received, type Refused, signIn } from './account.testing.js';
import { TRIES_PER_PAIR } from './guesses.js';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());

const reset = (email: string, code: string, password = GOOD) =>
  api.nobody.post<Refused>('/password', { to: { email }, code, password });

describe('a forgotten password', () => {
  it('is set anew by a code, which ends every session, lifts the lock and tells the owner', async () => {
    const email = 'agent@red.test';
    const open = by(api, cookieOf(await signIn(api, { email, password: PASSWORD })));
    for (let i = 0; i < TRIES_PER_PAIR; i++) await signIn(api, { email, password: 'wrong' });
    expect((await signIn(api, { email, password: PASSWORD })).body.code).toBe('session.throttled');
    const told: SignedOut[] = [];
    const unwatch = api.app.get(SessionService).onSignOut((session) => told.push(session));

    const code = await codeFor(api, { email }, '/password/code');
    expect((await reset(email, other(code))).body.code).toBe('code.wrong');
    expect((await reset(email, code, 'iloveyou1314')).body.code).toBe('password.weak');
    expect((await reset(email, code)).status).toBe(204);
    unwatch();
    expect(told).toHaveLength(1);
    expect((await open.get('/session')).status).toBe(401);
    expect((await received(api, email)).template).toBe('password_changed');
    expect((await signIn(api, { email, password: PASSWORD })).body.code).toBe('session.bad_credentials');
    expect((await signIn(api, { email, password: GOOD })).status).toBe(200);
    expect(await acts(api, api.user('agent').tenantId)).toContain('password.reset');
    expect((await reset(email, code)).body.code).toBe('code.used_up');
  });

  it('of an address without an account looks the same from outside, and nothing is sent', async () => {
    const known = await api.nobody.post<object>('/password/code', { to: { email: 'supervisor@red.test' } });
    const unknown = await api.nobody.post<object>('/password/code', { to: { email: 'ghost@red.test' } });
    expect({ ...unknown.body, status: unknown.status }).toEqual({
      status: known.status,
      expiresAt: expect.any(String),
      resendAt: expect.any(String),
    });
    await expect(received(api, 'ghost@red.test')).rejects.toThrow('nothing was sent');
    const again = (email: string) => api.nobody.post<Refused>('/password/code', { to: { email } });
    expect((await again('ghost@red.test')).body.code).toBe((await again('supervisor@red.test')).body.code);
    expect((await reset('ghost@red.test', '000000')).body.code).toMatch(/^code\.(wrong|expired)$/);
  });

  it('of a disabled user cannot be set', async () => {
    const { id, email } = api.user('agent', 'blue');
    const code = await codeFor(api, { email }, '/password/code');
    await api.as('admin', 'blue').post(`/users/${id}/disable`);
    expect((await reset(email, code)).body.code).toBe('code.expired');
    api.clock.advance(60_000);
    await api.nobody.post('/password/code', { to: { email } });
    expect((await received(api, email)).code).toBe(code);
  });
});

describe('changing the own password', () => {
  it('asks for the current one and ends every other session', async () => {
    const email = 'admin@red.test';
    const [here, there] = [
      by(api, cookieOf(await signIn(api, { email, password: PASSWORD }))),
      by(api, cookieOf(await signIn(api, { email, password: PASSWORD }))),
    ];
    const change = (current: string, password: string) => here.put<Refused>('/account/password', { current, password });
    expect((await change('wrong', GOOD)).body.code).toBe('password.wrong');
    expect((await change(PASSWORD, 'red admin 1')).body).toMatchObject({ details: { reason: 'context' } });
    expect((await change(PASSWORD, 'short')).body.code).toBe('request.invalid');
    expect((await change(PASSWORD, GOOD)).status).toBe(204);
    expect((await here.get('/session')).status).toBe(200);
    expect((await there.get('/session')).status).toBe(401);
    expect((await signIn(api, { email, password: GOOD })).status).toBe(200);
  });

  it('may be tried five times in a quarter of an hour', async () => {
    const me = by(api, cookieOf(await signIn(api, { email: 'supervisor@red.test', password: PASSWORD })));
    const tries = [];
    for (let i = 0; i < 6; i++)
      tries.push((await me.put<Refused>('/account/password', { current: 'no', password: GOOD })).body.code);
    expect(tries).toEqual([...Array(5).fill('password.wrong'), 'session.throttled']);
    api.clock.advance(15 * 60_000);
    expect((await me.put('/account/password', { current: PASSWORD, password: GOOD })).status).toBe(204);
  });

  it('takes the same characters for the same password, however they were composed', async () => {
    const me = by(api, cookieOf(await signIn(api, { email: 'admin@blue.test', password: PASSWORD })));
    const composed = 'Zoë über Ångström';
    await me.put('/account/password', { current: PASSWORD, password: composed.normalize('NFD') });
    expect((await signIn(api, { email: 'admin@blue.test', password: composed.normalize('NFC') })).status).toBe(200);
  });
});
