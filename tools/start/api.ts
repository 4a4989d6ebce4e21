import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ROOT } from '../lib/paths.ts';
import { Problem, messageOf } from '../lib/problem.ts';
import { startService, type Service } from '../lib/service.ts';

const exec = promisify(execFile);
const DIST = join(ROOT, 'apps/api/dist');
const ALIVE_MS = 60_000;
const READY_MS = 30_000;

/** Brings the schema up to date. */
export async function migrate(env: NodeJS.ProcessEnv): Promise<void> {
  await script('migrate.js', env, 'The database could not be migrated');
}

/** Creates the demonstration tenant where it is missing; returns what the seed prints about it. */
export async function seed(env: NodeJS.ProcessEnv): Promise<unknown> {
  const lines = (await script('seed.js', env, 'The demonstration tenant could not be created')).trim().split('\n');
  const last = lines.at(-1) ?? '';
  try {
    return JSON.parse(last.startsWith('{') ? last : lines.join('\n'));
  } catch {
    throw new Problem(`The seed said nothing that can be read: ${last}`);
  }
}

async function script(name: string, env: NodeJS.ProcessEnv, failure: string): Promise<string> {
  try {
    return (await exec(process.execPath, [join(DIST, name)], { env, cwd: ROOT })).stdout;
  } catch (error) {
    const detail =
      error instanceof Error && 'stderr' in error && error.stderr ? String(error.stderr).trim() : messageOf(error);
    throw new Problem(`${failure}:\n${detail}`, { cause: error });
  }
}

/** Starts the api and waits until it answers. */
export async function startApi(env: NodeJS.ProcessEnv, log: string, url: string): Promise<Service> {
  const service = await startService({
    name: 'The api',
    command: process.execPath,
    args: ['--enable-source-maps', join(DIST, 'main.js')],
    log,
    stopSignal: 'SIGTERM',
    env,
    cwd: ROOT,
  });
  let gone: string | undefined;
  void service.exited.then((why) => (gone = why));
  for (const deadline = Date.now() + ALIVE_MS; Date.now() < deadline; await sleep(50)) {
    if (gone) throw new Problem(`The api ended at once (${gone}): see ${log}.`);
    if ((await ask(`${url}/api/health`))?.ok) return service;
  }
  await service.kill();
  throw new Problem(`The api did not answer within ${ALIVE_MS / 1000} s: see ${log}.`);
}

/** Asks the api whether all its parts are ready; resolves to what it says is wrong, or to undefined. */
export async function complaint(url: string): Promise<string | undefined> {
  let body = 'no answer';
  for (const deadline = Date.now() + READY_MS; Date.now() < deadline; await sleep(200)) {
    const response = await ask(`${url}/api/ready`);
    if (response?.ok) return undefined;
    if (response) body = await response.text();
  }
  return body;
}

const ask = (url: string): Promise<Response | undefined> =>
  fetch(url, { signal: AbortSignal.timeout(3000) }).catch(() => undefined);
