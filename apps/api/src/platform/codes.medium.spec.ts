import type { Address } from '@sibai/contracts';
import { DomainError } from '@sibai/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { CODE_TRIES, Codes, CODES_PER_HOUR } from './codes.js';
import { TestApi } from './testing.js';

const MINUTE = 60_000;
let api: TestApi;
let codes: Codes;
let mobiles = 0;

beforeAll(async () => {
  api = await TestApi.start();
  codes = api.app.get(Codes);
});
afterAll(() => api.stop());

/** A number nobody has used. */
const somebody = (): Address & { mobile: string } => ({ mobile: `139${String(10_000_000 + mobiles++)}` });
const send = (to: Address, purpose: 'sign_up' | 'password' = 'sign_up', ip = '') => codes.send({ purpose, to, ip });
const take = (to: Address, code: string, purpose: 'sign_up' | 'password' = 'sign_up') =>
  codes.take({ purpose, to, code });

/** The code that was sent last, as the outbox shows it. */
async function received(to: Address): Promise<string> {
  const address = 'mobile' in to ? to.mobile : to.email;
  const { body } = await api.nobody.get<{ code: string | null; text: string }[]>(`/outbox?address=${address}`);
  const code = body[0]?.code;
  if (!code) throw new Error(`no code was sent to ${address}`);
  expect(body[0]?.text).toContain(code);
  return code;
}
const other = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

const refusal = async (work: Promise<unknown>): Promise<{ code: string; details: Record<string, unknown> }> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DomainError)) throw new Error(`no refusal: ${String(error)}`);
  return { code: error.code, details: { ...error.details } };
};

describe('a code', () => {
  it('has six digits, holds for five minutes, and is taken once', async () => {
    const to = somebody();
    const { expiresAt, resendAt } = await send(to);
    expect(Date.parse(expiresAt) - api.clock.now().getTime()).toBeGreaterThan(4.9 * MINUTE);
    expect(Date.parse(expiresAt) - Date.parse(resendAt)).toBe(4 * MINUTE);
    const code = await received(to);
    expect(code).toMatch(/^\d{6}$/);
    await take(to, code);
    expect((await refusal(take(to, code))).code).toBe('code.used_up');
  });

  it('goes to one of many who take it at once', async () => {
    const to = somebody();
    await send(to);
    const code = await received(to);
    const taken = await Promise.allSettled(Array.from({ length: CODE_TRIES }, () => take(to, code)));
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is given up after five wrong ones, however many are tried at once', async () => {
    const to = somebody();
    await send(to);
    const code = await received(to);
    const tries = await Promise.all(Array.from({ length: 20 }, () => refusal(take(to, other(code)))));
    expect(tries.filter((no) => no.code === 'code.wrong').map((no) => no.details['left'])).toHaveLength(CODE_TRIES);
    expect(
      tries
        .map((no) => no.details['left'])
        .filter((left) => left !== undefined)
        .toSorted(),
    ).toEqual([0, 1, 2, 3, 4]);
    expect((await refusal(take(to, code))).code).toBe('code.used_up');
  });

  it('lapses after five minutes', async () => {
    const to = somebody();
    await send(to);
    const code = await received(to);
    api.clock.advance(5 * MINUTE);
    expect((await refusal(take(to, code))).code).toBe('code.expired');
  });

  it('holds for its purpose and its address only', async () => {
    const [to, else_] = [somebody(), somebody()];
    await send(to);
    await send(else_);
    const code = await received(to);
    expect((await refusal(take(to, code, 'password'))).code).toBe('code.expired');
    expect((await refusal(take(somebody(), code))).code).toBe('code.expired');
    if (code !== (await received(else_))) expect((await refusal(take(else_, code))).code).toBe('code.wrong');
    await take(to, code);
  });

  it('gives way to the next one', async () => {
    const to = somebody();
    await send(to);
    const first = await received(to);
    api.clock.advance(MINUTE);
    await send(to);
    const second = await received(to);
    if (first !== second) expect((await refusal(take(to, first))).code).toBe('code.wrong');
    await take(to, second);
  });

  it('reaches a mail address written with capitals', async () => {
    const to = { email: 'Chen.Jing@Example.com' };
    await send(to);
    await take({ email: 'chen.jing@example.com' }, await received({ email: 'chen.jing@example.com' }));
  });
});

