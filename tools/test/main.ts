import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CODE_CACHE } from '../lib/paths.ts';
import { Problem, messageOf } from '../lib/problem.ts';
import { STACK_TEMPLATE } from '../lib/stack-template.ts';
import { print } from '../lib/terminal.ts';
import { spoolOf } from '../start/ground.ts';
import { runAgain } from './again.ts';
import { ensureNeeds } from './needs.ts';
import { runNx, stopNx, type Task, type TaskState } from './nx.ts';
import { RESULTS, tally } from './tally.ts';

/** Stages that measure time, or drive a browser, have the machine to themselves. */
const STAGES: Readonly<Record<string, { targets: readonly string[]; parallel: number; again?: boolean }>> = {
  static: { targets: ['lint', 'typecheck', 'test', 'build'], parallel: 2 },
  medium: { targets: ['medium'], parallel: 1, again: true },
  telephony: { targets: ['telephony'], parallel: 1, again: true },
  e2e: { targets: ['e2e'], parallel: 1 },
};

const HELP = `npm test [-- STAGE …] [--fresh]

Runs every stage, or those named: ${Object.keys(STAGES).join(', ')}. What has not changed since it last passed is not run
again, unless --fresh.`;

async function main(args: readonly string[]): Promise<boolean> {
  const fresh = args.includes('--fresh');
  const named = args.filter((arg) => arg !== '--fresh');
  const unknown = named.find((name) => !STAGES[name]);
  if (unknown !== undefined) throw new Problem(`There is no stage ${unknown}.\n\n${HELP}`);
  const chosen = Object.entries(STAGES).filter(([name]) => named.length === 0 || named.includes(name));

  await rm(RESULTS, { recursive: true, force: true });
  await mkdir(RESULTS, { recursive: true });
  Object.assign(process.env, await ensureNeeds());

  // Without a locale Chromium cannot write the Chinese names of files that are downloaded.
  process.env['LANG'] ??= 'C.UTF-8';
  // All that the tests put aside goes here, so that nothing is left of those that are interrupted.
  scratch = process.env['TMPDIR'] = await mkdtemp(join(tmpdir(), 'sibai-test-'));
  process.env[STACK_TEMPLATE] = join(scratch, 'stack');
  process.env['NODE_COMPILE_CACHE'] ??= CODE_CACHE;
  const log = join(RESULTS, 'nx.log');
  const states = new Map<Task, TaskState>();
  const steadied: string[] = [];
  for (const [name, { targets, parallel, again }] of chosen) {
    const began = performance.now();
    for (const [task, state] of await runNx({ targets, parallel, fresh, log })) {
      const second = again && state === 'failed' ? await runAgain(task, log) : undefined;
      states.set(task, second?.state ?? state);
      steadied.push(...(second?.steadied ?? []));
    }
    print(`${name}: ${((performance.now() - began) / 1000).toFixed(0)} s\n`);
  }
  if (steadied.length > 0) print(`Passed only when run again:\n${steadied.map((each) => `  ${each}`).join('\n')}\n`);
  return report(states);
}

/** Ends with the one line that says how it went. */
async function report(states: ReadonlyMap<Task, TaskState>): Promise<boolean> {
  let passed = 0;
  const failures: string[] = [];
  for (const [task, state] of states) {
    const counted = await tally(task, state);
    passed += counted.passed;
    failures.push(...counted.failures);
  }
  if (failures.length > 0) print(`Failed:\n${failures.map((failure) => `  ${failure}`).join('\n')}\n`);
  print(`${passed} passed, ${failures.length} failed`);
  return failures.length === 0;
}

let scratch: string | undefined;

async function tidy(): Promise<void> {
  if (scratch === undefined) return;
  // A stack whose test was killed could not remove what it has in memory.
  for (const name of await readdir(scratch).catch(() => []))
    await rm(await spoolOf(join(scratch, name)), { recursive: true, force: true });
  await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
}

const stop = async () => {
  await stopNx();
  await tidy();
  process.exit(130);
};
let stopping: Promise<void> | undefined;
// Ctrl-C comes twice: from the terminal, and from bootstrap.mjs.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const)
  process.on(signal, () => void (stopping ??= stop()));
process.channel?.unref();

try {
  const args = process.argv.slice(2);
  if (args.includes('--help')) console.log(HELP);
  else process.exitCode = (await main(args)) ? 0 : 1;
} catch (error) {
  // Whatever went wrong, the last line is the same.
  print(
    error instanceof Problem ? error.message : error instanceof Error && error.stack ? error.stack : messageOf(error),
  );
  print('0 passed, 1 failed');
  process.exitCode = 1;
} finally {
  await tidy();
}
