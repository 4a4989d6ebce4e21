import type { CallId, Instant } from '@sibai/kernel';

import { agentFor } from './choose.js';
import type { Acd } from './floor.js';
import type { GroupState } from './group-state.js';
import type { Agent, Caller } from './model.js';
import type { DecisionTrace } from './trace.js';

export interface WaitEstimate {
  /** From now on. */
  readonly ms: number;
  /** Four of five callers should wait between the two. */
  readonly lowMs: number;
  readonly highMs: number;
}

/** Above this many agents the present talks say nothing that their mean does not. */
const LOOKED_AT = 200;
/** The tenth and ninetieth hundredth of a normal distribution. */
const SPREAD = 1.2816;

/**
 * What a waiting caller may expect to wait from now on; the least over the caller's groups. Null when none of them has
 * an agent serving (signed in, and not on a break or otherwise busy), and for a call that does not wait in the groups.
 *
 * Those before the caller must be served first, or hang up, which callers of the group do at the rate they did so far.
 * Agents become free when their present calls should end, the longer a call has lasted the later, by the mean and
 * the spread of the group's handle times; and once more after each call. An agent of several groups with callers
 * counts for each in proportion to those.
 */
export function estimateWait(state: Acd, call: CallId, now: Instant): WaitEstimate | null {
  const caller = state.callers.get(call);
  if (!caller || caller.agent !== null || caller.direct) return null;
  const estimates = caller.wants.flatMap(({ groupId, proficiency }) => {
    const group = state.groups.get(groupId);
    const estimate = group && inGroup(state, group, caller, proficiency, now);
    return estimate ? [estimate] : [];
  });
  return estimates.reduce<WaitEstimate | null>((best, each) => (best && best.ms <= each.ms ? best : each), null);
}

function inGroup(
  state: Acd,
  group: GroupState,
  caller: Caller,
  proficiency: number,
  now: Instant,
): WaitEstimate | null {
  if (group.serving === 0) return null;
  const { meanMs, meanSquare } = group.handling;
  const variation = Math.max(0.05, meanSquare / meanMs ** 2 - 1);
  const turns = turnsOf(state, group, proficiency, now, variation);
  if (turns.length === 0) return null;
  const place = group.waiting.rank(caller) + 1;
  const { waitedMs, abandoned } = group.patience;
  const ms = whenServed(turns, place, meanMs, waitedMs > 0 ? abandoned / waitedMs : 0);
  const spread = Math.exp(SPREAD * Math.sqrt(Math.log(1 + variation / place)));
  return { ms: Math.round(ms), lowMs: Math.round(ms / spread), highMs: Math.round(ms * spread) };
}

/** When an agent can take the next caller of the group, and how much of the agent the group has. */
interface Turn {
  readonly inMs: number;
  readonly share: number;
}

function turnsOf(state: Acd, group: GroupState, proficiency: number, now: Instant, variation: number): Turn[] {
  const { id } = group.config;
  const { meanMs } = group.handling;
  const turns: Turn[] = [];
  for (const agent of state.agents.values()) {
    const membership = agent.groups.find(({ groupId }) => groupId === id);
    if (!membership || membership.proficiency < proficiency || agent.capacity === 0) continue;
    const inMs = freeIn(agent, meanMs, variation, now);
    if (inMs !== null) turns.push({ inMs, share: shareOf(state, group, agent) });
    if (turns.length === LOOKED_AT) return turns.map((turn, at) => evenly(turn, at, group));
  }
  return turns;
}

/** Stands for all of a large group's agents, who become free evenly. */
const evenly = ({ share }: Turn, at: number, { serving, handling }: GroupState): Turn => ({
  inMs: (handling.meanMs * (at + 1)) / LOOKED_AT,
  share: (share * serving) / LOOKED_AT,
});

/** Null for who takes no calls. */
function freeIn({ presence }: Agent, meanMs: number, variation: number, now: Instant): number | null {
  switch (presence.at) {
    case 'ready':
      return 0;
    case 'wrap_up':
      return Math.max(0, Math.min(presence.until - now, meanMs));
    case 'ringing':
      return presence.next && presence.next.at !== 'ready' ? null : meanMs;
    case 'talking':
      return presence.next && presence.next.at !== 'ready' ? null : remaining(meanMs, variation, now - presence.since);
    default:
      return null;
  }
}

/**
 * What is left of a call that has lasted `age`: as long as the mean at any age when calls are as irregular as chance
 * makes them, less and less as they are more alike.
 */
function remaining(meanMs: number, variation: number, age: number): number {
  const alike = Math.max(0, 1 - variation);
  return Math.max(meanMs * 0.1, meanMs - alike * age);
}

function shareOf(state: Acd, group: GroupState, agent: Agent): number {
  if (agent.groups.length === 1) return 1;
  let all = 0;
  for (const { groupId } of agent.groups) all += state.groups.get(groupId)?.waiting.size ?? 0;
  return all === 0 ? 1 : group.waiting.size / all;
}

/** When the caller at `place` comes first: every turn serves one, and some of those before give up meanwhile. */
function whenServed(turns: readonly Turn[], place: number, meanMs: number, hangUpRate: number): number {
  const sorted = turns.toSorted((a, b) => a.inMs - b.inMs);
  let ahead = place;
  let at = 0;
  let round = 0;
  for (; round < 3; round += 1)
    for (const { inMs, share } of sorted) {
      const next = inMs + round * meanMs;
      if (next > at) {
        ahead = 1 + Math.max(0, ahead - 1) * Math.exp(-hangUpRate * (next - at));
        at = next;
      }
      ahead -= share;
      if (ahead < 0.5) return at;
    }
  // Further off, agents become free evenly: dn/dt = −rate − hangUpRate·n.
  const rate = sorted.reduce((sum, { share }) => sum + share, 0) / meanMs;
  const rest = hangUpRate > 0 ? Math.log(1 + (hangUpRate * ahead) / rate) / hangUpRate : ahead / rate;
  return at + rest;
}

/** Why a caller still waits: what a search for an agent would find now. Null for a call that does not wait. */
export function explainWait(state: Acd, call: CallId, now: Instant): DecisionTrace | null {
  const caller = state.callers.get(call);
  if (caller?.agent !== null) return null;
  return agentFor({ ...state, roll: () => 0 }, caller, { at: now, cause: 'waiting' });
}
