import { availableParallelism, cpus, loadavg } from 'node:os';

import { theory as queueing } from '@sibai/routing';

import { table } from './table.ts';

type Queue = queueing.Queue;
type Figures = queueing.Figures;
const { Adding, onRouter, theory } = queueing;

const CALLS = 4_000_000;
const BATCHES = 40;
const SEED = 1;

const QUEUES: readonly Queue[] = [
  { callsPerSecond: 5 / 180, handleSeconds: 180, agents: 8, patienceSeconds: Infinity, targetSeconds: 20 },
  { callsPerSecond: 16 / 240, handleSeconds: 240, agents: 20, patienceSeconds: Infinity, targetSeconds: 20 },
  { callsPerSecond: 16 / 240, handleSeconds: 240, agents: 16, patienceSeconds: 60, targetSeconds: 20 },
  { callsPerSecond: 0.8, handleSeconds: 60, agents: 50, patienceSeconds: 120, targetSeconds: 20 },
  { callsPerSecond: 50 / 300, handleSeconds: 300, agents: 45, patienceSeconds: 180, targetSeconds: 20 },
];
const NAMES = ['waitSeconds', 'serviceLevel', 'abandons'] as const;

/** Queues of theory, every caller of them routed by `decide`, beside Erlang C and Erlang A. */
export function run(): void {
  const rows = QUEUES.map((queue) => {
    const all = new Adding(queue.targetSeconds);
    const batches: Figures[] = [];
    let batch = new Adding(queue.targetSeconds);
    let calls = 0;
    const started = performance.now();
    const { decisions } = onRouter(queue, CALLS, SEED, (waitMs, answered) => {
      all.add(waitMs, answered);
      batch.add(waitMs, answered);
      calls += 1;
      if (calls % (CALLS / BATCHES) !== 0) return;
      batches.push(batch.figures);
      batch = new Adding(queue.targetSeconds);
    });
    const seconds = (performance.now() - started) / 1_000;
    const expected = theory(queue);
    const off = NAMES.map((name) => (expected[name] === 0 ? 0 : all.figures[name] / expected[name] - 1));
    return {
      queue,
      expected,
      found: all.figures,
      off,
      errors: NAMES.map((name) => spread(batches, name)),
      decisions,
      seconds,
    };
  });
  const worst = Math.max(...rows.flatMap(({ off }) => off.map(Math.abs)));

  console.log(`Each queue: ${CALLS} callers by seeded dice, in virtual time, each of them routed by decide().`);
  console.log('± is the standard error of the simulated mean, from 40 batches: what chance alone makes of it.');
  console.log(
    `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'} × ${availableParallelism()}, load average ${loadavg()[0]?.toFixed(1)}\n`,
  );
  const perCent = (share: number): string => `${(100 * share).toFixed(2)} %`;
  console.log(
    table(
      ['queue', 'wait s', 'theory', 'off', '±', 'service level', 'theory', 'off', 'abandons', 'theory', 'off'],
      rows.map(({ queue, expected, found, off, errors }) => [
        `M/M/${queue.agents}${queue.patienceSeconds === Infinity ? '' : '+M'}, ${(queue.callsPerSecond * queue.handleSeconds).toFixed(0)} erlangs`,
        found.waitSeconds.toFixed(2),
        expected.waitSeconds.toFixed(2),
        perCent(off[0] ?? 0),
        perCent(errors[0] ?? 0),
        perCent(found.serviceLevel),
        perCent(expected.serviceLevel),
        perCent(off[1] ?? 0),
        perCent(found.abandons),
        perCent(expected.abandons),
        perCent(off[2] ?? 0),
      ]),
    ),
  );
  console.log(JSON.stringify({ bench: 'theory', ok: worst <= 0.02, goal: { off: 0.02 }, worst, rows }));
}

/** Relative to the mean. */
function spread(batches: readonly Figures[], name: (typeof NAMES)[number]): number {
  const values = batches.map((figures) => figures[name]);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return mean === 0 ? 0 : Math.sqrt(square / values.length) / mean;
}
