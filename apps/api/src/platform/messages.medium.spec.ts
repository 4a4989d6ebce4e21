import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Codes } from './codes.js';
import { Db } from './db.js';
import { MailServer, SmsGateway } from './far-ends.testing.js';
import { Jobs } from './jobs.js';
import { MessagePorts } from './message-ports.js';
import { Messages } from './messages.js';
import { TestApi } from './testing.js';

let mail: MailServer;
let sms: SmsGateway;
let api: TestApi;
let count = 0;

beforeAll(async () => {
  [mail, sms] = await Promise.all([MailServer.start(), SmsGateway.start()]);
  api = await TestApi.start({
    SMTP_URL: mail.url,
    SMS_URL: sms.url(),
    MAIL_FROM: '四百 <no-reply@sibai.test>',
    MESSAGE_TIMEOUT_MS: 300,
  });
});
afterAll(async () => {
  await api.stop();
  await Promise.all([mail.stop(), sms.stop()]);
});

const newMobile = () => `136${String(10_000_000 + ++count)}`;
const newEmail = () => `somebody${++count}@example.test`;
const sendCode = (to: { mobile: string } | { email: string }) =>
  api.app.get(Codes).send({ purpose: 'sign_up', to, ip: '' });
const rowOf = async (address: string) => {
  const [row] = await api.db.owner.query<{ state: string; params: unknown; error: string | null; tries: number }[]>(
    `SELECT state, params, error, tries FROM message WHERE address = $1 ORDER BY created_at DESC LIMIT 1`,
    [address],
  );
  return row;
};
/** Runs the jobs until none fails: each round is one try, as the calendar would space them. */
async function runUntilQuiet(): Promise<number> {
  for (let failures = 0; ; failures++)
    try {
      await api.runJobs();
      return failures;
    } catch {
      if (failures > 20) throw new Error('it never ends');
    }
}

describe('a mail', () => {
  it('reaches its server, as text with sender, subject and an id of its own, and the code is then forgotten here', async () => {
    const email = newEmail();
    await sendCode({ email });
    expect((await rowOf(email))?.state).toBe('queued');
    await api.runJobs();
    const got = mail.received.at(-1);
    const code = /验证码是 (\d{6})/.exec(got?.text ?? '')?.[1] ?? '';
    expect(got?.subject).toBe(`【四百】验证码 ${code}`);
    expect(got?.from?.text).toBe('"四百" <no-reply@sibai.test>');
    expect(got?.messageId).toMatch(/^<[0-9a-f-]{36}@sibai\.test>$/);
    expect(await rowOf(email)).toMatchObject({ state: 'sent', params: null, tries: 1 });
    await api.app.get(Codes).take({ purpose: 'sign_up', to: { email }, code });
  });

  it('is tried again while the server is busy, under the same id', async () => {
    const email = newEmail();
    mail.beBusy(2);
    await sendCode({ email });
    expect(await runUntilQuiet()).toBe(2);
    expect(mail.received.filter(({ to }) => JSON.stringify(to).includes(email))).toHaveLength(1);
    expect(await rowOf(email)).toMatchObject({ state: 'sent', tries: 3, error: null });
  });

  it('is given up when the server knows no such address', async () => {
    const email = newEmail();
    mail.refuses.set(email, 550);
    await sendCode({ email });
    expect(await runUntilQuiet()).toBe(0);
    expect(await rowOf(email)).toMatchObject({ state: 'failed', params: null, error: expect.stringContaining('550') });
  });

  it('goes to one address, whatever is written into it', async () => {
    const address = 'a@example.test, b@example.test';
    await api.app.get(Messages).send(null, {
      to: { email: address },
      template: 'password_changed',
      params: { at: '2026-11-22 09:30' },
    });
    await runUntilQuiet().catch(() => undefined);
    expect(mail.received.some(({ to }) => JSON.stringify(to).includes('b@example.test'))).toBe(false);
    await api.db.owner.query(`UPDATE message SET state = 'failed' WHERE address = $1`, [address]);
    await runUntilQuiet();
  });
});

