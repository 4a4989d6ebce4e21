import type { AgentId, CallId, GroupId, Instant } from '@sibai/kernel';
import { connectRate, serviceLevel, type ServiceLevelCounts, type ServiceLevelRule } from '@sibai/routing';

import { groupBy } from './group-by.js';
import { CLOCKS_MS, type ContactGroups, contactGroups, wrapUpsOf } from './interval-contacts.js';

/** A row of `cdr` of a call that asked for a person. */
export interface IntervalCall {
  readonly callId: CallId;
  readonly groupId: GroupId;
  readonly queuedAt: Instant;
  /** `cdr.answered_at`: null when nobody answered, or not yet. */
  readonly answeredAt: Instant | null;
  /** Has ended unanswered; not who asked to be called back, or left a message. */
  readonly lost: boolean;
  /** `cdr.queue_ms`: the time spent waiting. */
  readonly queueMs: number;
}

/** A row of `assignment`: an offer that was answered, or not taken. */
export interface IntervalAssignment {
  readonly agentId: AgentId;
  readonly groupId: GroupId;
  /** A caller's or a callback's, rather than a consultation or a call the agent placed: it counts as handled. */
  readonly handled: boolean;
  readonly offeredAt: Instant;
  readonly answeredAt: Instant | null;
  readonly endedAt: Instant | null;
}

/** A row of `presence_log`; `until` is null while it lasts. */
export interface IntervalPresence {
  readonly agentId: AgentId;
  readonly presence: string;
  readonly since: Instant;
  readonly until: Instant | null;
}

export interface IntervalRows {
  readonly calls: readonly IntervalCall[];
  readonly assignments: readonly IntervalAssignment[];
  readonly presences: readonly IntervalPresence[];
  /** Who is in which groups (`agent_skill`): whose time counts for a group. */
  readonly members: ReadonlyMap<AgentId, readonly GroupId[]>;
}

/** From `from` to before `to`. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** What can be added up over groups of calls and intervals; the figures follow from it. */
export interface IntervalSums extends ServiceLevelCounts {
  readonly offered: number;
  readonly answeredWaitMs: number;
  readonly handled: number;
  readonly talkMs: number;
  readonly wrapUpMs: number;
  readonly occupiedMs: number;
  readonly availableMs: number;
  readonly staffedMs: number;
  readonly signedInMs: number;
}

export const NOTHING_HAPPENED: IntervalSums = {
  offered: 0,
  answered: 0,
  answeredInTarget: 0,
  abandoned: 0,
  abandonedShort: 0,
  answeredWaitMs: 0,
  handled: 0,
  talkMs: 0,
  wrapUpMs: 0,
  occupiedMs: 0,
  availableMs: 0,
  staffedMs: 0,
  signedInMs: 0,
};

const OCCUPIED = ['talking', 'wrap_up'];
const STAFFED = ['ready', 'ringing', ...OCCUPIED];

/**
 * The sums of one span over some groups, from rows that may reach beyond it:
 *
 * - `offered`: `cdr` rows of the groups with `queued_at` in the span, each call once. The next four are of these calls.
 * - `answered`: those with `answered_at`; `answeredInTarget`: of them those with `queue_ms` ≤ the group's target.
 * - `abandoned`: those that have ended without `answered_at`, a callback or a message; `abandonedShort`: of them those with `queue_ms` < the rule's 5 s.
 * - `answeredWaitMs`: `queue_ms` of the answered.
 * - `handled`: `assignment` rows of the groups, `handled` ones, with `answered_at` in the span that have ended; `talkMs`: their
 *   `ended_at` − `answered_at`, hold included; `wrapUpMs`: the `presence_log` rows `wrap_up` that begin as they end, in full.
 * - `signedInMs`: the part within the span of `presence_log` rows, all but offline, of the groups' agents (`agent_skill`, and whoever
 *   took one of their calls); an agent of several of the groups counts once. `staffedMs`: of it ready, ringing, talking and wrap-up.
 * - `availableMs`: of that what was not spent on contacts of groups that are not among them; `occupiedMs`: of it talking and wrap-up.
 *   Whose contact it was tells the `assignment` row with which the presence begins; what is of no known contact counts.
 */
export const foldSpan = (
  rows: IntervalRows,
  span: Span,
  groups: ReadonlySet<GroupId>,
  ruleOf: (group: GroupId) => ServiceLevelRule,
  now: Instant,
): IntervalSums => fold(rows, ofAll(rows), span, groups, ruleOf, now);

/** What is found out of all rows once, before some of them are folded. */
export interface OfAll {
  readonly wrapUps: ReadonlyMap<AgentId, readonly IntervalPresence[]>;
  readonly contacts: ContactGroups;
}

