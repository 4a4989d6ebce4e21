import { setTimeout as sleep } from 'node:timers/promises';
import type { FlowInput } from '@sibai/ivr';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contains, eventually, hears, hearsMusic } from './hearing.ts';
import { type Agent } from './agent.ts';
import { type Caller, CALLER_HZ, Hotline, type Scene } from './hotline.ts';
import { AGENT_HZ } from './phone.ts';

let line: Hotline;
let [ask, askLong, farewell] = ['', '', ''];
beforeAll(async () => {
  line = await Hotline.open();
  [ask, askLong, farewell] = await Promise.all([
    line.tonePrompt(650, 1),
    line.tonePrompt(650, 20),
    line.tonePrompt(800, 1),
  ]);
});
afterAll(() => line?.close());

const audio = (id: string) => [{ kind: 'audio' as const, id }];

/** A queue; while none of its agents is signed in, key 1 goes on waiting, and silence after the question ends the call. */
const withChoice =
  (question: () => string) =>
  (groups: readonly string[]): FlowInput => ({
    schemaVersion: 1,
    start: 'queue',
    nodes: {
      queue: { kind: 'queue', title: 'queue', groups: [...groups] as never[], nobody: 'ask' },
      ask: {
        kind: 'menu',
        prompts: audio(question()),
        options: { '1': 'queue' },
        timeoutMs: 1000,
        retries: 1,
        exhausted: 'bye',
      },
      bye: { kind: 'hangup', prompts: audio(farewell) },
    },
  });

/** The agents of a scene, of which there are as many as asked for. */
const agentsOf = (scene: Scene) => scene.agents as [Agent, Agent, Agent];

/** Signs in without taking calls. */
async function away(agent: Agent): Promise<void> {
  await agent.openDesk();
  await agent.takePhone();
  await agent.choose({ presence: 'busy', reason: 'meeting' });
}

describe.concurrent('when nobody is signed in', () => {
  it('a caller is told so, and with key 1 goes on waiting to music', async () => {
    const { number } = await line.scene({ flow: withChoice(() => askLong) });
    const caller = await line.call(number);
    await hears(caller.media, 650);
    await caller.media.press('1');
    await hearsMusic(caller.media);
    const { events } = await line.happened(caller, 'acd.queued', 2);
    expect(events.filter(({ type }) => type === 'acd.unstaffed')).toHaveLength(1);
    await caller.hangUp();
    expect((await line.closed(caller)).cdr).toMatchObject({ outcome: 'abandoned', cause: 'caller' });
  });

  it('a caller who chooses nothing is led out', async () => {
    const { number } = await line.scene({ flow: withChoice(() => ask) });
    const caller = await line.call(number);
    await hears(caller.media, 650);
    await hears(caller.media, 800);
    expect(await caller.ended).toEqual({ by: 'callee' });
    expect((await line.closed(caller)).cdr['cause']).toBe('normal');
  });

  it('a flow without words of its own says the announcement of the house', async () => {
    const { number } = await line.scene();
    const caller = await line.call(number);
    expect(await caller.ended).toEqual({ by: 'callee' });
    expect(contains(caller.media.heard(), await line.speech('当前客服繁忙，请稍后重试。'))).toBe(true);
    expect((await line.closed(caller)).cdr).toMatchObject({ outcome: 'abandoned', cause: 'nobody' });
  });

  it('since the last agent has just signed off, those who wait are told', async () => {
    const scene = await line.scene({ flow: withChoice(() => askLong) });
    const [agent] = agentsOf(scene);
    await away(agent);
    const caller = await line.call(scene.number);
    await hearsMusic(caller.media);
    await agent.choose({ presence: 'offline' });
    await hears(caller.media, 650);
    await caller.hangUp();
  });
});

