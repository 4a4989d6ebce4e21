import { execFile } from 'node:child_process';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { migrate, seed } from '../start/api.ts';
import { exists } from './find.ts';
import { exclusively } from './lock.ts';
import { freePort } from './ports.ts';
import { startPostgres } from './postgres.ts';
import { newSecrets, type Secrets } from './secrets.ts';
import { tied } from './service.ts';

/** The variable that names the folder of the template; without it each stack makes its own data. */
export const STACK_TEMPLATE = 'STACK_TEMPLATE';
const FACTS = 'template.json';

interface Facts {
  readonly secrets: Secrets;
  /** What the seed said. */
  readonly demo: unknown;
}

/**
 * Fills a stack's folder with data that is migrated and seeded, where a template is wanted: the first stack makes it, and
 * copying it takes a tenth of the time. Undefined without.
 */
export async function copyTemplate(dir: string): Promise<Facts | undefined> {
  const template = process.env[STACK_TEMPLATE];
  if (!template) return undefined;
  const made = () => exists(join(template, FACTS));
  if (!(await made()))
    await exclusively(
      `${template}.lock`,
      () => undefined,
      async () => void ((await made()) || (await make(template))),
    );
  const [command, ...args] = await tied('cp', ['-a', `${template}/.`, dir]);
  await promisify(execFile)(command, args);
  return JSON.parse(await readFile(join(template, FACTS), 'utf8')) as Facts;
}

/** Beside its place until it is whole, so that one whose making was broken off is never copied. */
async function make(template: string): Promise<void> {
  const dir = `${template}.${process.pid}`;
  await mkdir(dir, { mode: 0o755 });
  const secrets = newSecrets();
  const postgres = await startPostgres({
    ...{ dir: join(dir, 'postgres'), port: await freePort(), secrets: secrets.postgres, disposable: true },
  });
  const env = {
    ...process.env,
    DATABASE_URL: postgres.appUrl,
    DATABASE_OWNER_URL: postgres.ownerUrl,
    DATA_DIR: dir,
  };
  try {
    await migrate(env);
    await writeFile(join(dir, FACTS), JSON.stringify({ secrets, demo: await seed(env, true) }), { mode: 0o600 });
  } finally {
    await postgres.stop();
  }
  await rename(dir, template);
}
