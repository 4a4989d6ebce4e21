import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { sentence } from '../lib/problem.ts';

interface Bench {
  run(argv: readonly string[]): void | Promise<void>;
}

/** Every benchmark prints a table with its baseline and, as its last line, one JSON object with the same figures. */
const BENCHES: Record<string, { readonly builds: string; readonly load: () => Promise<Bench> }> = {
  calls: { builds: 'apps/api', load: () => import('./calls.ts') },
  compliance: { builds: 'libs/compliance', load: () => import('./compliance.ts') },
  floor: { builds: 'apps/api', load: () => import('./floor.ts') },
  numbers: { builds: 'libs/numbers', load: () => import('./numbers.ts') },
  ocr: { builds: 'apps/api', load: () => import('./ocr.ts') },
  routing: { builds: 'libs/routing', load: () => import('./routing.ts') },
  theory: { builds: 'libs/routing', load: () => import('./theory.ts') },
  vault: { builds: 'apps/api', load: () => import('./vault.ts') },
  waits: { builds: 'libs/routing', load: () => import('./waits.ts') },
};

const [name = '', ...argv] = process.argv.slice(2);
const bench = BENCHES[name];
if (!bench) {
  console.error(`Usage: npm run bench -- NAME, with NAME one of: ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}
const root = fileURLToPath(new URL('../..', import.meta.url));
execFileSync('npx', ['--no-install', 'tsc', '--build', bench.builds], { cwd: root, stdio: ['ignore', 2, 2] });
const { run } = await bench.load();
try {
  await run(argv);
} catch (error) {
  console.error(`\n${sentence(error)}`);
  process.exit(1);
}
