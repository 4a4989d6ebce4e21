import * as z from 'zod';

import { instant } from './ids.js';

/** A mobile number of the Chinese mainland. */
export const Mobile = z.string().regex(/^1[3-9]\d{9}$/);
export const Email = z.email().max(254);

/** Where a person can be reached, and by what they sign in. */
export const Address = z.union([z.strictObject({ mobile: Mobile }), z.strictObject({ email: Email })]);
export type Address = z.infer<typeof Address>;

/** What a person typed, as an address; undefined while it is neither. */
export function addressOf(typed: string): Address | undefined {
  const text = typed.trim();
  const digits = text.replace(/^(\+|00)86/, '').replace(/[\s-]/g, '');
  if (Mobile.safeParse(digits).success) return { mobile: digits };
  return Email.safeParse(text).success ? { email: text.toLowerCase() } : undefined;
}

export const Code = z.string().regex(/^\d{6}$/);

/** A code is on its way; until `resendAt` another is refused. */
export const CodeSent = z.object({ expiresAt: instant, resendAt: instant });
export type CodeSent = z.infer<typeof CodeSent>;

/** A message that no configured way out has taken: for developers. */
export const OutboxMessage = z.object({
  id: z.uuid(),
  channel: z.enum(['mail', 'sms']),
  address: z.string(),
  template: z.string(),
  subject: z.string().nullable(),
  text: z.string(),
  code: z.string().nullable(),
  link: z.string().nullable(),
  createdAt: instant,
});
export type OutboxMessage = z.infer<typeof OutboxMessage>;
