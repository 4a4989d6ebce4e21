/** Something the person at the terminal can act on: the message is a whole sentence that says what to do. */
export class Problem extends Error {
  override readonly name = 'Problem';
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** True when a file-system call failed with this code, such as ENOENT. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** What to print of anything thrown: a sentence where one is known, else all there is. */
export function sentence(error: unknown): string {
  if (error instanceof Problem) return error.message;
  if (!(error instanceof Error)) return String(error);
  const path = 'path' in error ? String(error.path) : 'a file';
  if (hasCode(error, 'ENOSPC')) return `The disk is full (while writing ${path}): make room, then start again.`;
  if (hasCode(error, 'EACCES') || hasCode(error, 'EPERM') || hasCode(error, 'EROFS'))
    return `${path} may not be used by this user: start as its owner, or choose another folder with --data.`;
  return error.stack ?? error.message;
}
