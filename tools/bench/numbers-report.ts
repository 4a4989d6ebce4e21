import { availableParallelism, cpus } from 'node:os';

import { table } from './table.ts';

const GOAL = { p99Ms: 20, memoryMb: 64 };

/** One query, by the clock. */
export interface Timed {
  /** Which of the queries. */
  readonly at: number;
  readonly kind: string;
  readonly ms: number;
  /** Absent: given up. */
  readonly page: readonly string[] | undefined;
}

export interface PostgresRun {
  readonly loadSeconds: number;
  readonly trigramSeconds: number;
  readonly sizes: { readonly table: string; readonly indexes: string; readonly trigrams: string };
  readonly like: readonly Timed[];
  readonly trigrams: readonly Timed[];
}

interface Measured {
  readonly rows: number;
  readonly load: number;
  readonly build: { readonly ms: number; readonly longestStepMs: number };
  /** In megabytes: the typed arrays, the process's growth once they are filled, and its most after the queries. */
  readonly memory: { readonly arrays: number; readonly rss: number; readonly peakRss: number };
  readonly ours: readonly Timed[];
  /** Processor time of a query, which other work on the machine does not lengthen. */
  readonly cpuMs: number;
  readonly sparse: readonly { readonly rows: number; readonly timed: readonly Timed[] }[];
  readonly updateUs: number;
  readonly postgres: PostgresRun | undefined;
}

export function report({ rows, load, build, memory, ours, cpuMs, sparse, updateUs, postgres }: Measured): string {
  const kinds = [...new Set(ours.map(({ kind }) => kind)), undefined];
  const ways = [ours, ...(postgres ? [postgres.like, postgres.trigrams] : [])];
  const head = ['query', 'n', 'p50 ms', 'p99 ms', 'max ms'];
  const postgresHead = ['LIKE n', 'p50 ms', 'p99 ms', 'pg_trgm n', 'p50 ms', 'p99 ms'];
  const lines = kinds.map((kind) => [
    kind ?? 'all',
    ...ways.flatMap((way, at) => {
      const of = way.filter((each) => kind === undefined || each.kind === kind);
      if (of.length === 0) return ['-', '-', '-'];
      return [of.length, figure(of, 0.5), figure(of, 0.99), ...(at === 0 ? [figure(of, 1)] : [])];
    }),
  ]);
  const stocks = [...sparse, { rows, timed: ours }].map(({ rows: size, timed }) => [
    size.toLocaleString('en'),
    figure(timed, 0.5),
    figure(timed, 0.99),
    figure(timed, 1),
  ]);
  const p99 = quantile(ours, 0.99);
  const ok = p99 <= GOAL.p99Ms && memory.peakRss <= GOAL.memoryMb;
  const differing = postgres ? compare(ours, [...postgres.like, ...postgres.trigrams]) : undefined;
  const mb = (megabytes: number): string => megabytes.toFixed(1);
  return [
    `${rows.toLocaleString('en')} numbers, 70 % of them free; first page of 20, best first, with scores and reasons.`,
    `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'} × ${availableParallelism()}, load average ${load.toFixed(1)}`,
    '',
    table(postgres ? [...head, ...postgresHead] : head, lines),
    '',
    table(['numbers', 'p50 ms', 'p99 ms', 'max ms'], stocks),
    '',
    `Processor time of a query: ${cpuMs.toFixed(2)} ms on average, compiling and garbage collection included.`,
    `Built in ${(build.ms / 1_000).toFixed(2)} s, the longest step ${build.longestStepMs.toFixed(1)} ms; a change of state ${updateUs.toFixed(2)} µs.`,
    `Memory: typed arrays ${mb(memory.arrays)} MB; the process grew by ${mb(memory.rss)} MB, and by ${mb(memory.peakRss)} MB at most, the queries included.`,
    ...(postgres ? [aboutPostgres(postgres, differing ?? 0)] : []),
    JSON.stringify({
      bench: 'numbers',
      ok,
      goal: GOAL,
      rows,
      p99Ms: p99,
      memory,
      build: build.ms,
      updateUs,
      lines,
      stocks,
      differing,
    }),
  ].join('\n');
}

function aboutPostgres({ loadSeconds, trigramSeconds, sizes, like, trigrams }: PostgresRun, differing: number): string {
  const givenUp = [...like, ...trigrams].filter(({ page }) => page === undefined).length;
  return [
    `PostgreSQL: loaded and indexed in ${loadSeconds.toFixed(0)} s, trigrams in ${trigramSeconds.toFixed(0)} s;`,
    `table ${sizes.table}, indexes ${sizes.indexes}, of which trigrams ${sizes.trigrams}; ${givenUp} queries given up.`,
    `Pages that differ from ours: ${differing}.`,
  ].join(' ');
}

/** How many of Postgres' pages are not ours. */
function compare(ours: readonly Timed[], theirs: readonly Timed[]): number {
  return theirs.filter(({ at, page }) => page && page.join() !== ours[at]?.page?.join()).length;
}

const figure = (timed: readonly Timed[], q: number): string => {
  const ms = quantile(timed, q);
  return ms < 100 ? ms.toFixed(2) : ms.toFixed(0);
};

function quantile(timed: readonly Timed[], q: number): number {
  const sorted = Float64Array.from(timed, ({ ms }) => ms).sort();
  return sorted[Math.ceil(sorted.length * q) - 1] ?? 0;
}