describe('sending', () => {
  it('to one address happens once a minute, even when it is asked for many times at once', async () => {
    const to = somebody();
    const asked = await Promise.allSettled(Array.from({ length: 6 }, () => send(to)));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);

    const { code, details } = await refusal(send(to, 'password'));
    expect(code).toBe('code.too_soon');
    expect(details['seconds']).toBeGreaterThan(50);
    expect(details['seconds']).toBeLessThanOrEqual(60);
    api.clock.advance(MINUTE);
    await send(to);
  });

  it('to one address happens five times an hour', async () => {
    const to = somebody();
    for (let i = 0; i < CODES_PER_HOUR; i++) {
      await send(to);
      api.clock.advance(MINUTE);
    }
    const { code, details } = await refusal(send(to));
    expect(code).toBe('code.too_many');
    expect(details['seconds']).toBeGreaterThan(54 * 60);
    api.clock.advance(55 * MINUTE);
    await send(to);
  });

  it('by strangers keeps nobody who is signed in from a code', async () => {
    const to = somebody();
    for (let i = 0; i < CODES_PER_HOUR; i++) {
      await send(to, 'password');
      api.clock.advance(MINUTE);
    }
    expect((await refusal(send(to, 'sign_up'))).code).toBe('code.too_many');
    const sign = () => codes.send({ purpose: 'sign_contract', to, ip: '' });
    await sign();
    expect((await refusal(sign())).code).toBe('code.too_soon');
  });

  it('from one network address to many numbers has an end', async () => {
    const asked = [];
    for (let i = 0; i < 61; i++) asked.push(await send(somebody(), 'sign_up', '203.0.113.7').catch(String));
    expect(asked.filter((answer) => typeof answer === 'object')).toHaveLength(60);
    expect((await refusal(send(somebody(), 'sign_up', '203.0.113.7'))).code).toBe('request.too_many');
    await send(somebody(), 'sign_up', '203.0.113.8');
  });

  it('is refused where there is no way to the address', async () => {
    const closed = await TestApi.start({ OUTBOX: false });
    try {
      const no = await refusal(closed.app.get(Codes).send({ purpose: 'sign_up', to: somebody(), ip: '' }));
      expect(no).toEqual({ code: 'message.unavailable', details: { channel: 'sms' } });
      expect((await closed.nobody.get('/outbox')).status).toBe(404);
    } finally {
      await closed.stop();
    }
  });
});

describe('at rest', () => {
  it('no table tells a code, not even to who tries all of them', async () => {
    const to = somebody();
    await send(to);
    const code = await received(to);
    const [row] = await api.db.owner.query<{ digest: string }[]>(
      `SELECT digest FROM one_time_code WHERE address = $1`,
      [to.mobile],
    );
    expect(row?.digest).not.toContain(code);
    expect(row?.digest).toHaveLength(43);
  });

  it('a message that stayed here forgets its code once it has lapsed', async () => {
    const to = somebody();
    await send(to);
    await api.sweep('message.purge');
    expect(await received(to)).toMatch(/^\d{6}$/);
    api.clock.advance(5 * MINUTE);
    await api.sweep('message.purge');
    const [row] = await api.db.owner.query<{ params: unknown }[]>(`SELECT params FROM message WHERE address = $1`, [
      to.mobile,
    ]);
    expect(row?.params).toBeNull();
    expect((await api.nobody.get<unknown[]>(`/outbox?address=${to.mobile}`)).body).toEqual([]);
  });

  it('codes are forgotten after a day', async () => {
    const to = somebody();
    await send(to);
    api.clock.advance(25 * 60 * MINUTE);
    await api.sweep('code.purge');
    expect(await api.db.owner.query(`SELECT FROM one_time_code WHERE address = $1`, [to.mobile])).toEqual([]);
  });
});
