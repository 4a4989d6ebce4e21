import type { CallId, GroupId, Instant } from '@sibai/kernel';

import { agentFor } from './choose.js';
import type { Acd } from './floor.js';
import type { GroupState } from './group-state.js';
import type { Caller, Presence } from './model.js';
import type { DecisionTrace } from './trace.js';

export interface WaitEstimate {
  /** From now on, on average. */
  readonly ms: number;
  /** Four of five callers should wait between the two. */
  readonly lowMs: number;
  readonly highMs: number;
}

/** Of more agents than this the first stand for all. */
const LOOKED_AT = 200;
/** The ninetieth hundredth of a normal distribution; the tenth is its negative. */
const SPREAD = 1.2816;
/** What is unsure of any wait besides chance, as a share of one call's variation: handle times are of some twenty calls, agents come and go. */
const UNSURE = 1 / 10;

/**
 * What a waiting caller may expect to wait from now on; the least over the caller's groups. Null when none of them has
 * an agent serving (signed in, and not on a break or otherwise busy), and for a call that does not wait in the groups.
 *
 * Those before the caller must be served first, or hang up, which callers of the group do at the rate they did so far.
 * Agents become free by the handle times of the group whose call they have: where calls are as irregular as chance makes
 * them, at any moment alike; where they are all of a length, when the call has had it. An agent of several groups
 * is shared with those who came earlier there.
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
  const place = group.waiting.rank(caller) + 1;
  const turns = turnsOf(state, group, caller, place, proficiency, now);
  if (turns.length === 0) return null;
  const { waitedMs, abandoned } = group.patience;
  const meanMs = whenServed(turns, place, waitedMs > 0 ? abandoned / waitedMs : 0);
  const agents = turns.length === LOOKED_AT ? group.serving : turns.length;
  const calls = (place * agents) / turns.reduce((sum, { share }) => sum + share, 0);
  return spread(meanMs, 1 / (variationOf(group) * (1 / calls + UNSURE)));
}

/**
 * The square of the coefficient of variation of the handle times: 1 when they are as irregular as chance makes them. Above 4 a
 * single call of many makes it, and the quantiles below are no good.
 */
const variationOf = ({ handling: { meanMs, meanSquare } }: GroupState): number =>
  Math.min(4, Math.max(0.05, meanSquare / meanMs ** 2 - 1));

/**
 * A wait for so many calls to end has about a gamma distribution of that shape; its quantiles by E. B. Wilson and M. M. Hilferty, "The
 * distribution of chi-square" (1931).
 */
function spread(meanMs: number, shape: number): WaitEstimate {
  const quantile = (z: number): number =>
    Math.round(meanMs * Math.max(0, 1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape))) ** 3);
  return { ms: Math.round(meanMs), lowMs: quantile(-SPREAD), highMs: quantile(SPREAD) };
}

/** When an agent can take the next caller of the group, and how much of the agent the group has. */
interface Turn {
  readonly inMs: number;
  /** How much of the chance to be free by then grows from now on; the rest comes then. */
  readonly gradual: number;
  /** How long the agent's calls take. */
  readonly handleMs: number;
  readonly share: number;
}

function turnsOf(
  state: Acd,
  group: GroupState,
  caller: Caller,
  place: number,
  proficiency: number,
  now: Instant,
): Turn[] {
  const { id } = group.config;
  const earlier = new Map<GroupId, number>();
  const earlierIn = (other: GroupId): number => {
    const count = earlier.get(other) ?? state.groups.get(other)?.waiting.rank(caller) ?? 0;
    earlier.set(other, count);
    return count;
  };
  const turns: Turn[] = [];
  for (const agent of state.agents.values()) {
    const membership = agent.groups.find(({ groupId }) => groupId === id);
    if (!membership || membership.proficiency < proficiency || agent.capacity === 0) continue;
    const { presence } = agent;
    const busyFor = 'group' in presence ? (state.groups.get(presence.group) ?? group) : group;
    const free = freeIn(presence, busyFor, now);
    if (!free) continue;
    // The group whose callers have waited longest on average comes first: who is alone in a group passes half of a long queue.
    const others = agent.groups.reduce((sum, { groupId }) => sum + (groupId === id ? 0 : earlierIn(groupId)), 0);
    turns.push({ ...free, handleMs: busyFor.handling.meanMs, share: 1 / (1 + others / (place + 1)) });
    if (turns.length === LOOKED_AT)
      return turns.map((turn) => ({ ...turn, share: (turn.share * group.serving) / LOOKED_AT }));
  }
  return turns;
}

