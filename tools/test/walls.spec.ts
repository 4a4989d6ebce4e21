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

const using = (module: string) => `import * as it from '${module}';\nexport const used = it;\n`;

/** Planted, all at once: what imports what, and what lint has to say of it. */
const FORBIDDEN = [
  ['libs/routing/src/uses-node.ts', 'node:fs', 'Domain code does no I/O'],
  ['libs/call/src/uses-ari.ts', '@sibai/ari', 'can only depend on libs tagged with "layer:kernel", "layer:domain"'],
  ['libs/call/src/uses-typeorm.ts', 'typeorm', 'is not allowed to import "typeorm"'],
  ['apps/portal/src/uses-typeorm.ts', 'typeorm', 'is not allowed to import "typeorm"'],
  ['apps/api/src/call/acd/uses-ivr.ts', '../ivr/planted.js', 'Stages meet in libs/call, never in one another'],
  ['apps/api/src/platform/uses-acd.ts', '../call/acd/planted.js', 'The platform knows no stage'],
] as const;
const ALLOWED = 'libs/routing/src/uses-kernel.ts';

/** What lint, run by Nx, says of each file; nothing of those it has no complaint of. */
let complaints: Map<string, string>;
beforeAll(async () => {
  const files = {
    [ALLOWED]: using('@sibai/kernel'),
    'apps/api/src/call/ivr/planted.ts': 'export {};\n',
    'apps/api/src/call/acd/planted.ts': 'export {};\n',
    ...Object.fromEntries(FORBIDDEN.map(([path, module]) => [path, using(module)])),
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(workspace, path)), { recursive: true });
    await writeFile(join(workspace, path), text);
  }
  complaints = await lint(['@sibai/routing', '@sibai/call', '@sibai/portal', '@sibai/api']);
}, 120_000);

async function lint(projects: readonly string[]): Promise<Map<string, string>> {
  const nx = join(ROOT, 'node_modules/nx/dist/bin/nx.js');
  // This test may be run by Nx itself, whose variables name the other workspace.
  const outer = Object.entries(process.env).filter(([name]) => !name.startsWith('NX_'));
  const env = { ...Object.fromEntries(outer), NX_DAEMON: 'false', NX_TUI: 'false', NO_COLOR: '1', FORCE_COLOR: '0' };
  const args = [nx, 'run-many', '-t', 'lint', '-p', projects.join(','), '--parallel', '2', '--nxBail=false'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: workspace, env }).catch(
    (error: unknown) => error as { stdout: string },
  );
  const said = new Map<string, string>();
  // A file's name stands on a line of its own, and what is said of it is indented below.
  for (const [, path, words] of stdout.matchAll(/^\/.*?((?:apps|libs)\/\S+\.ts)\n((?:[ \t]+.*\n)+)/gm))
    if (path && words) said.set(path, words);
  return said;
}

it('lets a domain library use another', () => {
  expect(complaints.size).toBeGreaterThan(0);
  expect(complaints.has(ALLOWED)).toBe(false);
});

it.each(FORBIDDEN)('refuses a file %s that imports %s', (path, _, words) => {
  expect(complaints.get(path)).toContain(words);
});
