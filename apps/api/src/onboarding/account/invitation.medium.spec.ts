import type { Invitation, InvitationFace, Session } from '@sibai/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type Answer, TestApi } from '../../platform/testing.js';
import { arrangeCustomer } from '../line/testing.js';
import { acts, GOOD, newMobile, received, type Refused, signIn } from './account.testing.js';

const DAY = 86_400_000;
let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
  await arrangeCustomer((text, params) => api.db.owner.query(text, [...params]), api.user('admin').tenantId, '', {
    without: ['number', 'plan'],
  });
});
afterAll(() => api.stop());

type Invited = Answer<Invitation & Refused>;
const invite = (to: object, more: object = {}): Promise<Invited> =>
  api.as('admin').post('/invitations', { to, name: '李明', role: 'agent', ...more });
const tokenOf = async (address: string): Promise<string> =>
  ((await received(api, address)).link ?? '').split('/invite/')[1] ?? '';
const face = (token: string): Promise<Answer<InvitationFace & Refused>> => api.nobody.get(`/invited/${token}`);
const accept = (token: string, more: object = {}): Promise<Answer<Session & Refused>> =>
  api.nobody.post(`/invited/${token}`, { name: '李明', password: GOOD, ...more });

/** Invites a mobile, and answers its link's token. */
async function invited(): Promise<{ mobile: string; id: string; token: string }> {
  const mobile = newMobile();
  const { body } = await invite({ mobile });
  return { mobile, id: body.id, token: await tokenOf(mobile) };
}

describe('an invited colleague', () => {
  it('opens the link, sets a password and is in, with the role of the invitation', async () => {
    const mobile = newMobile();
    expect(await invite({ mobile }, { role: 'supervisor' })).toMatchObject({
      status: 201,
      body: { mobile, email: null, name: '李明', role: 'supervisor', state: 'open', invitedBy: 'red admin' },
    });
    const message = await received(api, mobile);
    expect(message.text).toContain('red admin 邀请您加入「red」，角色为班长');
    const token = await tokenOf(mobile);
    expect((await face(token)).body).toMatchObject({
      tenant: 'red',
      invitedBy: 'red admin',
      role: 'supervisor',
      mobile,
    });

    const answer = await accept(token, { name: '李小明' });
    expect(answer).toMatchObject({
      status: 201,
      body: { user: { name: '李小明', role: 'supervisor', mobile }, tenant: { name: 'red' } },
    });
    expect(answer.headers.get('set-cookie')).toMatch(/^sibai_session=/);
    expect((await signIn(api, { mobile, password: GOOD })).status).toBe(200);
    const list = await api.as('admin').get<Invitation[]>('/invitations');
    expect(list.body[0]).toMatchObject({ state: 'accepted' });
    expect(await acts(api, api.user('admin').tenantId)).toEqual(
      expect.arrayContaining(['invitation.sent', 'invitation.accepted']),
    );
  });

  it('is invited by e-mail as well', async () => {
    expect((await invite({ email: 'Li.Ming@red.test' })).body.email).toBe('li.ming@red.test');
    expect((await accept(await tokenOf('li.ming@red.test'))).body.user.email).toBe('li.ming@red.test');
  });

  it('gets in once by one link, of many at once too', async () => {
    const { token } = await invited();
    const answers = await Promise.all(Array.from({ length: 4 }, () => accept(token)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409]);
    expect((await accept(token)).body.code).toBe('invitation.lapsed');
    expect((await face(token)).body.code).toBe('invitation.lapsed');
  });

  it('is refused a password that is easily guessed, and may try again', async () => {
    const { token, mobile } = await invited();
    expect((await accept(token, { password: `${mobile}!` })).body).toMatchObject({ code: 'password.weak' });
    expect((await accept(token, { password: '1234567' })).body).toMatchObject({ code: 'request.invalid' });
    expect((await accept(token)).status).toBe(201);
  });

  it('may not choose a role', async () => {
    const { token } = await invited();
    expect((await accept(token, { role: 'admin' })).status).toBe(422);
  });
});

