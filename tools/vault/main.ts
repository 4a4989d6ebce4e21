import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import type { KeyRotation, VaultCheck } from '@sibai/contracts';
import { DEFAULT_DATA, ROOT } from '../lib/paths.ts';
import { Problem, sentence } from '../lib/problem.ts';
import { runningProduct } from '../lib/run-file.ts';
import { print } from '../lib/terminal.ts';

const HELP = `npm run vault -- verify | rotate [--data DIR]

verify reads all recordings of the running product and says which are not what was sealed; the exit code is 0 when all are.
rotate goes over to new keys, of the installation and of all tenants; broken off, it goes on when it is called again. Make a
copy of the key file afterwards.

With DATABASE_URL set, that database is meant, and DATA_DIR and VAULT_KEY_FILE as for the product.`;

const REFUSED: Readonly<Record<string, string>> = {
  'vault.rotating': 'Keys are being rotated by another: wait until that has finished.',
  'vault.store_away': 'The store of recordings (VAULT_URL) cannot be reached: nothing was looked over.',
};

interface Said {
  readonly checks?: readonly VaultCheck[];
  readonly rotation?: KeyRotation;
  readonly refused?: string;
}

async function main(command: string, data: string): Promise<boolean> {
  const own = process.env['DATABASE_URL'];
  const env = own
    ? process.env
    : { ...process.env, DATABASE_URL: (await runningProduct(data)).databaseUrl, DATA_DIR: data };
  const { stdout } = await promisify(execFile)(process.execPath, [join(ROOT, 'apps/api/dist/vault.js'), command], {
    env,
    cwd: ROOT,
    maxBuffer: 2 ** 28,
  });
  const said = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Said;
  if (said.refused) throw new Problem(REFUSED[said.refused] ?? said.refused);
  return said.rotation ? tellRotation(said.rotation) : tellChecks(said.checks ?? []);
}

function tellChecks(checks: readonly VaultCheck[]): boolean {
  for (const { tenantId, entries, head, recordings, bytes, tookMs, faults, faultCount } of checks) {
    const mark = faultCount === 0 ? '✓' : '✗';
    const read = `${recordings} recordings, ${(bytes / 1e6).toFixed(1)} MB in ${(tookMs / 1000).toFixed(1)} s`;
    print(`${mark} tenant ${tenantId}: ${entries} entries, ${read}; head ${head.slice(0, 16)}…`);
    for (const { kind, seq, recordingId } of faults)
      print(`    ${kind.padEnd(12)} ${recordingId ?? 'the chain'}${seq === null ? '' : ` (entry ${seq})`}`);
    if (faultCount > faults.length) print(`    and ${faultCount - faults.length} more`);
  }
  return checks.every(({ faultCount }) => faultCount === 0);
}

function tellRotation({ tenants, recordings, files, unreadable }: KeyRotation): boolean {
  print(`✓ new keys for ${tenants} tenants; ${recordings} recordings and ${files} files are wrapped by them.`);
  if (unreadable > 0) print(`✗ ${unreadable} keys could not be read, and were left as they are: see the alarms.`);
  return unreadable === 0;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string', default: DEFAULT_DATA }, help: { type: 'boolean' } },
});
const [command = ''] = positionals;
process.channel?.unref();
if (values.help || !['verify', 'rotate'].includes(command)) {
  print(HELP);
  process.exitCode = values.help ? 0 : 2;
} else
  try {
    process.exitCode = (await main(command, resolve(process.env['INIT_CWD'] ?? '.', values.data))) ? 0 : 1;
  } catch (error) {
    console.error(`\n${sentence(error)}`);
    process.exitCode = 1;
  }
