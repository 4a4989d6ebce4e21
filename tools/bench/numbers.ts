import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { Inventory, Namespace, numberAt, search, SEED_NUMBER_TARIFF, type NumberState } from '@sibai/numbers';
import { Client } from 'pg';

import { freePort } from '../lib/ports.ts';
import { startPostgres } from '../lib/postgres.ts';
import { Problem } from '../lib/problem.ts';
import { print, step } from '../lib/terminal.ts';
import { addTrigrams, expressible, fill, firstPage } from './numbers-postgres.ts';
import { type Asked, dice, mixedQueries } from './numbers-queries.ts';
import { report, type PostgresRun, type Timed } from './numbers-report.ts';

const SEED = 400;
const PAGE = 20;
const NAMESPACE = 10_000_000;
/** A statement of Postgres that takes longer is given up, and counts as so long. */
const STATEMENT_MS = 20_000;
const SPARSE = [20_000, 1_000_000];
const UPDATES = 100_000;
const MB = 1_048_576;

interface Options {
  readonly rows: number;
  readonly queries: number;
  readonly postgresSeconds: number;
}

const HELP = `npm run bench -- numbers [options]
  --rows N              how many of the ten million numbers the operator has (10000000)
  --queries N           mixed queries (1000)
  --postgres-seconds N  most time for the queries of each way of Postgres; 0: without Postgres (600)`;

export async function run(argv: readonly string[]): Promise<void> {
  const options = readOptions(argv);
  if (!options) return print(HELP);
  const asked = mixedQueries(options.queries, SEED);

  const gc = collector();
  gc();
  const before = process.memoryUsage().rss;
  const built = await step('the namespace', async () => build());
  const inventory = stock(built.namespace, options.rows);
  gc();
  const rss = (process.memoryUsage().rss - before) / MB;
  const cpuBefore = process.cpuUsage();
  const ours = await step('the search', async () => measure(inventory, asked));
  const { user, system } = process.cpuUsage(cpuBefore);
  // The queries that warm up are as many.
  const cpuMs = (user + system) / 1_000 / (2 * asked.length);
  const memory = {
    arrays: (built.namespace.bytes + inventory.bytes) / MB,
    rss,
    peakRss: (process.resourceUsage().maxRSS * 1_024 - before) / MB,
  };
  const load = loadavg()[0] ?? 0;
  const sparse = SPARSE.filter((rows) => rows < options.rows).map((rows) => ({
    rows,
    timed: measure(stock(built.namespace, rows), asked),
  }));
  const updateUs = measureUpdates(stock(built.namespace, options.rows));
  const postgres =
    options.postgresSeconds > 0 ? await askPostgres(inventory, asked, options.postgresSeconds) : undefined;
  print();
  print(report({ rows: options.rows, load, build: built, memory, ours, cpuMs, sparse, updateUs, postgres }));
}

