import * as z from 'zod';

import { id, instant } from './ids.js';
import { BusyReason, Presence } from './presence.js';

/** The live page, pushed whole as socket event `live` within a second of any change. */
export const Live = z.object({
  /** When the server made it: the page shows its age. */
  at: instant,
  telephony: z.boolean(),
  calls: z.array(
    z.object({
      callId: id<'Call'>(),
      stage: z.enum(['trunk', 'ivr', 'acd', 'agent', 'number']),
      ringing: z.boolean(),
      caller: z.string(),
      dialled: z.string(),
      groupName: z.string().nullable(),
      agentName: z.string().nullable(),
      /** When the call entered its present stage. */
      since: instant,
      startedAt: instant,
    }),
  ),
  groups: z.array(
    z.object({
      id: id<'Group'>(),
      name: z.string(),
      waiting: z.int(),
      longestSince: instant.nullable(),
      ready: z.int(),
      signedIn: z.int(),
      talking: z.int(),
    }),
  ),
  agents: z.array(
    z.object({
      id: id<'Agent'>(),
      name: z.string(),
      presence: Presence,
      reason: BusyReason.nullable(),
      since: instant,
      callId: id<'Call'>().nullable(),
    }),
  ),
  /** Since midnight in Asia/Shanghai. Service level: answered within 20 s of queueing, per cent; null without offered calls. */
  today: z.object({
    offered: z.int(),
    answered: z.int(),
    abandoned: z.int(),
    refused: z.int(),
    averageWaitMs: z.int(),
    serviceLevel: z.number().nullable(),
    connectRate: z.number().nullable(),
  }),
});
export type Live = z.infer<typeof Live>;
