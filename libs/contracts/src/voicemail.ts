import * as z from 'zod';

import { id, instant } from './ids.js';

/** A message a caller has left. It is a recording like any other: sealed, heard with a purpose, and kept as long. */
export const Voicemail = z.object({
  id: id<'Recording'>(),
  callId: id<'Call'>(),
  caller: z.string(),
  lineName: z.string().nullable(),
  group: z.object({ id: id<'Group'>(), name: z.string() }),
  leftAt: instant,
  seconds: z.number().nullable(),
  /** `sealed`: can be heard. */
  recording: z.enum(['recording', 'sealed', 'lost', 'destroyed']),
  handledAt: instant.nullable(),
  handledBy: z.string().nullable(),
  note: z.string(),
});
export type Voicemail = z.infer<typeof Voicemail>;

export const VoicemailQuery = z.strictObject({
  q: z.string().trim().max(20).optional(),
  handled: z.stringbool().optional(),
  groupId: id<'Group'>().optional(),
  before: id<'Recording'>().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type VoicemailQuery = z.infer<typeof VoicemailQuery>;

export const VoicemailPage = z.object({
  voicemails: z.array(Voicemail),
  unhandled: z.int(),
  next: id<'Recording'>().nullable(),
});
export type VoicemailPage = z.infer<typeof VoicemailPage>;

export const HandleVoicemail = z.strictObject({ handled: z.boolean(), note: z.string().trim().max(500).default('') });
export type HandleVoicemail = z.infer<typeof HandleVoicemail>;
