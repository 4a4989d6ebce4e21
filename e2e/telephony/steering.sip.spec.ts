import { readdir } from 'node:fs/promises';
import type { OwnSupervision, RecordingRules } from '@sibai/contracts';
import { ApiClient } from '@sibai/tools/api-client';
import { PHONE_RATE, tone, toneShare } from '@sibai/tools/audio';
import type { RtpPeer } from '@sibai/tools/rtp-peer';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Agent } from './agent.ts';
import { Board, connect } from './board.ts';
import { eventually, hearsMusic, lately } from './hearing.ts';
import { CALLER_HZ, Hotline } from './hotline.ts';
import { AGENT_HZ, Phone } from './phone.ts';

const SUPERVISOR_HZ = 1700;
const PASSWORD = 'a test of supervisors';
/** A switch is heard within this, measured from the request, the audio that is listened to included. */
const SWITCH_MS = 500;

let line: Hotline;
let desk: Socket | undefined;
const sockets: Socket[] = [];
const phones: Phone[] = [];
beforeAll(async () => {
  line = await Hotline.open();
});
afterAll(async () => {
  for (const socket of [...sockets, ...(desk ? [desk] : [])]) socket.disconnect();
  for (const phone of phones) phone.close();
  await line?.close();
});

/** Whether a pitch is among what is heard; 150 ms of audio tell. */
const has = (media: RtpPeer, hertz: number): boolean => {
  const samples = lately(media, 150);
  return samples.length > 800 && toneShare(samples, hertz) > 0.1;
};
const hears = (media: RtpPeer, hertz: number) => eventually(`${hertz} Hz is among it`, () => has(media, hertz));
/** Nothing of a pitch over a while. */
const hearsNothingOf = (media: RtpPeer, hertz: number) => {
  const from = performance.now();
  return eventually(`nothing of ${hertz} Hz is heard`, () => {
    const heard = media.heard(Math.max(from, performance.now() - 700));
    return heard.length >= PHONE_RATE / 2 && toneShare(heard, hertz) < 0.01;
  });
};

async function supervisor(tag: string, groups: readonly string[]): Promise<{ id: string; api: ApiClient }> {
  const email = `${tag}@test.sibai`;
  const person = { email, name: tag, role: 'supervisor', password: PASSWORD };
  const { id } = (await line.admin.send('POST', '/users', person)) as { id: string };
  for (const group of groups) {
    const all = await line.admin.get<{ id: string; name: string }[]>('/groups');
    const name = all.find((each) => each.id === group)?.name;
    await line.admin.send('PUT', `/groups/${group}`, { name, ringSeconds: 5, wrapUpSeconds: 0, supervisors: [id] });
  }
  return { id, api: await ApiClient.signIn(line.stack.baseUrl, { email, password: PASSWORD }) };
}

/** A plain telephone in the place of the supervisor's browser. */
async function takePhone(api: ApiClient): Promise<Phone> {
  const phone = await Phone.open();
  phones.push(phone);
  const { username } = (await api.send('POST', '/floor/phone')) as { username: string };
  const { ari } = line;
  await ari.unconfigure('res_pjsip', 'endpoint', username);
  await ari.unconfigure('res_pjsip', 'aor', username);
  await ari.configure('res_pjsip', 'aor', username, { max_contacts: '1', contact: phone.contact });
  await ari.configure('res_pjsip', 'endpoint', username, {
    context: 'none',
    transport: 'transport-udp',
    disallow: 'all',
    allow: 'alaw',
    direct_media: 'no',
    aors: username,
  });
  return phone;
}

