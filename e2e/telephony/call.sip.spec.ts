import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { peakHz, readWav } from '@sibai/tools/audio';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hears, near, pitch } from './hearing.ts';
import { CALLER_HZ, Hotline } from './hotline.ts';
import { AGENT_HZ } from './phone.ts';

let line: Hotline;
beforeAll(async () => {
  line = await Hotline.open();
});
afterAll(() => line?.close());

it('a call walks the menu by key, is answered, heard both ways, recorded, sealed, and shown live at every stage', async () => {
  const tune = await line.tonePrompt(700, 2);
  const { number, agents } = await line.scene({
    flow: ([group = '']) => ({
      schemaVersion: 1,
      start: 'welcome',
      nodes: {
        welcome: {
          kind: 'menu',
          title: '欢迎词',
          prompts: [{ kind: 'audio', id: tune }],
          options: { '1': 'queue' },
          exhausted: 'bye',
        },
        queue: { kind: 'queue', title: '售前咨询', groups: [group as never] },
        bye: { kind: 'hangup' },
      },
    }),
  });
  const [agent] = agents;
  if (!agent) throw new Error('no agent');
  await agent.ready('ring');
  const board = await line.board();
  const caller = await line.call(number);
  const mine = (stage: string, ringing = false) =>
    board.shown(`the call in ${stage}`, ({ calls }) =>
      calls.some((c) => c.caller === caller.from && c.stage === stage && c.ringing === ringing),
    );

  expect(await caller.answered()).toBeDefined();
  await hears(caller.media, 700);
  const inIvr = await mine('ivr');
  await caller.media.press('1');
  const rung = await agent.phone.rung();
  expect(rung.invite.header('From')).toContain(caller.from);
  const ringing = await mine('acd', true);
  rung.answer();
  await Promise.all([hears(caller.media, AGENT_HZ), hears(rung.media, CALLER_HZ)]);
  const talking = await mine('agent');
  expect(board.latest.agents.find(({ id }) => id === agent.id)?.presence).toBe('talking');
  await sleep(2500);
  expect(near(pitch(caller.media), AGENT_HZ)).toBe(true);
  expect(near(pitch(rung.media), CALLER_HZ)).toBe(true);
  await caller.hangUp();

  const { id, cdr, events, assignments, recordings } = await line.closed(caller);
  const gone = await board.shown(
    'no such call',
    ({ at, calls }) => Date.parse(at) > talking && calls.every((c) => c.callId !== id),
  );
  expect(events.map(({ type }) => type)).toEqual([
    'trunk.arrived',
    'ivr.entered',
    'ivr.pressed',
    'ivr.entered',
    'acd.queued',
    'acd.offered',
    'agent.answered',
    'recording.started',
    'agent.left',
    'cdr.closed',
  ]);
  const at = (type: string) => events.find((event) => event.type === type)?.at.getTime() ?? NaN;
  for (const [shown, event] of [
    [inIvr, 'ivr.entered'],
    [ringing, 'acd.offered'],
    [talking, 'agent.answered'],
    [gone, 'cdr.closed'],
  ] as const)
    expect(shown - at(event), `${event} is on the live page within a second`).toBeLessThan(1000);

  expect(cdr).toMatchObject({
    caller: caller.from,
    dialled: number,
    outcome: 'answered',
    cause: 'caller',
    recorded: true,
  });
  expect(cdr).toMatchObject({ ivr_path: ['欢迎词', '1', '售前咨询'], agent_id: agent.id });
  expect(cdr['talk_ms']).toBeGreaterThan(2500);
  expect(cdr['talk_ms']).toBeLessThan(6000);
  expect(assignments).toMatchObject([{ agent_id: agent.id, state: 'ended', trace: { outcome: { kind: 'offer' } } }]);

  const [recording] = recordings;
  expect(recording).toMatchObject({ state: 'sealed', channels: 2 });
  const { permit } = (await line.admin.send('POST', `/recordings/${recording?.id}/listen`, { purpose: 'quality' })) as {
    permit: string;
  };
  const wav = await line.admin.download(`/recordings/${recording?.id}/audio?permit=${permit}`);
  const [left, right] = readWav(wav).channels;
  expect(near(peakHz(left ?? new Float32Array()), AGENT_HZ)).toBe(true);
  expect(near(peakHz(right ?? new Float32Array()), CALLER_HZ)).toBe(true);
  expect((left?.length ?? 0) / 8000).toBeGreaterThan(2);
  expect(await readdir(line.stack.run.spool)).not.toContain(`${recording?.id}.raw`);
  const vault = join(line.stack.dir, 'vault');
  const [file] = (await readdir(vault, { recursive: true })).filter((name) =>
    name.endsWith(`${recording?.id}.sibairec`),
  );
  const sealed = await readFile(join(vault, file ?? ''));
  const plain = wav.subarray(44 + 16_000, 44 + 16_032);
  expect(plain.every((byte) => byte === 0)).toBe(false);
  expect(sealed.includes(plain)).toBe(false);
  await line.empty();
});
