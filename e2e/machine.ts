import { readFile } from 'node:fs/promises';

/** Milliseconds in which something on this machine has had to wait for a processor; 0 where its kernel does not count them. */
async function waited(): Promise<number> {
  const pressure = await readFile('/proc/pressure/cpu', 'utf8').catch(() => '');
  return Number(/^some .*total=(\d+)/m.exec(pressure)?.[1] ?? 0) / 1000;
}

/** Tells how many of the milliseconds from now on a machine with other things to do owes us. */
export async function machineTime(): Promise<() => Promise<number>> {
  const from = await waited();
  return async () => (await waited()) - from;
}