describe('a short message', () => {
  it('reaches the gateway, signed', async () => {
    const mobile = newMobile();
    await sendCode({ mobile });
    await api.runJobs();
    const got = sms.sent.at(-1);
    expect(got).toMatchObject({ to: mobile, template: 'code', params: { purpose: 'sign_up', minutes: 5 } });
    expect(got?.text).toContain(`【四百】您的验证码是 ${String(got?.params['code'])}，用于注册企业账号`);
    expect(await rowOf(mobile)).toMatchObject({ state: 'sent', params: null });
  });

  it('reaches the telephone once, though the gateway fails, is silent and answers wrongly', async () => {
    const mobile = newMobile();
    sms.answer(500, 'silence', 503, 429, 'after_sending_500', 'after_sending_500');
    await sendCode({ mobile });
    expect(await runUntilQuiet()).toBe(6);
    expect(sms.sent.filter(({ to }) => to === mobile)).toHaveLength(1);
    expect(new Set(sms.asked.slice(-7)).size).toBe(1);
    expect(await rowOf(mobile)).toMatchObject({ state: 'sent', tries: 7, error: null });
  });

  it('is given up when the gateway will never take it', async () => {
    const mobile = newMobile();
    sms.answer(422);
    await sendCode({ mobile });
    expect(await runUntilQuiet()).toBe(0);
    expect(await rowOf(mobile)).toMatchObject({ state: 'failed', params: null, error: 'the SMS gateway answered 422' });
  });

  it('with a code that has lapsed meanwhile is not sent', async () => {
    const mobile = newMobile();
    sms.answer(500);
    await sendCode({ mobile });
    await expect(api.runJobs()).rejects.toThrow('answered 500');
    api.clock.advance(5 * 60_000);
    await runUntilQuiet();
    expect(sms.sent.some(({ to }) => to === mobile)).toBe(false);
    await api.sweep('message.purge');
    expect(await rowOf(mobile)).toMatchObject({ state: 'failed', params: null });
  });

  it('is not sent twice when its job is done twice', async () => {
    const mobile = newMobile();
    await sendCode({ mobile });
    const [row] = await api.db.owner.query<{ id: string }[]>(`SELECT id FROM message WHERE address = $1`, [mobile]);
    await api.app.get(Jobs).send('message.deliver', { id: row?.id, tenantId: null });
    await api.runJobs();
    expect(sms.asked.filter((id) => id === row?.id)).toHaveLength(1);
  });

  it('of a wrong secret is not taken', async () => {
    const wrong = await TestApi.start({ SMS_URL: sms.url('guessed') });
    try {
      const ports = wrong.app.get(MessagePorts);
      const before = sms.sent.length;
      const message = { id: 'x', address: '13600000000', template: 'code', params: {}, subject: '', text: 'x' };
      await expect(ports.deliver('sms', message)).rejects.toThrow('answered 401');
      expect(sms.sent).toHaveLength(before);
    } finally {
      await wrong.stop();
    }
  });
});

describe('what is sent', () => {
  it('is part of the transaction that asks for it', async () => {
    const { tenantId } = api.user('admin');
    const mobile = newMobile();
    const messages = api.app.get(Messages);
    const undone = api.app.get(Db).as(tenantId, async (em) => {
      await messages.send(em, { to: { mobile }, template: 'password_changed', params: { at: 'x' }, tenantId });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await api.runJobs();
    expect(await rowOf(mobile)).toBeUndefined();
    expect(sms.sent.some(({ to }) => to === mobile)).toBe(false);
  });

  it('of a tenant is kept with the tenant; what says no secret stays readable', async () => {
    const { tenantId } = api.user('admin');
    const mobile = newMobile();
    await api.app.get(Messages).send(null, {
      to: { mobile },
      template: 'password_changed',
      params: { at: '2026-11-22 09:30' },
      tenantId,
    });
    await api.runJobs();
    expect(sms.sent.at(-1)?.text).toContain('2026-11-22 09:30');
    expect(await rowOf(mobile)).toMatchObject({ state: 'sent', params: { at: '2026-11-22 09:30' } });
  });

  it('is shown on no page once both ways out are configured', async () => {
    expect((await api.nobody.get('/outbox')).status).toBe(404);
  });
});
