import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../lib/paths.ts';

const RULES = ['package.json', 'package-lock.json', 'nx.json', 'tsconfig.base.json', 'eslint.config.mjs'];

/**
 * A workspace with the real rules and the real projects, but nothing in them except what a test plants: lint run outside
 * Nx does not know the projects, so it is Nx that must refuse.
 */
let workspace: string;
beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'sibai-walls-'));
  await mkdir(join(workspace, 'node_modules/@sibai'), { recursive: true });
  for (const file of RULES) await cp(join(ROOT, file), join(workspace, file));
  for (const folder of ['apps', 'libs'])
    for (const name of await readdir(join(ROOT, folder))) {
      const project = join(workspace, folder, name);
      await mkdir(join(project, 'src'), { recursive: true });
      for (const file of ['package.json', 'tsconfig.json'])
        await cp(join(ROOT, folder, name, file), join(project, file));
      await writeFile(join(project, 'src/index.ts'), 'export {};\n');
      await symlink(project, join(workspace, 'node_modules/@sibai', name));
    }
  for (const name of await readdir(join(ROOT, 'node_modules')))
    if (name !== '@sibai') await symlink(join(ROOT, 'node_modules', name), join(workspace, 'node_modules', name));
});
afterAll(() => rm(workspace, { recursive: true, force: true }));

/** What lint, run by Nx, says of a project that holds these files; empty when it has no complaint. */
async function complaint(project: string, files: Readonly<Record<string, string>>): Promise<string> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(workspace, path)), { recursive: true });
    await writeFile(join(workspace, path), text);
  }
  const nx = join(ROOT, 'node_modules/nx/dist/bin/nx.js');
  // This test may be run by Nx itself, whose variables name the other workspace.
  const outer = Object.entries(process.env).filter(([name]) => !name.startsWith('NX_'));
  const env = { ...Object.fromEntries(outer), NX_DAEMON: 'false', NX_TUI: 'false', NO_COLOR: '1', FORCE_COLOR: '0' };
  try {
    await promisify(execFile)(process.execPath, [nx, 'lint', project], { cwd: workspace, env });
    return '';
  } catch (error) {
    return (error as { stdout: string }).stdout;
  } finally {
    for (const path of Object.keys(files)) await rm(join(workspace, path));
  }
}

const using = (module: string) => `import * as it from '${module}';\nexport const used = it;\n`;

it('lets a domain library use another', { timeout: 60_000 }, async () => {
  const found = await complaint('@sibai/routing', { 'libs/routing/src/planted.ts': using('@sibai/kernel') });
  expect(found).toBe('');
});

it.each([
  ['@sibai/routing', 'libs/routing/src/planted.ts', 'node:fs', 'Domain code does no I/O'],
  [
    '@sibai/call',
    'libs/call/src/planted.ts',
    '@sibai/ari',
    'can only depend on libs tagged with "layer:kernel", "layer:domain"',
  ],
  ['@sibai/call', 'libs/call/src/planted.ts', 'typeorm', 'is not allowed to import "typeorm"'],
  ['@sibai/portal', 'apps/portal/src/planted.ts', 'typeorm', 'is not allowed to import "typeorm"'],
  [
    '@sibai/api',
    'apps/api/src/call/acd/planted.ts',
    '../ivr/planted.js',
    'Stages meet in libs/call, never in one another',
  ],
  ['@sibai/api', 'apps/api/src/platform/planted.ts', '../call/acd/planted.js', 'The platform knows no stage'],
])('refuses %s a file %s that imports %s', { timeout: 60_000 }, async (project, path, module, words) => {
  const found = await complaint(project, { [path]: using(module), 'apps/api/src/call/ivr/planted.ts': 'export {};\n' });
  expect(found).toContain(words);
});