function readOptions(argv: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      rows: { type: 'string', default: String(NAMESPACE) },
      queries: { type: 'string', default: '1000' },
      'postgres-seconds': { type: 'string', default: '600' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return undefined;
  const rows = Number(values.rows);
  const queries = Number(values.queries);
  const postgresSeconds = Number(values['postgres-seconds']);
  if (!(rows >= 1 && rows <= NAMESPACE && queries >= 1 && postgresSeconds >= 0))
    throw new Problem(`--rows is 1 to ${NAMESPACE}, --queries at least 1, --postgres-seconds at least 0.`);
  return { rows, queries, postgresSeconds };
}

function build() {
  const started = performance.now();
  const steps = Namespace.build();
  let longestStepMs = 0;
  for (;;) {
    const from = performance.now();
    const made = steps.next();
    longestStepMs = Math.max(longestStepMs, performance.now() - from);
    if (made.done) return { namespace: made.value, ms: performance.now() - started, longestStepMs };
  }
}

/** Numbers from all over the namespace in all states, most of them free: the same for the same number of rows. */
function stock(namespace: Namespace, rows: number): Inventory {
  const inventory = new Inventory(namespace);
  const draw = dice(SEED + rows);
  const stateOf = (): NumberState => {
    const at = draw();
    if (at < 0.7) return 'free';
    if (at < 0.72) return 'held';
    if (at < 0.94) return 'sold';
    return at < 0.96 ? 'suspended' : 'cooling';
  };
  if (rows === NAMESPACE) {
    inventory.fill('free');
    for (let index = 0; index < NAMESPACE; index += 1) {
      const state = stateOf();
      if (state !== 'free') inventory.setAt(index, state);
    }
  } else while (inventory.size < rows) inventory.setAt(Math.floor(draw() * NAMESPACE), stateOf());
  return inventory;
}

/** Each query once to warm up, then each once by the clock: what is asked, not what is remembered, is measured. */
function measure(inventory: Inventory, asked: readonly Asked[]): readonly Timed[] {
  const ask = ({ query }: Asked) => search(inventory, query, { tariff: SEED_NUMBER_TARIFF, limit: PAGE });
  for (const each of mixedQueries(asked.length, SEED + 1)) ask(each);
  return asked.map((each, at) => {
    const from = performance.now();
    const { items } = ask(each);
    return { at, kind: each.kind, ms: performance.now() - from, page: items.map(({ number }) => number) };
  });
}

/** Microseconds of one change of state, the search structure included. */
function measureUpdates(inventory: Inventory): number {
  const draw = dice(SEED);
  const numbers = Array.from({ length: UPDATES }, () => numberAt(Math.floor(draw() * NAMESPACE)));
  const from = performance.now();
  for (const number of numbers) inventory.set(number, inventory.get(number) === 'free' ? 'held' : 'free');
  return ((performance.now() - from) * 1_000) / UPDATES;
}

async function askPostgres(inventory: Inventory, asked: readonly Asked[], seconds: number): Promise<PostgresRun> {
  const dir = await mkdtemp(join(tmpdir(), 'sibai-bench-numbers-'));
  const secrets = { superuser: 'bench', owner: 'bench', app: 'bench' };
  const port = await freePort();
  const server = await step('PostgreSQL', () => startPostgres({ dir, port, secrets, disposable: true }));
  const db = new Client({ host: '127.0.0.1', port, user: 'postgres', password: secrets.superuser, database: 'sibai' });
  try {
    await db.connect();
    await db.query(`SET maintenance_work_mem = '512MB'; SET work_mem = '64MB'; SET jit = off`);
    const loading = performance.now();
    await step('the same numbers in PostgreSQL', () => fill(db, inventory));
    const loadSeconds = (performance.now() - loading) / 1_000;
    const like = await step('LIKE', () => askAll(db, asked, seconds));
    const indexing = performance.now();
    await step('an index of trigrams', () => addTrigrams(db));
    const trigramSeconds = (performance.now() - indexing) / 1_000;
    const trigrams = await step('LIKE with pg_trgm', () => askAll(db, asked, seconds));
    const { rows } = await db.query<PostgresRun['sizes']>(`SELECT pg_size_pretty(pg_table_size('number')) AS table,
      pg_size_pretty(pg_indexes_size('number')) AS indexes, pg_size_pretty(pg_relation_size('number_trigrams')) AS trigrams`);
    return { loadSeconds, trigramSeconds, sizes: rows[0] as PostgresRun['sizes'], like, trigrams };
  } finally {
    await db.end();
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

/** The same queries in the same order, as many as there is time for. */
async function askAll(db: Client, asked: readonly Asked[], seconds: number): Promise<readonly Timed[]> {
  await db.query(`SET statement_timeout = ${STATEMENT_MS}`);
  const deadline = performance.now() + seconds * 1_000;
  const timed: Timed[] = [];
  for (const { kind, query } of asked.slice(0, WARM_UP)) if (expressible(query)) await answer(db, 0, kind, query);
  for (const [at, { kind, query }] of asked.entries()) {
    if (performance.now() > deadline) break;
    if (expressible(query)) timed.push(await answer(db, at, kind, query));
  }
  await db.query(`SET statement_timeout = 0`);
  return timed;
}

const WARM_UP = 20;
const CANCELLED = '57014';

async function answer(db: Client, at: number, kind: string, query: Asked['query']): Promise<Timed> {
  const from = performance.now();
  const page = await firstPage(db, query, PAGE).catch((error: unknown) => {
    if ((error as { code?: string }).code === CANCELLED) return undefined;
    throw error;
  });
  return { at, kind, ms: performance.now() - from, page };
}

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
