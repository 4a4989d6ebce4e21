import * as z from 'zod';

import { id, instant } from './ids.js';

export const TICKET_STATES = ['open', 'pending', 'solved', 'closed'] as const;
export const TICKET_PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;

const fields = {
  title: z.string().trim().min(1).max(80),
  body: z.string().trim().max(5000),
  priority: z.enum(TICKET_PRIORITIES),
  assigneeId: id<'User'>().nullable(),
  contactId: id<'Contact'>().nullable(),
  dueAt: instant.nullable(),
};

/** With `callId`, of a call the author was on: number and contact are the call's where they are left out. */
export const OpenTicket = z.strictObject({
  ...fields,
  body: fields.body.default(''),
  priority: fields.priority.default('normal'),
  assigneeId: fields.assigneeId.default(null),
  contactId: fields.contactId.default(null),
  dueAt: fields.dueAt.default(null),
  callId: id<'Call'>().optional(),
});
export type OpenTicket = z.input<typeof OpenTicket>;

/** What is left out stays. `comment` is written beside the change. */
export const ChangeTicket = z
  .strictObject({ ...fields, state: z.enum(TICKET_STATES), comment: z.string().trim().min(1).max(5000) })
  .partial()
  .extend({ version: z.int().min(1) });
export type ChangeTicket = z.input<typeof ChangeTicket>;

export const Ticket = z.object({
  id: id<'Ticket'>(),
  no: z.int(),
  title: z.string(),
  state: z.enum(TICKET_STATES),
  priority: z.enum(TICKET_PRIORITIES),
  /** Masked. */
  number: z.string().nullable(),
  contact: z.object({ id: id<'Contact'>(), name: z.string() }).nullable(),
  callId: id<'Call'>().nullable(),
  assignee: z.object({ id: id<'User'>(), name: z.string() }).nullable(),
  dueAt: instant.nullable(),
  createdAt: instant,
  createdBy: z.string(),
  updatedAt: instant,
  version: z.int(),
});
export type Ticket = z.infer<typeof Ticket>;

export const TicketDetail = Ticket.extend({
  body: z.string(),
  entries: z.array(
    z.object({
      id: z.uuid(),
      at: instant,
      userName: z.string(),
      body: z.string().nullable(),
      /** Field to what it was and what it became, for a reader. */
      changes: z.record(z.string(), z.tuple([z.string().nullable(), z.string().nullable()])),
    }),
  ),
});
export type TicketDetail = z.infer<typeof TicketDetail>;

export const TicketQuery = z.strictObject({
  q: z.string().trim().max(40).optional(),
  /** `active`: open or pending. */
  state: z.enum(['active', ...TICKET_STATES]).optional(),
  /** Assigned to who asks. */
  mine: z.stringbool().optional(),
  contact: id<'Contact'>().optional(),
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type TicketQuery = z.infer<typeof TicketQuery>;

/** Newest first; `next` is the `before` of the following page. */
export const TicketPage = z.object({ tickets: z.array(Ticket), next: z.int().nullable() });
export type TicketPage = z.infer<typeof TicketPage>;

/** Who a ticket may be given to. */
export const TicketPeople = z.array(z.object({ id: id<'User'>(), name: z.string() }));
