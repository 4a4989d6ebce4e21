import { setTimeout as sleep } from 'node:timers/promises';
import type { FlowInput } from '@sibai/ivr';
import { toneShare } from '@sibai/tools/audio';
import type { RtpPeer } from '@sibai/tools/rtp-peer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Agent } from './agent.ts';
import { Fault } from './fault.ts';
import { eventually, hears, hearsMusic, lately, longestGap } from './hearing.ts';
import { CALLER_HZ, Hotline, type Story } from './hotline.ts';
import { AGENT_HZ, Phone } from './phone.ts';

/** The second agent's voice, and that of a number outside. */
const SECOND_HZ = 1400;
const OUTSIDE_HZ = 1900;
const OUTSIDE = '13700003333';
/** By then the engine has looked for what is nobody's and older than five seconds: it does so every ten. */
const LOOKED_MS = 16_000;
/** Nobody drives the calls for so long. */
const OUTAGE_MS = 2000;

let line: Hotline;
beforeAll(async () => {
  line = await Hotline.open();
});
afterAll(() => line?.close());

/** Waits until an ear hears all of these pitches at once. */
const hearsAll = (media: RtpPeer, ...pitches: number[]) =>
  eventually(`${pitches.join(', ')} Hz are heard together`, () => {
    const heard = lately(media);
    return heard.length > 2048 && pitches.every((hertz) => toneShare(heard, hertz) > 0.1);
  });

/** The second agent: no calls of the queue until told so, and a voice of its own. */
async function colleague(agent: Agent, manner: 'answer' | 'ring' = 'answer'): Promise<Agent> {
  agent.phone.voice = SECOND_HZ;
  await agent.ready(manner);
  return agent;
}

/** A caller and an agent who hear each other, and a colleague who is ready. */
async function conversation({ ringSeconds = 20, manner }: { ringSeconds?: number; manner?: 'answer' | 'ring' } = {}) {
  const scene = await line.scene({ agents: 2, ringSeconds });
  const [first, second] = scene.agents as [Agent, Agent];
  await first.ready('answer');
  const caller = await line.call(scene.number);
  const rung = await first.phone.rung();
  await Promise.all([hears(caller.media, AGENT_HZ), hears(rung.media, CALLER_HZ)]);
  await colleague(second, manner);
  const { id } = await line.happened(caller, 'agent.answered');
  return { caller, first, second, rung, call: id };
}

const toAgent = ({ id }: Agent) => ({ kind: 'agent', agentId: id });
const toNumber = (to: string) => ({ kind: 'number', to });
const queueOf = (groups: readonly string[]): FlowInput => ({
  schemaVersion: 1,
  start: 'queue',
  nodes: { queue: { kind: 'queue', groups: [...groups] as never[] } },
});

/** Every leg has a recording of its own, sealed. */
const sealed = ({ recordings }: Story, count: number) => {
  expect(recordings).toHaveLength(count);
  expect(recordings.every(({ state }) => state === 'sealed')).toBe(true);
};

