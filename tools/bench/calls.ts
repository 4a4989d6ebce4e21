import { mkdtemp } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { ensureProgram } from '../lib/debian.ts';
import { PROGRAMS } from '../lib/paths.ts';
import { Problem } from '../lib/problem.ts';
import { type Stack, startStack } from '../lib/stack.ts';
import { print, step } from '../lib/terminal.ts';
import { BenchFloor, NUMBERS, type Way } from './calls-floor.ts';
import { Load, type PlacedCall } from './calls-load.ts';
import { report, type Run } from './calls-report.ts';
import { machineBusyTime, processorTime, processorTimeOfFamily } from './processor.ts';

/** Between the last ramp's end and the measurement: the load before has ended, and its recordings are put away. */
const SETTLE_MS = 3_000;
/** After a load's last goodbye its recordings are being sealed. */
const SEALING_MS = 3_000;
/** A recording may lack what was played before the agent answered, and the last words. */
const UNRECORDED_SECONDS = 1.5;
/** Agents beyond the calls, so that no caller has to wait for one. */
const SPARE_AGENTS = 0.25;

interface Options {
  readonly concurrent: readonly number[];
  readonly seconds: number;
  readonly holdSeconds: number;
  readonly rounds: number;
  readonly profile: string | undefined;
}

const HELP = `npm run bench -- calls [options]
  --concurrent LIST  calls at a time (25,50,100)
  --seconds N        measured time of each run (30)
  --hold N           length of a call in seconds (20)
  --rounds N         runs of each way at each size (2)
  --profile DIR      also write a processor profile of the api there`;

export async function run(argv: readonly string[]): Promise<void> {
  const options = readOptions(argv);
  if (!options) return print(HELP);
  const dir = await mkdtemp(join(tmpdir(), 'sibai-bench-'));
  const most = Math.max(...options.concurrent);
  const stack = await step('the product', () =>
    startStack({
      dir,
      rtpPorts: 200 + most * 8,
      env: {
        LOG_LEVEL: 'warn',
        ...(options.profile && { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${options.profile}` }),
      },
    }),
  );
  let floor: BenchFloor | undefined;
  let load: Load | undefined;
  try {
    const agents = Math.ceil(most * (1 + SPARE_AGENTS)) + 5;
    load = await Load.open(await ensureProgram('sipp', PROGRAMS), join(dir, 'sipp'));
    const phones = load;
    floor = await step(`${agents} agents`, () => BenchFloor.open(stack, phones, agents));
    const runs = await measureAll(stack, floor, load, options);
    const ending = `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'} × ${availableParallelism()}`;
    print();
    print(report(runs, { ...options, agents, ending }));
  } finally {
    load?.close();
    await floor?.close();
    await stack.stop();
  }
}

/** One run after another; while one load ends its calls, the next already starts its own, unmeasured. */
async function measureAll(stack: Stack, floor: BenchFloor, load: Load, options: Options): Promise<Run[]> {
  const runs: Promise<Run>[] = [];
  for (let round = 0; round < options.rounds; round++) {
    const ways: Way[] = round % 2 === 0 ? ['native', 'sibai'] : ['sibai', 'native'];
    for (const concurrent of options.concurrent)
      for (const way of ways) {
        const name = `round ${round + 1}, ${concurrent} calls, ${way}`;
        await step(name, async () => {
          runs.push((await measure(stack, floor, load, { ...options, way, concurrent })).run);
        });
      }
  }
  return step('the last calls end', () => Promise.all(runs));
}

interface Plan extends Pick<Options, 'holdSeconds' | 'seconds'> {
  readonly way: Way;
  readonly concurrent: number;
}

/** Resolves when the measurement is over, to what will be known when the calls are. */
async function measure(stack: Stack, floor: BenchFloor, load: Load, plan: Plan) {
  const { way, holdSeconds, seconds } = plan;
  const holdMs = holdSeconds * 1000;
  const placing = holdMs + SETTLE_MS + seconds * 1000;
  const callers = await load.place({
    number: NUMBERS[way],
    sipPort: stack.sipPort,
    concurrent: plan.concurrent,
    holdMs,
    calls: Math.round((plan.concurrent * placing) / holdMs),
  });
  await sleep(holdMs + SETTLE_MS);
  const used = () => usage(stack, [callers.pid, load.agentsPid]);
  const [from, before] = [Date.now(), await used()];
  await sleep(seconds * 1000);
  const [to, after] = [Date.now(), await used()];
  const processor = mapUsage(before, after);

  const finish = async (): Promise<Run> => {
    const calls = await callers.calls;
    await sleep(SEALING_MS);
    const recorded = await floor.takeRecordings(way, callers.prefix, holdSeconds - UNRECORDED_SECONDS);
    const measured = calls.filter(({ dialled }) => dialled >= from && dialled < to);
    return {
      way,
      concurrent: plan.concurrent,
      seconds: (to - from) / 1000,
      calls: calls.length,
      lost: calls.filter(isLost).length,
      unrecorded: calls.length - recorded,
      measured: measured.length,
      ringMs: measured.flatMap(({ dialled, rung }) => (rung === undefined ? [] : [rung - dialled])),
      processor,
    };
  };
  // In an object, for it is not to be waited for.
  const run = finish();
  run.catch(() => undefined);
  return { run };
}

const isLost = ({ connected, finished }: PlacedCall): boolean => connected === undefined || finished === undefined;

/** Seconds of processor time by part. */
async function usage(stack: Stack, sipp: readonly number[]) {
  const [asterisk, api, postgres, machine, ...load] = await Promise.all([
    processorTime(stack.asterisk.pid),
    processorTime(stack.api.pid),
    processorTimeOfFamily(stack.postgres.pid),
    machineBusyTime(),
    ...sipp.map(processorTime),
  ]);
  return { asterisk, api, postgres, sipp: load.reduce((sum, one) => sum + one, 0), machine };
}
export type Usage = Awaited<ReturnType<typeof usage>>;

const mapUsage = (before: Usage, after: Usage): Usage => ({
  asterisk: after.asterisk - before.asterisk,
  api: after.api - before.api,
  postgres: after.postgres - before.postgres,
  sipp: after.sipp - before.sipp,
  machine: after.machine - before.machine,
});

/** Undefined when only help is wanted. */
function readOptions(argv: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      concurrent: { type: 'string', default: '25,50,100' },
      seconds: { type: 'string', default: '30' },
      hold: { type: 'string', default: '20' },
      rounds: { type: 'string', default: '2' },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const whole = (text: string): number => {
    if (!/^[1-9]\d*$/.test(text)) throw new Problem(`${text} is no whole number.\n${HELP}`);
    return Number(text);
  };
  return {
    concurrent: values.concurrent.split(',').map(whole),
    seconds: whole(values.seconds),
    holdSeconds: whole(values.hold),
    rounds: whole(values.rounds),
    profile: values.profile,
  };
}
