import { ASSIGNMENT_KINDS } from '@sibai/call';
import { KEY_KINDS } from '@sibai/ivr';
import * as z from 'zod';

import { id, instant } from './ids.js';
import { BusyReason, Presence } from './presence.js';

/** A SIP account for one browser, valid until its holder signs out or takes another. */
export const PhoneAccount = z.object({
  /** WebSocket address of the SIP server. When null: `ws(s)://<page's host>:<port>/ws` with `wsPort`. */
  wsUrl: z.string().nullable(),
  wsPort: z.int().nullable(),
  domain: z.string(),
  username: z.string(),
  password: z.string(),
  iceServers: z.array(
    z.object({ urls: z.string(), username: z.string().optional(), credential: z.string().optional() }),
  ),
});
export type PhoneAccount = z.infer<typeof PhoneAccount>;

export const CardParty = z.object({
  leg: id<'Leg'>(),
  kind: z.enum(['agent', 'number', 'supervisor']),
  /** An agent's or supervisor's name; a number as it was dialled. */
  name: z.string(),
  /** `away`: an agent who was on the call and may come back to it. */
  state: z.enum(['ringing', 'up', 'away']),
});
export type CardParty = z.infer<typeof CardParty>;

/** What the agent sees of a call. Shown as soon as the phone rings. */
export const CallCard = z.object({
  callId: id<'Call'>(),
  assignmentId: id<'Assignment'>(),
  caller: z.string(),
  /** Where the number is from, as far as it tells: 福建厦门. */
  region: z.string().nullable(),
  dialled: z.string(),
  lineName: z.string(),
  groupName: z.string(),
  ivrPath: z.array(z.string()),
  /** What was pressed in the flow. */
  keys: z.string(),
  queuedAt: instant,
  answeredAt: instant.nullable(),
  held: z.boolean(),
  direction: z.enum(['in', 'out']),
  /** Only who handles the call may do anything with it but leave. */
  role: z.enum(['handler', 'party']),
  /** How the call came to this agent. */
  via: z.enum(ASSIGNMENT_KINDS),
  /** The agent's own phone on this call; `away`: until the desk attaches the agent is not heard. */
  leg: z.enum(['ringing', 'up', 'attaching', 'away']),
  away: z.boolean(),
  /** Until when an agent who is away may come back. */
  awayUntil: instant.nullable(),
  /** Who else talks with the caller, or is being called for that. */
  parties: z.array(CardParty),
  /** Whom the agent asks while the caller hears music, and whom of the two the agent hears now. */
  consult: z.object({ party: CardParty, with: z.enum(['consultee', 'caller']) }).nullable(),
  /** What the caller is keying in now. Of a secret kind `shown` is null. */
  collecting: z
    .object({ kind: z.enum(KEY_KINDS), count: z.int(), max: z.int(), shown: z.string().nullable(), until: instant })
    .nullable(),
  /** What came of it the last time. */
  collected: z
    .object({
      kind: z.enum(KEY_KINDS),
      outcome: z.enum(['done', 'wrong', 'timeout', 'cancelled']),
      shown: z.string().nullable(),
      at: instant,
    })
    .nullable(),
  /** What of transferring, consulting, calling others in and asking for keys is possible now. */
  may: z.object({ transfer: z.boolean(), consult: z.boolean(), add: z.boolean(), collect: z.boolean() }),
  /** What a colleague has written who passed the call on, or asks. */
  note: z.object({ by: z.string(), text: z.string() }).nullable(),
  recording: z.enum(['on', 'paused', 'off']),
  /** When a pause ends by itself. */
  recordingResumesAt: instant.nullable(),
  /** The caller has chosen not to be recorded. */
  recordingDeclined: z.boolean(),
  waitedMs: z.int(),
  priority: z.int(),
});
export type CallCard = z.infer<typeof CallCard>;

/** The desk's whole state, pushed as socket event `desk` after each change and answered by GET /api/agent/desk. */
export const Desk = z.object({
  presence: Presence,
  reason: BusyReason.nullable(),
  since: instant,
  /** What was chosen during a call for the time after it; null: ready. */
  next: z.object({ presence: Presence, reason: BusyReason.nullable() }).nullable(),
  /** The call offered or in progress. */
  call: CallCard.nullable(),
  /** The call the agent is still writing up. */
  wrapUp: z
    .object({
      callId: id<'Call'>(),
      caller: z.string(),
      /** Why the call ended; null while it goes on without this agent. */
      cause: z.string().nullable(),
      until: instant.nullable(),
      /** Whether the agent may ask for more time, or ends it alone. */
      mode: z.enum(['fixed', 'extendable', 'manual']).optional(),
      notes: z.string(),
      disposition: z.string().nullable(),
    })
    .nullable(),
  waiting: z.int(),
  today: z.object({ answered: z.int(), missed: z.int(), talkMs: z.int() }),
  telephony: z.boolean(),
});
export type Desk = z.infer<typeof Desk>;

export const DISPOSITIONS = ['resolved', 'follow_up', 'complaint', 'wrong_number', 'other'] as const;

export const SaveNotes = z.strictObject({
  notes: z.string().max(5000),
  /** Of those GET /api/dispositions offers. */
  disposition: z.string().max(40).nullable(),
});
export type SaveNotes = z.infer<typeof SaveNotes>;
