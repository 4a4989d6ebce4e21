import { passwordFault } from '@sibai/contracts';
import { DomainError } from '@sibai/kernel';
import { hash, verify } from '@node-rs/argon2';

import { COMMON_PASSWORDS } from './common-passwords.js';

/** The package's own name for it is a `const enum`, which cannot be read across modules. */
const ARGON2ID = 2;

/** OWASP's second recommendation for argon2id: 19 MiB, two passes, one lane. */
const OPTIONS = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** However the keyboard has composed its characters, it is the same password. */
const sameForm = (password: string): string => password.normalize('NFKC');

export const hashPassword = (password: string): Promise<string> => hash(sameForm(password), OPTIONS);

/** Refuses what is tried first. `context`: names and addresses of who will use it, and of the enterprise. */
export function insistOnPassword(password: string, context: readonly (string | null | undefined)[]): void {
  const common = COMMON_PASSWORDS.has(sameForm(password).toLowerCase());
  const fault = common
    ? 'common'
    : passwordFault(
        password,
        context.filter((word) => word != null),
      );
  if (fault) throw new DomainError('password.weak', { reason: fault });
}

let decoy: Promise<string> | undefined;

/** Takes as long for an unknown user (`stored` undefined) as for a known one, so that the time tells nothing. */
export async function passwordMatches(stored: string | undefined, password: string): Promise<boolean> {
  decoy ??= hashPassword('nobody has this password');
  const matches = await verify(stored ?? (await decoy), sameForm(password));
  return stored !== undefined && matches;
}