describe('an agent passes a caller on', () => {
  it.concurrent(
    'blind, in vain, and has the caller back; then asks a colleague first, to and fro, and hands over',
    async () => {
      const { caller, first, second, rung, call } = await conversation({ ringSeconds: 8, manner: 'ring' });
      const refused = (to: object, code: string) =>
        expect(first.control(call, 'transfer', { mode: 'blind', to })).rejects.toThrow(code);
      await refused(toAgent(first), 'target.self');
      await refused(toNumber('12'), 'outbound.not_a_number');
      await refused(toNumber(caller.from), 'target.on_call');
      await expect(second.control(call, 'hold', { on: true })).rejects.toThrow('agent.not_on_call');

      const { call: mine } = await first.control(call, 'transfer', { mode: 'blind', to: toAgent(second) });
      expect(mine).toBeNull();
      const ringing = await second.phone.rung();
      expect((await second.desk()).call).toMatchObject({ via: 'transfer', leg: 'ringing', caller: caller.from });
      await hearsMusic(caller.media);
      await eventually('the first leg ends', () => rung.end === 'far end hung up');
      const again = await first.phone.rung(2);
      await eventually('the other phone stops', () => ringing.end === 'cancelled');
      await Promise.all([hears(caller.media, AGENT_HZ), hears(again.media, CALLER_HZ)]);
      await second.becomes('busy', 'missed');

      second.phone.manner = 'answer';
      await second.choose({ presence: 'ready' });
      await first.control(call, 'transfer', { mode: 'attended', to: toAgent(second), note: '要退款' });
      const asked = await second.phone.rung(2);
      expect((await second.desk()).call).toMatchObject({
        via: 'consult',
        note: { by: expect.any(String), text: '要退款' },
      });
      expect((await first.desk()).call).toMatchObject({ note: null });
      await Promise.all([hears(again.media, SECOND_HZ), hears(asked.media, AGENT_HZ), hearsMusic(caller.media)]);
      await first.control(call, 'consult/swap');
      await Promise.all([hears(caller.media, AGENT_HZ), hears(again.media, CALLER_HZ), hearsMusic(asked.media)]);
      await first.control(call, 'consult/complete');
      await Promise.all([hears(caller.media, SECOND_HZ), hears(asked.media, CALLER_HZ)]);
      await eventually('the first is out of it', () => again.end === 'far end hung up');
      await first.becomes('ready');
      expect((await second.desk()).call).toMatchObject({ role: 'handler', via: 'consult', held: false });
      await caller.hangUp();
      const story = await line.closed(caller);
      expect(story.cdr).toMatchObject({ outcome: 'answered', cause: 'caller', agent_id: second.id });
      expect(story.cdr['hold_ms']).toBeGreaterThan(3000);
      expect(story.cdr['talk_ms']).toBeGreaterThan(story.cdr['hold_ms'] as number);
      expect(story.assignments).toMatchObject([
        { agent_id: first.id, kind: 'queue', state: 'ended' },
        { agent_id: second.id, kind: 'transfer', state: 'refused', reason: 'no_answer' },
        { agent_id: first.id, kind: 'transfer', state: 'ended' },
        { agent_id: second.id, kind: 'consult', state: 'ended' },
      ]);
      sealed(story, 3);
    },
  );

  it.concurrent(
    'calls a number into the conversation, holds the caller, and leaves the two to themselves',
    async () => {
      const outside = await Phone.open('answer');
      outside.voice = OUTSIDE_HZ;
      const scene = await line.scene();
      const agent = await (scene.agents[0] as Agent).ready('answer');
      const { number, source } = await line.carrier(outside, '127.0.0.32', '02155550032', queueOf(scene.groups));
      const caller = await line.call(number, { source });
      const rung = await agent.phone.rung();
      await hears(caller.media, AGENT_HZ);
      const { id: call } = await line.happened(caller, 'agent.answered');
      await expect(agent.control(call, 'parties', { to: toNumber(number) })).rejects.toThrow('target.own_number');

      await agent.control(call, 'hold', { on: true });
      await hearsMusic(caller.media);
      const out = agent.control(call, 'parties', { to: toNumber('137 0000 3333') });
      const third = await outside.rung();
      expect(third.invite.header('From')).toContain('02155550032');
      expect(third.invite.text).toContain(`sip:${OUTSIDE}@`);
      expect((await out).call?.parties).toMatchObject([{ kind: 'number', name: OUTSIDE }]);
      await hears(rung.media, OUTSIDE_HZ);
      await agent.control(call, 'hold', { on: false });
      await Promise.all([
        hearsAll(caller.media, AGENT_HZ, OUTSIDE_HZ),
        hearsAll(rung.media, CALLER_HZ, OUTSIDE_HZ),
        hearsAll(third.media, CALLER_HZ, AGENT_HZ),
      ]);
      await sleep(LOOKED_MS);
      await Promise.all([hearsAll(caller.media, AGENT_HZ, OUTSIDE_HZ), hearsAll(third.media, CALLER_HZ, AGENT_HZ)]);

      rung.hangUp();
      await Promise.all([hears(caller.media, OUTSIDE_HZ), hears(third.media, CALLER_HZ)]);
      await agent.becomes('ready');
      third.hangUp();
      expect(await caller.ended).toEqual({ by: 'callee' });
      const story = await line.closed(caller);
      expect(story.cdr).toMatchObject({ outcome: 'answered', cause: 'far_end', agent_id: agent.id });
      sealed(story, 2);
      outside.close();
    },
  );

  it.concurrent(
    'goes and comes back on another phone: music meanwhile, and audio again within three seconds; so does who was called in',
    async () => {
      const { caller, first, second, rung, call } = await conversation();
      await first.control(call, 'away');
      await hearsMusic(caller.media);
      await eventually('the old leg ends', () => rung.end === 'far end hung up');
      expect((await first.desk()).call).toMatchObject({ away: true, leg: 'away' });
      await first.takePhone();
      const asked = performance.now();
      await first.control(call, 'attach');
      const back = await first.phone.rung(2);
      expect(back.invite.header('X-Sibai-Attach')).toBe(call);
      await Promise.all([hears(caller.media, AGENT_HZ), hears(back.media, CALLER_HZ)]);
      expect(performance.now() - asked).toBeLessThan(3000);
      await first.becomes('talking');

      await first.control(call, 'parties', { to: toAgent(second) });
      const joined = await second.phone.rung();
      await hearsAll(caller.media, AGENT_HZ, SECOND_HZ);
      await second.control(call, 'away');
      await eventually('the leg of who was called in ends', () => joined.end === 'far end hung up');
      expect((await second.desk()).call).toMatchObject({ role: 'party', away: true, leg: 'away' });
      expect((await first.desk()).call?.parties).toMatchObject([{ state: 'away' }]);
      await Promise.all([hears(caller.media, AGENT_HZ), hears(back.media, CALLER_HZ)]);
      await second.takePhone();
      await second.control(call, 'attach');
      const again = await second.phone.rung(2);
      expect(again.invite.header('X-Sibai-Attach')).toBe(call);
      await Promise.all([
        hearsAll(caller.media, AGENT_HZ, SECOND_HZ),
        hearsAll(back.media, CALLER_HZ, SECOND_HZ),
        hearsAll(again.media, CALLER_HZ, AGENT_HZ),
      ]);
      await caller.hangUp();
      const story = await line.closed(caller);
      const known = story.events.map(({ type }) => type);
      for (const type of ['agent.away', 'agent.attached'])
        expect(known.filter((each) => each === type)).toHaveLength(2);
      expect(story.cdr).toMatchObject({ agent_id: first.id });
      expect(story.assignments).toHaveLength(2);
      sealed(story, 4);
    },
  );
});