export const ofAll = (rows: IntervalRows): OfAll => ({
  wrapUps: wrapUpsOf(rows.presences),
  contacts: contactGroups(rows),
});

/** The same of each group in each span of `stepMs` between two instants: `sumsOf` a span and groups, without looking at all rows each time. */
export function foldSteps(
  rows: IntervalRows,
  { from, to }: Span,
  stepMs: number,
  ruleOf: (group: GroupId) => ServiceLevelRule,
  now: Instant,
): { readonly span: Span; readonly sumsOf: (groups: ReadonlySet<GroupId>) => IntervalSums }[] {
  const steps = Math.ceil((to - from) / stepMs);
  const stepOf = (at: Instant) => Math.floor((at - from) / stepMs);
  const calls = groupBy(rows.calls, ({ queuedAt }) => stepOf(queuedAt));
  const taken = rows.assignments.filter(({ answeredAt }) => answeredAt !== null);
  const assignments = groupBy(taken, ({ answeredAt }) => stepOf(answeredAt ?? 0));
  const presences = Array.from({ length: steps }, (): IntervalPresence[] => []);
  for (const row of rows.presences) {
    if (row.presence === 'offline') continue;
    const last = Math.min(steps - 1, stepOf((row.until ?? Math.min(now, to)) - 1));
    for (let step = Math.max(0, stepOf(row.since)); step <= last; step++) presences[step]?.push(row);
  }
  const all = ofAll(rows);
  return presences.map((own, step) => {
    const span = { from: from + step * stepMs, to: Math.min(to, from + (step + 1) * stepMs) };
    const part = {
      calls: calls.get(step) ?? [],
      assignments: assignments.get(step) ?? [],
      presences: own,
      members: rows.members,
    };
    return { span, sumsOf: (groups) => fold(part, all, span, groups, ruleOf, now) };
  });
}

/** `foldSpan` of rows that are a part of others. */
export function fold(
  rows: IntervalRows,
  { wrapUps, contacts }: OfAll,
  { from, to }: Span,
  groups: ReadonlySet<GroupId>,
  ruleOf: (group: GroupId) => ServiceLevelRule,
  now: Instant,
): IntervalSums {
  const within = (at: Instant | null): at is Instant => at !== null && at >= from && at < to;
  const sums: { -readonly [K in keyof IntervalSums]: number } = { ...NOTHING_HAPPENED };

  for (const call of rows.calls) {
    if (!groups.has(call.groupId) || !within(call.queuedAt)) continue;
    const rule = ruleOf(call.groupId);
    sums.offered++;
    if (call.answeredAt !== null) {
      sums.answered++;
      sums.answeredWaitMs += call.queueMs;
      if (call.queueMs <= rule.targetMs) sums.answeredInTarget++;
    } else if (call.lost) {
      sums.abandoned++;
      if (call.queueMs < rule.shortAbandonMs) sums.abandonedShort++;
    }
  }

  const staff = new Set([...rows.members].flatMap(([agent, own]) => (own.some((g) => groups.has(g)) ? [agent] : [])));
  for (const { agentId, groupId, handled, answeredAt, endedAt } of rows.assignments) {
    if (!groups.has(groupId) || !handled || answeredAt === null) continue;
    staff.add(agentId);
    if (!within(answeredAt) || endedAt === null) continue;
    sums.handled++;
    sums.talkMs += endedAt - answeredAt;
    sums.wrapUpMs += wrapUpAfter(wrapUps.get(agentId) ?? [], endedAt, now);
  }

  for (const row of rows.presences) {
    const { agentId, presence, since, until } = row;
    if (!staff.has(agentId) || presence === 'offline') continue;
    const lasted = Math.min(until ?? now, to, now) - Math.max(since, from);
    if (lasted <= 0) continue;
    sums.signedInMs += lasted;
    if (!STAFFED.includes(presence)) continue;
    sums.staffedMs += lasted;
    const contact = contacts.get(row);
    if (contact !== undefined && !groups.has(contact)) continue;
    sums.availableMs += lasted;
    if (OCCUPIED.includes(presence)) sums.occupiedMs += lasted;
  }
  return sums;
}

export const addSums = (a: IntervalSums, b: IntervalSums): IntervalSums =>
  Object.fromEntries(
    Object.keys(NOTHING_HAPPENED).map((key) => [key, a[key as keyof IntervalSums] + b[key as keyof IntervalSums]]),
  ) as unknown as IntervalSums;

