import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rms, SILENCE_RMS } from '@sibai/tools/audio';
import { shortenPatience } from '../trunks.ts';
import { contains, eventually, PATIENCE_MS, hears, hearsMusic, lately } from './hearing.ts';
import { type Agent } from './agent.ts';
import { CALLER_HZ, Hotline, type Scene } from './hotline.ts';
import { AGENT_HZ } from './phone.ts';

/** What the caller hears music for after that, should the agent come back. */
const AWAY_MS = 5_000;
/** What the product waits before it takes an agent whose desk is gone for gone, or audio that stopped for lost. */
const GRACE_MS = 10_000;
const AGENT_LOST = '客服的线路中断了，正在为您重新接入，请稍候。';

let line: Hotline;
beforeAll(async () => {
  line = await Hotline.open();
});
afterAll(() => line?.close());

const agentsOf = (scene: Scene) => scene.agents as [Agent, Agent];

/** A caller and an agent who hear each other. */
async function conversation(agents = 1) {
  const scene = await line.scene({ agents });
  const [agent, other] = agentsOf(scene);
  await agent.ready('answer');
  const caller = await line.call(scene.number);
  const rung = await agent.phone.rung();
  await Promise.all([hears(caller.media, AGENT_HZ), hears(rung.media, CALLER_HZ)]);
  return { scene, agent, other, caller, rung };
}

describe.concurrent('the caller hangs up', () => {
  it('in the menu', async () => {
    const tune = await line.tonePrompt(650, 10);
    const number = await line.line({
      schemaVersion: 1,
      start: 'menu',
      nodes: {
        menu: {
          kind: 'menu',
          title: 'menu',
          prompts: [{ kind: 'audio', id: tune }],
          options: { '1': 'bye' },
          exhausted: 'bye',
        },
        bye: { kind: 'hangup' },
      },
    });
    const caller = await line.call(number);
    await hears(caller.media, 650);
    await caller.hangUp();
    expect((await line.closed(caller)).cdr).toMatchObject({ outcome: 'ivr', cause: 'caller', ivr_path: ['menu'] });
  });

  it('while being told that the line is busy', async () => {
    const scene = await line.scene({ concurrency: 1 });
    const [agent] = agentsOf(scene);
    await agent.ready('ring');
    const first = await line.call(scene.number);
    await line.happened(first, 'acd.queued');
    const caller = await line.call(scene.number);
    await eventually('the announcement is heard', () => rms(lately(caller.media)) > SILENCE_RMS);
    expect(await caller.hangUp()).toMatchObject({ by: 'caller' });
    expect((await line.closed(caller)).cdr).toMatchObject({ outcome: 'refused', cause: 'caller' });
    await first.hangUp();
  });

  it('while waiting', async () => {
    const scene = await line.scene();
    const [agent] = agentsOf(scene);
    await agent.openDesk();
    await agent.choose({ presence: 'break' });
    const caller = await line.call(scene.number);
    await hearsMusic(caller.media);
    await caller.hangUp();
    const { cdr } = await line.closed(caller);
    expect(cdr).toMatchObject({ outcome: 'abandoned', cause: 'caller' });
    await eventually('nobody waits', async () => (await agent.desk()).waiting === 0);
  });

  it('while it rings: the phone stops, and the agent is ready again', async () => {
    const scene = await line.scene();
    const [agent] = agentsOf(scene);
    await agent.ready('ring');
    const caller = await line.call(scene.number);
    const rung = await agent.phone.rung();
    await caller.hangUp();
    await eventually('the phone stops', () => rung.end === 'cancelled');
    await agent.becomes('ready');
    const { cdr, assignments } = await line.closed(caller);
    expect(cdr).toMatchObject({ outcome: 'abandoned', cause: 'caller' });
    expect(assignments).toMatchObject([{ state: 'withdrawn' }]);
  });

  it('while talking: the agent’s leg ends, and the agent is ready again', async () => {
    const { agent, caller, rung } = await conversation();
    await caller.hangUp();
    await eventually('the leg ends', () => rung.end === 'far end hung up');
    await agent.becomes('ready');
    const { cdr, recordings } = await line.closed(caller);
    expect(cdr).toMatchObject({ outcome: 'answered', cause: 'caller' });
    expect(recordings).toMatchObject([{ state: 'sealed' }]);
  });

  it('without a word, as when the network is gone: the call ends once its audio has been missing for long', async () => {
    const scene = await line.scene();
    const [agent] = agentsOf(scene);
    await agent.ready('answer');
    // A trunk of its own, since its calls are refused while it is changed.
    const { number, source, endpoint } = await line.carrier(agent.phone, '127.0.0.81', null, {
      schemaVersion: 1,
      start: 'queue',
      nodes: { queue: { kind: 'queue', groups: [...scene.groups] as never[] } },
    });
    // Half a minute by default: too long to wait for here.
    await shortenPatience(line.ari, endpoint, 5);
    const caller = await line.call(number, { source });
    await hears(caller.media, AGENT_HZ);
    caller.kill();
    caller.media.stop();
    const { cdr, recordings } = await line.closed(caller);
    expect(cdr).toMatchObject({ outcome: 'answered', cause: 'caller_lost' });
    expect(recordings).toMatchObject([{ state: 'sealed' }]);
    await agent.becomes('ready');
  });
});

