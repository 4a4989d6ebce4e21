import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeALaw, encodeALaw, peakHz, readWav } from '@sibai/tools/audio';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, hears, hearsOnly, near } from './hearing.ts';
import { CALLER_HZ, Hotline } from './hotline.ts';
import { AGENT_HZ } from './phone.ts';
import { holding, stretchesOf } from './search.ts';

let line: Hotline;
let tmp: string;
const outside = process.env['TMPDIR'];
beforeAll(async () => {
  // All that the product and this put into the temporary folder, the data folder with its database too, is then beneath this one.
  tmp = await mkdtemp(join(tmpdir(), 'sibai-disk-'));
  process.env['TMPDIR'] = tmp;
  line = await Hotline.open();
});
afterAll(async () => {
  await line?.close();
  if (outside === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = outside;
  await rm(tmp, { recursive: true, force: true });
});

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
  const heard = performance.now();
  const talking = await mine('agent');
  await board.shown('the agent talking', ({ agents: all }) =>
    all.some(({ id, presence }) => id === agent.id && presence === 'talking'),
  );
  await sleep(2500);
  await Promise.all([hearsOnly(caller.media, AGENT_HZ), hearsOnly(rung.media, CALLER_HZ)]);
  const talked = performance.now() - heard;
  await caller.hangUp();

  const { id, cdr, events, assignments, recordings } = await line.closed(caller);
  const answered = performance.now() - (rung.answeredAt ?? NaN);
  const gone = await board.shown(
    'no such call',
    ({ at, calls }) => Date.parse(at) > talking && calls.every((c) => c.callId !== id),
  );
  expect(events.map(({ type }) => type)).toEqual([
    'trunk.arrived',
    'ivr.entered',
    'ivr.pressed',
    'ivr.entered',
    'recording.announced',
    'acd.queued',
    'acd.offered',
    'agent.answered',
    'recording.started',
    'agent.left',
    'cdr.closed',
  ]);
  const at = (type: string) => events.find((event) => event.type === type)?.at.getTime() ?? NaN;
  const delays = [inIvr - at('ivr.entered'), ringing - at('acd.offered'), talking - at('agent.answered')];
  // Each is one push: the quickest says what it takes, the others what else the machine was at.
  expect(Math.min(...delays, gone - at('cdr.closed')), 'on the live page within a second').toBeLessThan(1000);

  expect(cdr).toMatchObject({
    caller: caller.from,
    dialled: number,
    outcome: 'answered',
    cause: 'caller',
    recorded: true,
  });
  expect(cdr).toMatchObject({ ivr_path: ['欢迎词', '1', '售前咨询'], agent_id: agent.id });
  expect(cdr['talk_ms']).toBeGreaterThan(talked - 100);
  expect(cdr['talk_ms']).toBeLessThan(answered);
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

it('what is said in a call is nowhere on the disk: not while it is said, not while it is sealed, not after, not when it is played', async () => {
  const { number, agents } = await line.scene();
  const [agent] = agents;
  if (!agent) throw new Error('no agent');
  await agent.ready('ring');
  const caller = await line.call(number);
  const rung = await agent.phone.rung();
  rung.answer();
  await hears(rung.media, CALLER_HZ);
  // Speech that nothing else in the world is like, heard by the other side to be sure that it came through.
  const noise = Float32Array.from({ length: 8000 }, () => Math.random() - 0.5);
  caller.media.play(noise, true);
  const { recordings: begun } = await line.told(caller, 'a recording', ({ recordings }) => recordings.length === 1);
  const id = begun[0]?.id ?? '';
  const spool = join(line.stack.run.spool, `${id}.raw`);
  const heard = Buffer.from(encodeALaw(noise));
  const decoded = pcm(decodeALaw(heard));
  const said = await eventually('the noise in the spool', async () => {
    const found = await stretchesOf(spool, 64, 40).catch(() => []);
    // The caller's is every other sample; the agent's between them is another's.
    return found.some((part) => decoded.includes(everyOther(part))) ? found : undefined;
  });
  const patterns = [
    ...said.slice(0, 3),
    ...[100, 5000].flatMap((at) => [heard.subarray(at, at + 32), decoded.subarray(2 * at, 2 * at + 64)]),
  ];
  const disk = () => holding([tmp], patterns);

  expect(await holding([line.stack.run.spool], patterns)).toEqual([spool]);
  const planted = join(tmp, 'planted');
  await writeFile(planted, Buffer.concat([Buffer.alloc(20_000_000), said[0] ?? Buffer.of()]));
  expect(await disk()).toEqual([planted]);
  await rm(planted);
  expect(await disk()).toEqual([]);
  await caller.hangUp();

  let over = false;
  const closed = line.closed(caller).finally(() => (over = true));
  for (let looks = 0; looks === 0 || !over; looks++) expect(await disk()).toEqual([]);
  expect((await closed).recordings).toMatchObject([{ state: 'sealed' }]);
  expect(await holding([line.stack.run.spool], patterns)).toEqual([]);
  const { permit } = (await line.admin.send('POST', `/recordings/${id}/listen`, { purpose: 'quality' })) as {
    permit: string;
  };
  const wav = await line.admin.download(`/recordings/${id}/audio?permit=${permit}`);
  expect(patterns.some((pattern) => wav.includes(pattern))).toBe(true);
  await line.admin.download(`/recordings/${id}/waveform?permit=${permit}`);
  expect(await disk()).toEqual([]);
  await line.empty();
});

const pcm = (samples: Float32Array): Buffer =>
  Buffer.from(Int16Array.from(samples, (sample) => sample * 32_768).buffer);

/** The right channel of stereo. */
function everyOther(part: Buffer): Buffer {
  const right = Buffer.alloc(part.length / 2);
  for (let at = 0; at < right.length; at += 2) part.copy(right, at, 2 * at + 2, 2 * at + 4);
  return right;
}
