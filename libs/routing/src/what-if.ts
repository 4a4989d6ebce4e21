import type { AgentId, CallId, GroupId, Instant } from '@sibai/kernel';

import { GROUP_DEFAULTS, type Group } from './config.js';
import { rolled } from './dice.js';
import { connectRate, countCall, NO_CALLS, serviceLevel, type ServiceLevelCounts } from './service-level.js';
import { type Shift, simulate, type SimulatedCall, type SimulatedEnd } from './simulate.js';

/** A call of a day as it was. */
export interface DayCall {
  readonly call: CallId;
  /** When it joined the queue. */
  readonly at: Instant;
  readonly groups: readonly GroupId[];
  readonly priority?: number;
  readonly waitMs: number;
  /** Null of a caller who hung up. */
  readonly talkMs: number | null;
}

/** A day as it was: who called, who was at work, by which rules. */
export interface Day {
  readonly groups: readonly Group[];
  readonly calls: readonly DayCall[];
  readonly shifts: readonly Shift[];
  readonly pickUpMs: number;
}

/** What is to be otherwise. */
export interface Change {
  /** So many calls for each there was. */
  readonly volume: number;
  /** So long a talk for each as long as it was. */
  readonly talk: number;
  /** Agents more, or fewer, of each group. */
  readonly agents: Readonly<Partial<Record<GroupId, number>>>;
  readonly rules: Readonly<Partial<Record<GroupId, Partial<Omit<Group, 'id' | 'name'>>>>>;
  /** Every agent serves every group. */
  readonly pooled: boolean;
}

export const NO_CHANGE: Change = { volume: 1, talk: 1, agents: {}, rules: {}, pooled: false };

export interface Sums extends ServiceLevelCounts {
  readonly offered: number;
  /** Sent out of the queue by the rules; neither answered nor abandoned. */
  readonly overflowed: number;
  readonly answeredWaitMs: number;
}

export interface Interval extends Sums {
  readonly from: Instant;
}

export interface Replayed {
  readonly intervals: readonly Interval[];
  readonly total: Sums;
}

export const INTERVAL_MS = 15 * 60_000;

const NOTHING: Sums = { ...NO_CALLS, offered: 0, overflowed: 0, answeredWaitMs: 0 };

/** The day by its own records. */
export function recorded(day: Day): Replayed {
  const adding = new Adding(day.groups);
  for (const { at, groups, waitMs, talkMs } of day.calls)
    adding.add(at, groups[0], talkMs === null ? 'abandoned' : 'answered', waitMs);
  return adding.replayed;
}

/**
 * The day played again on the router with something changed. The same seed gives all replays the same people. `look` is
 * told how each wait ended, and what had been foretold.
 */
export function replay(
  day: Day,
  change: Change,
  seed = 1,
  look?: (end: SimulatedEnd) => void,
): Replayed & { readonly decisions: number; readonly virtualMs: number } {
  const groups = day.groups.map((group) => ({ ...group, ...change.rules[group.id] }));
  const adding = new Adding(groups);
  const shifts = staffed(day, change);
  if (shifts.length === 0 || day.calls.length === 0) {
    for (const call of peopled(day, change, seed)) adding.add(call.at, call.groups[0], 'abandoned', call.patienceMs);
    return { ...adding.replayed, decisions: 0, virtualMs: 0 };
  }
  const calls = peopled(day, change, seed);
  const scenario = { groups, shifts, calls, pickUpMs: day.pickUpMs, dice: seed, foretells: look !== undefined };
  const { decisions } = simulate(scenario, (end) => {
    look?.(end);
    adding.add(end.at, end.group, end.outcome === 'left_over' ? 'abandoned' : end.outcome, end.waitMs);
  });
  const from = Math.min(calls[0]?.at ?? 0, ...shifts.map((shift) => shift.from));
  const to = Math.max(calls.at(-1)?.at ?? 0, ...shifts.map((shift) => shift.to));
  return { ...adding.replayed, decisions, virtualMs: to - from };
}

/** 0 to 1; null before any call counts. */
export const figuresOf = (sums: Sums) => ({
  serviceLevel: serviceLevel(sums),
  connectRate: connectRate(sums),
  averageWaitMs: sums.answered > 0 ? sums.answeredWaitMs / sums.answered : null,
});

class Adding {
  readonly #intervals = new Map<Instant, Sums>();
  readonly #targets: ReadonlyMap<GroupId, { targetMs: number; shortAbandonMs: number }>;
  #total = NOTHING;

