import { readdir, readFile } from 'node:fs/promises';

/** Ticks of /proc in a second: USER_HZ, which Linux holds at 100 on every architecture we run on. */
const TICKS = 100;

interface Stat {
  readonly parent: number;
  /** User and system time of its own. */
  readonly own: number;
  /** The same of its children that have ended. */
  readonly ended: number;
}

/** Seconds of processor time that a process has used. */
export async function processorTime(pid: number): Promise<number> {
  return ((await stat(pid))?.own ?? 0) / TICKS;
}

/** The same with all of its children, those that have ended included. */
export async function processorTimeOfFamily(pid: number): Promise<number> {
  const self = await stat(pid);
  let ticks = (self?.own ?? 0) + (self?.ended ?? 0);
  for (const name of await readdir('/proc')) {
    const child = /^\d+$/.test(name) ? await stat(Number(name)) : undefined;
    if (child?.parent === pid) ticks += child.own + child.ended;
  }
  return ticks / TICKS;
}

/** The same with those of its children that have ended: what it has waited for, and not what runs beside it. */
export async function processorTimeWithEnded(pid: number): Promise<number> {
  const { own = 0, ended = 0 } = (await stat(pid)) ?? {};
  return (own + ended) / TICKS;
}

/** Megabytes of memory that a process has at present. */
export async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
}

/** Seconds that all processors of the machine together have been busy, with whatever it was. */
export async function machineBusyTime(): Promise<number> {
  const [, user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = (await readFile('/proc/stat', 'utf8'))
    .split('\n', 1)
    .join()
    .split(/\s+/)
    .map(Number);
  return (user + nice + system + irq + softirq + steal) / TICKS;
}

async function stat(pid: number): Promise<Stat | undefined> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The name, in brackets, may hold anything: the fields are counted from behind it.
  const fields = line
    ?.slice(line.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  if (!fields) return undefined;
  const [parent = 0, own1 = 0, own2 = 0, ended1 = 0, ended2 = 0] = [1, 11, 12, 13, 14].map((at) => fields[at]);
  return { parent, own: own1 + own2, ended: ended1 + ended2 };
}
