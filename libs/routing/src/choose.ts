import type { Acd } from './floor.js';
import { askHeight, type GroupState, meanSince } from './group-state.js';
import { borrowersOf, lentTo } from './lend.js';
import type { Agent, Caller, Direct } from './model.js';
import { byPlace, PRIORITY_MS } from './order.js';
import { type Candidate, rankReady, type Sought, strategyOf } from './rank.js';
import { byCodeUnit } from './sorted-set.js';
import { type DecisionTrace, type Outcome, type Rejection, TRACE_GROUPS, TRACE_TOP } from './trace.js';
import { addAbsent, missing, type Stamp, tracedAgent, tracedCaller, tracedGroup } from './traced.js';

/** A floor, and its dice. */
export interface Table extends Acd {
  roll(): number;
}

type Because = Extract<Outcome, { kind: 'offer' }>['because'];

/** Chooses an agent for a caller who is not in any queue: over all the caller's groups, the agent idle longest.
 * `outcome` of the trace is the choice. */
export function agentFor(floor: Table, caller: Caller, stamp: Stamp): DecisionTrace {
  if (caller.direct) return directed(floor, caller, caller.direct, stamp);
  const sought: Sought[] = [];
  for (const want of caller.wants) {
    const group = floor.groups.get(want.groupId);
    if (group) sought.push({ group, want });
  }
  const roll = (): number => floor.roll();
  const own = rankReady(sought, roll);
  const { lent, lending } = own.length === 0 ? lentTo(floor, sought, stamp.at, roll) : { lent: [], lending: [] };
  const ranked = own.length > 0 ? own : lent;
  const [best] = ranked;
  const told = sought.length > TRACE_GROUPS ? sought.slice(0, TRACE_GROUPS) : sought;
  const rejections = missing(floor, caller.groups);
  for (const each of told) addAbsent(rejections, each);
  const trace: DecisionTrace = {
    version: 2,
    at: stamp.at,
    cause: stamp.cause,
    seeker: { kind: 'caller', call: caller.call },
    groups: told.map(({ group, want: { proficiency, why } }) => ({ ...tracedGroup(group, stamp), proficiency, why })),
    agents: ranked.map((each, at) => tracedAgent(each, at + 1, stamp)),
    callers: [tracedCaller(caller, 1, stamp)],
    rejections,
    outcome: best ? offered(caller, best, sought.length, ranked.length) : { kind: 'wait', reason: whyWait(sought) },
  };
  return lending.length > 0 ? { ...trace, lending: lending.slice(0, TRACE_GROUPS) } : trace;
}

function offered(caller: Caller, { ready, group, lender }: Candidate, groups: number, agents: number): Outcome {
  return {
    kind: 'offer',
    call: caller.call,
    agent: ready.agent,
    group: group.config.id,
    because: {
      group: lender ? 'lent' : groups === 1 ? 'only_group' : 'best_agent',
      caller: 'seeker',
      agent: agents === 1 ? 'only_agent' : strategyOf(lender ?? group),
    },
  };
}

/** The one agent whom the caller waits for, if ready. */
function directed(floor: Acd, caller: Caller, direct: Direct, stamp: Stamp): DecisionTrace {
  const agent = floor.agents.get(direct.agent);
  const group = agent && directGroup(floor, caller, agent);
  const proficiency = agent?.groups.find(({ groupId }) => groupId === group?.config.id)?.proficiency ?? 0;
  const idleMs = agent ? stamp.at - agent.presence.since : 0;
  const because: Because = { group: direct.why, caller: 'seeker', agent: direct.why };
  return {
    version: 2,
    ...stamp,
    seeker: { kind: 'caller', call: caller.call },
    groups: group ? [tracedGroup(group, stamp)] : [],
    agents: group ? [{ rank: 1, agent: direct.agent, group: group.config.id, idleMs, proficiency }] : [],
    callers: [tracedCaller(caller, 1, stamp)],
    rejections: missing(floor, caller.groups),
    direct,
    outcome:
      group && agent.presence.at === 'ready' && agent.capacity > 0
        ? { kind: 'offer', call: caller.call, agent: agent.id, group: group.config.id, because }
        : { kind: 'wait', reason: 'agent_occupied' },
  };
}

/** The group in whose name a caller goes to one agent: of the caller's groups one of the agent's, if there is any. */
export function directGroup(floor: Acd, caller: Caller, agent: Agent): GroupState | undefined {
  const own = agent.groups.map(({ groupId }) => groupId);
  const shared = caller.groups.filter((id) => own.includes(id));
  for (const id of [...shared, ...caller.groups, ...own]) {
    const group = floor.groups.get(id);
    if (group) return group;
  }
  return undefined;
}

/** A group with a caller for the agent, and how it came to be one of the agent's. */
interface Served {
  readonly group: GroupState;
  readonly proficiency: number;
  readonly priority: number;
}

/**
 * Chooses a caller for an agent who is ready: of the agent's groups with callers, the one whose callers have waited
 * longest on average, and in it the first caller the agent is good enough for; or, if that one comes before all of
 * those, the caller who waits for this agent only. Where neither waits, a caller of a group the agent may be lent to. Null when nobody
 * waits for this agent.
 */
