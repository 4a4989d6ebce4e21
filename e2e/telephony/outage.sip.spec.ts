import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fault } from './fault.ts';
import { eventually, hears, hearsMusic, hearsOnly, longestGap } from './hearing.ts';
import { type Agent } from './agent.ts';
import { CALLER_HZ, Hotline, type Scene } from './hotline.ts';
import { AGENT_HZ } from './phone.ts';

const OUTAGE_MS = 3000;
const CROWD = 20;

let line: Hotline;
beforeAll(async () => {
  line = await Hotline.open();
});
afterAll(() => line?.close());

const agentOf = (scene: Scene) => scene.agents[0] as Agent;

async function conversation() {
  const scene = await line.scene();
  const agent = await agentOf(scene).ready('answer');
  const caller = await line.call(scene.number);
  const rung = await agent.phone.rung();
  await Promise.all([hears(caller.media, AGENT_HZ), hears(rung.media, CALLER_HZ)]);
  return { scene, agent, caller, rung };
}

describe.concurrent('the database is stopped for some seconds', () => {
  const fault = new Fault(
    4,
    () => line.stack.postgres.stop(),
    () => line.stack.postgres.restart(),
  );

  it(
    'those who talk notice nothing, and what happened is written afterwards',
    fault.scenario(async ({ struck, mended }) => {
      const { agent, caller, rung } = await conversation();
      await struck();
      rung.hold(true);
      await hearsMusic(caller.media);
      rung.hold(false);
      await Promise.all([hears(caller.media, AGENT_HZ), hears(rung.media, CALLER_HZ)]);
      const began = performance.now();
      await sleep(OUTAGE_MS);
      expect(longestGap(rung.media.arrivals, began)).toBeLessThan(200);
      await mended();
      const { events } = await line.happened(caller, 'agent.resumed');
      expect(events.map(({ type }) => type).slice(-4)).toEqual([
        'agent.answered',
        'recording.started',
        'agent.held',
        'agent.resumed',
      ]);
      await caller.hangUp();
      const { cdr, recordings } = await line.closed(caller);
      expect(cdr).toMatchObject({ outcome: 'answered', cause: 'caller' });
      expect(recordings).toMatchObject([{ state: 'sealed' }]);
      await agent.becomes('ready');
    }),
  );

  it(
    'a call that ends meanwhile is closed in the tables afterwards, and its agent gets the next call',
    fault.scenario(async ({ struck, mended }) => {
      const { scene, agent, caller } = await conversation();
      await struck();
      await caller.hangUp();
      await sleep(OUTAGE_MS);
      await mended();
      const { cdr, recordings } = await line.closed(caller);
      expect(cdr).toMatchObject({ outcome: 'answered', cause: 'caller' });
      expect(recordings).toMatchObject([{ state: 'sealed' }]);
      await agent.becomes('ready');
      const next = await line.call(scene.number);
      await hears(next.media, AGENT_HZ);
      await next.hangUp();
      await line.closed(next);
    }),
  );

  it(
    'a waiting caller goes on waiting to music, and is served afterwards',
    fault.scenario(async ({ struck, mended }) => {
      const scene = await line.scene();
      const agent = agentOf(scene);
      await agent.openDesk();
      await agent.takePhone();
      await agent.choose({ presence: 'break' });
      const caller = await line.call(scene.number);
      await hearsMusic(caller.media);
      await struck();
      await sleep(OUTAGE_MS);
      await mended();
      await eventually('signed in still', () =>
        agent.choose({ presence: 'ready' }).then(
          () => true,
          () => false,
        ),
      );
      await hears(caller.media, AGENT_HZ);
      await caller.hangUp();
      expect((await line.closed(caller)).cdr).toMatchObject({ outcome: 'answered', agent_id: agent.id });
    }),
  );

  it(
    'a phone that is answered meanwhile is joined at once, and recorded',
    fault.scenario(async ({ struck, mended }) => {
      const scene = await line.scene({ ringSeconds: 60 });
      const agent = await agentOf(scene).ready('ring');
      const caller = await line.call(scene.number);
      const rung = await agent.phone.rung();
      await struck();
      rung.answer();
      await Promise.all([hears(caller.media, AGENT_HZ), hears(rung.media, CALLER_HZ)]);
      await sleep(1000);
      await mended();
      await line.happened(caller, 'agent.answered');
      await caller.hangUp();
      const { cdr, recordings, assignments } = await line.closed(caller);
      expect(cdr).toMatchObject({ outcome: 'answered', agent_id: agent.id });
      expect(recordings).toMatchObject([{ state: 'sealed' }]);
      expect(assignments).toMatchObject([{ state: 'ended' }]);
    }),
  );
});

