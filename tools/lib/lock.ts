import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from './problem.ts';

/** Runs `work` while no other process does so under the same lock; a lock whose owner has died is taken over. */
export async function exclusively<T>(lock: string, waiting: () => void, work: () => Promise<T>): Promise<T> {
  for (let told = false; !(await take(lock)); told = true) {
    if (!told) waiting();
    await sleep(500);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  const owner = join(lock, 'pid');
  try {
    await mkdir(lock);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    const pid = Number(await readFile(owner, 'utf8').catch(() => ''));
    if (pid > 0 && !isAlive(pid)) await rm(lock, { recursive: true, force: true });
    return false;
  }
  await writeFile(owner, String(process.pid));
  return true;
}

/** Whether a process of this id exists, ours or not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}
