import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../lib/paths.ts';
import { print } from '../lib/terminal.ts';

const FOLDERS = ['apps', 'libs', '.'];
const GRACE_MS = 8000;

/** One script of one project, such as `@sibai/call` and `lint`. */
export interface Task {
  readonly project: string;
  readonly target: string;
}
export type TaskState = 'passed' | 'cached' | 'failed' | 'not run';

const nameOf = ({ project, target }: Task): string => `${project}:${target}`;

/** The tasks there are for these targets: the scripts of that name in the workspace's packages. */
export async function tasksOf(targets: readonly string[]): Promise<Task[]> {
  const tasks: Task[] = [];
  for (const folder of FOLDERS)
    for (const entry of await readdir(join(ROOT, folder))) {
      if (folder === '.' && entry !== 'tools' && entry !== 'e2e') continue;
      const file = await readFile(join(ROOT, folder, entry, 'package.json'), 'utf8').catch(() => '{}');
      const { name, scripts = {} } = JSON.parse(file) as { name?: string; scripts?: Record<string, string> };
      for (const target of targets) if (name && scripts[target]) tasks.push({ project: name, target });
    }
  return tasks;
}

export interface NxRun {
  readonly targets: readonly string[];
  readonly parallel: number;
  readonly fresh: boolean;
  /** Everything Nx says goes here too. */
  readonly log: string;
  /** Only these, where the targets run tests; what they depend on has been run. */
  readonly files?: readonly string[];
}

let stopRunning: (() => Promise<void>) | undefined;
let stopped = false;

/** Ends whatever Nx runs at the moment, with all it has started. Nothing is run, or told, after that. */
export async function stopNx(): Promise<void> {
  stopped = true;
  await stopRunning?.();
}

/** Lets Nx run the targets, shows what it says, and tells how each task ended. */
export async function runNx({ targets, parallel, fresh, log, files }: NxRun): Promise<Map<Task, TaskState>> {
  const tasks = await tasksOf(targets);
  const states = new Map<Task, TaskState>(tasks.map((task) => [task, 'not run']));
  if (tasks.length === 0) return states;
  const args = [
    'run-many',
    '-t',
    ...targets,
    `--parallel=${parallel}`,
    ...(fresh ? ['--skip-nx-cache'] : []),
    ...(files ? ['--excludeTaskDependencies', '--', ...files] : []),
  ];
  const child = spawn(process.execPath, [join(ROOT, 'node_modules/nx/dist/bin/nx.js'), ...args], {
    cwd: ROOT,
    // A group of its own, so that all that Nx started can be ended with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  const ended = new Promise<void>((resolve, reject) => child.on('error', reject).on('close', () => resolve()));
  stopRunning = () => end(child.pid, ended);
  let listed = false;
  const file = createWriteStream(log, { flags: 'a' });
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      file.write(`${line}\n`);
      if (isNews(line)) print(line);
      const done = /^\s*✔\s+nx run (\S+)(.*)/.exec(line);
      // What failed is shown with all it said, and listed at the end.
      if (/^Failed tasks:/.test(line)) listed = true;
      const failed = listed ? /^- (\S+)/.exec(line) : undefined;
      const task = tasks.find((each) => nameOf(each) === (failed ?? done)?.[1]);
      if (task) states.set(task, failed ? 'failed' : /cache/.test(done?.[2] ?? '') ? 'cached' : 'passed');
    });
  await ended;
  file.end();
  stopRunning = undefined;
  if (stopped) await new Promise(() => undefined);
  return states;
}

/** What npm and Nx say about themselves is left out. */
const ABOUT_THEMSELVES =
  /^npm (warn|error)|^> @sibai|^\s*(Run duration|Cache|Critical path|Recoverable time|Recommendations):|^Nx read the output|^Output of \d+|^ {4}- |^\s+@sibai\S+ +\d+m/;
const isNews = (line: string): boolean => line.trim() !== '' && !ABOUT_THEMSELVES.test(line);

async function end(pid: number | undefined, ended: Promise<void>): Promise<void> {
  const signal = (name: NodeJS.Signals) => {
    try {
      if (pid !== undefined) process.kill(-pid, name);
    } catch {
      // All of the group has gone.
    }
  };
  signal('SIGTERM');
  await Promise.race([ended, sleep(GRACE_MS)]);
  signal('SIGKILL');
}
