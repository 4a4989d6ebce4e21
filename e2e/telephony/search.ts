import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Read at a time: one file of a database may be large. */
const BLOCK = 1 << 24;

/** Files beneath the folders that hold any of the patterns, whatever else they are. What goes while it is looked at is passed over. */
export async function holding(folders: readonly string[], patterns: readonly Buffer[]): Promise<string[]> {
  const longest = Math.max(...patterns.map(({ length }) => length));
  const found: string[] = [];
  for (const folder of folders)
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      if (await holds(path, patterns, longest).catch(isGone)) found.push(path);
    }
  return found;
}

async function holds(path: string, patterns: readonly Buffer[], longest: number): Promise<boolean> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const block = Buffer.allocUnsafe(Math.min(BLOCK, size));
    for (let at = 0; at < size; at += BLOCK - longest) {
      const { bytesRead } = await file.read(block, 0, block.length, at);
      const part = block.subarray(0, bytesRead);
      if (patterns.some((pattern) => part.includes(pattern))) return true;
    }
    return false;
  } finally {
    await file.close();
  }
}

function isGone(error: unknown): false {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
  throw error;
}

/** Stretches of a recording in progress, each `bytes` long, that are neither silent nor alike. */
export async function stretchesOf(path: string, bytes: number, count: number): Promise<Buffer[]> {
  const audio = await readFile(path);
  const step = Math.floor((audio.length - bytes) / count / 4) * 4;
  return Array.from({ length: count }, (_, i) => audio.subarray(i * step, i * step + bytes)).filter(
    (part) => new Set(part).size > bytes / 8,
  );
}
