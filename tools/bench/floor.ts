import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { Client } from 'pg';

import { ApiClient } from '../lib/api-client.ts';
import { ensureProgram } from '../lib/debian.ts';
import { PROGRAMS } from '../lib/paths.ts';
import { Problem } from '../lib/problem.ts';
import { type Stack, startStack } from '../lib/stack.ts';
import { print, step } from '../lib/terminal.ts';
import { Load } from './calls-load.ts';
import { SibaiHotline } from './calls-sibai.ts';
import { FloorDesks } from './floor-desks.ts';
import { addAgents, addGroups, addSupervisors } from './floor-people.ts';
import { report, type Row } from './floor-report.ts';
import { FloorWalls } from './floor-walls.ts';
import { machineBusyTime, memoryOf, processorTime, processorTimeOfFamily } from './processor.ts';

const HOLD_MS = 5_000;
/** Each arrives, queues, rings, is answered and ends. */
const EVENTS_PER_CALL = 5;
const WARM_UP_S = 5;
const SETTLE_MS = 3_000;
/** For what happened last to be shown, however late. */
const LATE_MS = 5_000;

const HELP = `npm run bench -- floor [options]
  --agents LIST      agents with a desk, one size after another (100,1000,2000,5000,10000)
  --supervisors N    walls (20)
  --rate N           events a second (50)
  --calls N          of them calls a second, each of ${EVENTS_PER_CALL} events (2)
  --seconds N        measured time of each size (20)
  --profile DIR      also write a processor profile of the api there`;

interface Options {
  readonly sizes: readonly number[];
  readonly supervisors: number;
  readonly rate: number;
  readonly calls: number;
  readonly seconds: number;
  readonly profile: string | undefined;
}

/** What makes events and who watches. */
interface Ground {
  readonly stack: Stack;
  readonly load: Load;
  readonly hotline: SibaiHotline;
  readonly desks: FloorDesks;
  readonly walls: FloorWalls;
}

