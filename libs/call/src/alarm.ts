import type { AgentId, AlarmId, GroupId, Instant, LineId } from '@sibai/kernel';
import { agentsFor, linesFor } from '@sibai/routing';

import { intervalFigures, type IntervalSums } from './interval.js';

export const ALARM_KINDS = [
  'connect_rate',
  'handle_time',
  'longest_wait',
  'unstaffed',
  'line_load',
  'long_break',
  'long_busy',
] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];

/**
 * How long a thing must be bad before an alarm opens, and well again before it closes: what goes to and fro at its threshold
 * is one alarm.
 */
const OPEN_AFTER_MS: Readonly<Record<AlarmKind, number>> = {
  connect_rate: 10_000,
  handle_time: 10_000,
  longest_wait: 0,
  unstaffed: 20_000,
  line_load: 0,
  long_break: 0,
  long_busy: 0,
};
const CLOSE_AFTER_MS = 60_000;
/** An alarm stays open until the figure is better than its threshold by this share of it. */
const MARGIN = 0.02;
/** The share of callers that a well dimensioned line may turn away. */
const BLOCKING = 0.01;

export interface AlarmThresholds {
  /** Per cent: less is bad. */
  readonly connectRate: number;
  /** More is bad. */
  readonly handleSeconds: number;
  readonly longestWaitSeconds: number;
  /** Per cent of the line's concurrency: this and more is bad. */
  readonly lineLoad: number;
  /** How long an agent may stay away: more is bad. */
  readonly breakMinutes: number;
  readonly busyMinutes: number;
  /** Rates and averages of fewer calls than this say nothing. */
  readonly enoughCalls: number;
  readonly off: readonly AlarmKind[];
}

/** A figure as it stands. */
export interface Observation {
  readonly kind: AlarmKind;
  readonly subject: GroupId | LineId | AgentId;
  /** Whose supervisors it concerns: the group, or the agent's groups; a line's nobody's. */
  readonly groups: readonly GroupId[];
  readonly name: string;
  readonly value: number;
  readonly bad: boolean;
  /** Good enough that an open alarm may close: better than the threshold by a margin. */
  readonly well: boolean;
  /** What would help, by Erlang, with the figures it comes from. */
  readonly advice: Readonly<Record<string, number>>;
}

export interface WatchedGroup {
  readonly id: GroupId;
  readonly name: string;
  readonly open: boolean;
  readonly signedIn: number;
  /** Agents who take calls now, those of several groups in part. */
  readonly serving: number;
  readonly longestWaitMs: number | null;
  /** Of the last hour. */
  readonly hour: IntervalSums;
  readonly handleMs: number;
  readonly targetSeconds: number;
  /** 0 to 1. */
  readonly goal: number;
}

export interface WatchedAgent {
  readonly id: AgentId;
  readonly name: string;
  readonly groups: readonly GroupId[];
  readonly presence: string;
  /** How long the agent is in it. */
  readonly lastedMs: number;
}

export interface WatchedLine {
  readonly id: LineId;
  readonly name: string;
  readonly inUse: number;
  readonly concurrency: number;
  /** Time that calls were on it within the last hour, and calls that found it full. */
  readonly busyMs: number;
  readonly calls: number;
  readonly refused: number;
}

const HOUR_S = 3600;

export function observeGroup(group: WatchedGroup, limits: AlarmThresholds): Observation[] {
  const { id, name, hour } = group;
  const of = (kind: AlarmKind, value: number, bad: boolean, well: boolean, advice = {}): Observation[] =>
    limits.off.includes(kind) ? [] : [{ kind, subject: id, groups: [id], name, value, bad, well, advice }];
  const { connectRate, handleMs, abandoned, answered, abandonedShort, handled } = intervalFigures(hour, HOUR_S * 1000);
  const counted = answered + abandoned - abandonedShort;
  const waited = (group.longestWaitMs ?? 0) / 1000;
  return [
    ...of(
      'connect_rate',
      connectRate ?? 100,
      connectRate !== null && counted >= limits.enoughCalls && connectRate < limits.connectRate,
      connectRate === null || counted < limits.enoughCalls || connectRate >= limits.connectRate,
      agentsToAdd(group),
    ),
    ...of(
      'handle_time',
      (handleMs ?? 0) / 1000,
      handleMs !== null && handled >= limits.enoughCalls && handleMs > limits.handleSeconds * 1000,
      handleMs === null || handled < limits.enoughCalls || handleMs <= limits.handleSeconds * 1000 * (1 - MARGIN),
    ),
    ...of('longest_wait', waited, waited > limits.longestWaitSeconds, waited <= limits.longestWaitSeconds),
    ...of('unstaffed', group.signedIn, group.open && group.signedIn === 0, !group.open || group.signedIn > 0),
  ];
}