it('twenty who call at once are all taken and all recorded', async () => {
  const scene = await line.scene({ agents: 1 });
  const agent = agentOf(scene);
  await agent.openDesk();
  await agent.choose({ presence: 'break' });
  const callers = await Promise.all(Array.from({ length: CROWD }, () => line.call(scene.number)));
  const answers = await Promise.all(callers.map((caller) => caller.answered()));
  expect(answers.filter(Boolean)).toHaveLength(CROWD);
  await eventually('all wait', async () => (await agent.desk()).waiting === CROWD);
  await Promise.all(callers.map((caller) => caller.hangUp()));
  const stories = await Promise.all(callers.map((caller) => line.closed(caller)));
  expect(new Set(stories.map(({ id }) => id)).size).toBe(CROWD);
  for (const { cdr } of stories) expect(cdr).toMatchObject({ outcome: 'abandoned', cause: 'caller' });
  await line.empty();
});

describe.concurrent('Asterisk is killed in mid-call and started again', () => {
  const fault = new Fault(
    3,
    () => line.stack.asterisk.kill(),
    () => line.stack.asterisk.restart(),
  );

  it(
    'a conversation ends as media_restarted, is sealed as far as it went, and the agent can take the next call',
    fault.scenario(async ({ struck, mended }) => {
      const { scene, agent, caller } = await conversation();
      await sleep(2000);
      await struck();
      await mended();
      const { cdr, recordings } = await line.closed(caller);
      expect(cdr).toMatchObject({ outcome: 'answered', cause: 'media_restarted' });
      expect(recordings).toMatchObject([{ state: 'sealed' }]);
      await agent.becomes('ready');
      // The account was in Asterisk's memory: a browser asks for another when it finds its registration gone.
      await agent.takePhone();
      const next = await line.call(scene.number);
      await hears(next.media, AGENT_HZ);
      await next.hangUp();
      expect((await line.closed(next)).cdr).toMatchObject({ outcome: 'answered', cause: 'caller' });
    }),
  );

  it(
    'a waiting caller’s call ends, and nobody is rung for it',
    fault.scenario(async ({ struck, mended }) => {
      const scene = await line.scene();
      const agent = agentOf(scene);
      await agent.openDesk();
      await agent.choose({ presence: 'break' });
      const caller = await line.call(scene.number);
      await hearsMusic(caller.media);
      await struck();
      await mended();
      expect((await line.closed(caller)).cdr).toMatchObject({ outcome: 'failed', cause: 'media_restarted' });
      await eventually('nobody waits', async () => (await agent.desk()).waiting === 0);
    }),
  );

  it(
    'an agent whose phone was ringing is free again',
    fault.scenario(async ({ struck, mended }) => {
      const scene = await line.scene({ ringSeconds: 60 });
      const agent = await agentOf(scene).ready('ring');
      const caller = await line.call(scene.number);
      await agent.phone.rung();
      await struck();
      await mended();
      expect((await line.closed(caller)).cdr).toMatchObject({ cause: 'media_restarted' });
      await agent.becomes('ready');
    }),
  );
});

it('after all of this a call works as ever, and nothing is left over', async () => {
  const { caller } = await conversation();
  await hearsOnly(caller.media, AGENT_HZ);
  await caller.hangUp();
  await line.closed(caller);
  await line.settled();
});
