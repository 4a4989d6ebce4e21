import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallbackPage, ListeningPermit, RecentCall, RecordingRules, VoicemailPage } from '@sibai/contracts';
import type { FlowInput } from '@sibai/ivr';
import { peakHz, PHONE_RATE, readWav, rms, SILENCE_RMS, tone } from '@sibai/tools/audio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Agent } from './agent.ts';
import { eventually, hears, hearsMusic, lately, near } from './hearing.ts';
import { CALLER_HZ, Hotline, type Scene } from './hotline.ts';
import { AGENT_HZ, Phone } from './phone.ts';

/** The pitch of those who are called. */
const CALLEE_HZ = 700;
const RINGBACK_HZ = 450;
/** What the network of the one called sends before the answer. */
const EARLY_HZ = 850;
const CLI = '02155550041';

let line: Hotline;
beforeAll(async () => {
  line = await Hotline.open();
  await line.admin.send('PUT', '/outbound/settings', {
    cliRule: 'same_region',
    hours: [{ from: '00:00', to: '24:00' }],
    onHolidays: true,
    perMinute: 1,
    perHour: 5,
    perDay: 20,
    callbackTries: 3,
    callbackPauseMinutes: 5,
  });
});
afterAll(() => line?.close());

const agentsOf = (scene: Scene) => scene.agents as [Agent, Agent];
const queueOf = (groups: readonly string[]): FlowInput => ({
  schemaVersion: 1,
  start: 'queue',
  nodes: { queue: { kind: 'queue', title: 'queue', groups: [...groups] as never[] } },
});

/** An address no trunk has yet: a test that is run again has another. */
const newAddress = (() => {
  let n = 40;
  return () => `127.0.0.${++n}`;
})();

/** A line with a carrier of its own, and agents of its group. */
async function hotline(agents = 1, recorded: 'always' | 'opt_out' | 'never' = 'always') {
  const address = newAddress();
  const carrier = await Phone.open('ring');
  const scene = await line.scene({ agents });
  const { number } = await line.carrier(carrier, address, CLI, queueOf(scene.groups));
  const lines = await line.admin.get<{ id: string; number: string }[]>('/lines');
  const lineId = lines.find((each) => each.number === number)?.id ?? '';
  await line.admin.send('PUT', `/recording-rules/lines/${lineId}`, { policy: recorded });
  return { carrier, scene, number, lineId, source: address };
}

const mobile = (() => {
  let n = 0;
  return () => `1381000${String(++n).padStart(4, '0')}`;
})();

/** Waits until whoever was called is connected: before that, sound passes as the network's, and the notice is told. */
const connected = (agent: Agent) =>
  eventually('who was called is connected', async () => (await agent.desk()).call?.answeredAt);

async function away(agent: Agent): Promise<void> {
  await agent.openDesk();
  await agent.takePhone();
  await agent.choose({ presence: 'busy', reason: 'meeting' });
}

