import * as z from 'zod';

import { id, instant } from './ids.js';
import { BusyReason, Presence } from './presence.js';

/** Whom an agent can hand a call to, or ask: colleagues, groups, and the places in the call's own flow. */
export const Directory = z.object({
  agents: z.array(
    z.object({
      id: id<'Agent'>(),
      name: z.string(),
      presence: Presence,
      reason: BusyReason.nullable(),
      since: instant,
      groups: z.array(z.string()),
    }),
  ),
  groups: z.array(
    z.object({ id: id<'Group'>(), name: z.string(), waiting: z.int(), ready: z.int(), signedIn: z.int() }),
  ),
  /** Empty without a call. */
  nodes: z.array(z.object({ id: z.string(), title: z.string() })),
});
export type Directory = z.infer<typeof Directory>;

export const DirectoryQuery = z.strictObject({ callId: id<'Call'>().optional() });
export type DirectoryQuery = z.infer<typeof DirectoryQuery>;

const minutes = z.object({ warn: z.number(), bad: z.number() });

/** What an agent has done since midnight in Asia/Shanghai: the time in each state, the present one until `at`. */
export const Workday = z.object({
  at: instant,
  /** From how many minutes on a break, or another absence, is long, and too long. */
  limits: z.object({ break: minutes, busy: minutes }),
  states: z.array(z.object({ presence: Presence, reason: BusyReason.nullable(), ms: z.int() })),
});
export type Workday = z.infer<typeof Workday>;
