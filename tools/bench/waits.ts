import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';

import { type Day, NO_CHANGE, readDay, replay, type SimulatedEnd, type WaitEstimate } from '@sibai/routing';

import { Problem } from '../lib/problem.ts';
import { print } from '../lib/terminal.ts';
import { table } from './table.ts';

const SEEDS = [1, 2, 3, 4, 5];
const MIDNIGHT = Date.parse('2000-01-01T00:00:00+08:00');
const HOUR_MS = 3_600_000;
/** The baseline: what the latest callers of the group who were answered have waited, on average. */
const LATEST = 20;

const HELP = `npm run bench -- waits --day FILE
  --day FILE   a day of calls as a table, with the headings that the what-if page takes`;

/** A caller who had to wait and was told how long. */
interface Told {
  readonly hour: number;
  readonly answered: boolean;
  readonly waitMs: number;
  readonly foretold: WaitEstimate;
  /** Null before anybody was answered. */
  readonly naiveMs: number | null;
}

/** How far foretold waits lie from the real ones on a day that is played again. */
export async function run(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...argv], options: { day: { type: 'string' } } });
  if (values.day === undefined) return print(HELP);
  const day = readDay(await text(values.day), MIDNIGHT);
  if ('kind' in day) throw new Problem(`${values.day} is no day of calls: ${JSON.stringify(day)}`);

  const told = SEEDS.flatMap((seed) => toldIn(day, seed));
  const answered = told.filter((each) => each.answered);
  const hours = [...new Set(told.map(({ hour }) => hour))].sort((a, b) => a - b);
  const figures = hours.map((hour) => ({
    hour: `${hour}:00`,
    ...figuresOf(told.filter((each) => each.hour === hour)),
  }));
  const all = figuresOf(told);

  print(
    `${day.calls.length} calls, ${day.groups.length} groups; played ${SEEDS.length} times with other dice, all callers together.`,
  );
  print('Each caller who has to wait is told on joining the queue. Waits are of those who were answered, in seconds.');
  print(
    `Latest ${LATEST}: the baseline, what the latest callers of the group who were answered have waited on average.`,
  );
  print(
    `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'} × ${availableParallelism()}, load average ${loadavg()[0]?.toFixed(1)}\n`,
  );
  print(
    table(
      [
        'hour',
        'told',
        'left',
        'wait p50',
        'foretold p50',
        'off p50',
        'off mean',
        'bias',
        '≤ foretold',
        'in span',
        '≤ P90',
        'latest 20: off p50',
        'off mean',
      ],
      [...figures, { hour: 'all', ...all }].map((row) => [
        row.hour,
        row.told,
        perCent(row.left / row.told),
        seconds(row.waitP50),
        seconds(row.foretoldP50),
        seconds(row.offP50),
        seconds(row.offMean),
        seconds(row.bias),
        perCent(row.underForetold),
        perCent(row.inSpan),
        perCent(row.underP90),
        seconds(row.naiveOffP50),
        seconds(row.naiveOffMean),
      ]),
    ),
  );
  print(`Left: hung up before they were answered; nobody knows how long they would have waited.`);
  const ok = all.offP50 < all.naiveOffP50;
  print(JSON.stringify({ bench: 'waits', ok, answered: answered.length, all, hours: figures }));
}

async function text(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new Problem(`${file} cannot be read: the bench needs a day of calls (--day FILE)`, { cause });
  }
}

function toldIn(day: Day, seed: number): Told[] {
  const ends: SimulatedEnd[] = [];
  replay(day, NO_CHANGE, seed, (end) => ends.push(end));
  const answers = ends
    .filter(({ outcome }) => outcome === 'answered')
    .map(({ group, at, waitMs }) => ({ group, at: at + waitMs, waitMs }))
    .sort((a, b) => a.at - b.at);
  return ends.flatMap(({ at, group, outcome, waitMs, foretold }) => {
    if (!foretold) return [];
    const latest = answers.filter((each) => each.group === group && each.at <= at).slice(-LATEST);
    const naiveMs = latest.length > 0 ? mean(latest.map((each) => each.waitMs)) : null;
    const hour = Math.floor((at - MIDNIGHT) / HOUR_MS);
    return [{ hour, answered: outcome === 'answered', waitMs, foretold, naiveMs }];
  });
}

function figuresOf(told: readonly Told[]) {
  const answered = told.filter((each) => each.answered);
  const share = (holds: (each: Told) => boolean) => answered.filter(holds).length / answered.length;
  const off = answered.map(({ foretold, waitMs }) => Math.abs(foretold.ms - waitMs));
  const naive = answered.flatMap(({ naiveMs, waitMs }) => (naiveMs === null ? [] : [Math.abs(naiveMs - waitMs)]));
  return {
    told: told.length,
    left: told.length - answered.length,
    waitP50: median(answered.map(({ waitMs }) => waitMs)),
    foretoldP50: median(answered.map(({ foretold }) => foretold.ms)),
    offP50: median(off),
    offMean: mean(off),
    bias: mean(answered.map(({ foretold, waitMs }) => foretold.ms - waitMs)),
    underForetold: share(({ foretold, waitMs }) => waitMs <= foretold.ms),
    inSpan: share(({ foretold, waitMs }) => foretold.lowMs <= waitMs && waitMs <= foretold.highMs),
    underP90: share(({ foretold, waitMs }) => waitMs <= foretold.highMs),
    naiveOffP50: median(naive),
    naiveOffMean: mean(naive),
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? NaN;

const seconds = (ms: number): string => (Number.isNaN(ms) ? '-' : (ms / 1_000).toFixed(0));
const perCent = (share: number): string => (Number.isNaN(share) ? '-' : `${(100 * share).toFixed(0)} %`);