  constructor(groups: readonly Group[]) {
    this.#targets = new Map(
      groups.map(({ id, target = GROUP_DEFAULTS.target }) => [
        id,
        { targetMs: target.ms, shortAbandonMs: target.shortAbandonMs },
      ]),
    );
  }

  add(at: Instant, group: GroupId | undefined, outcome: 'answered' | 'abandoned' | 'overflowed', waitMs: number): void {
    const from = at - (at % INTERVAL_MS);
    const { ms: targetMs, shortAbandonMs } = GROUP_DEFAULTS.target;
    const rule = (group && this.#targets.get(group)) ?? { targetMs, shortAbandonMs };
    const added = (sums: Sums): Sums => {
      const offered = { ...sums, offered: sums.offered + 1 };
      if (outcome === 'overflowed') return { ...offered, overflowed: sums.overflowed + 1 };
      const answeredWaitMs = sums.answeredWaitMs + (outcome === 'answered' ? waitMs : 0);
      return { ...offered, ...countCall(sums, { outcome, waitMs }, rule), offered: offered.offered, answeredWaitMs };
    };
    this.#intervals.set(from, added(this.#intervals.get(from) ?? NOTHING));
    this.#total = added(this.#total);
  }

  get replayed(): Replayed {
    const intervals = [...this.#intervals].map(([from, sums]) => ({ from, ...sums }));
    return { intervals: intervals.sort((a, b) => a.from - b.from), total: this.#total };
  }
}

/**
 * The day's callers with what the records do not tell drawn by dice: how long they would have waited who were answered,
 * from then on, at the rate the day's callers of the group hung up at; how long they would have talked who hung up, as
 * long as any of the group did. Every caller takes as many dice whatever is changed, so that only the change differs.
 */
function peopled(day: Day, change: Change, seed: number): SimulatedCall[] {
  let dice = seed;
  const roll = (): number => {
    const { dice: next, shown } = rolled(dice);
    dice = next;
    return shown;
  };
  const habits = habitsOf(day);
  const calls: SimulatedCall[] = [];
  for (const { call, at, groups, priority, waitMs, talkMs } of day.calls) {
    const habit = habits(groups[0]);
    const talks = habit.talks[Math.floor(roll() * habit.talks.length)] ?? 0;
    const more = -habit.patienceMs * Math.log(1 - roll());
    const person = {
      groups,
      ...(priority !== undefined && { priority }),
      talkMs: Math.round((talkMs ?? talks) * change.talk),
      patienceMs: talkMs === null ? waitMs : waitMs + more,
    };
    const share = roll();
    const apart = roll();
    const times = Math.floor(change.volume) + Number(share < change.volume % 1);
    for (let n = 0; n < times; n += 1)
      // A second such caller comes some time in the same quarter of an hour.
      calls.push({
        ...person,
        call: `${call}/${n}` as CallId,
        at: n === 0 ? at : at - (at % INTERVAL_MS) + apart * INTERVAL_MS * (n / times),
      });
  }
  return calls.sort((a, b) => a.at - b.at);
}

interface Habit {
  readonly talks: number[];
  patienceMs: number;
}

function habitsOf(day: Day): (group: GroupId | undefined) => Habit {
  const tallies = new Map<GroupId | undefined, { talks: number[]; waitedMs: number; abandoned: number }>();
  const all = { talks: [] as number[], waitedMs: 0, abandoned: 0 };
  for (const { groups, waitMs, talkMs } of day.calls) {
    const own = tallies.get(groups[0]) ?? { talks: [], waitedMs: 0, abandoned: 0 };
    tallies.set(groups[0], own);
    for (const tally of [own, all]) {
      tally.waitedMs += waitMs;
      if (talkMs === null) tally.abandoned += 1;
      else tally.talks.push(talkMs);
    }
  }
  const habit = (tally: typeof all): Habit => ({
    talks: tally.talks.length > 0 ? tally.talks : all.talks,
    patienceMs: tally.abandoned > 0 ? tally.waitedMs / tally.abandoned : Infinity,
  });
  const habits = new Map([...tallies].map(([group, tally]) => [group, habit(tally)]));
  return (group) => habits.get(group) ?? habit(all);
}

/** The day's shifts with agents added, all day long, or taken away, those first who were there longest. */
function staffed(day: Day, change: Change): Shift[] {
  let shifts = [...day.shifts];
  for (const { id } of day.groups) {
    const more = change.agents[id] ?? 0;
    const own = shifts.filter(({ groups }) => groups.some(({ groupId }) => groupId === id));
    if (more < 0) {
      const hours = new Map<AgentId, number>();
      for (const { agent, from, to } of own) hours.set(agent, (hours.get(agent) ?? 0) + to - from);
      const longest = [...hours].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, -more);
      const gone = new Set(longest.map(([agent]) => agent));
      shifts = shifts.filter(({ agent }) => !gone.has(agent));
    } else if (more > 0) {
      const among = own.length > 0 ? own : day.shifts;
      const from = Math.min(...among.map((shift) => shift.from), day.calls[0]?.at ?? Infinity);
      const to = Math.max(...among.map((shift) => shift.to), day.calls.at(-1)?.at ?? -Infinity);
      for (let n = 0; n < more; n += 1)
        shifts.push({ agent: `+${n} ${id}` as AgentId, from, to, groups: [{ groupId: id, proficiency: 5 }] });
    }
  }
  if (!change.pooled) return shifts;
  return shifts.map((shift) => ({
    ...shift,
    groups: day.groups.map(
      ({ id }) => shift.groups.find(({ groupId }) => groupId === id) ?? { groupId: id, proficiency: 1 },
    ),
  }));
}
