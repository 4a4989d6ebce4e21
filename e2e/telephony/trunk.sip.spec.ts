import { readFile } from 'node:fs/promises';
import { ensureProgram } from '@sibai/tools/debian';
import { PROGRAMS } from '@sibai/tools/paths';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flood, MALFORMED, stranger } from './flood.ts';
import { contains, eventually, hears, hearsMusic, hearsOnly, longestGap } from './hearing.ts';
import { CALLER_HZ, Hotline } from './hotline.ts';
import { AGENT_HZ } from './phone.ts';
import { registerAndCall, registerInVain } from './registrar.ts';

/** How many knock in the flood. */
const STRANGERS = 3000;

let line: Hotline;
beforeAll(async () => {
  line = await Hotline.open();
});
afterAll(() => line?.close());

describe.concurrent('who is let in', () => {
  it('the call over the limit hears the busy announcement before it is refused as busy, and is counted', async () => {
    const { number, agents } = await line.scene({ concurrency: 1 });
    await agents[0]?.ready('ring');
    const first = await line.call(number);
    await hearsMusic(first.media);
    const before = await line.metric('sibai_trunk_refused_total', { cause: 'over_limit' });
    const second = await line.call(number);
    expect(await second.ended).toMatchObject({ by: 'refused', status: 486 });
    expect(await second.answered()).toBeUndefined();
    expect(contains(second.media.heard(), await line.speech('您拨打的线路正忙，请稍后再拨。'))).toBe(true);
    expect(await line.metric('sibai_trunk_refused_total', { cause: 'over_limit' })).toBe(before + 1);
    expect((await line.closed(second)).cdr).toMatchObject({ outcome: 'refused', cause: 'over_limit' });

    await first.hangUp();
    await line.closed(first);
    const third = await line.call(number);
    expect(await third.answered(), 'the place is free again').toBeDefined();
    await third.hangUp();
  });

  it('a caller on the block list hears that the call cannot come in, and is refused as busy, until the entry is ended', async () => {
    const { number } = await line.scene({ agents: 0 });
    const from = '13700000404';
    const { id } = (await line.admin.send('POST', '/blocks', { number: from })) as { id: string };
    const before = await line.metric('sibai_trunk_refused_total', { cause: 'blocked' });
    const blocked = await line.call(number, { from });
    expect(await blocked.ended).toMatchObject({ by: 'refused', status: 486 });
    expect(await blocked.answered()).toBeUndefined();
    expect(contains(blocked.media.heard(), await line.speech('您好，您的来电暂时无法接入，感谢您的理解，再见。'))).toBe(
      true,
    );
    expect(await line.metric('sibai_trunk_refused_total', { cause: 'blocked' })).toBe(before + 1);
    expect((await line.closed(blocked)).cdr).toMatchObject({ outcome: 'blocked', cause: 'blocked', queued_at: null });

    await line.admin.send('POST', `/blocks/${id}/end`);
    const again = await line.call(number, { from });
    expect(await again.answered(), 'the entry is ended').toBeDefined();
    await again.hangUp();
  });

  it('a number that is no line here gets 404, and is counted', async () => {
    const before = await line.metric('sibai_trunk_refused_total', { cause: 'unknown_number' });
    const caller = await line.call('4009999999');
    expect(await caller.ended).toMatchObject({ by: 'refused', status: 404 });
    expect(await line.metric('sibai_trunk_refused_total', { cause: 'unknown_number' })).toBe(before + 1);
    expect(await line.story(caller)).toBeUndefined();
  });

  it('a number of no digits gets 404 without reaching the engine', async () => {
    const caller = await line.call('admin');
    expect(await caller.ended).toMatchObject({ by: 'refused', status: 404 });
  });

  it('the number is known with +86 and with 0086 before it', async () => {
    const { number } = await line.scene({ agents: 0 });
    for (const prefix of ['+86', '0086']) {
      const caller = await line.call(`${prefix}${number}`);
      expect(await caller.answered()).toBeDefined();
      await caller.hangUp();
      expect((await line.closed(caller)).cdr['dialled']).toBe(number);
    }
  });

  it('an address no trunk knows gets nothing but a challenge, and is counted', async () => {
    const before = await line.metric('sibai_trunk_sip_rejected_total');
    const caller = await line.call(line.stack.demo.number, { source: '127.0.0.50' });
    expect(await caller.ended).toMatchObject({ by: 'refused', status: 401 });
    await eventually('it is counted', async () => (await line.metric('sibai_trunk_sip_rejected_total')) > before);
  });

  it('a trunk that signs in by digest is let in with the right password and with no other', async () => {
    const wish = { name: 'digest', match: 'registration', username: 'carrier-7', password: 'a-long-secret-7' };
    const { id } = (await line.admin.send('POST', '/trunks', wish)) as { id: string };
    const number = await line.line(
      {
        schemaVersion: 1,
        start: 'bye',
        nodes: { bye: { kind: 'play', prompts: [TEN_SECONDS], next: 'end' }, end: END },
      },
      10,
      id,
    );
    await eventually('the trunk is in Asterisk', () => line.ari.configured('res_pjsip', 'endpoint', 'carrier-7'));
    const registrar = {
      sipp: await ensureProgram('sipp', PROGRAMS),
      port: line.stack.sipPort,
      source: '127.0.0.70',
      username: 'carrier-7',
    };
    const before = await line.metric('sibai_trunk_sip_rejected_total', { event: 'ChallengeResponseFailed' });
    await registerInVain({ ...registrar, password: 'another-secret-7' });
    await eventually(
      'the wrong password is counted',
      async () => (await line.metric('sibai_trunk_sip_rejected_total', { event: 'ChallengeResponseFailed' })) > before,
    );
    const from = '13911112222';
    await registerAndCall({ ...registrar, password: wish.password }, number, from);
    expect((await line.closed({ from })).cdr).toMatchObject({ caller: from, dialled: number, cause: 'caller' });
  });
});

