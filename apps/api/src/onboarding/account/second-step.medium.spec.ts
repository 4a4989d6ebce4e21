import type { AuthenticatorKey, Profile, RecoveryCodes } from '@sibai/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { PASSWORD, TestApi } from '../../platform/testing.js';
import { acts, by, cookieOf, other, received, type Refused, shown, signIn } from './account.testing.js';

const STEP = 30_000;
let api: TestApi;
let me: ReturnType<typeof by>;
let secret: string;
let recovery: string[];

const email = 'admin@red.test';
const code = () => shown(secret, api.clock.now());
const enter = (typed?: string) => signIn(api, { email, password: PASSWORD, ...(typed && { code: typed }) });

beforeAll(async () => {
  api = await TestApi.start();
  me = by(api, cookieOf(await signIn(api, { email, password: PASSWORD })));
});
afterAll(() => api.stop());

describe('the second step', () => {
  it('is begun with the password, and asks for nothing until a first code was typed', async () => {
    expect((await me.post<Refused>('/account/second-step', { password: 'wrong' })).body.code).toBe('password.wrong');
    expect((await me.put<Refused>('/account/second-step', { code: '123456' })).body.code).toBe('authenticator.off');
    const { status, body } = await me.post<AuthenticatorKey>('/account/second-step', { password: PASSWORD });
    secret = body.secret;
    expect(status).toBe(201);
    expect(body.uri).toMatch(/^otpauth:\/\/totp\/.*admin%40red\.test\?.*secret=[A-Z2-7]{32}/);
    expect((await enter()).status).toBe(200);
    expect((await me.get<Profile>('/account')).body.secondStep).toBe(false);
  });

  it('keeps its key sealed', async () => {
    const [row] = await api.db.owner.query<{ secret: string }[]>(`SELECT secret FROM user_totp`);
    expect(Buffer.from(row?.secret ?? '', 'base64').toString('latin1')).not.toContain(secret);
    expect(row?.secret).not.toContain(secret);
  });

  it('is on after the first right code, which gives ten recovery codes and tells the owner', async () => {
    expect((await me.put<Refused>('/account/second-step', { code: other(code()) })).body.code).toBe(
      'authenticator.bad_code',
    );
    const { status, body } = await me.put<RecoveryCodes>('/account/second-step', { code: code() });
    recovery = body.codes;
    expect(status).toBe(200);
    expect(new Set(recovery).size).toBe(10);
    expect(recovery[0]).toMatch(/^[a-z2-9]{5}-[a-z2-9]{5}$/);
    expect((await me.get<Profile>('/account')).body).toMatchObject({ secondStep: true, recoveryCodesLeft: 10 });
    expect((await received(api, email)).text).toContain('开启两步验证');
    expect((await me.post<Refused>('/account/second-step', { password: PASSWORD })).body.code).toBe('authenticator.on');
    expect((await me.put<Refused>('/account/second-step', { code: code() })).body.code).toBe('authenticator.on');
  });
});

