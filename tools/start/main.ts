import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startAlipaySandbox } from '../lib/alipay.ts';
import { ensureAsterisk } from '../lib/asterisk-fetch.ts';
import { startAsterisk, type Asterisk } from '../lib/asterisk.ts';
import { ensureProgram } from '../lib/debian.ts';
import { processId, releaseLock } from '../lib/lock.ts';
import { PROGRAMS, ROOT } from '../lib/paths.ts';
import { startPostgres, type Postgres } from '../lib/postgres.ts';
import { Problem, sentence } from '../lib/problem.ts';
import { writeRunFile } from '../lib/run-file.ts';
import { readSecrets, type Secrets } from '../lib/secrets.ts';
import { print, step } from '../lib/terminal.ts';
import { complaint, migrate, seed, startApi } from './api.ts';
import { build } from './build.ts';
import { claim, insistOnPorts, lockOf, spoolOf } from './ground.ts';
import { boundLogs } from './logs.ts';
import { help, readOptions, type StartOptions } from './options.ts';
import { Part } from './part.ts';
import { welcome } from './welcome.ts';

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** What is running, in the order it was started; stopped from the end. */
const parts: Part[] = [];
/** Ends what is not a part: without it all but paying goes on. */
const ends: (() => Promise<void>)[] = [];
let claimed: string | undefined;
let stopping: Promise<void> | undefined;

function stop(code: number): Promise<void> {
  stopping ??= (async () => {
    for (const part of parts.toReversed()) await part.stop();
    for (const end of ends) await end();
    if (claimed) await releaseLock(lockOf(claimed));
    process.exit(code);
  })();
  return stopping;
}

async function main(options: StartOptions): Promise<void> {
  const { data } = options;
  await claim(options);
  claimed = data;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const)
    process.on(signal, () => {
      if (!stopping) print('Stopping …');
      void stop(0);
    });
  // The channel to bootstrap.mjs only tells that it is gone: it must not keep this process alive.
  process.channel?.unref();

  const own = { postgres: !process.env['DATABASE_URL'], asterisk: options.telephony && !process.env['ARI_URLS'] };
  if (!own.postgres && !process.env['DATABASE_OWNER_URL'])
    throw new Problem(
      'DATABASE_URL is set, so DATABASE_OWNER_URL is needed too: the owner of the tables migrates them.',
    );
  await insistOnPorts(options, own);
  const logs = join(data, 'logs');
  for (const dir of [logs, join(data, 'prompts')]) await mkdir(dir, { recursive: true, mode: 0o755 });
  const secrets = await readSecrets(join(data, 'secrets.json'));
  const spool = process.env['SPOOL_DIR'] ?? (await spoolOf(data));
  print(`Sibai on ${data}`);

  const [postgres, asterisk, espeak, alipay] = await all([
    own.postgres ? database(options, secrets) : undefined,
    own.asterisk ? telephony(options, secrets, spool) : undefined,
    speech(),
    sandbox(options, logs),
    step('build', (report) => build(join(logs, 'build.log'), report), String),
  ]);

  // The demonstration's passwords are known to all: only this machine is served, unless it is given a public name.
  const host = process.env['HOST'] ?? (options.publicHost ? '0.0.0.0' : '127.0.0.1');
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: process.env['NODE_ENV'] ?? 'production',
    PORT: String(options.port),
    HOST: host,
    // It shows everybody's codes: to who sits at this machine, and to nobody else.
    OUTBOX: process.env['OUTBOX'] ?? String(LOOPBACK.includes(host)),
    METRICS_PORT: String(options.metricsPort),
    DATABASE_URL: postgres?.running.appUrl ?? process.env['DATABASE_URL'],
    DATABASE_OWNER_URL: postgres?.running.ownerUrl ?? process.env['DATABASE_OWNER_URL'],
    ARI_URLS: options.telephony ? (asterisk?.running.ariUrl ?? process.env['ARI_URLS'] ?? '') : '',
    DATA_DIR: data,
    SPOOL_DIR: spool,
    ESPEAK: process.env['ESPEAK'] ?? espeak ?? '',
    ASTERISK_SECURITY_LOG: asterisk?.running.securityLog ?? process.env['ASTERISK_SECURITY_LOG'] ?? '',
    PUBLIC_HOST: options.publicHost || (process.env['PUBLIC_HOST'] ?? ''),
    WEB_ROOT: process.env['WEB_ROOT'] ?? ROOT,
    ...alipay,
  };
  await step('migrations', () => migrate(env));
  const demo = await step('first accounts', () => seed(env, options.demo));
  const url = `http://${options.publicHost || 'localhost'}:${options.port}`;
  const local = `http://127.0.0.1:${options.port}`;
  const { DATABASE_OWNER_URL: _, ...apiEnv } = env;
  await step('api', () => launch('api', () => startApi(apiEnv, join(logs, 'api.log'), local)));

  async function record(): Promise<void> {
    await writeRunFile(data, {
      start: processId(process.pid),
      parts: Object.fromEntries(parts.map((part) => [part.name, processId(part.running.pid)])),
      ports: {
        api: options.port,
        metrics: options.metricsPort,
        postgres: options.postgresPort,
        ari: options.ariPort,
        sip: options.sipPort,
      },
      url: local,
      metricsUrl: `http://127.0.0.1:${options.metricsPort}/metrics`,
      databaseUrl: env['DATABASE_URL'] ?? '',
      databaseOwnerUrl: env['DATABASE_OWNER_URL'] ?? '',
      ariUrl: env['ARI_URLS'] ?? '',
      spool,
      demo,
    });
  }
  restarted = record;
  await record();
  boundLogs([logs, join(data, 'asterisk/log'), join(data, 'postgres')]);
  const wrong = await step(
    'self-check',
    () => complaint(local, env['ARI_URLS'] !== ''),
    (found) => (found ? 'not everything is ready' : 'all ready'),
  );
  print(welcome({ url, options, demo, telephony: env['ARI_URLS'] !== '', wrong }));
}

