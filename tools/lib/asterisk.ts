import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { AsteriskProgram } from './asterisk-fetch.ts';
import { holdMusic } from './music.ts';
import { giveToService, startService, type Service } from './service.ts';
import { render } from './template.ts';

const TEMPLATES = resolve(import.meta.dirname, '../../docker/asterisk');
const ARI_USER = 'sibai';
/** Asterisk complains of these when they are missing, and has nothing to be told in them. */
const EMPTY = ['acl', 'ccss', 'features', 'pjproject', 'udptl', 'websocket_client'];
const BOOT_MS = 60_000;

export interface AsteriskOptions {
  readonly program: AsteriskProgram;
  /** Holds configuration, state, music and logs. */
  readonly dir: string;
  /** Where recordings in progress are written; put it in memory, so that plain audio never meets a disk. */
  readonly spool: string;
  readonly ports: AsteriskPorts;
  readonly ariPassword: string;
  /** Address SIP listens on (default 0.0.0.0). */
  readonly sipBind?: string;
  /** Address ARI and SIP over WebSocket listen on (default 127.0.0.1). */
  readonly httpBind?: string;
  /** Address to tell peers outside of `localNet`, when this machine is behind NAT. */
  readonly publicAddress?: string;
  readonly localNet?: string;
  /** Further configuration files by name, such as `modules.d/queue.conf`. */
  readonly extra?: Readonly<Record<string, string>>;
}

export interface AsteriskPorts {
  readonly http: number;
  readonly sip: number;
  readonly rtpFrom: number;
  readonly rtpTo: number;
}

/** A running Asterisk. */
export interface Asterisk {
  /** With user and password: what ARI_URLS takes. */
  readonly ariUrl: string;
  /** SIP over WebSocket. */
  readonly wsUrl: string;
  readonly securityLog: string;
  readonly spool: string;
  readonly pid: number;
  /** Settles when the present process is gone, however it went. */
  readonly exited: Promise<string>;
  stop(): Promise<void>;
  /** Ends it the hard way, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again with the same configuration, after a stop, a kill or a crash. */
  restart(): Promise<void>;
}

/** Writes the configuration, starts Asterisk and waits until it takes calls. */
export async function startAsterisk(options: AsteriskOptions): Promise<Asterisk> {
  const { ports, ariPassword, spool } = options;
  const logs = join(options.dir, 'log');
  await writeConfiguration(options, logs);
  let service = await boot(options, logs);
  return {
    ariUrl: `http://${ARI_USER}:${ariPassword}@127.0.0.1:${ports.http}/ari`,
    wsUrl: `ws://127.0.0.1:${ports.http}/ws`,
    securityLog: join(logs, 'security.log'),
    spool,
    get pid() {
      return service.pid;
    },
    get exited() {
      return service.exited;
    },
    stop: () => service.stop(),
    kill: () => service.kill(),
    async restart() {
      await service.stop();
      service = await boot(options, logs);
    },
  };
}

async function writeConfiguration(options: AsteriskOptions, logs: string): Promise<void> {
  const { program, dir, spool, ports } = options;
  const etc = join(dir, 'etc');
  const state = join(dir, 'state');
  const run = join(dir, 'run');
  const music = join(dir, 'music');
  // Asterisk answers 500 to a recording when these folders of the spool are missing.
  const folders = [
    join(state, 'cache'),
    join(state, 'keys'),
    run,
    logs,
    music,
    ...['recording', 'monitor'].map((name) => join(spool, name)),
  ];
  await rm(etc, { recursive: true, force: true });
  for (const folder of [etc, ...folders]) await mkdir(folder, { recursive: true, mode: 0o750 });
  await writeFile(join(music, 'calm.wav'), holdMusic());

  const values = {
    ETC_DIR: etc,
    MODULE_DIR: program.modules,
    SHARE_DIR: program.share,
    STATE_DIR: state,
    SPOOL_DIR: spool,
    RUN_DIR: run,
    LOG_DIR: logs,
    MUSIC_DIR: music,
    NODE_NAME: 'sibai',
    SIP_BIND: options.sipBind ?? '0.0.0.0',
    SIP_PORT: String(ports.sip),
    HTTP_BIND: options.httpBind ?? '127.0.0.1',
    HTTP_PORT: String(ports.http),
    RTP_FROM: String(ports.rtpFrom),
    RTP_TO: String(ports.rtpTo),
    ARI_USER,
    ARI_PASSWORD: options.ariPassword,
    PUBLIC_ADDRESS: options.publicAddress ?? '',
    LOCAL_NET: options.localNet ?? '',
    STUN_SERVER: '',
  };
  for (const name of (await readdir(TEMPLATES)).filter((file) => file.endsWith('.conf')))
    await writeFile(join(etc, name), render(await readFile(join(TEMPLATES, name), 'utf8'), values), { mode: 0o640 });
  for (const name of EMPTY) await writeFile(join(etc, `${name}.conf`), '');
  for (const [name, text] of Object.entries(options.extra ?? {})) {
    await mkdir(join(etc, name, '..'), { recursive: true });
    await writeFile(join(etc, name), text);
  }
  await giveToService(dir, spool);
  await giveToService(etc, music);
}

const boot = (options: AsteriskOptions, logs: string): Promise<Service> =>
  startService({
    name: 'Asterisk',
    command: options.program.command,
    args: ['-f', '-q', '-C', join(options.dir, 'etc/asterisk.conf')],
    log: join(logs, 'console.log'),
    ownLog: join(logs, 'messages.log'),
    stopSignal: 'SIGTERM',
    unprivileged: true,
    ready: () => takesCalls(options),
    withinMs: BOOT_MS,
  });

/** Asterisk answers 503 on its HTTP port until all of its modules are loaded. */
async function takesCalls({ ports, ariPassword }: AsteriskOptions): Promise<boolean> {
  const authorization = `Basic ${Buffer.from(`${ARI_USER}:${ariPassword}`).toString('base64')}`;
  const url = `http://127.0.0.1:${ports.http}/ari/asterisk/info?only=status`;
  return fetch(url, { headers: { authorization }, signal: AbortSignal.timeout(2000) }).then(
    (response) => response.ok,
    () => false,
  );
}
