import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CODE_CACHE, ROOT } from '../lib/paths.ts';
import { Problem, messageOf } from '../lib/problem.ts';
import { startService, type Service } from '../lib/service.ts';

const exec = promisify(execFile);
const DIST = join(ROOT, 'apps/api/dist');
const ALIVE_MS = 60_000;
const READY_MS = 60_000;
const TELEPHONY = ['asterisk', 'ari', 'speech'];

/** Brings the schema up to date. */
export async function migrate(env: NodeJS.ProcessEnv): Promise<void> {
  await script('migrate.js', env, 'The database could not be migrated');
}

/** Creates the operator, and the demonstration tenant if wanted, where missing; returns what the seed says of them. */
export async function seed(env: NodeJS.ProcessEnv, demo: boolean): Promise<unknown> {
  const said = await script('seed.js', env, 'The first accounts could not be created', demo ? [] : ['--no-demo']);
  const last = said.trim().split('\n').at(-1) ?? '';
  try {
    return JSON.parse(last);
  } catch {
    throw new Problem(`The seed said nothing that can be read: ${last}`);
  }
}

const withCache = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({ NODE_COMPILE_CACHE: CODE_CACHE, ...env });

async function script(
  name: string,
  env: NodeJS.ProcessEnv,
  failure: string,
  args: readonly string[] = [],
): Promise<string> {
  try {
    return (await exec(process.execPath, [join(DIST, name), ...args], { env: withCache(env), cwd: ROOT })).stdout;
  } catch (error) {
    const detail =
      error instanceof Error && 'stderr' in error && error.stderr ? String(error.stderr).trim() : messageOf(error);
    throw new Problem(`${failure}:\n${detail}`, { cause: error });
  }
}

/** Starts the api and waits until it answers. */
export const startApi = (env: NodeJS.ProcessEnv, log: string, url: string): Promise<Service> =>
  startService({
    name: 'The api',
    command: process.execPath,
    args: ['--enable-source-maps', join(DIST, 'main.js')],
    log,
    stopSignal: 'SIGTERM',
    env: withCache(env),
    cwd: ROOT,
    ready: async () => (await ask(`${url}/api/health`))?.ok === true,
    withinMs: ALIVE_MS,
  });

/** Asks the api whether all its parts are ready; resolves to what it says is wrong, or to undefined. */
export async function complaint(url: string, telephony: boolean): Promise<string | undefined> {
  let wrong: string | undefined;
  for (const deadline = Date.now() + READY_MS; Date.now() < deadline; await sleep(200)) {
    const response = await ask(`${url}/api/ready`);
    wrong = response ? failing(await response.json(), telephony) : 'the api does not answer';
    if (wrong === undefined) return undefined;
  }
  return wrong;
}

/** Names the parts that are not ready; without telephony its parts are not expected to be. */
function failing(ready: unknown, telephony: boolean): string | undefined {
  const { parts } = ready as { parts: Record<string, { ok: boolean; detail?: string }> };
  const wrong = Object.entries(parts)
    .filter(([name, { ok }]) => !ok && (telephony || !TELEPHONY.includes(name)))
    .map(([name, { detail = 'not ready' }]) => `${name} (${detail})`);
  return wrong.length > 0 ? wrong.join(', ') : undefined;
}

const ask = (url: string): Promise<Response | undefined> =>
  fetch(url, { signal: AbortSignal.timeout(3000) }).catch(() => undefined);
