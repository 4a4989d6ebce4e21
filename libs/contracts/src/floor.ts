import { ALARM_KINDS } from '@sibai/call';
import * as z from 'zod';

import { Skill } from './acd.js';
import { id, instant } from './ids.js';
import { SetPresence } from './presence.js';

/** What a wall measures, and whether less or more of it is worse. */
export const WALL_METRICS = {
  serviceLevel: 'less',
  connectRate: 'less',
  abandonRate: 'more',
  handleSeconds: 'more',
  longestWaitSeconds: 'more',
  occupancy: 'more',
  lineLoad: 'more',
  breakMinutes: 'more',
  busyMinutes: 'more',
} as const satisfies Record<string, 'less' | 'more'>;
export type WallMetric = keyof typeof WALL_METRICS;
export const WALL_METRIC_NAMES = Object.keys(WALL_METRICS) as WallMetric[];

export const WALL_SOUNDS = ['none', 'chime', 'bell', 'siren'] as const;
export type WallSound = (typeof WALL_SOUNDS)[number];

const threshold = (max: number) =>
  z.strictObject({ warn: z.number().min(0).max(max), bad: z.number().min(0).max(max) });
const colour = z.string().regex(/^#[0-9a-f]{6}$/i);

const thresholds = z.strictObject({
  serviceLevel: threshold(100),
  connectRate: threshold(100),
  abandonRate: threshold(100),
  handleSeconds: threshold(7200),
  longestWaitSeconds: threshold(7200),
  occupancy: threshold(100),
  lineLoad: threshold(100),
  breakMinutes: threshold(720),
  busyMinutes: threshold(720),
});

/** A tenant's wall: from where on a figure warns or is bad, how that looks and sounds, and what agents are told of. */
export const FloorSettings = z.strictObject({
  thresholds: thresholds.superRefine((all, ctx) => {
    for (const name of WALL_METRIC_NAMES) {
      const { warn, bad } = all[name];
      if (WALL_METRICS[name] === 'less' ? bad > warn : bad < warn)
        ctx.addIssue({ code: 'custom', path: [name, 'bad'], message: 'what is bad is beyond what warns' });
    }
  }),
  colours: z.strictObject({ good: colour, warn: colour, bad: colour }),
  /** What is heard when an alarm of a kind opens. */
  sounds: z.strictObject(
    Object.fromEntries(ALARM_KINDS.map((kind) => [kind, z.enum(WALL_SOUNDS)])) as Record<
      (typeof ALARM_KINDS)[number],
      z.ZodEnum<{ [K in WallSound]: K }>
    >,
  ),
  /** Of how many calls within the hour a connect rate or a handle time must be to raise an alarm. */
  enoughCalls: z.int().min(1).max(1000),
  /** Kinds of alarm that are not wanted. */
  alarmsOff: z.array(z.enum(ALARM_KINDS)).max(ALARM_KINDS.length),
  /** Whether an agent is told of a supervisor who listens, whispers or barges in. */
  tellAgent: z.strictObject({ listen: z.boolean(), whisper: z.boolean(), barge: z.boolean() }),
});
export type FloorSettings = z.infer<typeof FloorSettings>;

export const FLOOR_DEFAULTS: FloorSettings = {
  thresholds: {
    serviceLevel: { warn: 85, bad: 80 },
    connectRate: { warn: 99, bad: 98 },
    abandonRate: { warn: 2, bad: 5 },
    handleSeconds: { warn: 150, bad: 180 },
    longestWaitSeconds: { warn: 20, bad: 60 },
    occupancy: { warn: 85, bad: 92 },
    lineLoad: { warn: 60, bad: 80 },
    breakMinutes: { warn: 10, bad: 15 },
    busyMinutes: { warn: 30, bad: 60 },
  },
  colours: { good: '#2f9e44', warn: '#e8890c', bad: '#e03131' },
  sounds: {
    connect_rate: 'chime',
    handle_time: 'none',
    longest_wait: 'bell',
    unstaffed: 'siren',
    line_load: 'chime',
    long_break: 'none',
    long_busy: 'none',
  },
  enoughCalls: 5,
  alarmsOff: [],
  tellAgent: { listen: false, whisper: true, barge: true },
};

export const Alarm = z.object({
  id: id<'Alarm'>(),
  kind: z.enum(ALARM_KINDS),
  subject: z.uuid(),
  /** Whose supervisors see it. */
  groups: z.array(id<'Group'>()),
  /** Of the group, the line or the agent, as it was called then. */
  name: z.string(),
  /** Per cent, seconds, minutes or a count, by its kind: as it is, or as it was last. */
  value: z.number(),
  /** What would help, by Erlang. */
  advice: z.record(z.string(), z.number()),
  openedAt: instant,
  acknowledgedBy: z.string().nullable(),
  acknowledgedAt: instant.nullable(),
  closedAt: instant.nullable(),
});
export type Alarm = z.infer<typeof Alarm>;

export const AlarmQuery = z.strictObject({
  before: id<'Alarm'>().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type AlarmQuery = z.infer<typeof AlarmQuery>;

export const AlarmPage = z.object({ alarms: z.array(Alarm), next: id<'Alarm'>().nullable() });
export type AlarmPage = z.infer<typeof AlarmPage>;

/** How a supervisor's own phone is with a call. */
export const Supervise = z.strictObject({ mode: z.enum(['listen', 'whisper', 'barge']) });
export type Supervise = z.infer<typeof Supervise>;

export const Supervision = z.object({
  callId: id<'Call'>(),
  agentId: id<'Agent'>(),
  agentName: z.string(),
  groupName: z.string(),
  caller: z.string(),
  mode: z.enum(['listen', 'whisper', 'barge', 'take_over']),
  /** The phone has answered: what is chosen is heard. */
  connected: z.boolean(),
  since: instant,
});
export type Supervision = z.infer<typeof Supervision>;

/** What a supervisor supervises now, answered and pushed as socket event `supervision`. */
export const OwnSupervision = z.object({ supervision: Supervision.nullable() });
export type OwnSupervision = z.infer<typeof OwnSupervision>;

export const ForcePresence = SetPresence;
export type ForcePresence = z.infer<typeof ForcePresence>;

export const MoveCall = z.strictObject({ groupId: id<'Group'>() });
export type MoveCall = z.infer<typeof MoveCall>;

export const RaisePriority = z.strictObject({ priority: z.int().min(0).max(9) });
export type RaisePriority = z.infer<typeof RaisePriority>;

/** The agent's skills within the groups of whoever sets them; those in other groups stay. */
export const SetOwnSkills = z.strictObject({ skills: z.array(Skill).max(50) });
export type SetOwnSkills = z.infer<typeof SetOwnSkills>;

export const Broadcast = z.strictObject({ text: z.string().trim().min(1).max(200) });
export type Broadcast = z.infer<typeof Broadcast>;

export const Broadcasted = z.object({ desks: z.int() });
export type Broadcasted = z.infer<typeof Broadcasted>;