describe.concurrent('the agent', () => {
  it('hangs up: the call ends for the caller too', async () => {
    const { agent, caller, rung } = await conversation();
    rung.hangUp();
    expect(await caller.ended).toEqual({ by: 'callee' });
    const { cdr, recordings } = await line.closed(caller);
    expect(cdr).toMatchObject({ outcome: 'answered', cause: 'agent' });
    expect(recordings).toMatchObject([{ state: 'sealed' }]);
    await agent.becomes('ready');
  });

  it('vanishes while talking: the caller hears why, keeps the place, and gets the next agent', async () => {
    const { scene, agent, other, caller } = await conversation(2);
    await other.openDesk();
    await other.takePhone();
    await other.choose({ presence: 'break' });
    agent.phone.vanish();
    agent.closeDesk();
    await line.happened(caller, 'agent.away', 1, GRACE_MS + PATIENCE_MS);
    await hearsMusic(caller.media);
    const away = performance.now();
    await line.happened(caller, 'agent.left', 1, AWAY_MS + PATIENCE_MS);
    const later = await line.call(scene.number);
    const words = await line.speech(AGENT_LOST);
    await eventually('the apology is heard', () => contains(caller.media.heard(away), words));
    await hearsMusic(caller.media);
    await line.happened(later, 'acd.queued');
    await other.choose({ presence: 'ready' });
    expect((await other.phone.rung()).invite.header('From')).toContain(caller.from);
    await hears(caller.media, AGENT_HZ);
    await agent.becomes('offline');
    await Promise.all([caller.hangUp(), later.hangUp()]);
    const { cdr, recordings } = await line.closed(caller);
    expect(cdr).toMatchObject({ outcome: 'answered', cause: 'caller', agent_id: other.id });
    expect(recordings).toMatchObject([{ state: 'sealed' }, { state: 'sealed' }]);
  });

  it('whose desk is gone while ready is signed off and gets no calls', async () => {
    const scene = await line.scene({ agents: 2 });
    const [agent, other] = agentsOf(scene);
    await agent.ready('answer');
    await other.ready('answer');
    agent.closeDesk();
    await agent.becomes('offline', undefined, GRACE_MS + PATIENCE_MS);
    const caller = await line.call(scene.number);
    await hears(caller.media, AGENT_HZ);
    expect(other.phone.calls).toHaveLength(1);
    expect(agent.phone.calls).toHaveLength(0);
    await caller.hangUp();
  });

  it('whose desk comes back in time stays ready', async () => {
    const scene = await line.scene();
    const [agent] = agentsOf(scene);
    await agent.ready('answer');
    agent.closeDesk();
    await sleep(1000);
    await agent.openDesk();
    await sleep(GRACE_MS);
    expect((await agent.desk()).presence).toBe('ready');
  });

  it('whose desk is gone while it rings loses the call to the next', async () => {
    const scene = await line.scene({ agents: 2, ringSeconds: 60 });
    const [agent, other] = agentsOf(scene);
    await agent.ready('ring');
    const caller = await line.call(scene.number);
    const rung = await agent.phone.rung();
    await other.ready('answer');
    agent.closeDesk();
    await eventually('the phone stops', () => rung.end === 'cancelled', GRACE_MS + PATIENCE_MS);
    await hears(caller.media, AGENT_HZ);
    await agent.becomes('offline');
    await caller.hangUp();
    const { assignments } = await line.closed(caller);
    expect(assignments.map(({ agent_id }) => agent_id)).toEqual([agent.id, other.id]);
  });

  it('whose desk is gone while talking goes on talking, and is signed off afterwards', async () => {
    const { agent, caller, rung } = await conversation();
    agent.closeDesk();
    await sleep(GRACE_MS + 1500);
    await Promise.all([hears(caller.media, AGENT_HZ), hears(rung.media, CALLER_HZ)]);
    await caller.hangUp();
    await agent.becomes('offline');
    expect((await line.closed(caller)).cdr).toMatchObject({ outcome: 'answered', cause: 'caller' });
  });
});

it('nothing is left behind by any of these', async () => {
  await line.settled();
});
