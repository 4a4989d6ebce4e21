import { WEEKDAYS, type FlowInput } from '@sibai/ivr';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contains, eventually, hears, lasted } from './hearing.ts';
import { CALLER_HZ, Hotline } from './hotline.ts';
import { AGENT_HZ, Phone } from './phone.ts';

let line: Hotline;
/** How long the prompt of 600 Hz lasts; all others last a second. */
const LONG_S = 20;
/** Prompts that are one pitch each, by that pitch. */
const tune = new Map<number, string>();
beforeAll(async () => {
  line = await Hotline.open();
  await Promise.all(
    [500, 550, 600, 650, 800].map(async (hertz) =>
      tune.set(hertz, await line.tonePrompt(hertz, hertz === 600 ? LONG_S : 1)),
    ),
  );
});
afterAll(() => line?.close());

const say = (hertz: number) => ({ kind: 'audio' as const, id: tune.get(hertz) ?? '' });
const flow = (nodes: FlowInput['nodes']): FlowInput => ({ schemaVersion: 1, start: 'start', nodes });
const bye = { kind: 'hangup' as const, prompts: [] };

describe.concurrent('the call flow', () => {
  it('a key during a prompt stops it at once', async () => {
    const number = await line.line(
      flow({
        start: { kind: 'menu', prompts: [say(600)], options: { '2': 'chosen' }, exhausted: 'bye' },
        chosen: { kind: 'hangup', prompts: [say(800)] },
        bye,
      }),
    );
    const caller = await line.call(number);
    await hears(caller.media, 600);
    await caller.media.press('2');
    await hears(caller.media, 800);
    expect(lasted(caller.media.heard(), 600)).toBeLessThan(LONG_S / 2);
    expect(await caller.ended).toEqual({ by: 'callee' });
    const { cdr } = await line.closed(caller);
    expect(cdr).toMatchObject({ outcome: 'ivr', cause: 'normal' });
  });

  it('a notice that must be heard to its end is not stopped by a key', async () => {
    const number = await line.line(
      flow({ start: { kind: 'play', prompts: [say(500)], next: 'bye' }, bye: { kind: 'hangup', prompts: [say(800)] } }),
    );
    const caller = await line.call(number);
    await hears(caller.media, 500);
    await caller.media.press('1');
    await hears(caller.media, 800);
    expect(lasted(caller.media.heard(), 500)).toBeGreaterThan(0.85);
    await caller.ended;
  });

  it('a wrong key and then silence are told as such, and the last try leads on', async () => {
    const number = await line.line(
      flow({
        start: {
          kind: 'menu',
          title: 'menu',
          prompts: [say(500)],
          options: { '1': 'bye' },
          timeoutMs: 3000,
          retries: 3,
          onWrong: say(550),
          onTimeout: say(650),
          exhausted: 'exhausted',
        },
        exhausted: { kind: 'hangup', title: 'exhausted', prompts: [say(800)], cause: 'normal' },
        bye,
      }),
    );
    const caller = await line.call(number);
    await hears(caller.media, 500);
    await caller.media.press('9');
    await hears(caller.media, 550);
    await hears(caller.media, 500);
    await hears(caller.media, 650);
    await hears(caller.media, 800);
    await caller.ended;
    const { cdr } = await line.closed(caller);
    expect(cdr['ivr_path']).toEqual(['menu', 'exhausted']);
  });

  it('outside the opening hours a caller hears so and the call ends', async () => {
    const number = await line.line(
      flow({
        start: { kind: 'hours', weekly: { mon: [] }, open: 'open', closed: 'closed' },
        open: { kind: 'hangup', prompts: [say(500)] },
        closed: {
          kind: 'hangup',
          title: '非营业时间',
          prompts: [{ kind: 'text', text: '您好，现在是非工作时间。' }],
          cause: 'closed',
        },
      }),
    );
    const caller = await line.call(number);
    await caller.ended;
    expect(contains(caller.media.heard(), await line.speech('您好，现在是非工作时间。'))).toBe(true);
    const { cdr } = await line.closed(caller);
    expect(cdr).toMatchObject({ outcome: 'ivr', cause: 'closed', ivr_path: ['非营业时间'] });
  });

  it('within the opening hours the open way is taken, and an uploaded WAV is heard', async () => {
    const number = await line.line(
      flow({
        start: {
          kind: 'hours',
          weekly: Object.fromEntries(WEEKDAYS.map((day) => [day, [{ from: '00:00', to: '24:00' }]])),
          holidays: false,
          open: 'open',
          closed: 'closed',
        },
        open: { kind: 'hangup', prompts: [say(650)] },
        closed: { kind: 'hangup', prompts: [say(500)], cause: 'closed' },
      }),
    );
    const caller = await line.call(number);
    await hears(caller.media, 650);
    await caller.ended;
    expect((await line.closed(caller)).cdr['cause']).toBe('normal');
  });
});

describe.concurrent('a number that the flow dials', () => {
  const carrier = (phone: Phone, address: string, outboundCli: string | null, timeoutSeconds = 60) =>
    line.carrier(
      phone,
      address,
      outboundCli,
      flow({
        start: { kind: 'number', to: '13700001111', timeoutSeconds, next: 'vain' },
        vain: { kind: 'hangup', title: 'vain', prompts: [say(800)] },
      }),
    );

  it('is called over the trunk, under the number that may be shown, and joined with the caller', async () => {
    const phone = await Phone.open('ring');
    const { number, source } = await carrier(phone, '127.0.0.21', '02155550001');
    const caller = await line.call(number, { source });
    const out = await phone.rung();
    expect(out.invite.text).toMatch(/^INVITE sip:13700001111@/);
    expect(out.invite.header('From')).toContain('02155550001');
    out.answer();
    await Promise.all([hears(caller.media, AGENT_HZ), hears(out.media, CALLER_HZ)]);
    out.hangUp();
    expect(await caller.ended).toEqual({ by: 'callee' });
    const { cdr, events } = await line.closed(caller);
    expect(cdr).toMatchObject({ outcome: 'answered', cause: 'far_end' });
    expect(events.map(({ type }) => type)).toContain('trunk.connected');
    phone.close();
  });

  it('that does not answer sends the caller back into the flow', async () => {
    const phone = await Phone.open('ring');
    const { number, source } = await carrier(phone, '127.0.0.22', '02155550002', 5);
    const caller = await line.call(number, { source });
    const out = await phone.rung();
    await hears(caller.media, 800);
    await eventually('the phone stops', () => out.end === 'cancelled');
    await caller.ended;
    expect((await line.closed(caller)).cdr).toMatchObject({ outcome: 'ivr', ivr_path: ['vain'] });
    phone.close();
  });

  it('is not called without a number that may be shown, which a 400 number never is', async () => {
    const wish = { name: '400', match: 'address', addresses: ['127.0.0.29'], outboundCli: '4008001234' };
    await expect(line.admin.send('POST', '/trunks', wish)).rejects.toThrow('outbound.hotline_cli');
    const phone = await Phone.open('answer');
    const { number, source } = await carrier(phone, '127.0.0.23', null);
    const caller = await line.call(number, { source });
    await hears(caller.media, 800);
    await caller.ended;
    expect(phone.calls).toHaveLength(0);
    phone.close();
  });
});
