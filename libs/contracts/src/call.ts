import { ASSIGNMENT_KINDS } from '@sibai/call';
import * as z from 'zod';

import { id, instant } from './ids.js';

export const OUTCOMES = [
  'answered',
  'abandoned',
  'callback',
  'voicemail',
  'ivr',
  'refused',
  'blocked',
  'failed',
  'unanswered',
] as const;

/** A call record: the fold of the call's events (libs/call `foldCdr`). Durations are whole milliseconds. */
export const CallRecord = z.object({
  id: id<'Call'>(),
  /** `out`: we called. `caller` is the person either way, and `dialled` our number. */
  direction: z.enum(['in', 'out']),
  caller: z.string(),
  /** Where the person's number is from, as far as it tells: 福建厦门. A mobile's only by what the enterprise has entered. */
  region: z.string().nullable(),
  dialled: z.string(),
  lineName: z.string().nullable(),
  startedAt: instant,
  endedAt: instant.nullable(),
  outcome: z.enum(OUTCOMES).nullable(),
  /** Why the call ended: `caller`, `agent`, `flow`, `over_limit`, `media_restarted`, … */
  cause: z.string().nullable(),
  groupName: z.string().nullable(),
  agentName: z.string().nullable(),
  ivrPath: z.array(z.string()),
  ivrMs: z.int(),
  queueMs: z.int(),
  ringMs: z.int(),
  talkMs: z.int(),
  holdMs: z.int(),
  recorded: z.boolean(),
  disposition: z.string().nullable(),
});
export type CallRecord = z.infer<typeof CallRecord>;

export const CallQuery = z.strictObject({
  q: z.string().trim().max(40).optional(),
  outcome: z.enum(OUTCOMES).optional(),
  direction: z.enum(['in', 'out']).optional(),
  from: instant.optional(),
  to: instant.optional(),
  before: z.string().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type CallQuery = z.infer<typeof CallQuery>;

/** Newest first. `next` is the `before` of the following page, null on the last. */
export const CallPage = z.object({ calls: z.array(CallRecord), next: z.string().nullable() });
export type CallPage = z.infer<typeof CallPage>;

/** Of a recording whose key was destroyed, so that it can never be played again; the certificate has the number of the run. */
export const Destroyed = z.object({
  at: instant,
  reason: z.enum(['expired', 'requested']),
  certificate: z.uuid(),
});
export type Destroyed = z.infer<typeof Destroyed>;

export const CallDetail = CallRecord.extend({
  notes: z.string().nullable(),
  events: z.array(z.object({ at: instant, type: z.string(), data: z.record(z.string(), z.unknown()) })),
  assignments: z.array(
    z.object({
      id: id<'Assignment'>(),
      agentName: z.string(),
      groupName: z.string(),
      /** From the queue, or because somebody on the call asked for the agent: then there is no trace. */
      kind: z.enum(ASSIGNMENT_KINDS),
      state: z.enum(['offered', 'answered', 'refused', 'withdrawn', 'ended']),
      offeredAt: instant,
      answeredAt: instant.nullable(),
      endedAt: instant.nullable(),
      reason: z.string().nullable(),
      trace: z.record(z.string(), z.unknown()),
    }),
  ),
  recordings: z.array(
    z.object({
      id: id<'Recording'>(),
      state: z.enum(['recording', 'sealed', 'lost']),
      startedAt: instant,
      seconds: z.number().nullable(),
      channels: z.int(),
      sha256: z.string().nullable(),
      destroyed: Destroyed.nullable(),
    }),
  ),
});
export type CallDetail = z.infer<typeof CallDetail>;
