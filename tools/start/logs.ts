import { readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';

const LARGEST = 64 * 1024 * 1024;
const EVERY_MS = 60_000;

/** Empties logs that have grown too large, so that a flood of refused calls cannot fill the disk. */
export function boundLogs(dirs: readonly string[]): void {
  setInterval(() => void Promise.all(dirs.map(bound)), EVERY_MS).unref();
}

async function bound(dir: string): Promise<void> {
  for (const name of await readdir(dir).catch(() => [])) {
    const file = join(dir, name);
    const size = await stat(file).then(
      (info) => info.size,
      () => 0,
    );
    // Emptied in place: the writers append, and go on in the same file.
    if (size > LARGEST) await truncate(file).catch(() => undefined);
  }
}
