import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from './problem.ts';

/** A process, told apart from a later one that was given the same number. */
export interface ProcessId {
  readonly pid: number;
  /** When it began, in the kernel's ticks since boot. */
  readonly since: string;
}

export const processId = (pid: number): ProcessId => ({ pid, since: beginningOf(pid) ?? '' });

export const isAlive = ({ pid, since }: ProcessId): boolean => beginningOf(pid) === since;

/** Undefined when there is no such process, or when it has ended and only waits to be noticed. */
function beginningOf(pid: number): string | undefined {
  try {
    // The name of the program comes second, in brackets, and may hold anything.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** Takes a lock that is free or whose owner has died; otherwise says who owns it. */
export async function takeLock(lock: string): Promise<'taken' | ProcessId> {
  const file = join(lock, 'owner.json');
  for (;;) {
    try {
      await mkdir(lock);
      await writeFile(file, JSON.stringify(processId(process.pid)));
      return 'taken';
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    const owner = await ownerOf(file);
    if (owner && isAlive(owner)) return owner;
    await rm(lock, { recursive: true, force: true });
  }
}

export const releaseLock = (lock: string): Promise<void> => rm(lock, { recursive: true, force: true });

/** Runs `work` while no other process does so under the same lock. */
export async function exclusively<T>(lock: string, waiting: () => void, work: () => Promise<T>): Promise<T> {
  for (let told = false; (await takeLock(lock)) !== 'taken'; told = true) {
    if (!told) waiting();
    await sleep(500);
  }
  try {
    return await work();
  } finally {
    await releaseLock(lock);
  }
}

/** The owner as written down; a lock is a moment old before it is, so a second look is taken. */
async function ownerOf(file: string): Promise<ProcessId | undefined> {
  for (let look = 0; look < 5; look++) {
    try {
      return JSON.parse(await readFile(file, 'utf8')) as ProcessId;
    } catch {
      await sleep(50);
    }
  }
  return undefined;
}
