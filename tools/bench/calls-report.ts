import { availableParallelism } from 'node:os';

import type { Usage } from './calls.ts';
import { table } from './table.ts';

export type Way = 'native' | 'sibai';

/** What one load came to. */
export interface Run {
  readonly way: Way;
  readonly concurrent: number;
  /** Measured time. */
  readonly seconds: number;
  /** Calls in all, of them not answered by an agent or not properly ended, and not recorded to their end. */
  readonly calls: number;
  readonly lost: number;
  readonly unrecorded: number;
  /** Calls that began in the measured time, and of each how long it took from its INVITE to the agent's. */
  readonly measured: number;
  readonly ringMs: readonly number[];
  /** Seconds of processor time in the measured time. */
  readonly processor: Usage;
}

interface Conditions {
  readonly holdSeconds: number;
  readonly seconds: number;
  readonly rounds: number;
  readonly machine: string;
}

const GOAL = { addedP95Ms: 50, asteriskRatio: 1.1, apiShare: 0.1, lost: 0 } as const;

export function report(runs: readonly Run[], conditions: Conditions): string {
  const rows = [...new Set(runs.map(({ concurrent }) => concurrent))].map((concurrent) => {
    const of = (way: Way) => figures(runs.filter((run) => run.concurrent === concurrent && run.way === way));
    const [native, sibai] = [of('native'), of('sibai')];
    const addedP95Ms = round(sibai.p95Ms - native.p95Ms, 1);
    const asteriskRatio = round(sibai.asteriskMsPerCall / native.asteriskMsPerCall, 3);
    const apiShare = round(sibai.apiMsPerCall / sibai.asteriskMsPerCall, 3);
    const ok =
      addedP95Ms <= GOAL.addedP95Ms &&
      asteriskRatio <= GOAL.asteriskRatio &&
      apiShare <= GOAL.apiShare &&
      sibai.lost + sibai.unrecorded === GOAL.lost;
    return { concurrent, native, sibai, addedP95Ms, asteriskRatio, apiShare, ok };
  });
  const ok = rows.every((row) => row.ok);
  return [
    ...notes(conditions),
    '',
    table(
      HEAD,
      rows.flatMap(({ concurrent, native, sibai }) =>
        Object.entries({ native, sibai }).map(([way, f]) => [concurrent, way, ...cells(f)]),
      ),
    ),
    '',
    table(
      ['calls', 'added p95 ms', 'Asterisk × native', 'api / Asterisk', 'lost or not recorded', 'goal met'],
      rows.map((row) => [
        row.concurrent,
        row.addedP95Ms.toFixed(1),
        row.asteriskRatio.toFixed(2),
        row.apiShare.toFixed(2),
        row.sibai.lost + row.sibai.unrecorded,
        row.ok ? 'yes' : 'NO',
      ]),
    ),
    '',
    JSON.stringify({ bench: 'calls', ok, goal: GOAL, ...conditions, rows }),
  ].join('\n');
}

const notes = ({ holdSeconds, seconds, rounds, machine }: Conditions): string[] => [
  `Each call lasts ${holdSeconds} s, with A-law audio both ways; agents, a quarter more than calls, let it ring for 0.2 s.`,
  'native: Answer, MixMonitor, Queue (leastrecent) by an Asterisk that nobody else speaks to. sibai: the same Asterisk with',
  'a flow that goes to one group, agents at their desks, one supervisor at the live page. Both record stereo to memory;',
  'Sibai also seals it into its vault.',
  'p50, p95: from the INVITE of the caller to that of the agent. Asterisk, api, Postgres ms: processor time per call.',
  '%: of one core; machine: of all cores. SIPp plays callers and agents on the same machine.',
  `${rounds} rounds of ${seconds} s measured after a ramp of ${holdSeconds} s; latencies of all rounds together, processor times their median.`,
  machine,
];

function figures(runs: readonly Run[]) {
  const times = runs.flatMap(({ ringMs }) => ringMs).sort((a, b) => a - b);
  const perCall = (part: keyof Usage) => round(median(runs.map((r) => (r.processor[part] * 1000) / r.measured)), 2);
  const ofCore = (part: keyof Usage) => round(median(runs.map((r) => (r.processor[part] * 100) / r.seconds)), 1);
  const sum = (count: (run: Run) => number) => runs.reduce((so, run) => so + count(run), 0);
  return {
    p50Ms: round(quantile(times, 0.5), 1),
    p95Ms: round(quantile(times, 0.95), 1),
    maxMs: round(quantile(times, 1), 1),
    asteriskMsPerCall: perCall('asterisk'),
    apiMsPerCall: perCall('api'),
    postgresMsPerCall: perCall('postgres'),
    asteriskPercent: ofCore('asterisk'),
    apiPercent: ofCore('api'),
    postgresPercent: ofCore('postgres'),
    sippPercent: ofCore('sipp'),
    machinePercent: round(ofCore('machine') / availableParallelism(), 1),
    calls: sum((run) => run.calls),
    lost: sum((run) => run.lost),
    unrecorded: sum((run) => run.unrecorded),
  };
}

const HEAD = [
  'calls',
  'way',
  'p50 ms',
  'p95 ms',
  'Asterisk ms',
  'api ms',
  'Postgres ms',
  'Asterisk %',
  'api %',
  'SIPp %',
  'machine %',
  'placed',
  'lost',
  'not recorded',
];

type Figures = ReturnType<typeof figures>;

const cells = (f: Figures): (string | number)[] => [
  f.p50Ms.toFixed(1),
  f.p95Ms.toFixed(1),
  f.asteriskMsPerCall.toFixed(1),
  f.apiMsPerCall.toFixed(1),
  f.postgresMsPerCall.toFixed(1),
  f.asteriskPercent.toFixed(1),
  f.apiPercent.toFixed(1),
  f.sippPercent.toFixed(1),
  f.machinePercent.toFixed(0),
  f.calls,
  f.lost,
  f.unrecorded,
];

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

const quantile = (sorted: readonly number[], q: number): number => sorted[Math.ceil(sorted.length * q) - 1] ?? 0;

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
