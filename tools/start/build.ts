import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { dirname, join } from 'node:path';
import { ROOT } from '../lib/paths.ts';
import { Problem } from '../lib/problem.ts';
import { tied } from '../lib/service.ts';
import type { Report } from '../lib/progress.ts';

const PROJECTS = '@sibai/api,@sibai/portal,@sibai/softphone';
const OUTPUTS = ['apps/api/dist/main.js', 'apps/portal/dist/index.html', 'apps/softphone/dist/index.html'];
const SOURCES = ['apps', 'libs', 'package-lock.json', 'tsconfig.base.json', 'nx.json'];
const STAMP = join(ROOT, 'node_modules/.cache/sibai/built');

/**
 * Builds what is stale. Asking Nx takes seconds even when nothing is, so the names, sizes and times of all sources are
 * compared with those of the last build first.
 */
export async function build(log: string, report: Report): Promise<'built' | 'up to date'> {
  const before = await fingerprint();
  const last = await readFile(STAMP, 'utf8').catch(() => '');
  if (last === before && OUTPUTS.every((file) => existsSync(join(ROOT, file)))) return 'up to date';
  await runNx(log, report);
  await mkdir(dirname(STAMP), { recursive: true });
  await writeFile(STAMP, before);
  return 'built';
}

async function runNx(log: string, report: Report): Promise<void> {
  const nx = ['run-many', '-t', 'build', '-p', PROJECTS, '--outputStyle=static'];
  const [command, ...args] = await tied(join(ROOT, 'node_modules/.bin/nx'), nx);
  const child = spawn(command, args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  const file = createWriteStream(log);
  const tail: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      file.write(`${line}\n`);
      if (line.trim()) tail.push(line);
      if (tail.length > 25) tail.shift();
      const project = /nx run @sibai\/([\w-]+):build/.exec(line)?.[1];
      if (project) report(`${project} done`);
    });
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  file.end();
  if (code !== 0)
    throw new Problem(
      `${tail.join('\n')}\n\nThe build failed: mend what is said above (whole log: ${log}), then start again.`,
    );
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  const visit = async (path: string): Promise<void> => {
    const info = await stat(join(ROOT, path)).catch(() => undefined);
    if (!info) return;
    if (!info.isDirectory()) return void hash.update(`${path} ${info.size} ${info.mtimeMs}\n`);
    for (const name of (await readdir(join(ROOT, path))).sort())
      if (name !== 'node_modules' && name !== 'dist' && !/\.spec\.tsx?$/.test(name)) await visit(join(path, name));
  };
  for (const source of SOURCES) await visit(source);
  return hash.digest('hex');
}
