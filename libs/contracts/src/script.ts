import * as z from 'zod';

import { Contact, Timeline } from './contact.js';
import { id, instant } from './ids.js';
import { Ticket } from './ticket.js';

export const ScriptSection = z.strictObject({
  title: z.string().trim().min(1).max(40),
  text: z.string().trim().min(1).max(2000),
  /** Must be said in every call; the agent ticks it off. */
  mandatory: z.boolean().default(false),
});
export type ScriptSection = z.infer<typeof ScriptSection>;

/** Publishing makes a new version: what was said in earlier calls stays what it was. */
export const PublishScript = z.strictObject({
  sections: z.array(ScriptSection).max(30),
  confirmed: z.boolean().optional(),
});
export type PublishScript = z.input<typeof PublishScript>;

export const Script = z.object({
  id: id<'Script'>(),
  version: z.int(),
  sections: z.array(ScriptSection),
  publishedAt: instant,
  publishedBy: z.string(),
});
export type Script = z.infer<typeof Script>;

/** What agents of a line say; null before the first was published. */
export const LineScript = z.object({
  line: z.object({ id: id<'Line'>(), name: z.string(), number: z.string() }),
  script: Script.nullable(),
});
export type LineScript = z.infer<typeof LineScript>;

/** A result of a call. The product's own have no name here: the pages name them in the reader's language. */
export const Disposition = z.object({
  code: z.string().regex(/^[a-z0-9_]{1,40}$/),
  name: z.string().trim().min(1).max(20).nullable(),
  offered: z.boolean(),
});
export type Disposition = z.infer<typeof Disposition>;

/** In their order. What is left out is not offered any more, and keeps its name in old records. */
export const SetDispositions = z.strictObject({ dispositions: z.array(Disposition.strict()).min(1).max(40) });
export type SetDispositions = z.infer<typeof SetDispositions>;

export const SaidSentences = z.strictObject({
  scriptId: id<'Script'>(),
  said: z.array(z.int().min(0).max(29)).max(30),
});
export type SaidSentences = z.infer<typeof SaidSentences>;

/** Creates a record for the caller's number, or adds the number to one there is. */
export const IdentifyCaller = z.union([
  z.strictObject({ contactId: id<'Contact'>() }),
  z.strictObject({ name: z.string().trim().min(1).max(40) }),
]);
export type IdentifyCaller = z.infer<typeof IdentifyCaller>;

/** What an agent should know of the call in progress, or still being written up. */
export const CallContext = z.object({
  callId: id<'Call'>(),
  number: z.string(),
  contact: Contact.nullable(),
  timeline: Timeline,
  tickets: z.array(Ticket),
  script: Script.nullable(),
  /** Sections of `script` said so far. */
  said: z.array(z.int()),
  dispositions: z.array(Disposition),
  dispositionRequired: z.boolean(),
});
export type CallContext = z.infer<typeof CallContext>;