export async function run(argv: readonly string[]): Promise<void> {
  const options = readOptions(argv);
  if (!options) return print(HELP);
  const dir = await mkdtemp(join(tmpdir(), 'sibai-bench-'));
  const ends: (() => Promise<void> | void)[] = [];
  try {
    const load = await Load.open(await ensureProgram('sipp', PROGRAMS), join(dir, 'sipp'));
    ends.push(() => load.close());
    const profile = options.profile && { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${options.profile}` };
    const env = { LOG_LEVEL: 'warn', ...profile };
    const stack = await step('the product', () => startStack({ dir: join(dir, 'sibai'), env }));
    ends.push(() => stack.stop());
    const concurrent = Math.max(1, Math.round((options.calls * HOLD_MS) / 1000));
    const hotline = await step('a line and its agents', () => SibaiHotline.open(stack, load, [concurrent], false));
    ends.push(() => hotline.close());
    const db = new Client({ connectionString: stack.postgres.ownerUrl });
    await db.connect();
    ends.push(() => db.end());
    const admin = await ApiClient.signIn(stack.baseUrl, adminOf(stack));
    const groups = await addGroups(admin);
    const walls = new FloorWalls();
    ends.push(() => walls.close());
    const supervisors = await addSupervisors(db, groups, options.supervisors);
    await step('the walls', () => walls.open(stack.baseUrl, supervisors));
    const desks = new FloorDesks(stack.baseUrl);
    ends.push(() => desks.close());

    const ground: Ground = { stack, load, hotline, desks, walls };
    const number = await hotline.staff(concurrent);
    const rows: Row[] = [];
    for (const size of options.sizes) {
      await step(`${size} agents take their seats`, async () => {
        const people = await addAgents(db, groups, desks.count, size);
        const [first] = people;
        if (!first) return;
        const seen = walls.expect(first.id);
        // Whoever manages the groups would have done this of each: the floor reads its people again.
        const skills = [{ groupId: first.group, proficiency: 5, priority: 0, ringOrder: 0 }];
        await admin.send('PUT', `/agents/${first.id}/skills`, { skills });
        await seen;
        await desks.seat(people);
      });
      if (size === 1_000)
        rows.push(await step(`${size} agents, idle`, () => measure(ground, { ...options, rate: 0, calls: 0 }, number)));
      rows.push(await step(`${size} agents, ${options.rate} events/s`, () => measure(ground, options, number), told));
    }
    const machine = `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'} × ${availableParallelism()}`;
    print();
    print(report(rows, { machine, walls: options.supervisors }));
  } finally {
    for (const end of ends.toReversed()) await end();
    await rm(dir, { recursive: true, force: true });
  }
}

const told = ({ p95Ms, api }: Row): string => `p95 ${p95Ms?.toFixed(0) ?? '-'} ms, api ${api.toFixed(0)} %`;

async function measure(
  { stack, load, hotline, desks, walls }: Ground,
  { rate, calls, seconds }: Options,
  number: string,
): Promise<Row> {
  await sleep(SETTLE_MS);
  await walls.collect();
  const changes = rate - calls * EVENTS_PER_CALL;
  const all = WARM_UP_S + seconds;
  const [gone, failed] = [desks.gone, desks.failed];
  const callers =
    calls > 0
      ? await load.place({
          number,
          sipPort: hotline.sipPort,
          concurrent: Math.round((calls * HOLD_MS) / 1000),
          holdMs: HOLD_MS,
          calls: calls * all,
        })
      : undefined;
  const changing = changes > 0 ? desks.change(changes, all, (event) => walls.await(event)) : undefined;
  await sleep(WARM_UP_S * 1000);
  const [from, before, boards] = [now(), await usage(stack), await walls.collect()];
  await sleep(seconds * 1000);
  const [to, after, memory, frames] = [now(), await usage(stack), await memoryOf(stack.api.pid), await walls.collect()];
  const placed = (await callers?.calls) ?? [];
  await changing;
  await sleep(changes > 0 ? LATE_MS : 0);
  const seen = [boards, frames, await walls.collect()];
  const within = (at: number): boolean => at >= from && at < to;
  const shown = seen.flatMap((part) => part.shown.filter(([at]) => within(at)).map(([, ms]) => ms));
  const firstSeen = new Map<string, number>();
  for (const [caller, at] of seen.flatMap((part) => part.calls)) if (!firstSeen.has(caller)) firstSeen.set(caller, at);
  const callMs = placed
    .filter(({ dialled }) => within(dialled))
    .flatMap(({ caller, dialled }) => {
      const at = firstSeen.get(caller);
      return at === undefined ? [] : [at - dialled];
    });
  const passed = (to - from) / 1000;
  const perCent = (part: keyof Usage) => (100 * (after[part] - before[part])) / passed;
  return {
    agents: desks.count,
    changes,
    calls,
    events: shown.length + placed.filter(({ dialled }) => within(dialled)).length * EVENTS_PER_CALL,
    lost: seen.flatMap((part) => part.lost).filter(within).length,
    p50Ms: quantile(shown, 0.5),
    p95Ms: quantile(shown, 0.95),
    maxMs: quantile(shown, 1),
    wallP95Ms: quantile(frames.each, 0.95),
    callP95Ms: quantile(callMs, 0.95),
    callsSeen: callMs.length,
    boardsPerSecond: frames.frames / passed,
    boardKb: frames.frames > 0 ? frames.bytes / frames.frames / 1024 : 0,
    api: perCent('api'),
    apiMb: memory,
    postgres: perCent('postgres'),
    asterisk: perCent('asterisk'),
    bench: perCent('bench'),
    machine: perCent('machine') / availableParallelism(),
    gone: desks.gone - gone,
    failed: desks.failed - failed,
  };
}

const now = (): number => performance.timeOrigin + performance.now();

/** Seconds of processor time by part. */
async function usage({ api, postgres, asterisk }: Stack) {
  const { user, system } = process.cpuUsage();
  return {
    api: await processorTime(api.pid),
    postgres: await processorTimeOfFamily(postgres.pid),
    asterisk: await processorTime(asterisk.pid),
    bench: (user + system) / 1e6,
    machine: await machineBusyTime(),
  };
}
type Usage = Awaited<ReturnType<typeof usage>>;

function quantile(values: readonly number[], q: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * q) - 1)] ?? null;
}

function adminOf({ demo }: Stack) {
  const admin = demo.signIns.find(({ role }) => role === 'admin');
  if (!admin) throw new Problem('The demonstration has no admin.');
  return admin;
}

/** Undefined when only help is wanted. */
function readOptions(argv: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      agents: { type: 'string', default: '100,1000,2000,5000,10000' },
      supervisors: { type: 'string', default: '20' },
      rate: { type: 'string', default: '50' },
      calls: { type: 'string', default: '2' },
      seconds: { type: 'string', default: '20' },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const whole = (text: string): number => {
    if (!/^\d+$/.test(text)) throw new Problem(`${text} is no whole number.\n${HELP}`);
    return Number(text);
  };
  return {
    sizes: values.agents
      .split(',')
      .map(whole)
      .toSorted((a, b) => a - b),
    supervisors: whole(values.supervisors),
    rate: whole(values.rate),
    calls: whole(values.calls),
    seconds: whole(values.seconds),
    profile: values.profile,
  };
}
