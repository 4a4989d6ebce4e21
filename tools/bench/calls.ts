import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { ensureProgram } from '../lib/debian.ts';
import { PROGRAMS } from '../lib/paths.ts';
import { takePorts } from '../lib/ports.ts';
import { type Stack, startStack } from '../lib/stack.ts';
import { Problem } from '../lib/problem.ts';
import { print, step } from '../lib/terminal.ts';
import type { Hotline } from './calls-hotline.ts';
import { Load, type PlacedCall } from './calls-load.ts';
import { NativeHotline } from './calls-native.ts';
import { report, type Run, type Way } from './calls-report.ts';
import { SibaiHotline } from './calls-sibai.ts';
import { machineBusyTime, processorTime, processorTimeOfFamily } from './processor.ts';

/** Between the last ramp's end and the measurement: the load before has ended, and its recordings are put away. */
const SETTLE_MS = 3_000;
const WARM_UP_CALLS = 150;
/** After a load's last goodbye its recordings are being sealed. */
const SEALING_MS = 3_000;
/** A recording may lack what was played before the agent answered, and the last words. */
const UNRECORDED_SECONDS = 1.5;

interface Options {
  readonly concurrent: readonly number[];
  readonly seconds: number;
  readonly holdSeconds: number;
  readonly rounds: number;
  readonly profile: string | undefined;
}

const HELP = `npm run bench -- calls [options]
  --concurrent LIST  calls at a time (25,50,100)
  --seconds N        measured time of each run (20)
  --hold N           length of a call in seconds (30)
  --rounds N         runs of each way at each size (2)
  --profile DIR      also write a processor profile of the api there`;

export async function run(argv: readonly string[]): Promise<void> {
  const options = readOptions(argv);
  if (!options) return print(HELP);
  const dir = await mkdtemp(join(tmpdir(), 'sibai-bench-'));
  const most = Math.max(...options.concurrent);
  const rtpPorts = 200 + most * 8;
  const ends: (() => Promise<void> | void)[] = [];
  try {
    const load = await Load.open(await ensureProgram('sipp', PROGRAMS), join(dir, 'sipp'));
    ends.push(() => load.close());
    const profile = options.profile && { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${options.profile}` };
    const env = { LOG_LEVEL: 'warn', ...profile };
    const stack = await step('the product', () => startStack({ dir: join(dir, 'sibai'), rtpPorts, env }));
    ends.push(() => stack.stop());
    const sibai = await step('a line and its agents', () => SibaiHotline.open(stack, load, options.concurrent));
    ends.push(() => sibai.close());
    const rtp = await takePorts(rtpPorts);
    const spool = `${stack.asterisk.spool}-native`;
    const native = await step('an Asterisk with queues of its own', () =>
      NativeHotline.open(join(dir, 'native'), spool, load, options.concurrent, rtp),
    );
    ends.push(() => native.close());

    for (const hotline of [native, sibai]) await step('warming up', () => warmUp(hotline, load, options.concurrent));
    const runs = await measureAll({ native, sibai }, stack, load, options);
    const machine = `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'} × ${availableParallelism()}`;
    print();
    print(report(runs, { ...options, machine }));
  } finally {
    for (const end of ends.toReversed()) await end();
    await rm(dir, { recursive: true, force: true });
  }
}

/** Short calls until the code that handles them has been compiled: a product that has run for a minute. */
async function warmUp(hotline: Hotline, load: Load, sizes: readonly number[]): Promise<void> {
  const concurrent = Math.min(...sizes);
  const number = await hotline.staff(concurrent);
  const callers = await load.place({
    number,
    sipPort: hotline.sipPort,
    concurrent,
    holdMs: 2_000,
    calls: WARM_UP_CALLS,
  });
  await callers.calls;
}

/** One run after another; while one load ends its calls, the next already starts its own, unmeasured. */
async function measureAll(
  hotlines: Readonly<Record<Way, Hotline>>,
  stack: Stack,
  load: Load,
  options: Options,
): Promise<Run[]> {
  const runs: Promise<Run>[] = [];
  for (let round = 0; round < options.rounds; round++) {
    const ways: Way[] = round % 2 === 0 ? ['native', 'sibai'] : ['sibai', 'native'];
    for (const concurrent of options.concurrent)
      for (const way of ways)
        await step(`round ${round + 1}, ${concurrent} calls, ${way}`, async () => {
          runs.push((await measure(hotlines[way], stack, load, { ...options, way, concurrent })).run);
        });
  }
  return step('the last calls end', () => Promise.all(runs));
}

interface Plan extends Pick<Options, 'holdSeconds' | 'seconds'> {
  readonly way: Way;
  readonly concurrent: number;
}

/** Resolves when the measurement is over, to what will be known when the calls are. */
async function measure(hotline: Hotline, stack: Stack, load: Load, { way, concurrent, holdSeconds, seconds }: Plan) {
  const holdMs = holdSeconds * 1000;
  const placingMs = holdMs + SETTLE_MS + seconds * 1000;
  const calls = Math.round((concurrent * placingMs) / holdMs);
  const number = await hotline.staff(concurrent);
  const callers = await load.place({ number, sipPort: hotline.sipPort, concurrent, holdMs, calls });
  await sleep(holdMs + SETTLE_MS);
  const [from, before] = [Date.now(), await usage(hotline, stack, [callers.pid, load.agentsPid])];
  await sleep(seconds * 1000);
  const [to, after] = [Date.now(), await usage(hotline, stack, [callers.pid, load.agentsPid])];

  const finish = async (): Promise<Run> => {
    const placed = await callers.calls;
    await sleep(SEALING_MS);
    const recorded = await hotline.takeRecordings(callers.prefix, holdSeconds - UNRECORDED_SECONDS);
    const measured = placed.filter(({ dialled }) => dialled >= from && dialled < to);
    return {
      way,
      concurrent,
      seconds: (to - from) / 1000,
      // A caller whom SIPp did not even get to place is lost too.
      calls,
      lost: calls - placed.filter(isWhole).length,
      unrecorded: calls - recorded,
      measured: measured.length,
      ringMs: measured.flatMap(({ dialled, rung }) => (rung === undefined ? [] : [rung - dialled])),
      processor: difference(before, after),
    };
  };
  // In an object, for it is not to be waited for.
  const run = finish();
  run.catch(() => undefined);
  return { run };
}

const isWhole = ({ connected, finished }: PlacedCall): boolean => connected !== undefined && finished !== undefined;

/** Seconds of processor time by part. */
async function usage(hotline: Hotline, stack: Stack, sipp: readonly number[]) {
  const [asterisk, api, postgres, machine, ...load] = await Promise.all([
    processorTime(hotline.asteriskPid),
    processorTime(stack.api.pid),
    processorTimeOfFamily(stack.postgres.pid),
    machineBusyTime(),
    ...sipp.map(processorTime),
  ]);
  return { asterisk, api, postgres, sipp: load.reduce((sum, one) => sum + one, 0), machine };
}
export type Usage = Awaited<ReturnType<typeof usage>>;

const difference = (before: Usage, after: Usage): Usage => ({
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
      seconds: { type: 'string', default: '20' },
      hold: { type: 'string', default: '30' },
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
