import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { lstat, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findOnPath } from './find.ts';
import { lastLines } from './last-lines.ts';
import { Problem } from './problem.ts';

const exec = promisify(execFile);
const STOP_MS = 10_000;
const NO_SETPRIV =
  'PostgreSQL and Asterisk do not run as root: install util-linux (setpriv), or start as an ordinary user.';

export interface ServiceOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Everything the process prints is appended here. */
  readonly log: string;
  /** Ends the process in order; also sent by the kernel when we are killed, so that none is left behind. */
  readonly stopSignal: NodeJS.Signals;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Run by `nobody` when we are root. */
  readonly unprivileged?: boolean;
  /** Whether it does its work by now: asked until it does, or until so long has passed. */
  readonly ready: () => Promise<boolean>;
  readonly withinMs: number;
  /** A log of its own that says more than what it prints. */
  readonly ownLog?: string;
}

/** A process that runs until it is told to stop. */
export interface Service {
  readonly pid: number;
  /** Settles when the process is gone, however it went. */
  readonly exited: Promise<string>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/**
 * Starts a process and waits until it is ready. It is in a group of its own, so that Ctrl-C reaches only us and we stop the
 * parts in order.
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const [command, ...args] = await guarded(options);
  const log = await open(options.log, 'a');
  const child = spawn(command, args, {
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
    env: options.env ?? process.env,
    ...(options.cwd ? { cwd: options.cwd } : {}),
  });
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  });
  await log.close();
  if (child.pid === undefined) throw new Problem(`${options.name} cannot be started: ${await exited}.`);
  const service: Service = {
    pid: child.pid,
    exited,
    stop: () => end(child, exited, options.stopSignal),
    kill: () => end(child, exited, 'SIGKILL'),
  };
  try {
    await untilReady(service, options);
  } catch (error) {
    await service.stop();
    throw error;
  }
  return service;
}

async function untilReady(service: Service, { name, log, ownLog, ready, withinMs }: ServiceOptions): Promise<void> {
  let gone: string | undefined;
  void service.exited.then((why) => (gone = why));
  const problem = async (what: string) =>
    new Problem([`${name} ${what}.`, await lastLines(log, ...(ownLog ? [ownLog] : []))].filter(Boolean).join('\n'));
  for (const deadline = Date.now() + withinMs; !(await ready()); await sleep(50)) {
    if (gone) throw await problem(`ended at once (${gone})`);
    if (Date.now() > deadline) throw await problem(`was not ready after ${withinMs / 1000} s`);
  }
  // Something else may have answered in its place.
  if (gone) throw await problem(`ended at once (${gone})`);
}

async function end(child: ChildProcess, exited: Promise<string>, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  const hard = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await exited;
  clearTimeout(hard);
}

/** The command line, behind setpriv where there is one: it ties the child's life to ours and drops root. */
async function guarded(options: ServiceOptions): Promise<[string, ...string[]]> {
  const own: [string, ...string[]] = [options.command, ...options.args];
  const setpriv = await findOnPath('setpriv');
  if (!setpriv) {
    if (options.unprivileged && isRoot()) throw new Problem(NO_SETPRIV);
    return own;
  }
  const death = ['--pdeathsig', options.stopSignal.slice(3)];
  const drop =
    options.unprivileged && isRoot() ? await nobodyFlags(setpriv, options.command, dirname(options.log)) : [];
  return [setpriv, ...death, ...drop, '--', ...own];
}

/** The command line of a helper that ends when we do, even when we are killed. */
export async function tied(command: string, args: readonly string[]): Promise<[string, ...string[]]> {
  const setpriv = await findOnPath('setpriv');
  return setpriv ? [setpriv, '--pdeathsig', 'TERM', '--', command, ...args] : [command, ...args];
}

/** As `tied`, for a helper that must not run as root, and that works in `dir`. */
export async function asService(command: string, dir: string, args: readonly string[]): Promise<[string, ...string[]]> {
  if (!isRoot()) return tied(command, args);
  const setpriv = await findOnPath('setpriv');
  if (!setpriv) throw new Problem(NO_SETPRIV);
  return [setpriv, '--pdeathsig', 'TERM', ...(await nobodyFlags(setpriv, command, dir)), '--', command, ...args];
}

/** As `nobody`; where a folder such as /root hides the files from others, with leave to read (never to write). */
async function nobodyFlags(setpriv: string, command: string, dir: string): Promise<readonly string[]> {
  const { uid, gid } = await nobody();
  const flags = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  const reachable = await exec(setpriv, [...flags, 'test', '-x', command, '-a', '-x', dir]).then(
    () => true,
    () => false,
  );
  if (reachable) return flags;
  // Without the securebit access(2), by which initdb looks for its server, would take no notice of the capability.
  const read = ['--securebits=+no_setuid_fixup', '--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search'];
  return [...flags, ...read];
}

/** Gives folders that an unprivileged service writes to to its user; nothing to do unless we are root. */
export async function giveToService(...dirs: readonly string[]): Promise<void> {
  if (!isRoot()) return;
  const { uid, gid } = await nobody();
  for (const dir of dirs) {
    if ((await lstat(dir)).uid === uid) continue;
    await exec('chown', ['-R', '--no-dereference', `${uid}:${gid}`, dir]);
  }
}

async function nobody(): Promise<{ uid: number; gid: number }> {
  const id = async (flag: string) => Number((await exec('id', [flag, 'nobody'])).stdout);
  return { uid: await id('-u'), gid: await id('-g') };
}

export const isRoot = (): boolean => process.getuid?.() === 0;
