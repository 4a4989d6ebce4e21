import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CreatedApiToken, RecordingRules, RecordingSettings } from '@sibai/contracts';
import { peakHz, PHONE_RATE, rms, SILENCE_RMS } from '@sibai/tools/audio';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contains, eventually, hears, lately, near } from './hearing.ts';
import { CALLER_HZ, Hotline } from './hotline.ts';
import { AGENT_HZ } from './phone.ts';
import { holding } from './search.ts';

const NOTICE = '通话将录音。';
const CARD = '6225758319642079';
const BYTES = 4;

let line: Hotline;
let rules: RecordingRules;
let notice: Float32Array;
beforeAll(async () => {
  line = await Hotline.open();
  notice = await line.speech(NOTICE);
  rules = await line.admin.get('/recording-rules');
  const settings: RecordingSettings = { ...rules.settings, cardDigits: 4 };
  await line.admin.send('PUT', '/recording-rules/settings', settings);
});
afterAll(() => line?.close());

it('a caller is told before being recorded, and what is paused by agent, program and card number is silence to the sample', async () => {
  const { secret } = (await line.admin.send('POST', '/api-tokens', {
    name: 'CRM',
    permissions: ['recording.pause'],
  })) as CreatedApiToken;
  const { number, agents } = await line.scene({});
  const [agent] = agents;
  if (!agent) throw new Error('no agent');
  await agent.ready('ring');
  const caller = await line.call(number);
  const rung = await agent.phone.rung();
  const before = caller.media.heard(0);
  rung.answer();
  expect(contains(before, notice), 'the notice was heard').toBe(true);
  await Promise.all([hears(caller.media, AGENT_HZ), hears(rung.media, CALLER_HZ)]);
  const { id } = await line.happened(caller, 'recording.started');
  await sleep(1500);

  expect(await agent.control(id, 'recording', { paused: true })).toMatchObject({ recording: 'paused' });
  expect((await agent.desk()).call).toMatchObject({ recording: 'paused', recordingDeclined: false });
  await sleep(1500);
  const byProgram = (path: string, body: object) =>
    fetch(`${line.stack.baseUrl}/api${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  expect(await (await byProgram(`/calls/${id}/recording`, { paused: false })).json()).toMatchObject({
    recording: 'on',
  });
  const paused = await eventually('the end of the pause is found', async () => {
    const [window] = await line.query<{ id: string; from: string; to: string | null }>(
      `SELECT r.id, p.from_byte AS from, p.to_byte AS to FROM recording_pause p JOIN recording r ON r.id = p.recording_id
        WHERE r.call_id = $1`,
      [id],
    );
    return window?.to ? window : undefined;
  });
  await eventually('it is silence where it was written, while the call goes on', async () => {
    const spool = await readFile(join(line.stack.run.spool, `${paused.id}.raw`));
    const window = spool.subarray(Number(paused.from), Number(paused.to));
    // Enough has been recorded again for what is asserted below.
    return spool.length > Number(paused.to) + 1.5 * PHONE_RATE * BYTES && window.every((byte) => byte === 0);
  });
  await caller.media.press('6222');
  await line.happened(caller, 'recording.paused', 2);
  await sleep(1500);
  await caller.hangUp();

  const { events, recordings } = await line.closed(caller);
  const types = events.map(({ type }) => type);
  expect(types.slice(0, 4)).toEqual(['trunk.arrived', 'ivr.entered', 'recording.announced', 'acd.queued']);
  expect(events[2]?.data).toEqual({ noticeVersion: rules.notices[0]?.version, complete: true });
  expect(
    events.filter(({ type }) => type.startsWith('recording.')).map(({ type, data }) => [type, data['by']]),
  ).toEqual([
    ['recording.announced', undefined],
    ['recording.started', undefined],
    ['recording.paused', expect.any(String)],
    ['recording.resumed', 'API · CRM'],
    ['recording.paused', ''],
  ]);

  const [recording] = recordings;
  const windows = await line.query<{ from: string; to: string | null; reason: string }>(
    `SELECT from_byte AS from, to_byte AS to, reason FROM recording_pause WHERE recording_id = $1 ORDER BY no`,
    [recording?.id],
  );
  expect(windows.map(({ reason, to }) => [reason, to === null])).toEqual([
    ['agent', false],
    ['card', true],
  ]);
  const [agentSide = new Float32Array(), callerSide = new Float32Array()] = await line.heardBack(recording?.id);
  const sample = (bytes: string): number => Number(bytes) / BYTES;
  const [from, to, last] = [sample(windows[0]!.from), sample(windows[0]!.to!), sample(windows[1]!.from)];
  for (const side of [agentSide, callerSide]) {
    const heard = (start: number, end: number): number => rms(side.subarray(start, end));
    expect(
      side.subarray(from, to).every((value) => value === 0),
      'silence, not noise',
    ).toBe(true);
    expect(
      side.subarray(last).every((value) => value === 0),
      'to the end, since nobody ended it',
    ).toBe(true);
    expect(heard(from - PHONE_RATE, from)).toBeGreaterThan(0.1);
    expect(heard(to, to + PHONE_RATE)).toBeGreaterThan(0.1);
  }
  expect(near(peakHz(callerSide.subarray(from - PHONE_RATE, from)), CALLER_HZ)).toBe(true);
  expect(near(peakHz(callerSide.subarray(to, to + PHONE_RATE)), CALLER_HZ)).toBe(true);
  const at = (type: string): number => events.find((event) => event.type === type)?.at.getTime() ?? NaN;
  const asked = (at('recording.resumed') - at('recording.paused')) / 1000;
  expect(Math.abs((to - from) / PHONE_RATE - asked), `${(to - from) / PHONE_RATE} s for ${asked} s`).toBeLessThan(0.25);
  expect((await byProgram(`/recordings/${recording?.id}/listen`, { purpose: 'quality' })).status).toBe(403);
  await line.empty();
});

/** Whether there is anything to be heard. */
const loud = (samples: Float32Array): boolean => samples.some((sample) => Math.abs(sample) > SILENCE_RMS);

it('a caller keys in a card number in mid-call: the agent hears and sees none of it, and nobody finds it anywhere', async () => {
  const { number, agents } = await line.scene({});
  const [agent] = agents;
  if (!agent) throw new Error('no agent');
  await agent.ready('ring');
  const caller = await line.call(number);
  const rung = await agent.phone.rung();
  rung.answer();
  await Promise.all([hears(caller.media, AGENT_HZ), hears(rung.media, CALLER_HZ)]);
  const { id } = await line.happened(caller, 'recording.started');
  const collecting = async () => (await agent.desk()).call?.collecting;

  const began = performance.now();
  const prompt = (await line.speech('请输入卡号，客服听不到，按井号键结束。')).subarray(0, 2 * PHONE_RATE);
  expect((await agent.control(id, 'collect', { kind: 'card' })).call).toMatchObject({
    recording: 'paused',
    collecting: { kind: 'card', count: 0, shown: null },
    may: { collect: false },
  });
  await eventually('the caller is asked', () => contains(caller.media.heard(began), prompt));
  await eventually('the agent hears nothing of the caller', () => !loud(lately(rung.media)));
  const typing = caller.media.press(CARD);
  await eventually('the keys are counted', async () => ((await collecting())?.count ?? 0) > 4);
  expect(await collecting()).toMatchObject({ shown: null });
  const alone = performance.now();
  await typing;
  expect(loud(rung.media.heard(alone)), 'neither the caller nor a key').toBe(false);
  await caller.media.press('#');
  const { events } = await line.happened(caller, 'agent.collected');
  expect(events.find(({ type }) => type === 'agent.collected')?.data).toEqual({
    kind: 'card',
    outcome: 'done',
    shown: `****${CARD.slice(-4)}`,
  });
  await Promise.all([hears(caller.media, AGENT_HZ), hears(rung.media, CALLER_HZ)]);
  expect((await agent.desk()).call).toMatchObject({
    collecting: null,
    recording: 'on',
    collected: { outcome: 'done' },
  });

  // What is no secret is shown as it is typed, and ends with the last possible key.
  await agent.control(id, 'collect', { kind: 'order', min: 4, max: 6 });
  await caller.media.press('2611');
  await eventually('the order is shown', async () => (await collecting())?.shown === '2611');
  await caller.media.press('22');
  await line.happened(caller, 'agent.collected', 2);
  expect((await agent.desk()).call?.collected).toMatchObject({ outcome: 'done', shown: '261122' });
  await agent.control(id, 'collect', { kind: 'password' });
  const { call: freed } = await agent.control(id, 'collect', undefined, 'DELETE');
  expect(freed).toMatchObject({ collecting: null, recording: 'on', collected: { outcome: 'cancelled', shown: null } });

  // Keys that nobody has asked for are no sound in what is recorded, not even the first of them.
  caller.media.play(new Float32Array(PHONE_RATE), true);
  await eventually('the caller is silent', () => !loud(lately(rung.media)));
  const keyed = performance.now();
  await caller.media.press('159');
  await sleep(500);
  expect(loud(rung.media.heard(keyed)), 'no tones at the agent').toBe(false);
  const silent = performance.now() - keyed;
  await caller.hangUp();
  const { recordings } = await line.closed(caller);
  const [callerSide = new Float32Array()] = (await line.heardBack(recordings[0]?.id)).slice(1);
  const keys = callerSide.subarray(-Math.floor((silent / 1000) * PHONE_RATE));
  expect(rms(keys), 'no tones in the recording').toBeLessThan(SILENCE_RMS);

  const traces = [CARD.slice(0, 8), CARD.slice(4, 12)].map((part) => Buffer.from(part));
  expect(await holding([line.stack.dir, line.stack.run.spool], traces)).toEqual([]);
  expect(await holding([line.stack.dir], [Buffer.from(`****${CARD.slice(-4)}`)])).not.toEqual([]);
  await line.empty();
});

it('a caller who presses the key goes on unrecorded, and nothing is written', async () => {
  const { number, agents } = await line.scene({});
  const [agent] = agents;
  const own = ((await line.admin.get('/recording-rules')) as RecordingRules).lines.find(
    (each) => each.number === number,
  );
  await line.admin.send('PUT', `/recording-rules/lines/${own?.lineId}`, { policy: 'opt_out' });
  await agent?.ready('ring');
  const caller = await line.call(number);
  await eventually('the notice has begun', () => loud(lately(caller.media)));
  await caller.media.press(rules.settings.optOutKey);
  const rung = await agent?.phone.rung();
  rung?.answer();
  await hears(caller.media, AGENT_HZ);
  expect((await agent?.desk())?.call).toMatchObject({ recording: 'off', recordingDeclined: true });
  expect(await readdir(line.stack.run.spool)).not.toContainEqual(expect.stringMatching(/\.raw$/));
  await caller.hangUp();
  const { events, recordings, cdr } = await line.closed(caller);
  expect(events.map(({ type }) => type)).toContain('recording.declined');
  expect([recordings, cdr['recorded']]).toEqual([[], false]);
  await line.empty();
});
