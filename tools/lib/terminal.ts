import type { Report } from './progress.ts';

const live = process.stdout.isTTY === true;
const QUIET_MS = 5000;
const busy = new Map<string, string>();

/**
 * Runs a long step and shows how far it is: on a terminal in one line that changes, elsewhere in a line every few
 * seconds; then one line with what it came to and how long it took.
 */
export async function step<T>(
  name: string,
  work: (report: Report) => Promise<T>,
  outcome?: (result: T) => string,
): Promise<T> {
  const began = performance.now();
  let spoken = began;
  const report: Report = (news) => {
    busy.set(name, news);
    if (live) draw();
    else if (performance.now() - spoken > QUIET_MS) {
      spoken = performance.now();
      print(`  … ${name}: ${news}`);
    }
  };
  busy.set(name, '');
  draw();
  try {
    const result = await work(report);
    busy.delete(name);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    print(`  ✓ ${name}${outcome ? `: ${outcome(result)}` : ''} (${seconds} s)`);
    return result;
  } catch (error) {
    busy.delete(name);
    print(`  ✗ ${name}`);
    throw error;
  }
}

/** Prints a line above the one that changes. */
export function print(line = ''): void {
  process.stdout.write(`${live ? '\r\x1b[K' : ''}${line}\n`);
  draw();
}

function draw(): void {
  if (!live) return;
  const line = [...busy].map(([name, news]) => (news ? `${name}: ${news}` : name)).join(' · ');
  process.stdout.write(`\r\x1b[K${line ? `  … ${line}`.slice(0, (process.stdout.columns || 80) - 1) : ''}`);
}
