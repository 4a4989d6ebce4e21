import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, takeLock } from '../lib/lock.ts';
import { insistOnFree } from '../lib/ports.ts';
import { Problem, hasCode } from '../lib/problem.ts';
import { readRunFile } from '../lib/run-file.ts';
import { print } from '../lib/terminal.ts';
import type { StartOptions } from './options.ts';

/** All that a run keeps in its data folder. `programs` is not state and outlives a reset. */
const STATE = [
  'postgres',
  'asterisk',
  'vault',
  'vault.key',
  'prompts',
  'secrets.json',
  'run.json',
  'logs',
  'spool',
  'alipay',
];
const LEFTOVER_MS = 10_000;

/** Makes the data folder ours: refuses a second run on it, ends what a killed run left behind, resets when asked to. */
export async function claim(options: StartOptions): Promise<void> {
  const { data } = options;
  try {
    await mkdir(data, { recursive: true });
    await access(data, constants.W_OK);
  } catch (error) {
    if (!hasCode(error, 'EACCES') && !hasCode(error, 'EEXIST') && !hasCode(error, 'ENOTDIR')) throw error;
    throw new Problem(`${data} cannot be written to: choose another folder with --data.`);
  }
  const owner = await takeLock(lockOf(data));
  const last = await readRunFile(data);
  if (owner !== 'taken')
    throw new Problem(
      `Sibai already runs on ${data} (process ${owner.pid}${last ? `, ${last.url}` : ''}): stop it, or choose another folder with --data.`,
    );
  await endLeftovers(Object.values(last?.parts ?? {}));
  if (options.reset) await reset(options);
}

export const lockOf = (data: string): string => join(data, 'lock');

/** The parts of a run that was killed are told by the kernel to end; they are waited for, then made to. */
async function endLeftovers(parts: readonly Parameters<typeof isAlive>[0][]): Promise<void> {
  for (const deadline = Date.now() + LEFTOVER_MS; parts.some(isAlive); await sleep(100)) {
    if (Date.now() < deadline) continue;
    for (const part of parts.filter(isAlive)) process.kill(part.pid, 'SIGKILL');
  }
}

async function reset({ data, yes }: StartOptions): Promise<void> {
  const present = (await readdir(data)).filter((name) => STATE.includes(name));
  if (present.length === 0) return;
  if (!yes) {
    const question = `This deletes all data of Sibai in ${data} (${present.join(', ')}).`;
    if (!process.stdin.isTTY) throw new Problem(`${question} Say so with --yes.`);
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    const answer = await terminal.question(`${question} Go on? [y/N] `);
    terminal.close();
    if (!/^y(es)?$/i.test(answer.trim())) throw new Problem('Nothing was deleted.');
  }
  for (const dir of [...present.map((name) => join(data, name)), await spoolOf(data)])
    await rm(dir, { recursive: true, force: true });
  print(`  ✓ deleted ${present.join(', ')}`);
}

/** Refuses before anything is started when a port is taken. */
export async function insistOnPorts(
  options: StartOptions,
  own: { postgres: boolean; asterisk: boolean },
): Promise<void> {
  await insistOnFree('tcp', options.port, 'the portal', '--port');
  await insistOnFree('tcp', options.metricsPort, 'the metrics', '--metrics-port');
  if (own.postgres) await insistOnFree('tcp', options.postgresPort, 'PostgreSQL', '--postgres-port');
  if (!own.asterisk) return;
  await insistOnFree('tcp', options.ariPort, 'Asterisk', '--ari-port');
  await insistOnFree('udp', options.sipPort, 'SIP', '--sip-port');
}

/** The folder for recordings in progress: in memory where the system has such a place, and one per data folder. */
export async function spoolOf(data: string): Promise<string> {
  const name = createHash('sha256')
    .update(`${process.getuid?.() ?? ''} ${data}`)
    .digest('hex')
    .slice(0, 12);
  const memory = await access('/dev/shm', constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!memory) print('  ! /dev/shm cannot be written to: recordings in progress go to the disk');
  return memory ? `/dev/shm/sibai-${name}` : join(data, 'spool');
}
