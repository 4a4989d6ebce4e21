import { type Acd, byIdleness, type GroupState, meanSince, type ReadyAgent } from './floor.js';
import type { Agent, Caller } from './model.js';
import { byCodeUnit } from './sorted-map.js';
import {
  type DecisionTrace,
  type Outcome,
  type Rejection,
  TRACE_GROUPS,
  TRACE_TOP,
  type TracedAgent,
  type TracedCaller,
  type TracedGroup,
} from './trace.js';

type Stamp = Pick<DecisionTrace, 'at' | 'cause'>;

/** Chooses an agent for a caller who is not in any queue: over all the caller's groups, the agent idle longest.
 * `outcome` of the trace is the choice. */
export function agentFor(floor: Acd, caller: Caller, stamp: Stamp): DecisionTrace {
  const groups = caller.groups.flatMap((id) => floor.groups.get(id) ?? []);
  const ranked = rankReady(groups);
  const [best] = ranked;
  const outcome: Outcome = best
    ? {
        kind: 'offer',
        call: caller.call,
        agent: best.ready.agent,
        group: best.group.config.id,
        because: {
          group: groups.length === 1 ? 'only_group' : 'best_agent',
          caller: 'seeker',
          agent: ranked.length === 1 ? 'only_agent' : (best.group.config.strategy ?? 'longest_idle'),
        },
      }
    : { kind: 'wait', reason: whyWait(groups) };

  return {
    version: 1,
    ...stamp,
    seeker: { kind: 'caller', call: caller.call },
    groups: groups.slice(0, TRACE_GROUPS).map((group) => tracedGroup(group, stamp)),
    agents: ranked.map(({ ready, group }, at) => tracedAgent(ready, group, at + 1, stamp)),
    callers: [tracedCaller(caller, 1, stamp)],
    rejections: [...missing(floor, caller.groups), ...groups.slice(0, TRACE_GROUPS).flatMap(absent)],
    outcome,
  };
}

/**
 * Chooses a caller for an agent who has become ready: of the agent's groups with callers, the one whose callers
 * have waited longest on average, and in it the caller at the head. Null when nobody waits for this agent.
 */
export function callerFor(floor: Acd, agent: Agent, stamp: Stamp): DecisionTrace | null {
  const groups = agent.groups.flatMap(({ groupId }) => floor.groups.get(groupId) ?? []);
  const eligible = groups.filter((group) => group.waiting.size > 0).sort(byAverageWait);
  const [group] = eligible;
  const callers = group?.waiting.take(TRACE_TOP) ?? [];
  const [caller, second] = callers;
  if (!group || !caller) return null;

  const outcome: Outcome = {
    kind: 'offer',
    call: caller.call,
    agent: agent.id,
    group: group.config.id,
    because: {
      group: eligible.length === 1 ? 'only_group' : 'longest_average_wait',
      caller: !second ? 'only_caller' : caller.priority > second.priority ? 'highest_priority' : 'longest_wait',
      agent: 'seeker',
    },
  };
  const proficiency = agent.groups.find(({ groupId }) => groupId === group.config.id)?.proficiency ?? 0;
  const rejections: Rejection[] = groups
    .filter((other) => other !== group)
    .map((other) => ({
      kind: 'group',
      group: other.config.id,
      reason: other.waiting.size > 0 ? 'shorter_average_wait' : 'nobody_waiting',
    }));
  const memberships = agent.groups.map(({ groupId }) => groupId);
  return {
    version: 1,
    ...stamp,
    seeker: { kind: 'agent', agent: agent.id },
    groups: eligible.slice(0, TRACE_GROUPS).map((each) => tracedGroup(each, stamp)),
    agents: [
      { rank: 1, agent: agent.id, group: group.config.id, idleMs: stamp.at - agent.presence.since, proficiency },
    ],
    callers: callers.map((each, at) => tracedCaller(each, at + 1, stamp)),
    rejections: [...rejections.slice(0, TRACE_GROUPS), ...missing(floor, memberships)],
    outcome,
  };
}

interface Candidate {
  readonly group: GroupState;
  readonly ready: ReadyAgent;
}

/**
 * The first agents over several groups, each agent once. A group's strategy orders its own agents; between the
 * groups' heads the agent idle longest goes first, in the group where the agent is best.
 */
function rankReady(groups: readonly GroupState[]): Candidate[] {
  const lines = groups.map((group) => ({ group, ready: group.ready.take(TRACE_TOP), next: 0 }));
  const ranked: Candidate[] = [];
  while (ranked.length < TRACE_TOP) {
    let best: (Candidate & { readonly line: (typeof lines)[number] }) | undefined;
    for (const line of lines) {
      const ready = line.ready[line.next];
      if (ready && (!best || precedes(line.group, ready, best))) best = { group: line.group, ready, line };
    }
    if (!best) break;
    const { group, ready, line } = best;
    line.next += 1;
    if (!ranked.some((other) => other.ready.agent === ready.agent)) ranked.push({ group, ready });
  }
  return ranked;
}

const precedes = (group: GroupState, ready: ReadyAgent, than: Candidate): boolean =>
  (byIdleness(ready, than.ready) ||
    than.ready.proficiency - ready.proficiency ||
    byCodeUnit(group.config.id, than.group.config.id)) < 0;

/** Longest average wait first; then the longest single wait; then the lower id. */
function byAverageWait(a: GroupState, b: GroupState): number {
  return (
    meanSince(a) - meanSince(b) ||
    (a.waiting.first()?.since ?? 0) - (b.waiting.first()?.since ?? 0) ||
    byCodeUnit(a.config.id, b.config.id)
  );
}

function whyWait(groups: readonly GroupState[]): Extract<Outcome, { kind: 'wait' }>['reason'] {
  if (groups.length === 0) return 'no_group';
  return groups.some((group) => group.signedIn > 0) ? 'nobody_ready' : 'nobody_signed_in';
}

const missing = (floor: Acd, ids: Caller['groups']): Rejection[] =>
  ids
    .filter((id) => !floor.groups.get(id))
    .slice(0, TRACE_GROUPS)
    .map((group) => ({ kind: 'group', group, reason: 'missing' }));

const absent = ({ config, ready, members, signedIn, serving }: GroupState): Rejection[] => {
  const rejections: Rejection[] = [];
  const add = (reason: 'occupied' | 'away' | 'offline', count: number): void => {
    if (count > 0) rejections.push({ kind: 'agents', group: config.id, reason, count });
  };
  add('occupied', serving - ready.size);
  add('away', signedIn - serving);
  add('offline', members - signedIn);
  return rejections;
};

const tracedGroup = (group: GroupState, { at }: Stamp): TracedGroup => {
  const head = group.waiting.first();
  return {
    group: group.config.id,
    name: group.config.name,
    waiting: group.waiting.size,
    averageWaitMs: head ? Math.round(at - meanSince(group)) : null,
    headWaitMs: head ? at - head.since : null,
    readyAgents: group.ready.size,
  };
};

const tracedAgent = (ready: ReadyAgent, group: GroupState, rank: number, { at }: Stamp): TracedAgent => ({
  rank,
  agent: ready.agent,
  group: group.config.id,
  idleMs: at - ready.idleSince,
  proficiency: ready.proficiency,
});

const tracedCaller = (caller: Caller, rank: number, { at }: Stamp): TracedCaller => ({
  rank,
  call: caller.call,
  waitMs: at - caller.since,
  priority: caller.priority,
});