export function callerFor(floor: Table, agent: Agent, stamp: Stamp): DecisionTrace | null {
  const own: Served[] = [];
  for (const { groupId, proficiency, priority = 0 } of agent.groups) {
    const group = floor.groups.get(groupId);
    if (group) own.push({ group, proficiency, priority });
  }
  const eligible = own.filter(({ group, proficiency }) => group.waiting.top >= askHeight(proficiency));
  if (eligible.length > 1) eligible.sort(byUrgency);
  const [served] = eligible;
  const mine = floor.direct.get(agent.id)?.callers.first();
  const group = mine && directGroup(floor, mine, agent);
  if (group && mine.direct && eligible.every((each) => precedesAll(mine, each)))
    return given(agent, group, mine, mine.direct, stamp);
  return served ? ownCaller(floor, agent, own, eligible, served, stamp) : borrowed(floor, agent, own, stamp);
}

const precedesAll = (caller: Caller, { group, proficiency }: Served): boolean =>
  group.waiting.take(1, askHeight(proficiency)).every((head) => byPlace(caller, head) < 0);

function ownCaller(
  floor: Acd,
  agent: Agent,
  own: readonly Served[],
  eligible: readonly Served[],
  served: Served,
  stamp: Stamp,
): DecisionTrace {
  const callers = served.group.waiting.take(TRACE_TOP, askHeight(served.proficiency));
  const [, second] = eligible;
  const group = !second
    ? 'only_group'
    : served.priority > second.priority
      ? 'highest_priority'
      : 'longest_average_wait';
  const others = own.filter((other) => other !== served).slice(0, TRACE_GROUPS);
  const memberships = agent.groups.map(({ groupId }) => groupId);
  return {
    ...toAgent(agent, served, callers, { group, caller: whyCaller(callers), agent: 'seeker' }, stamp),
    groups: eligible.slice(0, TRACE_GROUPS).map(({ group: each, priority }) => {
      return { ...tracedGroup(each, stamp), priority };
    }),
    rejections: [...others.map((other) => passedOver(other, served)), ...missing(floor, memberships)],
  };
}

function passedOver({ group, proficiency, priority }: Served, than: Served): Rejection {
  const because =
    group.waiting.size === 0
      ? 'nobody_waiting'
      : group.waiting.top < askHeight(proficiency)
        ? 'too_hard'
        : priority < than.priority
          ? 'lower_priority'
          : 'shorter_average_wait';
  return { kind: 'group', group: group.config.id, reason: because };
}

function given(agent: Agent, group: GroupState, caller: Caller, direct: Direct, stamp: Stamp): DecisionTrace {
  const proficiency = agent.groups.find(({ groupId }) => groupId === group.config.id)?.proficiency ?? 0;
  const because: Because = { group: direct.why, caller: 'only_caller', agent: 'seeker' };
  return { ...toAgent(agent, { group, proficiency, priority: 0 }, [caller], because, stamp), direct };
}

/** A caller of another group, when the agent's own have none and are well served. */
function borrowed(floor: Acd, agent: Agent, own: readonly Served[], stamp: Stamp): DecisionTrace | null {
  const borrowers = borrowersOf(floor, own, stamp.at).sort((a, b) => byAverageWait(a.group, b.group));
  const [best] = borrowers;
  if (!best) return null;
  const served: Served = { group: best.group, proficiency: best.terms.proficiency, priority: 0 };
  const callers = best.group.waiting.take(TRACE_TOP, askHeight(served.proficiency));
  const because: Because = { group: 'lent', caller: whyCaller(callers), agent: 'seeker' };
  const trace = toAgent(agent, served, callers, because, stamp);
  return {
    ...trace,
    agents: trace.agents.map((each) => ({ ...each, lentBy: best.lender.config.id })),
    lending: borrowers.slice(0, TRACE_GROUPS).map(({ lending }) => lending),
  };
}

function toAgent(
  agent: Agent,
  { group, proficiency, priority }: Served,
  callers: readonly Caller[],
  because: Because,
  stamp: Stamp,
): DecisionTrace {
  const { id, presence, load } = agent;
  const ready = {
    agent: id,
    proficiency,
    rank: 0,
    idleSince: presence.since,
    calls: load.calls,
    occupancy: load.occupancy,
  };
  return {
    version: 2,
    ...stamp,
    seeker: { kind: 'agent', agent: id },
    groups: [{ ...tracedGroup(group, stamp), priority }],
    agents: [tracedAgent({ ready, group }, 1, stamp)],
    callers: callers.map((each, at) => tracedCaller(each, at + 1, stamp)),
    rejections: [],
    outcome: { kind: 'offer', call: callers[0]?.call as Caller['call'], agent: id, group: group.config.id, because },
  };
}

function whyCaller([caller, second]: readonly Caller[]): Because['caller'] {
  if (!caller || !second) return 'only_caller';
  if (caller.priority > second.priority) return 'highest_priority';
  return caller.since > second.since ? 'head_start' : 'longest_wait';
}

/** A group's priority for the agent counts as waiting, as a caller's does: no group waits for ever. */
function byUrgency(a: Served, b: Served): number {
  const lead = b.priority - a.priority;
  return meanSince(a.group) - meanSince(b.group) + lead * PRIORITY_MS || byAverageWait(a.group, b.group);
}

/** Longest average wait first; then the longest single wait; then the lower id. */
function byAverageWait(a: GroupState, b: GroupState): number {
  return (
    meanSince(a) - meanSince(b) ||
    (a.waiting.first()?.since ?? 0) - (b.waiting.first()?.since ?? 0) ||
    byCodeUnit(a.config.id, b.config.id)
  );
}

function whyWait(sought: readonly Sought[]): Extract<Outcome, { kind: 'wait' }>['reason'] {
  if (sought.length === 0) return 'no_group';
  if (sought.some(({ group }) => group.ready.size > 0)) return 'nobody_skilled';
  return sought.some(({ group }) => group.signedIn > 0) ? 'nobody_ready' : 'nobody_signed_in';
}
