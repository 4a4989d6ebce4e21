import * as z from 'zod';

import { id } from './ids.js';

export const ROLES = ['operator', 'admin', 'supervisor', 'agent'] as const;
export type Role = (typeof ROLES)[number];

/** What a role may do. Every route names exactly one of these, or `public`. */
export const PERMISSIONS = {
  'session.own': ['operator', 'admin', 'supervisor', 'agent'],
  'live.view': ['admin', 'supervisor'],
  'call.view': ['admin', 'supervisor'],
  'call.test': ['admin', 'supervisor'],
  'recording.play': ['admin'],
  'user.view': ['admin', 'supervisor'],
  'user.manage': ['admin'],
  'group.view': ['admin', 'supervisor', 'agent'],
  'group.manage': ['admin'],
  'flow.view': ['admin', 'supervisor'],
  'flow.manage': ['admin'],
  'line.view': ['admin', 'supervisor'],
  'line.manage': ['admin'],
  'line.operate': ['operator'],
  'trunk.view': ['operator', 'admin'],
  'trunk.manage': ['operator', 'admin'],
  'agent.work': ['agent', 'supervisor'],
  'tenant.view': ['operator'],
  'onboarding.view': ['admin'],
  'plan.view': ['admin'],
  'plan.manage': ['admin'],
  'plan.operate': ['operator'],
  'number.view': ['admin', 'supervisor'],
  'number.manage': ['admin'],
  'number.operate': ['operator'],
  'verification.view': ['admin'],
  'verification.manage': ['admin'],
  'verification.operate': ['operator'],
  'contract.view': ['admin'],
  'contract.manage': ['admin'],
  'contract.operate': ['operator'],
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof PERMISSIONS;

export const may = (role: Role, permission: Permission): boolean =>
  (PERMISSIONS[permission] as readonly Role[]).includes(role);

export const SignIn = z.strictObject({
  email: z.email().max(254),
  password: z.string().min(1).max(200),
});
export type SignIn = z.infer<typeof SignIn>;

export const Session = z.object({
  user: z.object({
    id: id<'User'>(),
    name: z.string(),
    email: z.string().nullable(),
    mobile: z.string().nullable(),
    role: z.enum(ROLES),
  }),
  tenant: z.object({ id: id<'Tenant'>(), name: z.string() }),
});
export type Session = z.infer<typeof Session>;

/** NIST SP 800-63B: length decides, no composition rules. */
export const Password = z.string().min(8).max(200);

export const CreateUser = z.strictObject({
  email: z.email().max(254),
  name: z.string().trim().min(1).max(40),
  role: z.enum(['admin', 'supervisor', 'agent']),
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
});
export type User = z.infer<typeof User>;