describe('signing in', () => {
  it('asks for a code after the password, and only then', async () => {
    expect(await enter()).toMatchObject({ status: 401, body: { code: 'session.second_step' } });
    expect((await signIn(api, { email, password: 'wrong' })).body.code).toBe('session.bad_credentials');
    expect((await signIn(api, { email, password: 'wrong', code: code() })).body.code).toBe('session.bad_credentials');
  });

  it('refuses the code that was used to turn it on, and any other a second time', async () => {
    expect((await enter(code())).body.code).toBe('session.bad_code');
    api.clock.advance(STEP);
    const used = code();
    expect((await enter(used)).status).toBe(200);
    expect((await enter(used)).body.code).toBe('session.bad_code');
    api.clock.advance(STEP);
    expect((await enter(used)).body.code).toBe('session.bad_code');
  });

  it('takes the code of a telephone that is half a minute behind, but not of one that is more', async () => {
    api.clock.advance(10 * STEP);
    const late = shown(secret, new Date(api.clock.now().getTime() - 2 * STEP));
    expect((await enter(late)).body.code).toBe('session.bad_code');
    expect((await enter(shown(secret, new Date(api.clock.now().getTime() - STEP)))).status).toBe(200);
  });

  it('lets one in of many who send one code at once', async () => {
    api.clock.advance(10 * STEP);
    const used = code();
    const answers = await Promise.all(Array.from({ length: 4 }, () => enter(used)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('takes a recovery code once, with or without its dash, of many at once too', async () => {
    const [first = '', second = ''] = recovery;
    expect((await enter(first)).status).toBe(200);
    expect((await enter(first)).body.code).toBe('session.bad_code');
    const answers = await Promise.all(Array.from({ length: 4 }, () => enter(second.replace('-', '').toUpperCase())));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await me.get<Profile>('/account')).body.recoveryCodesLeft).toBe(8);
  });

  it('counts wrong codes like wrong passwords', async () => {
    const tries = [];
    for (let i = 0; i < 7; i++) tries.push((await enter('zzzzz-zzzzz')).body.code);
    expect(tries).toContain('session.throttled');
    expect(tries.filter((told) => told === 'session.bad_code').length).toBeLessThanOrEqual(5);
    // Asking for the code again and again gives nothing back.
    expect((await enter()).body.code).toBe('session.throttled');
    api.clock.advance(15 * 60_000);
    expect((await enter()).body.code).toBe('session.second_step');
  });
});

describe('recovery codes', () => {
  it('are kept as digests only', async () => {
    const rows = await api.db.owner.query<{ digest: string }[]>(`SELECT digest FROM recovery_code`);
    expect(rows).toHaveLength(10);
    for (const { digest } of rows) expect(recovery.join()).not.toContain(digest);
  });

  it('are made anew with the password, after which the old ones no longer count', async () => {
    expect((await me.post<Refused>('/account/second-step/recovery-codes', { password: 'no' })).body.code).toBe(
      'password.wrong',
    );
    const { body } = await me.post<RecoveryCodes>('/account/second-step/recovery-codes', { password: PASSWORD });
    expect((await enter(recovery[5])).body.code).toBe('session.bad_code');
    expect((await enter(body.codes[0])).status).toBe(200);
  });
});

describe('turning it off', () => {
  it('asks for the password', async () => {
    expect((await me.post<Refused>('/account/second-step/off', { password: 'wrong' })).body.code).toBe(
      'password.wrong',
    );
    expect((await me.post('/account/second-step/off', { password: PASSWORD })).status).toBe(204);
    expect((await enter()).status).toBe(200);
    expect((await me.post<Refused>('/account/second-step/off', { password: PASSWORD })).body.code).toBe(
      'authenticator.off',
    );
    expect(await api.db.owner.query(`SELECT FROM recovery_code`)).toEqual([]);
    expect(await acts(api, api.user('admin').tenantId)).toEqual(
      expect.arrayContaining(['second_step.on', 'second_step.recovery_codes', 'second_step.off', 'sign_in.refused']),
    );
  });

  it('is done by an admin for a colleague who has lost the telephone, of the own enterprise only', async () => {
    const agent = by(api, cookieOf(await signIn(api, { email: 'agent@red.test', password: PASSWORD })));
    const { body } = await agent.post<AuthenticatorKey>('/account/second-step', { password: PASSWORD });
    await agent.put('/account/second-step', { code: shown(body.secret, api.clock.now()) });
    const path = `/users/${api.user('agent').id}/second-step/off`;
    expect((await api.as('admin', 'blue').post<Refused>(path)).body.code).toBe('user.missing');
    expect((await api.as('admin').post(path)).status).toBe(204);
    expect((await api.as('admin').post<Refused>(path)).body.code).toBe('authenticator.off');
    expect((await signIn(api, { email: 'agent@red.test', password: PASSWORD })).status).toBe(200);
  });
});
