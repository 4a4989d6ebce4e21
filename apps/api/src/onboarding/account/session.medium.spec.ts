import type { Session } from '@sibai/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { SessionService, type SignedOut } from '../../platform/session.service.js';
import { PASSWORD, TestApi } from '../../platform/testing.js';
import { TRIES_PER_PAIR } from './guesses.js';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());

const signIn = (email: string, password: string, headers: Record<string, string> = {}) =>
  api.nobody.post<Session & { code?: string; details?: Record<string, unknown> }>(
    '/session',
    { email, password },
    { headers },
  );
const cookieOf = (headers: Headers) => headers.get('set-cookie')?.split(';')[0] ?? '';
const bySession = (cookie: string) => api.nobody.get<Session>('/session', { headers: { cookie } });

describe('signing in', () => {
  it('opens a session that only HTTP can read and other sites cannot use', async () => {
    const { status, body, headers } = await signIn('admin@red.test', PASSWORD);
    expect(status).toBe(200);
    expect(body).toMatchObject({ user: { role: 'admin', email: 'admin@red.test' }, tenant: { name: 'red' } });
    expect(headers.get('set-cookie')).toMatch(
      /^sibai_session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/,
    );

    expect((await bySession(cookieOf(headers))).body).toEqual(body);
  });

  it('does not mind capitals in an e-mail address', async () => {
    expect((await signIn('Admin@Red.Test', PASSWORD)).status).toBe(200);
  });

  it('keeps only a digest of the token', async () => {
    const token = cookieOf((await signIn('admin@red.test', PASSWORD)).headers).split('=')[1] ?? '';
    const rows = await api.db.owner.query<{ hash: string }[]>(
      `SELECT encode(token_hash, 'escape') AS hash FROM session`,
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.some(({ hash }) => hash.includes(token))).toBe(false);
  });

  it.each([
    ['a wrong password', 'supervisor@red.test', 'wrong'],
    ['an unknown user', 'nobody@red.test', PASSWORD],
  ])('refuses %s in the same words', async (_, email, password) => {
    const { status, body, headers } = await signIn(email, password);
    expect({ status, body }).toEqual({ status: 401, body: { code: 'session.bad_credentials', details: {} } });
    expect(headers.get('set-cookie')).toBeNull();
  });

  it('takes as long over an unknown user as over a wrong password', async () => {
    const time = async (email: string) => {
      const start = performance.now();
      await signIn(email, 'wrong');
      return performance.now() - start;
    };
    const times = { unknown: Infinity, known: Infinity };
    await time('warm@up.test');
    for (let i = 0; i < 3; i++) {
      times.unknown = Math.min(times.unknown, await time('ghost@red.test'));
      times.known = Math.min(times.known, await time('admin@blue.test'));
    }
    expect(times.unknown).toBeGreaterThan(times.known / 4);
  });

  it.each([
    {},
    { email: 'x', password: 'y' },
    { email: 'a@b.cn', password: '' },
    { email: 'a@b.cn', password: 'x', role: 'admin' },
    [],
  ])('refuses %j', async (body) => {
    expect(await api.nobody.post('/session', body)).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
  });

  it('refuses a user who was disabled', async () => {
    const { id } = api.user('agent', 'blue');
    await api.db.owner.query(`UPDATE app_user SET disabled_at = now() WHERE id = $1`, [id]);
    expect((await signIn('agent@blue.test', PASSWORD)).body.code).toBe('session.bad_credentials');
    await api.db.owner.query(`UPDATE app_user SET disabled_at = NULL WHERE id = $1`, [id]);
  });
});

describe('too many tries', () => {
  it('are refused for that user, even with the right password, and say when to come back', async () => {
    const answers = [];
    for (let i = 0; i < TRIES_PER_PAIR; i++) answers.push((await signIn('supervisor@blue.test', 'wrong')).status);
    expect(answers).toEqual(Array(TRIES_PER_PAIR).fill(401));

    const { status, body, headers } = await signIn('supervisor@blue.test', PASSWORD);
    expect({ status, code: body.code }).toEqual({ status: 429, code: 'session.throttled' });
    expect(Number(headers.get('retry-after'))).toBe(body.details?.['retryAfterSeconds']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(600);
    expect((await signIn('admin@blue.test', PASSWORD)).status).toBe(200);
  });

  it('are counted before they are judged, so that many at once do not slip through', async () => {
    const tries = await Promise.all(Array.from({ length: 12 }, () => signIn('agent@red.test', 'wrong')));
    expect(tries.filter(({ status }) => status === 401)).toHaveLength(TRIES_PER_PAIR);
    expect(tries.filter(({ status }) => status === 429)).toHaveLength(12 - TRIES_PER_PAIR);
  });

  it('are not counted against another address', async () => {
    const elsewhere = { 'x-forwarded-for': '203.0.113.9' };
    expect((await signIn('supervisor@blue.test', PASSWORD, elsewhere)).status).toBe(200);
  });
});

describe('a session', () => {
  it.each(['', 'sibai_session=', 'sibai_session=nonsense', 'other=1', `sibai_session=${'x'.repeat(4000)}`])(
    'is not found by the cookie %j',
    async (cookie) => {
      expect(await bySession(cookie)).toMatchObject({ status: 401, body: { code: 'session.required' } });
    },
  );

  it('ends when its time is over', async () => {
    const cookie = cookieOf((await signIn('admin@red.test', PASSWORD)).headers);
    await api.db.owner.query(`UPDATE session SET expires_at = now() - interval '1 second'`);
    expect((await bySession(cookie)).status).toBe(401);
  });

  it('ends by signing out, and whoever watches is told', async () => {
    const told: SignedOut[] = [];
    const unwatch = api.app.get(SessionService).onSignOut((session) => told.push(session));
    const cookie = cookieOf((await signIn('admin@red.test', PASSWORD)).headers);

    const { status, headers } = await api.nobody.delete('/session', { headers: { cookie } });
    unwatch();
    expect(status).toBe(204);
    expect(headers.get('set-cookie')).toMatch(/^sibai_session=; Max-Age=0;/);
    expect((await bySession(cookie)).status).toBe(401);
    expect(told).toMatchObject([{ userId: api.user('admin').id }]);
  });

  it('serves socket handshakes too', async () => {
    const sessions = api.app.get(SessionService);
    const cookie = cookieOf((await signIn('admin@red.test', PASSWORD)).headers);
    expect(await sessions.authenticate(`a=b; ${cookie}`)).toMatchObject({ role: 'admin', tenantName: 'red' });
    expect(await sessions.authenticate(undefined)).toBeUndefined();
  });
});

describe('a request that another site sent', () => {
  it.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ])('is refused: %j', async (headers: Record<string, string>) => {
    const answer = await api.as('admin').post('/groups', { name: 'x' }, { headers });
    expect(answer).toMatchObject({ status: 403, body: { details: { reason: 'cross_site' } } });
    expect((await signIn('admin@red.test', PASSWORD, headers)).status).toBe(403);
  });

  it('is not one from our own pages, nor one that only reads', async () => {
    const own = { headers: { 'sec-fetch-site': 'same-origin', origin: api.url } };
    expect((await api.as('admin').post('/groups', { name: '自家' }, own)).status).toBe(201);
    expect((await api.as('admin').post('/groups', { name: '自家二' }, { headers: { origin: api.url } })).status).toBe(
      201,
    );
    expect((await api.as('admin').get('/groups', { headers: { origin: 'https://evil.example' } })).status).toBe(200);
  });
});