it('a supervisor listens, whispers, barges in and takes over in own groups, heard by whom it should be and nobody else', async () => {
  const scene = await line.scene({ agents: 1, groups: 2 });
  const [mine = '', second = ''] = scene.groups;
  const [agent] = scene.agents as [Agent];
  const { api, id: supervisorId } = await supervisor('zhao', [mine, second]);
  const stranger = await supervisor('stranger', (await line.scene({ agents: 0 })).groups);
  await agent.ready('answer');
  const notices: { kind: string; mode?: string; text?: string }[] = [];
  desk = connect(await agentApi(agent), { desk: true, observe: true });
  desk.on('desk.notice', (notice: (typeof notices)[number]) => notices.push(notice));
  // A window is told of its desk as soon as it is placed.
  let desks = 0;
  desk.on('connect', () => desk?.once('desk', () => desks++));
  const board = await openBoard(api);
  const foreign = await openBoard(stranger.api);

  const caller = await line.call(scene.number);
  const rung = await agent.phone.rung();
  await hears(caller.media, AGENT_HZ);
  await board.shown('the call', ({ calls }) =>
    calls.some(({ stage, agentName }) => stage === 'agent' && agentName !== null),
  );
  const callId = board.latest.calls[0]?.callId ?? '';
  const supervise = (mode: string) => api.send('PUT', `/floor/calls/${callId}/supervision`, { mode });

  // The wall: what is not of one's groups is neither seen nor heard nor touched.
  expect(foreign.latest.calls).toEqual([]);
  expect(foreign.latest.agents.map(({ id }) => id)).not.toContain(agent.id);
  for (const [method, path, body] of [
    ['PUT', `/floor/calls/${callId}/supervision`, { mode: 'listen' }],
    ['PUT', `/floor/agents/${agent.id}/presence`, { presence: 'break' }],
    ['POST', `/floor/groups/${mine}/broadcast`, { text: 'x' }],
  ] as const)
    await expect(stranger.api.send(method, path, body)).rejects.toThrow(/403.*floor\.not_own_group/);
  await expect(supervise('listen')).rejects.toThrow(/409.*floor\.no_phone/);

  // Listens: hears both, is heard by nobody.
  const phone = await takePhone(api);
  await supervise('listen');
  const own = await phone.rung();
  expect(own.invite.header('X-Sibai-Attach')).toBe(callId);
  own.media.play(tone(SUPERVISOR_HZ, 1), true);
  await hears(own.media, CALLER_HZ);
  await hears(own.media, AGENT_HZ);
  await Promise.all([hearsNothingOf(caller.media, SUPERVISOR_HZ), hearsNothingOf(rung.media, SUPERVISOR_HZ)]);
  await board.shown('who listens', ({ calls }) => calls[0]?.supervisors[0]?.mode === 'listen');

  // Whispers: the agent hears it and the caller does not. Each switch is the same call.
  const switches: Record<string, number> = {};
  const switched = async (mode: string, by: () => Promise<unknown>) => {
    const began = performance.now();
    await supervise(mode);
    await by();
    switches[mode] = Math.round(performance.now() - began);
  };
  await switched('whisper', () => hears(rung.media, SUPERVISOR_HZ));
  await hears(rung.media, CALLER_HZ);
  await hearsNothingOf(caller.media, SUPERVISOR_HZ);

  // The api is killed: the next one finds who listens, and how, without a new call.
  const pages = [board, foreign].map(({ latest }) => latest);
  const told = desks;
  await line.stack.api.kill();
  await line.stack.api.restart();
  await eventually('the supervision is known again', async () => {
    const { supervision } = await api.get<OwnSupervision>('/floor/supervision');
    return supervision?.mode === 'whisper' && supervision.connected;
  });
  await Promise.all([hears(rung.media, SUPERVISOR_HZ), hears(own.media, CALLER_HZ), hears(own.media, AGENT_HZ)]);
  await hearsNothingOf(caller.media, SUPERVISOR_HZ);
  // What was shown before says nothing of now, and who is not back yet is told nothing.
  await eventually(
    'the windows are back',
    () => desks > told && [board, foreign].every((page, n) => page.latest !== pages[n]),
  );
  await eventually('who whispers is shown', () => board.latest.calls[0]?.supervisors[0]?.mode === 'whisper');

  // Barges in: both hear it.
  await switched('barge', () => hears(caller.media, SUPERVISOR_HZ));
  await Promise.all([hears(rung.media, SUPERVISOR_HZ), hears(caller.media, AGENT_HZ), hears(own.media, CALLER_HZ)]);

  // And back again, to nobody's ears.
  await switched('listen', () =>
    eventually(
      'the supervisor is not heard any more',
      () => !has(caller.media, SUPERVISOR_HZ) && !has(rung.media, SUPERVISOR_HZ),
    ),
  );
  await hears(own.media, AGENT_HZ);

  // Takes over: the agent is out, the caller hears the supervisor.
  const began = performance.now();
  await api.send('POST', `/floor/calls/${callId}/take-over`);
  await hears(caller.media, SUPERVISOR_HZ);
  switches['take_over'] = Math.round(performance.now() - began);
  await eventually('the agent is out of it', () => rung.end === 'far end hung up');
  await hearsNothingOf(caller.media, AGENT_HZ);
  await hears(own.media, CALLER_HZ);
  expect(phone.calls).toHaveLength(1);
  console.log(`heard after a switch, ms: ${JSON.stringify(switches)}`);
  // Each is one move of the same leg: the quickest says what it takes, the others what else the machine was at.
  const quickest = Math.min(...['whisper', 'barge', 'listen'].map((mode) => switches[mode] ?? Infinity));
  expect(quickest).toBeLessThan(SWITCH_MS);

  // The agent is free: a state is forced; what is said to the group arrives; a waiting caller is raised and moved.
  await agent.becomes('ready');
  await api.send('PUT', `/floor/agents/${agent.id}/presence`, { presence: 'busy', reason: 'meeting' });
  await agent.becomes('busy', 'meeting');
  expect(await api.send('POST', `/floor/groups/${mine}/broadcast`, { text: '请示闲' })).toEqual({ desks: 1 });
  const waiting = await line.call(scene.number);
  await hearsMusic(waiting.media);
  const place = await eventually('the waiting call', () => board.latest.calls.find(({ stage }) => stage === 'acd'));
  await api.send('PUT', `/floor/calls/${place.callId}/priority`, { priority: 5 });
  await api.send('PUT', `/floor/calls/${place.callId}/group`, { groupId: second });
  await board.shown('the call where it was moved', ({ calls }) =>
    calls.some((each) => each.callId === place.callId && each.groupId === second && each.priority === 5),
  );
  await waiting.hangUp();

  // Who leaves a call that was taken over ends it.
  await api.send('DELETE', '/floor/supervision');
  expect(await caller.ended).toEqual({ by: 'callee' });
  const story = await line.closed(caller);
  expect(story.events.flatMap(({ type, data }) => (type === 'agent.supervised' ? [data['mode']] : []))).toEqual([
    ...['listen', 'whisper', 'barge', 'listen', 'take_over'],
  ]);
  expect(story.assignments.map(({ agent_id, kind, state }) => [agent_id, kind, state])).toEqual([
    [agent.id, 'queue', 'ended'],
    [supervisorId, 'take_over', 'ended'],
  ]);
  expect(story.recordings.map(({ state }) => state)).toEqual(['sealed', 'sealed']);
  expect(story.cdr).toMatchObject({ outcome: 'answered', cause: 'agent' });
  expect(notices.map(({ kind, mode, text }) => mode ?? text ?? kind)).toEqual([
    ...['whisper', 'barge', 'take_over', 'presence', '请示闲'],
  ]);
  const audited = (user: string) =>
    line.query<{ act: string; detail: Record<string, unknown> }>(
      `SELECT act, detail FROM audit WHERE user_id = $1 AND act LIKE 'steering.%' ORDER BY id`,
      [user],
    );
  const acts = await audited(supervisorId);
  expect(acts.map(({ act }) => act.slice('steering.'.length))).toEqual([
    ...['listen', 'whisper', 'barge', 'listen', 'take_over', 'presence_forced', 'broadcast'],
    ...['call_prioritised', 'call_moved', 'left'],
  ]);
  // Who was heard, where, and whether the agent was told.
  expect(acts.slice(0, 5).map(({ detail }) => detail)).toEqual(
    [false, true, true, false, true].map((told) => ({ callId, agentId: agent.id, told })),
  );
  // What was refused was not done: there is nothing to write down.
  expect(await audited(stranger.id)).toEqual([]);
  await line.empty();
});

