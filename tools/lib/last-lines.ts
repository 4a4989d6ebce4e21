import { open } from 'node:fs/promises';

const LINES = 15;
const BYTES = 16_384;
const WIDEST = 400;

/** The last lines of logs, for a person who may not have the files; without the passwords of our own. */
export async function lastLines(...files: readonly string[]): Promise<string> {
  const parts = await Promise.all(files.map(lastOf));
  return parts
    .flatMap((lines, n) => (lines.length > 0 ? [`${files[n]} ends with:`, ...lines.map((line) => `  ${line}`)] : []))
    .join('\n');
}

async function lastOf(file: string): Promise<string[]> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return [];
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(BYTES), 0, BYTES, Math.max(0, size - BYTES));
    const lines = withoutSecrets(buffer.toString('utf8', 0, bytesRead)).split('\n');
    return lines
      .filter((line) => line.trim() !== '')
      .slice(-LINES)
      .map((line) => (line.length > WIDEST ? `${line.slice(0, WIDEST)}…` : line));
  } finally {
    await handle.close();
  }
}

/** Passwords in addresses, and secrets as `newSecrets` makes them. */
export const withoutSecrets = (text: string): string =>
  text.replace(/(:\/\/[^\s:@/]*):[^\s@/]+@/g, '$1:…@').replace(/\b[0-9a-f]{48}\b/g, '…');
