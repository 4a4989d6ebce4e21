import { availableParallelism, cpus, loadavg } from 'node:os';

import { theory as queueing } from '@sibai/routing';

import { print } from '../lib/terminal.ts';
import { table } from './table.ts';

type Queue = queueing.Queue;
type Figures = queueing.Figures;
const { Adding, byRecursion, REFERENCES, routesAsTheRecursion } = queueing;

const SEEDS = Array.from({ length: 10 }, (_, n) => n + 1);
const CALLS = 4_000_000;
/** Of each seed, so many callers are routed by decide() one by one. */
const ROUTED = 50_000;
/** Student's t for 95 % and one less than the seeds. */
const T95 = 2.262;
const NAMES = ['waitSeconds', 'serviceLevel', 'abandons'] as const;

/** Queues of theory beside Erlang C and Erlang A: the router against the queues' own recursion, and that against theory. */
export function run(): void {
  const rows = REFERENCES.map(({ name, queue, figures: expected }) => {
    const started = performance.now();
    const routed = SEEDS.every((seed) => routesAsTheRecursion(queue, ROUTED, seed));
    const runs = SEEDS.map((seed) => played(queue, seed));
    const figures = NAMES.map((figure) => ({
      figure,
      expected: expected[figure],
      ...interval(runs.map((each) => each[figure])),
    }));
    return { queue: name, routed, figures, seconds: (performance.now() - started) / 1_000 };
  });
  const worst = Math.max(...rows.flatMap(({ figures }) => figures.map(({ expected, mean }) => off(mean, expected))));

  print(
    `Each queue: ${SEEDS.length} seeds of ${CALLS} callers in virtual time, by the queue's own recursion; mean and 95 % interval.`,
  );
  print(`Routed: decide() gives each of the first ${ROUTED} callers of every seed the same wait, to the microsecond.`);
  print(
    `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'} × ${availableParallelism()}, load average ${loadavg()[0]?.toFixed(1)}\n`,
  );
  const [seconds, perCent] = [
    (value: number): string => value.toFixed(2),
    (value: number): string => `${(100 * value).toFixed(2)} %`,
  ];
  print(
    table(
      ['queue', 'routed', 'wait s', 'theory', 'off', 'service level', 'theory', 'off', 'abandons', 'theory', 'off'],
      rows.map(({ queue, routed, figures }) => [
        queue,
        routed ? 'yes' : 'NO',
        ...figures.flatMap(({ figure, mean, half, expected }) => {
          const show = figure === 'waitSeconds' ? seconds : perCent;
          return [`${show(mean)} ± ${show(half)}`, show(expected), perCent(off(mean, expected))];
        }),
      ]),
    ),
  );
  const ok = worst <= 0.02 && rows.every(({ routed }) => routed);
  print(JSON.stringify({ bench: 'theory', ok, goal: { off: 0.02 }, worst, rows }));
}

function played(queue: Queue, seed: number): Figures {
  const adding = new Adding(queue.targetSeconds);
  byRecursion(queue, CALLS, seed, (waitMs, answered) => adding.add(waitMs, answered));
  return adding.figures;
}

const off = (mean: number, expected: number): number => (expected === 0 ? mean : Math.abs(mean / expected - 1));

/** The mean of independent runs, and half of its 95 % interval. */
function interval(values: readonly number[]): { readonly mean: number; readonly half: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, half: T95 * Math.sqrt(square / values.length) };
}
