import * as z from 'zod';

import { SUPERVISIONS } from './desk-frames.js';
import { Alarm, FloorSettings } from './floor.js';
import { id, instant } from './ids.js';
import { BusyReason, Presence } from './presence.js';

/** How a supervisor is with a call: heard by nobody, by the agent alone, by both; or in the agent's place. */
export const SupervisionMode = z.enum(SUPERVISIONS);
export type SupervisionMode = z.infer<typeof SupervisionMode>;

/** Figures of a while, by the formulas of `intervalFigures`; rates in per cent, null where there is nothing to measure. */
export const FloorFigures = z.object({
  offered: z.int(),
  answered: z.int(),
  abandoned: z.int(),
  abandonedShort: z.int(),
  handled: z.int(),
  serviceLevel: z.number().nullable(),
  connectRate: z.number().nullable(),
  abandonRate: z.number().nullable(),
  averageWaitMs: z.number().nullable(),
  handleMs: z.number().nullable(),
  occupancy: z.number().nullable(),
  staffed: z.number(),
});
export type FloorFigures = z.infer<typeof FloorFigures>;

/** Whether the service level will be missed in the next 15 minutes, with what that comes from. */
export const Outlook = z.object({
  serviceLevel: z.number().nullable(),
  breach: z.boolean(),
  reason: z.enum(['nobody_expected', 'nobody_serving', 'too_few_agents', 'backlog', 'within_goal', 'close_call']),
  arrivalsPerHour: z.number(),
  handleSeconds: z.number(),
  agents: z.number(),
  erlangs: z.number(),
  clearSeconds: z.number().nullable(),
  agentsNeeded: z.int(),
});
export type Outlook = z.infer<typeof Outlook>;

/**
 * The wallboard, pushed within a second of any change: whole at first, and then what of it has changed (`LiveWhole`, `LiveStep`). An
 * admin's is of the whole tenant; a supervisor's of the groups of their own: their calls and agents, and the calls in flows that
 * lead there.
 */
export const Live = z.object({
  /** When the server made it: the page shows its age. */
  at: instant,
  telephony: z.boolean(),
  scope: z.enum(['tenant', 'own_groups']),
  calls: z.array(
    z.object({
      callId: id<'Call'>(),
      stage: z.enum(['trunk', 'ivr', 'acd', 'agent', 'number']),
      ringing: z.boolean(),
      caller: z.string(),
      dialled: z.string(),
      groupId: id<'Group'>().nullable(),
      groupName: z.string().nullable(),
      agentId: id<'Agent'>().nullable(),
      agentName: z.string().nullable(),
      priority: z.int(),
      /** When the call entered its present stage. */
      since: instant,
      startedAt: instant,
      supervisors: z.array(z.object({ userId: id<'User'>(), name: z.string(), mode: SupervisionMode })),
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
      wrapUp: z.int(),
      paused: z.int(),
      open: z.boolean(),
      targetSeconds: z.int(),
      outlook: Outlook,
      today: FloorFigures,
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
      groups: z.array(id<'Group'>()),
    }),
  ),
  /** Of all lines; a supervisor is shown none, for a line belongs to no group. */
  lines: z.array(z.object({ id: id<'Line'>(), name: z.string(), inUse: z.int(), concurrency: z.int() })),
  /** Since midnight in Asia/Shanghai. Service level: answered within the group's target, leaving out who hung up within 5 s. */
  today: FloorFigures.extend({
    /** Calls not let in, which belong to no group: null in a supervisor's. */
    refused: z.int().nullable(),
  }),
  /** The same weekday of the weeks before, up to the same time of day: the last one, and the mean of up to four. */
  before: z.object({ lastWeek: FloorFigures.nullable(), weeks: z.int(), usual: FloorFigures.nullable() }),
  alarms: z.array(Alarm),
  settings: FloorSettings,
});
export type Live = z.infer<typeof Live>;