it('a call of a line that records nothing is not recorded when it is taken over', async () => {
  const scene = await line.scene({ agents: 1 });
  const [agent] = scene.agents as [Agent];
  const { lines } = await line.admin.get<RecordingRules>('/recording-rules');
  const { lineId } = lines.find(({ number }) => number === scene.number) ?? {};
  await line.admin.send('PUT', `/recording-rules/lines/${lineId}`, { policy: 'never' });
  const { api } = await supervisor('unrecorded', scene.groups);
  await agent.ready('answer');
  const phone = await takePhone(api);
  const board = await openBoard(api);

  const caller = await line.call(scene.number);
  await hears(caller.media, AGENT_HZ);
  const { callId } = await eventually('the call', () => board.latest.calls.find(({ stage }) => stage === 'agent'));
  await api.send('PUT', `/floor/calls/${callId}/supervision`, { mode: 'listen' });
  const own = await phone.rung();
  own.media.play(tone(SUPERVISOR_HZ, 1), true);
  await hears(own.media, CALLER_HZ);
  await api.send('POST', `/floor/calls/${callId}/take-over`);
  await Promise.all([hears(caller.media, SUPERVISOR_HZ), hears(own.media, CALLER_HZ)]);
  await hearsNothingOf(caller.media, AGENT_HZ);
  expect(await readdir(line.stack.run.spool)).not.toContainEqual(expect.stringMatching(/\.raw$/));
  await caller.hangUp();
  const { recordings, cdr } = await line.closed(caller);
  expect([recordings, cdr['recorded']]).toEqual([[], false]);
  await line.empty();
});

async function openBoard(api: ApiClient): Promise<Board> {
  const socket = connect(api);
  sockets.push(socket);
  return Board.open(socket);
}

/** Another window of the agent's desk, which sees what the desk is told. */
const agentApi = async (agent: Agent): Promise<ApiClient> => {
  const [row] = await line.query<{ email: string }>('SELECT email FROM app_user WHERE id = $1', [agent.id]);
  return ApiClient.signIn(line.stack.baseUrl, { email: row?.email ?? '', password: 'a test of telephones' });
};
