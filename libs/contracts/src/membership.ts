import * as z from 'zod';

import { Address, Code, Email, Mobile } from './account.js';
import { id, instant } from './ids.js';
import { Password } from './password.js';
import { EnterpriseName, MEMBER_ROLES, PersonName, ROLES } from './session.js';

export const AskForCode = z.strictObject({ to: Address });
export type AskForCode = z.infer<typeof AskForCode>;

/** An enterprise begins: its first user is its admin. */
export const SignUp = z.strictObject({
  to: Address,
  code: Code,
  enterprise: EnterpriseName,
  name: PersonName,
  password: Password,
});
export type SignUp = z.infer<typeof SignUp>;

export const ResetPassword = z.strictObject({ to: Address, code: Code, password: Password });
export type ResetPassword = z.infer<typeof ResetPassword>;

/** What one may know and change of oneself. */
export const Profile = z.object({
  id: id<'User'>(),
  name: z.string(),
  email: z.string().nullable(),
  mobile: z.string().nullable(),
  role: z.enum(ROLES),
  secondStep: z.boolean(),
  recoveryCodesLeft: z.int(),
});
export type Profile = z.infer<typeof Profile>;

export const EditProfile = z.strictObject({ name: PersonName });
export type EditProfile = z.infer<typeof EditProfile>;

/** A changed address is proven by a code sent to it, and that it is oneself by the password. */
export const ChangeAddress = z.strictObject({ to: Address, code: Code, password: z.string().min(1).max(200) });
export type ChangeAddress = z.infer<typeof ChangeAddress>;

export const ChangePassword = z.strictObject({ current: z.string().min(1).max(200), password: Password });
export type ChangePassword = z.infer<typeof ChangePassword>;

export const ConfirmByPassword = z.strictObject({ password: z.string().min(1).max(200) });
export type ConfirmByPassword = z.infer<typeof ConfirmByPassword>;

/** What an authenticator app is given: as a QR code, or typed. */
export const AuthenticatorKey = z.object({ uri: z.string(), secret: z.string() });
export type AuthenticatorKey = z.infer<typeof AuthenticatorKey>;

export const ConfirmAuthenticator = z.strictObject({ code: Code });
export type ConfirmAuthenticator = z.infer<typeof ConfirmAuthenticator>;

/** Shown once: only their digests are kept. */
export const RecoveryCodes = z.object({ codes: z.array(z.string()) });
export type RecoveryCodes = z.infer<typeof RecoveryCodes>;

export const SessionEntry = z.object({
  id: z.uuid(),
  /** Network address and browser it was last used from. */
  address: z.string().nullable(),
  agent: z.string().nullable(),
  createdAt: instant,
  lastSeenAt: instant,
  expiresAt: instant,
  current: z.boolean(),
});
export type SessionEntry = z.infer<typeof SessionEntry>;

export const EditUser = z
  .strictObject({
    name: PersonName,
    role: z.enum(MEMBER_ROLES),
    email: Email.nullable(),
    mobile: Mobile.nullable(),
  })
  .refine(({ email, mobile }) => email !== null || mobile !== null, {
    error: 'an e-mail or a mobile to sign in with',
    path: ['email'],
  });
export type EditUser = z.infer<typeof EditUser>;

export const Invite = z.strictObject({ to: Address, name: PersonName, role: z.enum(MEMBER_ROLES) });
export type Invite = z.infer<typeof Invite>;

export const INVITATION_STATES = ['open', 'accepted', 'revoked', 'expired'] as const;

export const Invitation = z.object({
  id: z.uuid(),
  email: z.string().nullable(),
  mobile: z.string().nullable(),
  name: z.string(),
  role: z.enum(MEMBER_ROLES),
  state: z.enum(INVITATION_STATES),
  invitedBy: z.string(),
  sentAt: instant,
  expiresAt: instant,
  acceptedAt: instant.nullable(),
});
export type Invitation = z.infer<typeof Invitation>;

/** What the link shows to who opens it. */
export const InvitationFace = z.object({
  tenant: z.string(),
  invitedBy: z.string(),
  name: z.string(),
  role: z.enum(MEMBER_ROLES),
  email: z.string().nullable(),
  mobile: z.string().nullable(),
  expiresAt: instant,
});
export type InvitationFace = z.infer<typeof InvitationFace>;

export const AcceptInvitation = z.strictObject({ name: PersonName, password: Password });
export type AcceptInvitation = z.infer<typeof AcceptInvitation>;

export const AuditQuery = z.strictObject({
  /** The first part of acts' names: `session`, `user`. */
  group: z
    .string()
    .regex(/^[a-z_]{1,30}$/)
    .optional(),
  q: z.string().trim().max(60).optional(),
  from: instant.optional(),
  to: instant.optional(),
  /** Of another tenant: for the operator. */
  tenant: id<'Tenant'>().optional(),
  before: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type AuditQuery = z.infer<typeof AuditQuery>;

export const AuditEntry = z.object({
  id: z.string(),
  at: instant,
  userId: z.string(),
  userName: z.string().nullable(),
  act: z.string(),
  subject: z.string(),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** Newest first. `next` is the `before` of the following page, null on the last. */
export const AuditPage = z.object({ entries: z.array(AuditEntry), next: z.string().nullable() });
export type AuditPage = z.infer<typeof AuditPage>;