/** How many agents more would answer the goal's share in time, for the traffic of the last hour, by Erlang C. */
function agentsToAdd({ hour, handleMs, goal, targetSeconds, serving }: WatchedGroup): Record<string, number> {
  const handleSeconds = handleMs / 1000;
  const erlangs = (hour.offered / HOUR_S) * handleSeconds;
  const needed = agentsFor(erlangs, handleSeconds, goal, targetSeconds);
  return { erlangs, handleSeconds, serving, needed, agents: Math.max(0, Math.ceil(needed - serving)) };
}

/** An agent who is on a break, or busy, for longer than the limit; one who is neither is not observed, and the alarm closes. */
export function observeAgent(agent: WatchedAgent, limits: AlarmThresholds): Observation[] {
  const { id, name, groups, presence, lastedMs } = agent;
  if (presence !== 'break' && presence !== 'busy') return [];
  const kind = presence === 'break' ? 'long_break' : 'long_busy';
  const limit = presence === 'break' ? limits.breakMinutes : limits.busyMinutes;
  const minutes = lastedMs / 60_000;
  if (limits.off.includes(kind) || minutes <= limit) return [];
  return [{ kind, subject: id, groups, name, value: Math.floor(minutes), bad: true, well: false, advice: { limit } }];
}

export function observeLine(line: WatchedLine, limits: AlarmThresholds): Observation[] {
  if (limits.off.includes('line_load')) return [];
  const load = (100 * line.inUse) / line.concurrency;
  const bad = load >= limits.lineLoad;
  return [
    {
      kind: 'line_load',
      subject: line.id,
      groups: [],
      name: line.name,
      value: load,
      bad,
      well: !bad,
      advice: linesToAdd(line),
    },
  ];
}

/**
 * How many lines more would turn away one caller in a hundred at most, by Erlang B. The traffic offered is that carried in the
 * last hour and what those turned away would have brought; never less than is carried now.
 */
function linesToAdd({ busyMs, calls, refused, inUse, concurrency }: WatchedLine): Record<string, number> {
  const carried = busyMs / 1000 / HOUR_S;
  const each = calls > 0 ? carried / calls : 0;
  const erlangs = Math.max(carried + refused * each, inUse);
  const needed = linesFor(erlangs, BLOCKING);
  return { erlangs, refused, inUse, concurrency, needed, lines: Math.max(0, needed - concurrency) };
}

/** An alarm that is open. */
export interface OpenAlarm {
  readonly id: AlarmId;
  readonly kind: AlarmKind;
  readonly subject: Observation['subject'];
}

/** Since when each thing is bad, or well, as observed without a break; by kind and subject. */
export type AlarmMemory = ReadonlyMap<string, { readonly bad: boolean; readonly since: Instant }>;

export interface Judgement {
  readonly memory: AlarmMemory;
  readonly open: readonly Observation[];
  readonly close: readonly AlarmId[];
  /** Alarms that stay, with the figure as it stands now; one that is well, and about to close, keeps what it was. */
  readonly stay: readonly (readonly [AlarmId, Observation])[];
}

/** Which alarms open and close. An alarm of something that is not observed any more, being gone or not wanted, closes. */
export function judge(
  before: AlarmMemory,
  open: readonly OpenAlarm[],
  observed: readonly Observation[],
  now: Instant,
): Judgement {
  const alarms = new Map(open.map((alarm) => [keyOf(alarm), alarm]));
  const seen = new Set<string>();
  const memory = new Map<string, { bad: boolean; since: Instant }>();
  const opened: Observation[] = [];
  const stay: [AlarmId, Observation][] = [];
  const close: AlarmId[] = [];
  for (const observation of observed) {
    const key = keyOf(observation);
    seen.add(key);
    const alarm = alarms.get(key);
    // Between the threshold and its margin nothing is news: an open alarm is not yet well, none is not yet bad.
    const bad = alarm ? !observation.well : observation.bad;
    const last = before.get(key);
    const since = last?.bad === bad ? last.since : now;
    memory.set(key, { bad, since });
    const lasted = now - since;
    if (!alarm && bad && lasted >= OPEN_AFTER_MS[observation.kind]) opened.push(observation);
    else if (alarm && !bad && lasted >= CLOSE_AFTER_MS) close.push(alarm.id);
    else if (alarm && bad) stay.push([alarm.id, observation]);
  }
  for (const [key, { id }] of alarms) if (!seen.has(key)) close.push(id);
  return { memory, open: opened, close, stay };
}

const keyOf = ({ kind, subject }: Pick<Observation, 'kind' | 'subject'>): string => `${kind} ${subject}`;
