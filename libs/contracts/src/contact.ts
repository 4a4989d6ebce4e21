import * as z from 'zod';

import { id, instant } from './ids.js';

/** As a telephone network writes it: digits only, what people put between them taken out. */
export const PersonNumber = z
  .string()
  .transform((typed) => typed.replace(/^\+?86(?=1\d{10}$)/, '').replace(/[\s()+-]/g, ''))
  .pipe(z.string().regex(/^\d{3,20}$/));

const Tag = z.string().trim().min(1).max(20);

export const SaveContact = z.strictObject({
  name: z.string().trim().min(1).max(40),
  company: z.string().trim().max(60).nullable().default(null),
  remark: z.string().trim().max(1000).nullable().default(null),
  tags: z.array(Tag).max(20).default([]),
  numbers: z.array(PersonNumber).max(10).default([]),
  /** Of the record the change was made to; left out for a new one. */
  version: z.int().min(1).optional(),
});
export type SaveContact = z.input<typeof SaveContact>;

/** Who calls, or is called. `numbers` are masked (138****1234) in lists. */
export const Contact = z.object({
  id: id<'Contact'>(),
  name: z.string(),
  company: z.string().nullable(),
  remark: z.string().nullable(),
  tags: z.array(z.string()),
  numbers: z.array(z.string()),
  version: z.int(),
  updatedAt: instant,
});
export type Contact = z.infer<typeof Contact>;

export const ContactQuery = z.strictObject({
  /** Part of a name, a company or a tag, or a whole number. */
  q: z.string().trim().max(40).optional(),
  tag: Tag.optional(),
  before: z.string().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type ContactQuery = z.infer<typeof ContactQuery>;

/** Last changed first. `next` is the `before` of the following page, null on the last. */
export const ContactPage = z.object({ contacts: z.array(Contact), next: z.string().nullable() });
export type ContactPage = z.infer<typeof ContactPage>;

/** The other record's numbers, tickets and tags come to this one, and it ends. */
export const MergeContact = z.strictObject({ other: id<'Contact'>() });
export type MergeContact = z.infer<typeof MergeContact>;

export const ImportedContacts = z.object({
  created: z.int(),
  updated: z.int(),
  /** Lines of the file, from 1, that were left out. */
  refused: z.array(z.object({ line: z.int(), reason: z.enum(['no_name', 'bad_number', 'too_long']) })),
});
export type ImportedContacts = z.infer<typeof ImportedContacts>;

/** What happened with a person, newest first: calls and tickets. */
export const TimelineEntry = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('call'),
    at: instant,
    callId: id<'Call'>(),
    direction: z.enum(['in', 'out']),
    outcome: z.string().nullable(),
    agentName: z.string().nullable(),
    groupName: z.string().nullable(),
    talkMs: z.int(),
    waitMs: z.int(),
    disposition: z.string().nullable(),
    notes: z.string().nullable(),
    /** Recordings of this call that the one who asks may hear; an agent may hear none. */
    recordings: z.array(id<'Recording'>()),
  }),
  z.object({
    kind: z.literal('ticket'),
    at: instant,
    ticketId: id<'Ticket'>(),
    no: z.int(),
    title: z.string(),
    state: z.enum(['open', 'pending', 'solved', 'closed']),
  }),
]);
export type TimelineEntry = z.infer<typeof TimelineEntry>;

export const Timeline = z.object({ entries: z.array(TimelineEntry), next: z.string().nullable() });
export type Timeline = z.infer<typeof Timeline>;
export const TimelineQuery = z.strictObject({ before: instant.optional() });
export type TimelineQuery = z.infer<typeof TimelineQuery>;
