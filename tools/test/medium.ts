import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureProgram } from '../lib/debian.ts';
import { CODE_CACHE, PROGRAMS, ROOT } from '../lib/paths.ts';
import { freePort } from '../lib/ports.ts';
import { startPostgres } from '../lib/postgres.ts';
import { newSecrets } from '../lib/secrets.ts';
import { tied } from '../lib/service.ts';

/** Runs the tests that need a real Postgres on one of their own: `node tools/test/medium.ts [vitest's arguments]`. */
const dir = await mkdtemp(join(tmpdir(), 'sibai-medium-'));
const { postgres: secrets } = newSecrets();
const postgres = await startPostgres({ dir: join(dir, 'postgres'), port: await freePort(), secrets, disposable: true });
try {
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const [command, ...args] = await tied(process.execPath, [
    ...[vitest, 'run', '--root', ROOT, '--project', 'medium'],
    ...process.argv.slice(2),
  ]);
  const env = {
    // Some tests start programs of ours by the dozen.
    NODE_COMPILE_CACHE: CODE_CACHE,
    ...process.env,
    DATABASE_URL: postgres.appUrl,
    DATABASE_OWNER_URL: postgres.ownerUrl,
    PDFSIG: await ensureProgram('pdfsig', PROGRAMS),
  };
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)));
} finally {
  await postgres.stop();
  await rm(dir, { recursive: true, force: true });
}