it('malformed packets and a flood of strangers do not disturb a call, and are counted and told in few lines', async () => {
  const { number, agents } = await line.scene();
  const [agent] = agents;
  await agent?.ready();
  const caller = await line.call(number);
  const rung = await agent?.phone.rung();
  if (!rung) throw new Error('no agent');
  await Promise.all([hears(caller.media, AGENT_HZ), hears(rung.media, CALLER_HZ)]);

  const began = performance.now();
  const before = await line.metric('sibai_trunk_sip_rejected_total');
  const target = { address: '127.0.0.1', port: line.stack.sipPort };
  await flood(
    target,
    '127.0.0.60',
    40 * MALFORMED.length,
    500,
    (n) => MALFORMED[n % MALFORMED.length] ?? Buffer.alloc(0),
  );
  await flood(target, '127.0.0.61', STRANGERS, 3000, stranger('127.0.0.61'));
  await Promise.all([hearsOnly(caller.media, AGENT_HZ), hearsOnly(rung.media, CALLER_HZ)]);
  expect(longestGap(caller.media.arrivals, began)).toBeLessThan(200);
  expect(longestGap(rung.media.arrivals, began)).toBeLessThan(200);

  const counted = async () => (await line.metric('sibai_trunk_sip_rejected_total')) - before;
  // A busy machine loses packets before anybody has read them.
  await eventually('the strangers are counted', async () => (await counted()) >= STRANGERS / 2);
  const told = (await readFile(line.stack.api.log, 'utf8')).match(/SIP requests of 127\.0\.0\.61 refused/g);
  expect(told?.length).toBeGreaterThan(0);
  // One in ten seconds, and the first at once.
  expect(told?.length).toBeLessThanOrEqual(2 + (performance.now() - began) / 10_000);

  const next = await line.call(number);
  expect(await next.answered(), 'a new call is taken at once').toBeDefined();
  await Promise.all([next.hangUp(), caller.hangUp()]);
  expect((await line.closed(caller)).cdr).toMatchObject({ outcome: 'answered', cause: 'caller' });
  await line.empty();
});

const TEN_SECONDS = { kind: 'text' as const, text: '请稍候，我们正在为您接通，请不要挂机。请稍候，我们正在为您接通。' };
const END = { kind: 'hangup' as const };
