import * as z from 'zod';

import { id, instant } from './ids.js';
import { TENANT_STATES } from './session.js';

/** An enterprise on the platform, as the platform's operator sees it; or the platform itself. */
export const Tenant = z.object({
  id: id<'Tenant'>(),
  name: z.string(),
  kind: z.enum(['platform', 'enterprise']),
  createdAt: instant,
  users: z.int(),
  lines: z.int(),
});
export type Tenant = z.infer<typeof Tenant>;

export const CustomerQuery = z.strictObject({
  q: z.string().trim().max(60).optional(),
  state: z.enum(TENANT_STATES).optional(),
  page: z.coerce.number().int().min(1).max(10_000).default(1),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export type CustomerQuery = z.infer<typeof CustomerQuery>;

/** An enterprise on the platform, and the last that happened on its way. */
export const Customer = z.object({
  id: id<'Tenant'>(),
  name: z.string(),
  state: z.enum(TENANT_STATES),
  createdAt: instant,
  users: z.int(),
  lines: z.int(),
  numbers: z.array(z.string()),
  lastEvent: z.object({ type: z.string(), at: instant }).nullable(),
});
export type Customer = z.infer<typeof Customer>;

export const CustomerPage = z.object({ customers: z.array(Customer), total: z.int() });
export type CustomerPage = z.infer<typeof CustomerPage>;

export const CustomerDetail = Customer.extend({
  company: z.string().nullable(),
  uscc: z.string().nullable(),
  identityUntil: z.string().nullable(),
  admins: z.array(z.object({ name: z.string(), email: z.string().nullable(), mobile: z.string().nullable() })),
  numberRows: z.array(
    z.object({ number: z.string(), state: z.string(), priceFen: z.number().nullable(), until: instant.nullable() }),
  ),
  contracts: z.array(
    z.object({
      id: z.string(),
      no: z.string(),
      kind: z.string(),
      state: z.string(),
      number: z.string(),
      signedAt: instant.nullable(),
    }),
  ),
  orders: z.array(
    z.object({
      id: z.string(),
      reference: z.string(),
      kind: z.string(),
      state: z.string(),
      amountFen: z.number(),
      createdAt: instant.nullable(),
      paidAt: instant.nullable(),
    }),
  ),
  events: z.array(
    z.object({
      id: z.string(),
      at: instant,
      type: z.string(),
      actor: z.string(),
      actorName: z.string().nullable(),
      subject: z.string().nullable(),
      reason: z.string().nullable(),
    }),
  ),
});
export type CustomerDetail = z.infer<typeof CustomerDetail>;
