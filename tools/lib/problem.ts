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