/** Null of who takes no calls. */
function freeIn(presence: Presence, group: GroupState, now: Instant): Pick<Turn, 'inMs' | 'gradual'> | null {
  const { meanMs } = group.handling;
  const gradual = Math.min(1, variationOf(group));
  const goesOn = !('next' in presence) || !presence.next || presence.next.at === 'ready';
  switch (presence.at) {
    case 'ready':
      return { inMs: 0, gradual: 0 };
    case 'wrap_up':
      return { inMs: Math.max(0, Math.min(presence.until - now, meanMs)), gradual: 0 };
    case 'ringing':
      return goesOn ? { inMs: meanMs, gradual } : null;
    case 'talking':
      // At any age as much is left as at the beginning when calls are irregular, less and less as they are more alike.
      return goesOn ? { inMs: Math.max(meanMs * 0.1, meanMs - (1 - gradual) * (now - presence.since)), gradual } : null;
    default:
      return null;
  }
}

/** When the caller at `place` is expected to be served: agents come free at a rate that changes with each turn. */
function whenServed(turns: readonly Turn[], place: number, hangUpRate: number): number {
  let rate = turns.reduce((sum, turn) => sum + rateBefore(turn), 0);
  let ahead = place;
  let at = 0;
  for (const turn of turns.toSorted((a, b) => a.inMs - b.inMs)) {
    const step = turn.inMs - at;
    if (untilServed(ahead, rate, hangUpRate) <= step) break;
    ahead = leftAfter(step, ahead, rate, hangUpRate) - turn.share * (1 - turn.gradual);
    at = turn.inMs;
    if (ahead <= 0) return at;
    rate += turn.share / turn.handleMs - rateBefore(turn);
  }
  return at + untilServed(ahead, rate, hangUpRate);
}

const rateBefore = ({ inMs, gradual, share }: Turn): number => (inMs > 0 ? (share * gradual) / inMs : 0);

/**
 * How long until all of `ahead` are served at this rate. The others hang up, too: dn/dt = −rate − hangUpRate·n; the caller does not.
 */
function untilServed(ahead: number, rate: number, hangUpRate: number): number {
  return rate > 0 ? untilNext(ahead, rate, hangUpRate) + Math.min(1, ahead) / rate : Infinity;
}

/** How long until the caller is the next. */
function untilNext(ahead: number, rate: number, hangUpRate: number): number {
  const others = Math.max(0, ahead - 1);
  return hangUpRate > 0 ? Math.log(1 + (hangUpRate * others) / rate) / hangUpRate : others / rate;
}

/** How many of `ahead` are left after so long, which is before the caller is served. */
function leftAfter(ms: number, ahead: number, rate: number, hangUpRate: number): number {
  const others = Math.max(0, ahead - 1);
  const next = rate > 0 ? untilNext(ahead, rate, hangUpRate) : Infinity;
  if (ms > next) return Math.min(1, ahead) - rate * (ms - next);
  if (hangUpRate === 0) return ahead - rate * ms;
  const steady = rate / hangUpRate;
  return ahead - others + (others + steady) * Math.exp(-hangUpRate * ms) - steady;
}

/** Why a caller still waits: what a search for an agent would find now. Null for a call that does not wait. */
export function explainWait(state: Acd, call: CallId, now: Instant): DecisionTrace | null {
  const caller = state.callers.get(call);
  if (caller?.agent !== null) return null;
  return agentFor({ ...state, roll: () => 0 }, caller, { at: now, cause: 'waiting' });
}
