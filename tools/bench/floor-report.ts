import { loadavg } from 'node:os';

import { table } from './table.ts';

export const GOAL = { agents: 1_000, eventsPerSecond: 50, p95Ms: 300 } as const;
/** Of one core: node runs our code on one. */
const FULL = 95;

export interface Row {
  readonly agents: number;
  /** Presence changes a second, and calls. */
  readonly changes: number;
  readonly calls: number;
  readonly events: number;
  readonly lost: number;
  /** To the last wall; of every wall; of a call's arrival. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly maxMs: number | null;
  readonly wallP95Ms: number | null;
  readonly callP95Ms: number | null;
  readonly callsSeen: number;
  readonly boardsPerSecond: number;
  readonly boardKb: number;
  /** Per cent of one core. */
  readonly api: number;
  readonly apiMb: number;
  readonly postgres: number;
  readonly asterisk: number;
  readonly bench: number;
  /** Per cent of all. */
  readonly machine: number;
  readonly gone: number;
  readonly failed: number;
}

/** The table, what it says, and the same as JSON. */
export function report(rows: readonly Row[], setting: { readonly machine: string; readonly walls: number }): string {
  const ms = (value: number | null) => (value === null ? '-' : value.toFixed(0));
  const wanted = rows.find(({ agents, changes }) => agents === GOAL.agents && changes > 0);
  const ok = wanted !== undefined && isWithin(wanted);
  const broken = rows.find((row) => row.changes > 0 && !isWithin(row));
  const why = broken && [
    ...(broken.lost + broken.gone + broken.failed > 0 ? ['lost'] : []),
    ...((broken.p95Ms ?? Infinity) > GOAL.p95Ms ? ['p95'] : []),
    ...(broken.api >= FULL ? ['api'] : []),
  ];
  return [
    `${setting.machine}, load average ${loadavg()[0]?.toFixed(1)}; ${setting.walls} walls.\n`,
    table(
      [
        ...['agents', 'changes/s', 'calls/s', 'events', 'p50 ms', 'p95 ms', 'max ms', 'each wall p95', 'call p95 ms'],
        ...['lost', 'boards/s', 'kB', 'api %', 'api MB', 'Postgres %', 'Asterisk %', 'bench %', 'machine %'],
      ],
      rows.map((row) => [
        ...[row.agents, row.changes, row.calls, row.events, ms(row.p50Ms), ms(row.p95Ms), ms(row.maxMs)],
        ...[ms(row.wallP95Ms), ms(row.callP95Ms), row.lost + row.gone + row.failed, row.boardsPerSecond.toFixed(0)],
        ...[row.boardKb.toFixed(0), row.api.toFixed(0), row.apiMb.toFixed(0), row.postgres.toFixed(0)],
        ...[row.asterisk.toFixed(0), row.bench.toFixed(0), row.machine.toFixed(0)],
      ]),
    ),
    '',
    broken
      ? `The first size past the goal: ${broken.agents} agents (${why?.join(', ')}).`
      : 'Every size was within the goal.',
    JSON.stringify({ bench: 'floor', ok, goal: GOAL, breaksAt: broken ? { agents: broken.agents, why } : null, rows }),
  ].join('\n');
}

const isWithin = ({ p95Ms, lost, gone, failed, api }: Row): boolean =>
  (p95Ms ?? Infinity) <= GOAL.p95Ms && lost + gone + failed === 0 && api < FULL;
