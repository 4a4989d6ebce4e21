import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PostgresSecrets } from './postgres.ts';
import { Problem, hasCode } from './problem.ts';

/** Passwords between the parts of one installation. */
export interface Secrets {
  readonly ari: string;
  readonly postgres: PostgresSecrets;
}

export function newSecrets(): Secrets {
  const secret = () => randomBytes(24).toString('hex');
  return { ari: secret(), postgres: { superuser: secret(), owner: secret(), app: secret() } };
}

/** The secrets kept in `file`, made at the first start; nobody else may read them. */
export async function readSecrets(file: string): Promise<Secrets> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Secrets;
  } catch (error) {
    if (error instanceof SyntaxError) throw new Problem(`${file} is damaged: restore it, or start anew with --reset.`);
    if (!hasCode(error, 'ENOENT')) throw error;
  }
  const secrets = newSecrets();
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return secrets;
}