export interface IntervalFigures {
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly abandonedShort: number;
  readonly handled: number;
  /** Per cent: answered in target ÷ (answered + abandoned − short abandons). */
  readonly serviceLevel: number | null;
  /** Per cent: answered ÷ (answered + abandoned − short abandons). */
  readonly connectRate: number | null;
  /** Per cent: (abandoned − short abandons) ÷ (answered + abandoned − short abandons). */
  readonly abandonRate: number | null;
  /** ASA: wait of the answered ÷ answered. */
  readonly averageWaitMs: number | null;
  /** AHT: (talk with hold + wrap-up) ÷ handled. */
  readonly handleMs: number | null;
  /**
   * Per cent: on contact ÷ (on contact + idle), which is (talking + wrap-up) ÷ (talking + wrap-up + ready + ringing), as Amazon Connect
   * defines it ("Occupancy", historical metrics definitions). Of a group: its contacts only. While an agent is on another
   * group's contact, the agent is neither on contact for this one nor idle for it, and the time is left out of both sums.
   */
  readonly occupancy: number | null;
  /** Agents ready, ringing, talking or in wrap-up, on average over the time that has passed. */
  readonly staffed: number;
}

export function intervalFigures(sums: IntervalSums, passedMs: number): IntervalFigures {
  const { offered, answered, abandoned, abandonedShort, handled } = sums;
  const per = (part: number, whole: number) => (whole > 0 ? part / whole : null);
  const perCent = (share: number | null) => (share === null ? null : 100 * share);
  const connected = connectRate(sums);
  return {
    offered,
    answered,
    abandoned,
    abandonedShort,
    handled,
    serviceLevel: perCent(serviceLevel(sums)),
    connectRate: perCent(connected),
    abandonRate: perCent(connected === null ? null : 1 - connected),
    averageWaitMs: per(sums.answeredWaitMs, answered),
    handleMs: per(sums.talkMs + sums.wrapUpMs, handled),
    occupancy: perCent(per(sums.occupiedMs, sums.availableMs)),
    staffed: per(sums.staffedMs, passedMs) ?? 0,
  };
}

export interface AgentFigures {
  readonly agentId: AgentId;
  readonly answered: number;
  /** `assignment` rows offered in the span that ended without an answer. */
  readonly missed: number;
  readonly talkMs: number;
  readonly wrapUpMs: number;
  readonly handleMs: number | null;
  readonly readyMs: number;
  readonly pausedMs: number;
  readonly signedInMs: number;
  readonly occupancy: number | null;
}

/** The same of each agent of the groups who was signed in or was offered a call: `answered`, talk and wrap-up of these groups' calls. */
export function foldAgents(
  rows: IntervalRows,
  span: Span,
  groups: ReadonlySet<GroupId>,
  ruleOf: (group: GroupId) => ServiceLevelRule,
  now: Instant,
): AgentFigures[] {
  const all = ofAll(rows);
  const offered = rows.assignments.filter(({ groupId, handled }) => handled && groups.has(groupId));
  const agents = new Set([
    ...[...rows.members].filter(([, own]) => own.some((group) => groups.has(group))).map(([agent]) => agent),
    ...offered.map(({ agentId }) => agentId),
  ]);
  const within = (at: Instant) => at >= span.from && at < span.to;
  const presences = groupBy(rows.presences, ({ agentId }) => agentId);
  const assignments = groupBy(offered, ({ agentId }) => agentId);
  return [...agents].flatMap((agentId) => {
    const own = presences.get(agentId) ?? [];
    const offers = assignments.get(agentId) ?? [];
    const alone = { calls: [], assignments: offers, presences: own, members: new Map([[agentId, [...groups]]]) };
    const sums = fold(alone, all, span, groups, ruleOf, now);
    const missed = offers.filter((o) => o.answeredAt === null && o.endedAt !== null && within(o.offeredAt)).length;
    const answered = offers.filter((o) => o.answeredAt !== null && within(o.answeredAt)).length;
    if (sums.signedInMs === 0 && answered === 0 && missed === 0) return [];
    const { handleMs, occupancy } = intervalFigures(sums, span.to - span.from);
    const readyMs = foldPresence(own, span, now, ['ready']);
    const pausedMs = sums.signedInMs - sums.staffedMs;
    const { talkMs, wrapUpMs, signedInMs } = sums;
    return [{ agentId, answered, missed, talkMs, wrapUpMs, handleMs, readyMs, pausedMs, signedInMs, occupancy }];
  });
}

const foldPresence = (
  rows: readonly IntervalPresence[],
  { from, to }: Span,
  now: Instant,
  names: readonly string[],
): number =>
  rows
    .filter(({ presence }) => names.includes(presence))
    .reduce((sum, r) => sum + Math.max(0, Math.min(r.until ?? now, to, now) - Math.max(r.since, from)), 0);

function wrapUpAfter(wrapUps: readonly IntervalPresence[], endedAt: Instant, now: Instant): number {
  const row = wrapUps.find(({ since }) => Math.abs(since - endedAt) <= CLOCKS_MS);
  return row ? Math.max(0, (row.until ?? now) - row.since) : 0;
}
