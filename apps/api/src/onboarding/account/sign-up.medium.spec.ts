import type { Session } from '@sibai/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type Answer, TestApi } from '../../platform/testing.js';
import {
  acts,
  by,
  codeFor,
  cookieOf,
  GOOD,
  newMobile,
  other,
  received,
  type Refused,
  signIn,
} from './account.testing.js';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());

const signUp = (to: object, code: string, more: object = {}): Promise<Answer<Session & Refused>> =>
  api.nobody.post('/sign-up', { to, code, enterprise: '蓝天科技有限公司', name: '陈静', password: GOOD, ...more });
const tenants = async (): Promise<number> =>
  Number((await api.db.owner.query<{ n: string }[]>(`SELECT count(*) AS n FROM tenant`))[0]?.n);

describe('an enterprise', () => {
  it('begins with a mobile: tenant, admin and session at once', async () => {
    const to = { mobile: newMobile() };
    const answer = await signUp(to, await codeFor(api, to, '/sign-up/code'));
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      user: { name: '陈静', role: 'admin', mobile: to.mobile, email: null },
      tenant: { name: '蓝天科技有限公司', state: 'applying' },
    });
    expect((await by(api, cookieOf(answer)).get('/session')).body).toEqual(answer.body);
    expect(await signIn(api, { ...to, password: GOOD })).toMatchObject({ status: 200, body: { user: to } });
    const events = await api.db.owner.query(`SELECT type, actor FROM onboarding_event WHERE tenant_id = $1`, [
      answer.body.tenant.id,
    ]);
    expect(events).toEqual([{ type: 'account.signed_up', actor: 'applicant' }]);
    expect(await acts(api, answer.body.tenant.id)).toEqual(['session.opened', 'account.signed_up']);
  });

  it('begins with an e-mail just as well, whatever its capitals', async () => {
    const to = { email: 'Chen.Jing@Lantian.test' };
    const code = await codeFor(api, { email: 'chen.jing@lantian.test' }, '/sign-up/code');
    expect((await signUp(to, code)).body.user).toMatchObject({ email: 'chen.jing@lantian.test', mobile: null });
  });

  it('is not made by a wrong code, nor by a code for something else', async () => {
    const to = { mobile: newMobile() };
    const before = await tenants();
    const code = await codeFor(api, to, '/sign-up/code');
    expect(await signUp(to, other(code))).toMatchObject({
      status: 422,
      body: { code: 'code.wrong', details: { left: 4 } },
    });
    expect((await api.nobody.post('/password', { to, code, password: GOOD })).body).toMatchObject({
      code: 'code.expired',
    });
    expect(await signUp({ mobile: newMobile() }, code)).toMatchObject({ status: 409, body: { code: 'code.expired' } });
    expect(await tenants()).toBe(before);
  });

  it('keeps its code when the password is refused', async () => {
    const to = { mobile: newMobile() };
    const code = await codeFor(api, to, '/sign-up/code');
    const weak = {
      common: 'iloveyou1314',
      context: `${to.mobile}abc`,
      sequence: 'abcdefgh12345',
      repeated: '13131313',
    };
    for (const [reason, password] of Object.entries(weak))
      expect(await signUp(to, code, { password })).toMatchObject({
        status: 422,
        body: { code: 'password.weak', details: { reason } },
      });
    expect((await signUp(to, code)).status).toBe(201);
  });

  it('is made once by one code, however often it is sent', async () => {
    const to = { mobile: newMobile() };
    const code = await codeFor(api, to, '/sign-up/code');
    const before = await tenants();
    const answers = await Promise.all(Array.from({ length: 4 }, () => signUp(to, code)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409]);
    expect(await tenants()).toBe(before + 1);
  });

  it.each([
    { enterprise: 'x' },
    { name: ' ' },
    { code: '12345' },
    { to: { mobile: '12345678901' } },
    { to: { email: 'x@y.cn', mobile: '13800138000' } },
    { role: 'operator' },
  ])('is refused with %j', async (wrong) => {
    expect(await signUp({ mobile: newMobile() }, '123456', wrong)).toMatchObject({
      status: 422,
      body: { code: 'request.invalid' },
    });
  });
});

describe('an address that has an account', () => {
  it('is asked for a code like any other, so that a stranger learns nothing', async () => {
    const known = await api.nobody.post<object>('/sign-up/code', { to: { email: 'admin@red.test' } });
    const unknown = await api.nobody.post<object>('/sign-up/code', { to: { email: 'nobody@red.test' } });
    expect(known.status).toBe(unknown.status);
    expect(Object.keys(known.body)).toEqual(Object.keys(unknown.body));
  });

  it('is told so once it was proven, and nothing is made', async () => {
    const to = { mobile: newMobile() };
    await signUp(to, await codeFor(api, to, '/sign-up/code'));
    const before = await tenants();
    api.clock.advance(60_000);
    expect(await signUp(to, await codeFor(api, to, '/sign-up/code'))).toMatchObject({
      status: 409,
      body: { code: 'sign_up.registered', details: {} },
    });
    expect(await tenants()).toBe(before);
    expect((await received(api, to.mobile)).template).toBe('code');
  });
});
