import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { libraryDir, unpackDebian, writeWrapper } from './debian.ts';
import { findOnPath } from './find.ts';
import { Problem, messageOf } from './problem.ts';
import { quietly, type Report } from './progress.ts';

const exec = promisify(execFile);
const OLDEST = 20;

/** An Asterisk that can be run. */
export interface AsteriskProgram {
  readonly command: string;
  readonly modules: string;
  /** Holds `documentation/`, without which Asterisk refuses to configure its modules. */
  readonly share: string;
  readonly version: string;
}

/**
 * Obtains Asterisk: the system's own when it is 20 or later, else one unpacked from Debian into `programs`.
 * Throws a Problem that names the choices when neither can be had.
 */
export async function ensureAsterisk(programs: string, report: Report = quietly): Promise<AsteriskProgram> {
  const own = await installed();
  if (own) return own;
  const root = join(programs, 'asterisk');
  try {
    await unpackDebian(['asterisk'], { into: root, megabytes: 600, report, probe: refuseUnusable });
  } catch (error) {
    throw new Problem(
      `${messageOf(error)}\nWithout Asterisk there are no calls. Choices: install asterisk ${OLDEST} or later; set ARI_URLS to one that runs elsewhere; or go on without telephony (--no-telephony).`,
      { cause: error },
    );
  }
  return unpacked(root);
}

async function unpacked(root: string): Promise<AsteriskProgram> {
  const command = join(root, 'run-asterisk');
  return {
    command,
    modules: join(root, await libraryDir(root), 'asterisk/modules'),
    share: join(root, 'usr/share/asterisk'),
    version: await versionOf(command),
  };
}

/** Unstable moves: what was unpacked is put in place only if it runs. */
async function refuseUnusable(root: string): Promise<void> {
  const version = await versionOf(await writeWrapper(root, 'usr/sbin/asterisk'));
  if (Number.parseInt(version) < OLDEST) throw new Problem(`The archive has only Asterisk ${version}.`);
}

async function installed(): Promise<AsteriskProgram | undefined> {
  const command = await findOnPath('asterisk');
  if (!command) return undefined;
  const version = await versionOf(command).catch(() => '0');
  const arch = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
  const modules = await firstDir(
    `/usr/lib/${arch}/asterisk/modules`,
    '/usr/lib/asterisk/modules',
    '/usr/lib64/asterisk/modules',
    '/usr/local/lib/asterisk/modules',
  );
  const documentation = await firstDir('/usr/share/asterisk/documentation', '/var/lib/asterisk/documentation');
  if (Number.parseInt(version) < OLDEST || !modules || !documentation) return undefined;
  return { command, modules, share: join(documentation, '..'), version };
}

/** Such as 「22.10.1」. */
async function versionOf(command: string): Promise<string> {
  const { stdout } = await exec(command, ['-V']);
  const version = /Asterisk (\d[\d.]*)/.exec(stdout)?.[1];
  if (!version) throw new Problem(`${command} does not say which Asterisk it is.`);
  return version;
}

async function firstDir(...dirs: readonly string[]): Promise<string | undefined> {
  for (const dir of dirs) if (await stat(dir).catch(() => undefined)) return dir;
  return undefined;
}