describe.concurrent('a caller who waits', () => {
  it('hears music, then the place in the queue, then music again', async () => {
    const scene = await line.scene();
    await away(agentsOf(scene)[0]);
    const caller = await line.call(scene.number);
    await hearsMusic(caller.media);
    const { events } = await line.happened(caller, 'acd.announced');
    expect(events.find(({ type }) => type === 'acd.announced')?.data).toEqual({ place: 1, estimateSeconds: null });
    const words = await line.speech('您是下一位，客服即将为您服务。');
    await eventually('the place is heard', () => contains(caller.media.heard(), words));
    await hearsMusic(caller.media);
    await caller.hangUp();
  });

  it('comes back to the head of the queue when the agent lets it ring, and the agent is busy: missed', async () => {
    const scene = await line.scene({ agents: 2, ringSeconds: 5 });
    const [first, second] = agentsOf(scene);
    await first.ready('ring');
    const caller = await line.call(scene.number);
    const rung = await first.phone.rung();
    const later = await line.call(scene.number);
    await line.happened(later, 'acd.queued');
    await first.becomes('busy', 'missed');
    await eventually('the phone stops', () => rung.end === 'cancelled');
    await hearsMusic(caller.media);
    await second.ready('answer');
    expect((await second.phone.rung()).invite.header('From')).toContain(caller.from);
    await hears(caller.media, AGENT_HZ);
    first.phone.manner = 'answer';
    await first.choose({ presence: 'ready' });
    expect((await first.phone.rung(2)).invite.header('From')).toContain(later.from);
    await Promise.all([caller.hangUp(), later.hangUp()]);
    const { assignments } = await line.closed(caller);
    expect(assignments).toMatchObject([
      { agent_id: first.id, state: 'refused', reason: 'no_answer' },
      { agent_id: second.id, state: 'ended' },
    ]);
  });

  it('goes to the next agent when one is busy and one declines, and each of these is busy: declined', async () => {
    const scene = await line.scene({ agents: 3 });
    const [busy, declining, willing] = agentsOf(scene);
    await busy.ready(486);
    await declining.ready(603);
    await willing.ready('answer');
    const caller = await line.call(scene.number);
    await hears(caller.media, AGENT_HZ);
    await busy.becomes('busy', 'declined');
    await declining.becomes('busy', 'declined');
    await willing.becomes('talking');
    await caller.hangUp();
    const { assignments, cdr } = await line.closed(caller);
    expect(assignments.map(({ reason }) => reason)).toEqual(['declined', 'declined', null]);
    expect(cdr).toMatchObject({ outcome: 'answered', agent_id: willing.id });
  });

  it('goes to the next agent when a phone cannot be reached', async () => {
    const scene = await line.scene({ agents: 2 });
    const [unreachable, reachable] = agentsOf(scene);
    await unreachable.openDesk();
    await unreachable.takePhone(false);
    await unreachable.choose({ presence: 'ready' });
    await reachable.ready('answer');
    const caller = await line.call(scene.number);
    await hears(caller.media, AGENT_HZ);
    await unreachable.becomes('busy', 'lost');
    await caller.hangUp();
    expect((await line.closed(caller)).assignments.map(({ reason }) => reason)).toEqual(['failed', null]);
  });

  it('is served by the group whose callers have waited longest on average, and the trace says so', async () => {
    const scene = await line.scene({ agents: 2, groups: 2 });
    const [one, two] = agentsOf(scene);
    const [first = '', second = ''] = scene.groups;
    const [toFirst, toSecond] = await Promise.all([line.line(queueOf(first)), line.line(queueOf(second))]);
    await Promise.all([away(one), away(two)]);
    const longest = await line.call(toFirst);
    const queued = async (caller: Caller): Promise<number> =>
      (await line.happened(caller, 'acd.queued')).events.find(({ type }) => type === 'acd.queued')?.at.getTime() ?? NaN;
    const began = await queued(longest);
    const middle = await line.call(toSecond);
    const lead = (await queued(middle)) - began;
    await sleep(lead + 500);
    // With this one the first group's average falls below the second's, though its oldest caller has waited longest.
    const latest = await line.call(toFirst);
    await queued(latest);

    await one.choose({ presence: 'ready' });
    expect((await one.phone.rung()).invite.header('From')).toContain(middle.from);
    await two.choose({ presence: 'ready' });
    expect((await two.phone.rung()).invite.header('From')).toContain(longest.from);
    const [trace] = (await line.happened(middle, 'agent.answered')).assignments.map((a) => a.trace);
    expect(trace).toMatchObject({
      seeker: { kind: 'agent', agent: one.id },
      outcome: { kind: 'offer', group: second, because: { group: 'longest_average_wait' } },
      rejections: [{ kind: 'group', group: first, reason: 'shorter_average_wait' }],
    });
    await Promise.all([longest, middle, latest].map((caller) => caller.hangUp()));
  });

  it('on hold by the agent hears music, and the agent again afterwards', async () => {
    const scene = await line.scene();
    const [agent] = agentsOf(scene);
    await agent.ready('answer');
    const caller = await line.call(scene.number);
    await hears(caller.media, AGENT_HZ);
    const rung = await agent.phone.rung();
    await hears(rung.media, CALLER_HZ);
    rung.hold(true);
    await hearsMusic(caller.media);
    await line.happened(caller, 'agent.held');
    await sleep(500);
    rung.hold(false);
    await hears(caller.media, AGENT_HZ);
    await caller.hangUp();
    const { cdr } = await line.closed(caller);
    expect(cdr['hold_ms']).toBeGreaterThan(500);
  });
});

const queueOf = (group: string): FlowInput => ({
  schemaVersion: 1,
  start: 'queue',
  nodes: { queue: { kind: 'queue', groups: [group] as never[] } },
});