/** Replaced once there is something to write down. */
let restarted: () => Promise<void> = async () => undefined;

async function launch<R extends Part['running']>(name: string, start: () => Promise<R>): Promise<Part<R>> {
  const part = await Part.start(name, start, () => void restarted());
  parts.push(part);
  if (stopping) await part.stop();
  return part;
}

function database({ data, postgresPort }: StartOptions, { postgres: secrets }: Secrets): Promise<Part<Postgres>> {
  const start = () => startPostgres({ dir: join(data, 'postgres'), port: postgresPort, secrets });
  return step(
    'PostgreSQL',
    () => launch('PostgreSQL', start),
    () => `127.0.0.1:${postgresPort}`,
  );
}

/** Without Asterisk the rest still starts: undefined, after saying why. */
async function telephony(options: StartOptions, secrets: Secrets, spool: string): Promise<Part<Asterisk> | undefined> {
  try {
    return await step(
      'Asterisk',
      async (report) => {
        const program = await ensureAsterisk(PROGRAMS, report);
        const { ariPort: http, sipPort: sip, rtpFrom, rtpTo, publicHost } = options;
        const address = /^[\d.]+$/.test(publicHost) ? { publicAddress: publicHost } : {};
        return launch('Asterisk', () =>
          startAsterisk({
            program,
            dir: join(options.data, 'asterisk'),
            spool,
            ports: { http, sip, rtpFrom, rtpTo },
            ariPassword: secrets.ari,
            ...address,
          }),
        );
      },
      (part) => `SIP on port ${options.sipPort}, pid ${part.running.pid}`,
    );
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    print(`  ! ${error.message}`);
    return undefined;
  }
}

/** The speech synthesiser; without it only recorded prompts and recorded syllables are heard. */
async function speech(): Promise<string | undefined> {
  try {
    return await step('espeak-ng', (report) => ensureProgram('espeak-ng', PROGRAMS, report));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    print(`  ! ${error.message} Texts cannot be spoken without espeak-ng or TTS_VOICE_DIR.`);
    return undefined;
  }
}

/** Where no Alipay is configured and only this machine is served: a way to pay in which no real money moves, labelled so. */
async function sandbox({ data, publicHost }: StartOptions, logs: string): Promise<NodeJS.ProcessEnv | undefined> {
  const host = process.env['HOST'] ?? (publicHost ? '0.0.0.0' : '127.0.0.1');
  if (process.env['ALIPAY_APP_ID'] || process.env['NODE_ENV'] === 'production' || !LOOPBACK.includes(host))
    return undefined;
  const at = { dir: join(data, 'alipay'), log: join(logs, 'alipay.log'), host, name: '127.0.0.1' };
  const running = await step('Alipay sandbox', () => startAlipaySandbox(at));
  // It holds its trades: a payment needs it, nothing else does, so its end is not the end of the product.
  ends.push(() => running.stop());
  return running.env;
}

/** Like Promise.all, but lets every one finish before the first failure is thrown: none is left half-started. */
async function all<T extends readonly unknown[]>(
  works: readonly [...T],
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(works);
  return Promise.all(works);
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(help());
  else await main(options);
} catch (error) {
  console.error(`\n${sentence(error)}`);
  await stop(1);
}
