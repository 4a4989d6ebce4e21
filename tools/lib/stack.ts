import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { migrate, seed, startApi, complaint } from '../start/api.ts';
import { spoolOf } from '../start/ground.ts';
import { startAlipaySandbox } from './alipay.ts';
import { ensureAsterisk } from './asterisk-fetch.ts';
import { startAsterisk, type Asterisk } from './asterisk.ts';
import { ensureProgram } from './debian.ts';
import { processId } from './lock.ts';
import { PROGRAMS, ROOT } from './paths.ts';
import { freePort, takePorts } from './ports.ts';
import { startPostgres, type Postgres } from './postgres.ts';
import { Problem } from './problem.ts';
import { writeRunFile, type RunFile } from './run-file.ts';
import { newSecrets } from './secrets.ts';
import { type Service } from './service.ts';
import { copyTemplate } from './stack-template.ts';

export interface StackOptions {
  /** Holds all its state; removed when it stops. */
  readonly dir: string;
  /** How many ports there are for audio; a call with an agent takes four. */
  readonly rtpPorts?: number;
  /** Variables for the api beside those every start sets. */
  readonly env?: NodeJS.ProcessEnv;
}

/** What the seed tells about the demonstration tenant. */
export interface Demo {
  readonly number: string;
  readonly signIns: readonly {
    readonly role: string;
    readonly name: string;
    readonly email: string;
    readonly password: string;
  }[];
}

/** The built product, running by itself on ports of its own: for tests and benchmarks. */
export interface Stack {
  readonly run: RunFile;
  readonly dir: string;
  readonly baseUrl: string;
  readonly ariUrl: string;
  readonly sipPort: number;
  readonly demo: Demo;
  readonly postgres: Postgres;
  readonly asterisk: Asterisk;
  readonly api: {
    readonly pid: number;
    readonly log: string;
    /** Ends it as a crash would. */
    kill(): Promise<void>;
    /** Starts it again, after a stop or a kill, and waits until it is ready. */
    restart(): Promise<void>;
    /** Resolves when the api says that all its parts are ready. */
    ready(): Promise<void>;
  };
  stop(): Promise<void>;
}

/** Starts Postgres, Asterisk and the api (which must have been built) over an empty folder, with the demonstration tenant. */
export async function startStack({ dir, rtpPorts = 400, env: more }: StackOptions): Promise<Stack> {
  const copied = await copyTemplate(dir);
  const secrets = copied?.secrets ?? newSecrets();
  const spool = await spoolOf(dir);
  const log = join(dir, 'api.log');
  await mkdir(join(dir, 'prompts'), { recursive: true, mode: 0o755 });
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const each of stops.splice(0).toReversed()) await each();
  };
  stops.push(async () => {
    for (const left of [dir, spool]) await rm(left, { recursive: true, force: true });
  });

  try {
    const rtp = await takePorts(rtpPorts);
    stops.push(() => rtp.release());
    const ports = {
      api: await freePort(),
      metrics: await freePort(),
      postgres: await freePort(),
      ari: await freePort(),
      sip: await freePort('udp'),
    };
    const [postgres, asterisk, espeak, alipay] = await Promise.all([
      started(
        startPostgres({
          dir: join(dir, 'postgres'),
          port: ports.postgres,
          secrets: secrets.postgres,
          disposable: true,
        }),
        stops,
      ),
      started(
        startAsterisk({
          program: await ensureAsterisk(PROGRAMS),
          dir: join(dir, 'asterisk'),
          spool,
          ports: { http: ports.ari, sip: ports.sip, rtpFrom: rtp.from, rtpTo: rtp.to },
          ariPassword: secrets.ari,
        }),
        stops,
      ),
      ensureProgram('espeak-ng', PROGRAMS),
      started(
        startAlipaySandbox({
          dir: join(dir, 'alipay'),
          log: join(dir, 'alipay.log'),
          host: '127.0.0.1',
          name: '127.0.0.1',
        }),
        stops,
      ),
    ]);
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(ports.api),
      METRICS_PORT: String(ports.metrics),
      DATABASE_URL: postgres.appUrl,
      ARI_URLS: asterisk.ariUrl,
      DATA_DIR: dir,
      SPOOL_DIR: spool,
      ESPEAK: espeak,
      ASTERISK_SECURITY_LOG: asterisk.securityLog,
      WEB_ROOT: ROOT,
      OUTBOX: 'true',
      PUBLIC_URL: `http://127.0.0.1:${ports.api}`,
      ...alipay.env,
      ...more,
    };
    const demo = (copied?.demo ?? (await populate({ ...env, DATABASE_OWNER_URL: postgres.ownerUrl }))) as Demo;

    const baseUrl = `http://127.0.0.1:${ports.api}`;
    let api: Service = await startApi(env, log, baseUrl);
    stops.push(() => api.stop());
    const ready = async () => {
      const wrong = await complaint(baseUrl, true);
      if (wrong) throw new Problem(`The api is not ready: ${wrong} (see ${log})`);
    };
    await ready();
    const run: RunFile = {
      start: processId(process.pid),
      parts: { api: processId(api.pid), Asterisk: processId(asterisk.pid), PostgreSQL: processId(postgres.pid) },
      ports,
      url: baseUrl,
      metricsUrl: `http://127.0.0.1:${ports.metrics}/metrics`,
      databaseUrl: postgres.appUrl,
      databaseOwnerUrl: postgres.ownerUrl,
      ariUrl: asterisk.ariUrl,
      spool,
      demo,
    };
    await writeRunFile(dir, run);
    return {
      run,
      dir,
      baseUrl,
      ariUrl: asterisk.ariUrl,
      sipPort: ports.sip,
      demo,
      postgres,
      asterisk,
      api: {
        get pid() {
          return api.pid;
        },
        log,
        ready,
        kill: () => api.kill(),
        async restart() {
          await api.stop();
          api = await startApi(env, log, baseUrl);
          await ready();
        },
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function populate(env: NodeJS.ProcessEnv): Promise<unknown> {
  await migrate(env);
  return seed(env, true);
}

/** Remembers how to stop a part as soon as it runs, so that none is left when another fails to start. */
async function started<T extends { stop(): Promise<void> }>(
  part: Promise<T>,
  stops: (() => Promise<void>)[],
): Promise<T> {
  const running = await part;
  stops.push(() => running.stop());
  return running;
}