describe.concurrent('calls out, and messages in their place', () => {
  it('a call by click rings the agent’s own phone, then the number with the right caller; both hear each other', async () => {
    const { carrier, scene, lineId } = await hotline();
    const [agent] = agentsOf(scene);
    await agent.ready('answer');
    const to = mobile();
    expect(await agent.ask('GET', `/agent/outbound/preview?to=${to}&lineId=${lineId}`)).toEqual({
      number: to,
      cli: CLI,
      refused: null,
      again: null,
    });
    const { callId } = await agent.ask<{ callId: string }>('POST', '/agent/calls', { to, lineId });
    const own = await agent.phone.rung();
    expect(own.invite.header('X-Sibai-Attach')).toBe(callId);
    const called = await carrier.rung();
    expect(called.invite.header('From')).toContain(`sip:${CLI}@`);
    expect(called.invite.text).toMatch(new RegExp(`^INVITE sip:${to}@`));
    await hears(own.media, RINGBACK_HZ);
    // Its network rings by itself, and rings on until somebody answers.
    called.announce();
    called.media.play(tone(EARLY_HZ, 1), true);
    await hears(own.media, EARLY_HZ);
    called.answer();
    called.media.play(tone(CALLEE_HZ, 1), true);
    // The one called is told of the recording first.
    await connected(agent);
    await hears(own.media, CALLEE_HZ);
    await hears(called.media, AGENT_HZ);
    await agent.becomes('talking');
    expect((await agent.desk()).call).toMatchObject({ callId, direction: 'out', caller: to });
    called.hangUp();
    const { cdr, events, assignments, recordings } = await line.closed({ from: to });
    expect(cdr).toMatchObject({ direction: 'out', caller: to, dialled: CLI, outcome: 'answered', cause: 'caller' });
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        ...['trunk.placed', 'agent.dialled', 'recording.announced', 'agent.answered', 'recording.started'],
      ]),
    );
    expect(assignments).toMatchObject([{ agent_id: agent.id, state: 'ended' }]);
    expect(recordings).toMatchObject([{ state: 'sealed' }]);
    await expect(agent.ask('POST', '/agent/calls', { to, lineId })).rejects.toThrow('outbound.too_often');
    const [recent] = await agent.ask<RecentCall[]>('GET', '/agent/calls/recent');
    expect(recent).toMatchObject({ callId, direction: 'out', number: to, answered: true });
  });

  it('a call to a number that is busy is heard to be, or is given up; it leaves the agent free and says why', async () => {
    const { carrier, scene, lineId } = await hotline();
    const [agent] = agentsOf(scene);
    await agent.ready('answer');
    carrier.manner = 'announce';
    carrier.voice = CALLEE_HZ;
    const busy = mobile();
    await agent.ask('POST', '/agent/calls', { to: busy, lineId });
    const told = await agent.phone.rung();
    const announcing = await carrier.rung();
    expect(announcing.invite.header('From')).toContain(`sip:${CLI}@`);
    // The network's own words, rather than our ringing, and before anybody has answered.
    await hears(told.media, CALLEE_HZ);
    expect((await agent.desk()).call).toMatchObject({ direction: 'out', answeredAt: null });
    announcing.refuse(486);
    expect((await line.closed({ from: busy })).cdr).toMatchObject({ outcome: 'unanswered', cause: 'busy', talk_ms: 0 });
    await agent.becomes('ready');
    carrier.manner = 'ring';
    const slow = mobile();
    const { callId } = await agent.ask<{ callId: string }>('POST', '/agent/calls', { to: slow, lineId });
    const ringing = await carrier.rung(2);
    await agent.ask('DELETE', `/agent/calls/${callId}`);
    await eventually('the number rings no more', () => ringing.end === 'cancelled');
    expect((await line.closed({ from: slow })).cdr).toMatchObject({ outcome: 'unanswered', cause: 'agent' });
    await agent.becomes('ready');
  });

  it('who is called may hang up on the notice, or decline by key: then nothing of the conversation is written', async () => {
    const { settings } = await line.admin.get<RecordingRules>('/recording-rules');
    const { carrier, scene, lineId } = await hotline(1, 'opt_out');
    const [agent] = agentsOf(scene);
    await agent.ready('answer');
    const call = async (n: number) => {
      const to = mobile();
      await agent.ask('POST', '/agent/calls', { to, lineId });
      const [own, called] = [await agent.phone.rung(n), await carrier.rung(n)];
      called.answer();
      called.media.play(tone(CALLEE_HZ, 1), true);
      await eventually('the notice has begun', () => rms(lately(called.media)) > SILENCE_RMS);
      return { to, own, called };
    };
    const quitter = await call(1);
    quitter.called.hangUp();
    const quit = await line.closed({ from: quitter.to });
    expect(quit.cdr).toMatchObject({ outcome: 'unanswered', cause: 'hung_up', talk_ms: 0, recorded: false });
    expect(quit.events.find(({ type }) => type === 'recording.announced')?.data).toMatchObject({ complete: false });
    await agent.becomes('ready');

    const { to, own, called } = await call(2);
    await called.media.press(settings.optOutKey);
    await connected(agent);
    const since = performance.now();
    const { call: card } = await agent.desk();
    expect(card).toMatchObject({ recording: 'off', recordingDeclined: true });
    const written = async () => (await stat(join(line.stack.run.spool, `${card?.assignmentId}.raw`))).size;
    const before = await written();
    await Promise.all([hears(own.media, CALLEE_HZ), hears(called.media, AGENT_HZ)]);
    // Asterisk writes about once a second.
    await eventually('they have talked', () => own.media.heard(since).length > 2 * PHONE_RATE);
    expect(await written()).toBe(before);
    called.hangUp();
    const { cdr, events, recordings } = await line.closed({ from: to });
    expect(cdr).toMatchObject({ outcome: 'answered', cause: 'caller', recorded: false });
    expect(events.map(({ type }) => type)).toContain('recording.declined');
    expect(recordings).toEqual([]);
  });

  it('an agent who reloads the page while a number rings comes back to it; who answers meanwhile is told, and waits to music', async () => {
    const { carrier, scene, lineId } = await hotline();
    const [agent] = agentsOf(scene);
    await agent.ready('answer');
    const to = mobile();
    const { callId } = await agent.ask<{ callId: string }>('POST', '/agent/calls', { to, lineId });
    const [own, called] = [await agent.phone.rung(), await carrier.rung()];
    await hears(own.media, RINGBACK_HZ);
    await agent.control(callId, 'away');
    await eventually('the leg of the page before is gone', () => own.end);
    expect((await agent.desk()).call).toMatchObject({ callId, leg: 'away', away: true, answeredAt: null });
    await agent.takePhone();
    await agent.control(callId, 'attach');
    const back = await agent.phone.rung(2);
    expect(back.invite.header('X-Sibai-Attach')).toBe(callId);
    await hears(back.media, RINGBACK_HZ);
    expect((await agent.desk()).call).toMatchObject({ leg: 'up', away: false, answeredAt: null });
    expect(called.end).toBeUndefined();

    await agent.control(callId, 'away');
    called.answer();
    called.media.play(tone(CALLEE_HZ, 1), true);
    await hearsMusic(called.media);
    expect((await agent.desk()).call).toMatchObject({ leg: 'away', answeredAt: expect.any(String) });
    await agent.control(callId, 'attach');
    const again = await agent.phone.rung(3);
    await Promise.all([hears(again.media, CALLEE_HZ), hears(called.media, AGENT_HZ)]);
    called.hangUp();
    const { cdr, events, assignments, recordings } = await line.closed({ from: to });
    expect(cdr).toMatchObject({ outcome: 'answered', cause: 'caller', recorded: true });
    expect(events.filter(({ type }) => type === 'agent.attached')).toHaveLength(2);
    expect(assignments).toMatchObject([{ state: 'ended' }]);
    expect(recordings).toMatchObject([{ state: 'sealed' }]);
  });

  it('Asterisk never shows a 400 number, whatever Asterisk is asked for', async () => {
    const { carrier, lineId } = await hotline(0);
    const [trunk] = await line.query<{ id: string }>('SELECT trunk_id AS id FROM line WHERE id = $1', [lineId]);
    const ask = (channelId: string, endpoint: string, callerId: string) =>
      line.ari.originate({
        ...{ channelId, endpoint, callerId, context: 'none', extension: 's', timeoutSeconds: 5 },
        variables: { SIBAI_TRUNK: `out-${trunk?.id}-${CLI}`, SIBAI_RING: '5' },
      });
    const gone = (id: string) =>
      eventually('the leg is refused', async () => !(await line.ari.channels()).some((channel) => channel.id === id));
    for (const cli of ['4008001234', '+8640080012340', '04008001234', '8008101234']) {
      await ask(`probe.${cli}`, 'Local/13810009999@sibai-out/n', cli);
      await gone(`probe.${cli}`);
    }
    expect(carrier.calls).toEqual([]);
    // The same with a number that may be shown does ring, and past the dialplan the endpoint shows its own and no other.
    await ask('probe.allowed', 'Local/13810009999@sibai-out/n', CLI);
    expect((await carrier.rung()).invite.header('From')).toContain(`sip:${CLI}@`);
    await line.ari.hangup('probe.allowed');
    await ask('probe.direct', `PJSIP/13810009998@trunk-${trunk?.id}`, '4008001234');
    const direct = await carrier.rung(2);
    expect(direct.invite.text.replace(/^Call-ID:.*$/im, '')).not.toContain('4008001234');
    expect(direct.invite.header('From')).toContain(`sip:${CLI}@`);
    await line.ari.hangup('probe.direct');
  });

  it('a caller who waits for too long leaves a message, which the group hears', async () => {
    const { scene, number, source } = await hotline(1, 'never');
    const [agent] = agentsOf(scene);
    const [group] = scene.groups;
    await line.admin.send('PUT', `/groups/${group}`, {
      ...{ name: `voicemail ${number}`, ringSeconds: 10, wrapUpSeconds: 0 },
      settings: { overflow: [{ afterSeconds: 1, to: [{ kind: 'voicemail' }] }] },
    });
    await away(agent);
    const caller = await line.call(number, { source, from: mobile() });
    await line.happened(caller, 'acd.overflowed');
    await caller.media.press('1');
    await line.happened(caller, 'recording.started');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await caller.media.press('#');
    await caller.ended;
    const { cdr } = await line.closed(caller);
    expect(cdr).toMatchObject({ outcome: 'voicemail', cause: 'voicemail' });
    const { voicemails, unhandled } = await agent.ask<VoicemailPage>('GET', '/voicemails?handled=false');
    const [message] = voicemails;
    expect(unhandled).toBe(1);
    expect(message).toMatchObject({ caller: caller.from, recording: 'sealed', handledAt: null, group: { id: group } });
    const { permit } = await agent.ask<ListeningPermit>('POST', `/voicemails/${message?.id}/listen`, {
      purpose: 'support',
    });
    const audio = await agent.bytes(`/voicemails/${message?.id}/audio?permit=${permit}`);
    const [silent, said] = readWav(audio).channels;
    expect(silent?.every((sample) => sample === 0)).toBe(true);
    expect(near(peakHz(said?.subarray(-8000) ?? new Float32Array()), CALLER_HZ)).toBe(true);
    await agent.ask('POST', `/voicemails/${message?.id}/handled`, { handled: true, note: '已回电' });
    expect((await agent.ask<VoicemailPage>('GET', '/voicemails?handled=false')).unhandled).toBe(0);
  });
});

