import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fault } from './fault.ts';
import { eventually, hears, hearsMusic, hearsOnly, longestGap } from './hearing.ts';
import { type Agent } from './agent.ts';
import { CALLER_HZ, Hotline, type Scene } from './hotline.ts';
import { AGENT_HZ, Phone } from './phone.ts';

/** How long nobody drives the calls. */
const OUTAGE_MS = 3000;

let line: Hotline;
const tunes: string[] = [];
beforeAll(async () => {
  line = await Hotline.open();
  tunes.push(...(await Promise.all([line.tonePrompt(650, 10), line.tonePrompt(800, 1)])));
});
afterAll(() => line?.close());

const agentOf = (scene: Scene) => scene.agents[0] as Agent;

/** A line with a menu that says 650 Hz for long, and 800 Hz when key 1 is pressed. */
const menu = () =>
  line.line({
    schemaVersion: 1,
    start: 'menu',
    nodes: {
      menu: { kind: 'menu', title: 'menu', prompts: [audio(0)], options: { '1': 'bye' }, exhausted: 'bye' },
      bye: { kind: 'hangup', title: 'bye', prompts: [audio(1)] },
    },
  });
const audio = (n: number) => ({ kind: 'audio' as const, id: tunes[n] ?? '' });

async function conversation() {
  const scene = await line.scene();
  const agent = await agentOf(scene).ready('answer');
  const caller = await line.call(scene.number);
  const rung = await agent.phone.rung();
  await Promise.all([hears(caller.media, AGENT_HZ), hears(rung.media, CALLER_HZ)]);
  return { scene, agent, caller, rung };
}

/** What nobody can read keeps nobody else from their calls: one call of this tenant, and another tenant's groups. */
const SPOILT = '01900000-0000-7000-8000-000000000400';
async function spoil(): Promise<void> {
  await line.query(
    `INSERT INTO live_call (call_id, tenant_id, channel, state, started_at, updated_at)
     SELECT $1::uuid, tenant_id, 'none', $2::jsonb || jsonb_build_object('facts', jsonb_build_object('id', $1::uuid, 'tenantId', tenant_id, 'flowVersionId', $1::uuid)),
            now(), now() FROM line LIMIT 1`,
    [SPOILT, { call: { at: 'flow' } }],
  );
  await line.query(`INSERT INTO tenant (id, name, kind) VALUES ($1, '另一家', 'enterprise')`, [SPOILT]);
  await line.query(
    `INSERT INTO skill_group (id, tenant_id, name, settings) VALUES ($1, $1, '客服', '{"relaxation": 5}')`,
    [SPOILT],
  );
}

