import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Gives a file's memory or disk from byte `from` to before byte `to` back to the system: what is read there is zero from then
 * on, and the file is as long as it was, so that whoever writes at its end is not disturbed. Throws where the file system
 * cannot, or the file is another user's.
 */
export async function giveBack(path: string, from: number, to: number): Promise<void> {
  await run('fallocate', ['--punch-hole', '--offset', String(from), '--length', String(to - from), path]);
}