describe('a link', () => {
  it('holds for seven days', async () => {
    const { token, id } = await invited();
    api.clock.advance(7 * DAY - 60_000);
    expect((await face(token)).status).toBe(200);
    api.clock.advance(60_000);
    expect((await face(token)).body.code).toBe('invitation.lapsed');
    expect((await accept(token)).body.code).toBe('invitation.lapsed');
    const { body } = await api.as('admin').get<Invitation[]>('/invitations');
    expect(body.find((one) => one.id === id)?.state).toBe('expired');
  });

  it('dies when the invitation is revoked', async () => {
    const { token, id } = await invited();
    expect((await api.as('admin').delete<Invitation>(`/invitations/${id}`)).body.state).toBe('revoked');
    expect((await accept(token)).body.code).toBe('invitation.lapsed');
    expect((await api.as('admin').post<Refused>(`/invitations/${id}/resend`)).body.code).toBe('invitation.lapsed');
  });

  it('gives way to the one sent again, at most once a minute', async () => {
    const { token, id, mobile } = await invited();
    expect((await api.as('admin').post(`/invitations/${id}/resend`)).status).toBe(200);
    expect((await api.as('admin').post<Refused>(`/invitations/${id}/resend`)).body.code).toBe('request.too_many');
    expect((await accept(token)).body.code).toBe('invitation.lapsed');
    expect((await accept(await tokenOf(mobile))).status).toBe(201);
    expect((await api.as('admin').delete<Refused>(`/invitations/${id}`)).body.code).toBe('invitation.lapsed');
  });

  it('brings an expired invitation back when it is sent again', async () => {
    const { id, mobile } = await invited();
    api.clock.advance(8 * DAY);
    expect((await api.as('admin').post<Invitation>(`/invitations/${id}/resend`)).body.state).toBe('open');
    expect((await accept(await tokenOf(mobile))).status).toBe(201);
  });

  it('is not found by guessing, and not kept where it could be read', async () => {
    expect((await face('x'.repeat(24))).body.code).toBe('invitation.lapsed');
    const { token } = await invited();
    const rows = await api.db.owner.query<{ hash: string }[]>(
      `SELECT encode(token_hash, 'escape') AS hash FROM invitation`,
    );
    expect(rows.some(({ hash }) => hash.includes(token))).toBe(false);
  });
});

describe('inviting', () => {
  it('one address twice is refused while the first is open', async () => {
    const { mobile } = await invited();
    expect(await invite({ mobile })).toMatchObject({ status: 409, body: { code: 'invitation.waiting' } });
    const fresh = newMobile();
    const both = await Promise.all([invite({ mobile: fresh }), invite({ mobile: fresh })]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  });

  it('a colleague is refused; somebody of another enterprise is told only to that person', async () => {
    expect((await invite({ email: 'agent@red.test' })).body.code).toBe('user.email_taken');
    expect((await invite({ email: 'agent@blue.test' })).status).toBe(201);
    expect((await accept(await tokenOf('agent@blue.test'))).body.code).toBe('invitation.address_taken');
  });

  it.each([{ role: 'operator' }, { role: 'owner' }, { name: '' }, { to: { mobile: '1' } }])(
    'is refused with %j',
    async (wrong) => {
      expect((await invite({ mobile: newMobile() }, wrong)).status).toBe(422);
    },
  );

  it('and all that follows is of the own enterprise', async () => {
    const { id } = await invited();
    const blue = api.as('admin', 'blue');
    expect((await blue.get<Invitation[]>('/invitations')).body).toEqual([]);
    expect((await blue.delete<Refused>(`/invitations/${id}`)).body.code).toBe('invitation.missing');
    expect((await blue.post<Refused>(`/invitations/${id}/resend`)).body.code).toBe('invitation.missing');
  });

  it('many in a day has an end', async () => {
    api.clock.advance(2 * DAY);
    await api.db.owner.query(`UPDATE rate_limit SET points = 99, resets_at = $1 WHERE key LIKE 'invite:tenant:%'`, [
      new Date(api.clock.now().getTime() + DAY),
    ]);
    expect((await invite({ mobile: newMobile() })).status).toBe(201);
    expect((await invite({ mobile: newMobile() })).body.code).toBe('request.too_many');
  });
});

describe('an enterprise that is not verified', () => {
  it('invites five a day', async () => {
    const admin = api.as('admin', 'blue');
    const ask = () => admin.post('/invitations', { to: { mobile: newMobile() }, name: '李明', role: 'agent' });
    for (let i = 0; i < 5; i++) expect((await ask()).status).toBe(201);
    expect(await ask()).toMatchObject({ status: 429, body: { code: 'request.too_many' } });
    api.clock.advance(DAY);
    expect((await ask()).status).toBe(201);
    api.clock.advance(-DAY);
  });

  it('puts no link into what it sends to strangers', async () => {
    const wish = { to: { mobile: newMobile() }, name: '领奖 evil.cn', role: 'agent' };
    expect(await api.as('admin', 'blue').post('/invitations', wish)).toMatchObject({ status: 422 });
  });
});
