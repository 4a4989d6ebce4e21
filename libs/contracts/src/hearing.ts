import * as z from 'zod';

import { Destroyed } from './call.js';
import { id, instant } from './ids.js';
import { PAUSE_REASONS } from './recording-rules.js';
import { ROLES } from './session.js';

/** Why somebody listens to a recording. */
export const LISTENING_PURPOSES = [
  'quality',
  'complaint',
  'dispute',
  'training',
  'subject',
  'regulator',
  'support',
] as const;
export type ListeningPurpose = (typeof LISTENING_PURPOSES)[number];

export const Listen = z.strictObject({
  purpose: z.enum(LISTENING_PURPOSES),
  note: z.string().trim().max(200).optional(),
});
export type Listen = z.infer<typeof Listen>;

/** Lets the one who asked, and nobody else, hear that recording until then. */
export const ListeningPermit = z.object({ permit: id<'Listening'>(), until: instant });
export type ListeningPermit = z.infer<typeof ListeningPermit>;

export const PermitQuery = z.strictObject({ permit: id<'Listening'>().optional() });
export type PermitQuery = z.infer<typeof PermitQuery>;

/**
 * A stretch of a recording that is silence because it was paused, in seconds of it. Of a pause in which nothing was recorded
 * both ends are the same.
 */
export const RecordingPause = z.object({
  from: z.number(),
  to: z.number(),
  reason: z.enum(PAUSE_REASONS),
  by: z.string(),
});
export type RecordingPause = z.infer<typeof RecordingPause>;

/** How loud each channel is over the recording's length, in equal stretches, 0 to 255; and where it was paused. */
export const Waveform = z.object({
  agent: z.array(z.int()),
  caller: z.array(z.int()),
  pauses: z.array(RecordingPause),
});
export type Waveform = z.infer<typeof Waveform>;

export const Listening = z.object({
  id: id<'Listening'>(),
  at: instant,
  userName: z.string(),
  userRole: z.enum(ROLES),
  purpose: z.enum(LISTENING_PURPOSES),
  note: z.string().nullable(),
  /** Where it was listened from: a network address. */
  address: z.string(),
  recordingId: id<'Recording'>(),
  callId: id<'Call'>(),
  caller: z.string().nullable(),
  /** How much of the audio was sent, each second counted once. */
  seconds: z.number(),
  /** Of the recording. */
  length: z.number().nullable(),
  exported: z.boolean(),
});
export type Listening = z.infer<typeof Listening>;

export const ListeningQuery = z.strictObject({
  /** The number of the person who was recorded, as it called. */
  caller: z.string().trim().max(32).optional(),
  q: z.string().trim().max(40).optional(),
  purpose: z.enum(LISTENING_PURPOSES).optional(),
  call: id<'Call'>().optional(),
  from: instant.optional(),
  to: instant.optional(),
  before: id<'Listening'>().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type ListeningQuery = z.infer<typeof ListeningQuery>;

/** Newest first. `next` is the `before` of the following page, null on the last. */
export const ListeningPage = z.object({ listenings: z.array(Listening), next: id<'Listening'>().nullable() });
export type ListeningPage = z.infer<typeof ListeningPage>;

export const RecordingEntry = z.object({
  id: id<'Recording'>(),
  callId: id<'Call'>(),
  tenantName: z.string(),
  state: z.enum(['recording', 'sealed', 'lost']),
  startedAt: instant,
  seconds: z.number().nullable(),
  sha256: z.string().nullable(),
  /** Null to the platform, which sees the recording and nothing else of the call. */
  caller: z.string().nullable(),
  agentName: z.string().nullable(),
  groupName: z.string().nullable(),
  destroyed: Destroyed.nullable(),
});
export type RecordingEntry = z.infer<typeof RecordingEntry>;

export const RecordingQuery = z.strictObject({
  before: id<'Recording'>().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type RecordingQuery = z.infer<typeof RecordingQuery>;

export const RecordingPage = z.object({
  recordings: z.array(RecordingEntry),
  next: id<'Recording'>().nullable(),
});
export type RecordingPage = z.infer<typeof RecordingPage>;

const MAX_GRANT_DAYS = 30;

export const GrantHearing = z
  .strictObject({ reason: z.string().trim().min(1).max(200), from: instant, until: instant })
  .refine(({ from, until }) => Date.parse(until) > Date.parse(from), { path: ['until'], error: 'not after from' })
  .refine(({ from, until }) => Date.parse(until) - Date.parse(from) <= MAX_GRANT_DAYS * 86_400_000, {
    path: ['until'],
    error: `more than ${MAX_GRANT_DAYS} days`,
  });
export type GrantHearing = z.infer<typeof GrantHearing>;

export const HearingGrant = z.object({
  id: id<'HearingGrant'>(),
  reason: z.string(),
  from: instant,
  until: instant,
  grantedBy: z.string().nullable(),
  grantedAt: instant,
  revokedAt: instant.nullable(),
});
export type HearingGrant = z.infer<typeof HearingGrant>;