it('a callback and a caller cut off keep their places, through the death of the api; who hung up does not', async () => {
  const { carrier, scene, number, source } = await hotline(2, 'never');
  const [first, second] = agentsOf(scene);
  await line.admin.send('PUT', `/groups/${scene.groups[0]}`, {
    ...{ name: `callback ${number}`, ringSeconds: 10, wrapUpSeconds: 0, callbackOffered: true },
  });
  await Promise.all([away(first), away(second)]);
  const call = async (from = mobile()) => {
    const caller = await line.call(number, { source, from });
    await line.happened(caller, 'acd.queued');
    return caller;
  };
  const asker = await call();
  const [lost, quitter] = [await call(), await call()];
  await line.happened(asker, 'acd.announced');
  await asker.media.press('1');
  await asker.media.press('#');
  await line.happened(asker, 'acd.callback_asked');
  await asker.hangUp();
  expect((await line.closed(asker)).cdr).toMatchObject({ outcome: 'callback' });
  const middle = await call();
  await quitter.hangUp();
  await line.closed(quitter);
  const again = await call(quitter.from);

  await line.stack.api.kill();
  await lost.hangUp();
  await line.stack.api.restart();
  expect((await line.closed(lost)).cdr).toMatchObject({ cause: 'gone_while_away' });
  const back = await call(lost.from);
  await line.happened(back, 'acd.redialled');
  expect((await line.story(again))?.events.some(({ type }) => type === 'acd.redialled')).toBe(false);
  const open = async () => (await first.ask<CallbackPage>('GET', `/callbacks?open=true&q=${asker.from}`)).callbacks[0];
  await eventually('the callback waits among the callers', async () => (await open())?.state === 'queued');

  await first.choose({ presence: 'ready' });
  const own = await first.phone.rung();
  const called = await carrier.rung();
  expect(called.invite.text).toMatch(new RegExp(`^INVITE sip:${asker.from}@`));
  expect(called.invite.header('From')).toContain(`sip:${CLI}@`);
  called.answer();
  called.media.play(tone(CALLEE_HZ, 1), true);
  await connected(first);
  await hears(own.media, CALLEE_HZ);
  await hears(called.media, AGENT_HZ);
  await hearsMusic(middle.media);
  await second.choose({ presence: 'ready' });
  expect((await second.phone.rung()).invite.header('From')).toContain(lost.from);
  called.hangUp();
  expect((await first.phone.rung(2)).invite.header('From')).toContain(middle.from);
  const told = await eventually('the callback is done', async () => {
    const { callbacks } = await first.ask<CallbackPage>('GET', `/callbacks?open=false&q=${asker.from}`);
    return callbacks[0]?.state === 'done' && callbacks[0];
  });
  expect((await line.story(asker))?.assignments).toMatchObject([{ agent_id: first.id, kind: 'callback' }]);
  expect(told).toMatchObject({ tries: 1, lastResult: 'connected', source: 'key' });
  await Promise.all([back, middle, again].map((caller) => caller.hangUp()));
});