describe('the engine is killed and started again', () => {
  const fault = new Fault(
    4,
    () => line.stack.api.kill(),
    () => line.stack.api.restart(),
  );

  it.concurrent(
    'in a consultation, which goes on, and can be ended as any other',
    fault.scenario(async ({ struck, mended }) => {
      const { caller, first, second, rung, call } = await conversation();
      await first.control(call, 'transfer', { mode: 'attended', to: toAgent(second) });
      const asked = await second.phone.rung();
      await Promise.all([hears(rung.media, SECOND_HZ), hearsMusic(caller.media)]);
      await struck();
      const began = performance.now();
      await sleep(OUTAGE_MS);
      await mended();
      await line.happened(caller, 'cdr.adopted');
      // Other tests run beside this one: a gap of a moment is theirs.
      expect(longestGap(rung.media.arrivals, began)).toBeLessThan(OUTAGE_MS / 2);
      await Promise.all([hears(rung.media, SECOND_HZ), hears(asked.media, AGENT_HZ), hearsMusic(caller.media)]);
      await second.becomes('talking');
      await first.control(call, 'consult/cancel');
      await Promise.all([hears(caller.media, AGENT_HZ), hears(rung.media, CALLER_HZ)]);
      await second.becomes('ready');
      await caller.hangUp();
      const story = await line.closed(caller);
      expect(story.cdr).toMatchObject({ outcome: 'answered', cause: 'caller', agent_id: first.id });
      sealed(story, 2);
    }),
  );

  it.concurrent(
    'while the desk of who was asked reloads: the asker hears music, and the two hear each other again',
    fault.scenario(async ({ struck, mended }) => {
      const { caller, first, second, rung, call } = await conversation();
      await first.control(call, 'transfer', { mode: 'attended', to: toAgent(second) });
      await second.phone.rung();
      await hears(rung.media, SECOND_HZ);
      await second.control(call, 'away');
      await Promise.all([hearsMusic(rung.media), hearsMusic(caller.media)]);
      await struck();
      await mended();
      await line.happened(caller, 'cdr.adopted');
      await Promise.all([hearsMusic(rung.media), hearsMusic(caller.media)]);
      await second.takePhone();
      await second.control(call, 'attach');
      const again = await second.phone.rung(2);
      await Promise.all([hears(rung.media, SECOND_HZ), hears(again.media, AGENT_HZ), hearsMusic(caller.media)]);
      await first.control(call, 'consult/complete');
      await Promise.all([hears(caller.media, SECOND_HZ), hears(again.media, CALLER_HZ)]);
      await caller.hangUp();
      const story = await line.closed(caller);
      expect(story.cdr).toMatchObject({ outcome: 'answered', cause: 'caller', agent_id: second.id });
      expect(story.assignments.map(({ kind, state }) => `${kind} ${state}`)).toEqual(['queue ended', 'consult ended']);
      sealed(story, 3);
    }),
  );

  it.concurrent(
    'in a conference of three, in which the agent hangs up meanwhile: the others go on',
    fault.scenario(async ({ struck, mended }) => {
      const { caller, first, second, rung, call } = await conversation();
      await first.control(call, 'parties', { to: toAgent(second) });
      const joined = await second.phone.rung();
      await hearsAll(caller.media, AGENT_HZ, SECOND_HZ);
      await struck();
      rung.hangUp();
      await sleep(OUTAGE_MS);
      await mended();
      await line.happened(caller, 'cdr.adopted');
      await Promise.all([hears(caller.media, SECOND_HZ), hears(joined.media, CALLER_HZ)]);
      await first.becomes('ready');
      await eventually('the second has the call', async () => (await second.desk()).call?.role === 'handler');
      joined.hangUp();
      expect(await caller.ended).toEqual({ by: 'callee' });
      const story = await line.closed(caller);
      expect(story.cdr).toMatchObject({ outcome: 'answered', cause: 'agent', agent_id: second.id });
      sealed(story, 2);
    }),
  );

  it.concurrent(
    'while it rings where a caller was transferred to, and is answered afterwards',
    fault.scenario(async ({ struck, mended }) => {
      const { caller, first, second, call } = await conversation({ ringSeconds: 60, manner: 'ring' });
      await first.control(call, 'transfer', { mode: 'blind', to: toAgent(second) });
      const ringing = await second.phone.rung();
      await struck();
      await mended();
      await line.happened(caller, 'cdr.adopted');
      await hearsMusic(caller.media);
      ringing.answer();
      await Promise.all([hears(caller.media, SECOND_HZ), hears(ringing.media, CALLER_HZ)]);
      await second.becomes('talking');
      await caller.hangUp();
      const story = await line.closed(caller);
      expect(story.cdr).toMatchObject({ agent_id: second.id });
      sealed(story, 2);
    }),
  );
});

it('nothing is left behind by any of these', async () => {
  await line.settled();
});
