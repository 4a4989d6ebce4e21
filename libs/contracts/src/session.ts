import * as z from 'zod';

import { Email, Mobile } from './account.js';
import { id, instant } from './ids.js';
import { Password } from './password.js';

export const ROLES = ['operator', 'admin', 'supervisor', 'agent'] as const;
export type Role = (typeof ROLES)[number];

/** What a role may do. Every route names exactly one of these, or `public`. */
export const PERMISSIONS = {
  'session.own': ['operator', 'admin', 'supervisor', 'agent'],
  'live.view': ['admin', 'supervisor'],
  'floor.steer': ['admin', 'supervisor'],
  'floor.manage': ['admin'],
  'call.view': ['admin', 'supervisor'],
  'call.test': ['admin', 'supervisor'],
  'recording.play': ['operator', 'admin', 'supervisor'],
  'hearing.manage': ['admin'],
  'recording.evidence': ['admin'],
  'recording.rules': ['admin'],
  'recording.pause': ['admin', 'supervisor'],
  'token.manage': ['admin'],
  'listening.view': ['admin'],
  'user.view': ['admin', 'supervisor'],
  'user.manage': ['admin'],
  'group.view': ['admin', 'supervisor', 'agent'],
  'group.manage': ['admin'],
  'what_if.run': ['admin'],
  'vip.view': ['admin', 'supervisor'],
  'vip.manage': ['admin'],
  'flow.view': ['admin', 'supervisor'],
  'flow.manage': ['admin'],
  'line.view': ['admin', 'supervisor'],
  'line.manage': ['admin'],
  'line.operate': ['operator'],
  'trunk.view': ['operator', 'admin'],
  'trunk.manage': ['operator', 'admin'],
  'agent.work': ['agent', 'supervisor'],
  'outbound.view': ['admin', 'supervisor'],
  'outbound.manage': ['admin'],
  'block.view': ['admin', 'supervisor'],
  'block.manage': ['admin', 'supervisor'],
  'block.propose': ['admin', 'supervisor', 'agent'],
  'callback.view': ['admin', 'supervisor', 'agent'],
  'callback.manage': ['admin', 'supervisor'],
  'voicemail.view': ['admin', 'supervisor', 'agent'],
  'vault.view': ['operator', 'admin'],
  'vault.verify': ['operator', 'admin'],
  'vault.operate': ['operator'],
  'tenant.view': ['operator'],
  'customer.view': ['operator'],
  'audit.view': ['operator', 'admin'],
  'compliance.view': ['admin'],
  'compliance.manage': ['admin'],
  'onboarding.view': ['admin'],
  'payment.view': ['admin'],
  'payment.manage': ['admin'],
  'payment.operate': ['operator'],
  'plan.view': ['admin'],
  'plan.manage': ['admin'],
  'plan.operate': ['operator'],
  'number.view': ['admin', 'supervisor'],
  'number.manage': ['admin'],
  'number.operate': ['operator'],
  'verification.view': ['admin'],
  'verification.manage': ['admin'],
  'verification.operate': ['operator'],
  'contact.view': ['admin', 'supervisor', 'agent'],
  'contact.edit': ['admin', 'supervisor', 'agent'],
  'contact.manage': ['admin', 'supervisor'],
  'ticket.view': ['admin', 'supervisor', 'agent'],
  'ticket.edit': ['admin', 'supervisor', 'agent'],
  'script.view': ['admin', 'supervisor', 'agent'],
  'script.manage': ['admin', 'supervisor'],
  'disposition.manage': ['admin'],
  'words.view': ['admin', 'supervisor'],
  'words.manage': ['admin'],
  'contract.view': ['admin'],
  'contract.manage': ['admin'],
  'contract.operate': ['operator'],
  'retention.view': ['admin'],
  'retention.manage': ['admin'],
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof PERMISSIONS;

/** What a machine's credential may be given. */
export const TOKEN_PERMISSIONS = ['recording.pause'] as const satisfies readonly Permission[];
export type TokenPermission = (typeof TOKEN_PERMISSIONS)[number];
export const MAX_TOKEN_DAYS = 730;

export const may = (role: Role, permission: Permission): boolean =>
  (PERMISSIONS[permission] as readonly Role[]).includes(role);

const credentials = {
  password: z.string().min(1).max(200),
  /** Of the authenticator, or one of the recovery codes; where the second step is on. */
  code: z.string().trim().min(6).max(20).optional(),
};
/** By e-mail or by mobile. `session.second_step` asks to send it again with `code`. */
export const SignIn = z.union([
  z.strictObject({ email: Email, ...credentials }),
  z.strictObject({ mobile: Mobile, ...credentials }),
]);
export type SignIn = z.infer<typeof SignIn>;

/** `applying`: on its way to a first line. */
export const TENANT_STATES = ['applying', 'customer', 'closed'] as const;
export type TenantState = (typeof TENANT_STATES)[number];

export const Session = z.object({
  user: z.object({
    id: id<'User'>(),
    name: z.string(),
    email: z.string().nullable(),
    mobile: z.string().nullable(),
    role: z.enum(ROLES),
  }),
  tenant: z.object({ id: id<'Tenant'>(), name: z.string(), state: z.enum(TENANT_STATES) }),
});
export type Session = z.infer<typeof Session>;

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const LINK = /:\/\/|www\.|[\p{L}\p{N}-]\.[a-z]{2,}/iu;
/** A name stands in messages to people who do not know its owner: it is one line, and leads nowhere. */
export const isPlainName = (name: string): boolean => !UNSEEN.test(name) && !LINK.test(name);
const PLAIN = { error: 'no web address, no line break' };

export const PersonName = z.string().trim().min(1).max(40).refine(isPlainName, PLAIN);
export const EnterpriseName = z.string().trim().min(2).max(60).refine(isPlainName, PLAIN);
/** Roles within an enterprise. */
export const MEMBER_ROLES = ['admin', 'supervisor', 'agent'] as const;

export const CreateUser = z.strictObject({
  email: Email,
  name: PersonName,
  role: z.enum(MEMBER_ROLES),
  password: Password,
});
export type CreateUser = z.infer<typeof CreateUser>;

export const User = z.object({
  id: id<'User'>(),
  email: z.string().nullable(),
  mobile: z.string().nullable(),
  name: z.string(),
  role: z.enum(ROLES),
  disabled: z.boolean(),
  secondStep: z.boolean(),
  /** Too many wrong passwords: nobody gets in until then, or until an admin unlocks. */
  lockedUntil: instant.nullable(),
  lastSeenAt: instant.nullable(),
});
export type User = z.infer<typeof User>;