describe.concurrent('the engine is killed in mid-call and started again', () => {
  const fault = new Fault(
    10,
    async () => {
      await line.stack.api.kill();
      await spoil();
    },
    () => line.stack.api.restart(),
  );

  it(
    'a caller in the menu hears it again and goes on from there',
    fault.scenario(async ({ struck, mended }) => {
      const caller = await line.call(await menu());
      await hears(caller.media, 650);
      await struck();
      await mended();
      await line.happened(caller, 'cdr.adopted');
      await hears(caller.media, 650);
      await caller.media.press('1');
      await hears(caller.media, 800);
      expect(await caller.ended).toEqual({ by: 'callee' });
      expect((await line.closed(caller)).cdr).toMatchObject({ cause: 'normal', ivr_path: ['menu', '1', 'bye'] });
    }),
  );

  it(
    'a waiting caller goes on hearing music, keeps the place, and is answered afterwards',
    fault.scenario(async ({ struck, mended }) => {
      const scene = await line.scene();
      const agent = agentOf(scene);
      await agent.openDesk();
      await agent.takePhone();
      await agent.choose({ presence: 'busy', reason: 'training' });
      const caller = await line.call(scene.number);
      await hearsMusic(caller.media);
      const { cdr: before } = await line.happened(caller, 'acd.queued');
      await struck();
      const began = performance.now();
      await sleep(OUTAGE_MS);
      await hearsMusic(caller.media);
      expect(longestGap(caller.media.arrivals, began)).toBeLessThan(200);
      await mended();
      await line.happened(caller, 'cdr.adopted');
      await agent.becomes('busy', 'training');
      const later = await line.call(scene.number);
      await line.happened(later, 'acd.queued');
      await agent.choose({ presence: 'ready' });
      expect((await agent.phone.rung()).invite.header('From')).toContain(caller.from);
      await hears(caller.media, AGENT_HZ);
      // No music is left beside the agent.
      await hearsOnly(caller.media, AGENT_HZ);
      await Promise.all([caller.hangUp(), later.hangUp()]);
      const { cdr } = await line.closed(caller);
      expect(cdr).toMatchObject({ outcome: 'answered', cause: 'caller', call_id: before['call_id'] });
      expect(cdr['queue_ms']).toBeGreaterThan(OUTAGE_MS);
    }),
  );

  it(
    'a phone that rings goes on ringing, and its answer afterwards is an answer',
    fault.scenario(async ({ struck, mended }) => {
      const scene = await line.scene({ ringSeconds: 60 });
      const agent = await agentOf(scene).ready('ring');
      const caller = await line.call(scene.number);
      const rung = await agent.phone.rung();
      await struck();
      await sleep(OUTAGE_MS);
      expect(rung.end).toBeUndefined();
      await mended();
      await line.happened(caller, 'cdr.adopted');
      rung.answer();
      await Promise.all([hears(caller.media, AGENT_HZ), hears(rung.media, CALLER_HZ)]);
      // No music is left beside the agent.
      await hearsOnly(caller.media, AGENT_HZ);
      await caller.hangUp();
      const { cdr, recordings } = await line.closed(caller);
      expect(cdr).toMatchObject({ outcome: 'answered', agent_id: agent.id });
      expect(recordings).toMatchObject([{ state: 'sealed' }]);
    }),
  );

  it(
    'a phone that is answered while nobody listens is joined with its caller afterwards',
    fault.scenario(async ({ struck, mended }) => {
      const scene = await line.scene({ ringSeconds: 60 });
      const agent = await agentOf(scene).ready('ring');
      const caller = await line.call(scene.number);
      const rung = await agent.phone.rung();
      await struck();
      rung.answer();
      await sleep(OUTAGE_MS);
      expect(rung.end).toBeUndefined();
      await mended();
      await Promise.all([hears(caller.media, AGENT_HZ), hears(rung.media, CALLER_HZ)]);
      await caller.hangUp();
      const { cdr, recordings } = await line.closed(caller);
      expect(cdr).toMatchObject({ outcome: 'answered', agent_id: agent.id });
      expect(recordings).toMatchObject([{ state: 'sealed' }]);
    }),
  );

  it(
    'those who talk go on talking without a gap, and are recorded from the first word to the last',
    fault.scenario(async ({ struck, mended }) => {
      const { agent, caller, rung } = await conversation();
      const answered = performance.now();
      await struck();
      const began = performance.now();
      await sleep(OUTAGE_MS);
      await mended();
      await line.happened(caller, 'cdr.adopted');
      await Promise.all([hearsOnly(caller.media, AGENT_HZ), hearsOnly(rung.media, CALLER_HZ)]);
      for (const media of [caller.media, rung.media]) expect(longestGap(media.arrivals, began)).toBeLessThan(200);
      await agent.becomes('talking');
      const heard = performance.now() - answered;
      await caller.hangUp();
      const { cdr, recordings } = await line.closed(caller);
      expect(cdr).toMatchObject({ outcome: 'answered', cause: 'caller', recorded: true });
      expect(recordings).toMatchObject([{ state: 'sealed' }]);
      const talked = performance.now() - (rung.answeredAt ?? NaN);
      expect(recordings[0]?.seconds).toBeGreaterThan(heard / 1000 - 1);
      expect(recordings[0]?.seconds).toBeLessThan(talked / 1000 + 1);
      await agent.becomes('ready');
    }),
  );

  it(
    'a caller who hung up meanwhile has a record with an end, and a sealed recording',
    fault.scenario(async ({ struck, mended }) => {
      const { agent, caller, rung } = await conversation();
      await struck();
      await caller.hangUp();
      await sleep(OUTAGE_MS);
      await mended();
      const { cdr, recordings, assignments } = await line.closed(caller);
      expect(cdr).toMatchObject({ outcome: 'answered', cause: 'gone_while_away' });
      expect(recordings).toMatchObject([{ state: 'sealed' }]);
      expect(assignments).toMatchObject([{ state: 'ended' }]);
      await eventually('the agent is let go', () => rung.end === 'far end hung up');
      await agent.becomes('ready');
    }),
  );

  it(
    'an agent who hung up meanwhile has ended the call',
    fault.scenario(async ({ struck, mended }) => {
      const { agent, caller, rung } = await conversation();
      await struck();
      rung.hangUp();
      await sleep(OUTAGE_MS);
      await mended();
      expect(await caller.ended).toEqual({ by: 'callee' });
      const { cdr, recordings } = await line.closed(caller);
      expect(cdr).toMatchObject({ outcome: 'answered', cause: 'agent' });
      expect(recordings).toMatchObject([{ state: 'sealed' }]);
      await agent.becomes('ready');
    }),
  );

  it(
    'a caller joined with a number that the flow dialled goes on talking, and the call ends as any other',
    fault.scenario(async ({ struck, mended }) => {
      const phone = await Phone.open('answer');
      const { number, source } = await line.carrier(phone, '127.0.0.31', '02155550009', {
        schemaVersion: 1,
        start: 'dial',
        nodes: { dial: { kind: 'number', to: '13700002222', next: 'bye' }, bye: { kind: 'hangup' } },
      });
      const caller = await line.call(number, { source });
      const out = await phone.rung();
      await Promise.all([hears(caller.media, AGENT_HZ), hears(out.media, CALLER_HZ)]);
      await struck();
      const began = performance.now();
      await sleep(OUTAGE_MS);
      await mended();
      await line.happened(caller, 'cdr.adopted');
      for (const media of [caller.media, out.media]) expect(longestGap(media.arrivals, began)).toBeLessThan(200);
      out.hangUp();
      expect(await caller.ended).toEqual({ by: 'callee' });
      expect((await line.closed(caller)).cdr).toMatchObject({ outcome: 'answered', cause: 'far_end' });
      phone.close();
    }),
  );

  it(
    'a caller who gave up waiting meanwhile is closed as gone',
    fault.scenario(async ({ struck, mended }) => {
      const scene = await line.scene();
      const agent = agentOf(scene);
      await agent.openDesk();
      await agent.choose({ presence: 'break' });
      const caller = await line.call(scene.number);
      await hearsMusic(caller.media);
      await struck();
      await caller.hangUp();
      await mended();
      const { cdr } = await line.closed(caller);
      expect(cdr).toMatchObject({ outcome: 'abandoned', cause: 'gone_while_away' });
      await eventually('nobody waits', async () => (await agent.desk()).waiting === 0);
    }),
  );

  it(
    'a caller who arrives meanwhile hears music and is let in afterwards',
    fault.scenario(async ({ struck, mended }) => {
      const number = await menu();
      await struck();
      const caller = await line.call(number);
      expect(await caller.answered()).toBeDefined();
      await hearsMusic(caller.media);
      await mended();
      await hears(caller.media, 650);
      await caller.media.press('1');
      await hears(caller.media, 800);
      await caller.ended;
      expect((await line.closed(caller)).cdr).toMatchObject({ outcome: 'ivr', cause: 'normal' });
    }),
  );
});

it('who could not be taken up is, once that is possible', async () => {
  expect(await line.metric('sibai_tenants_untaken')).toBe(1);
  await line.query(`UPDATE skill_group SET settings = '{}' WHERE id = $1`, [SPOILT]);
  await eventually('all are taken up', async () => (await line.metric('sibai_tenants_untaken')) === 0);
  // Nobody will ever read it.
  await line.query('DELETE FROM live_call WHERE call_id = $1', [SPOILT]);
});

it('nothing is left over: no channel, no bridge, no live row, no orphan', async () => {
  await eventually('the janitor has looked', async () =>
    (await (await fetch(line.stack.run.metricsUrl)).text()).includes('sibai_orphans{'),
  );
  await line.settled();
});
