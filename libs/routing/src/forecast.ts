import { agentsFor, erlangB, erlangServiceLevel } from './erlang.js';

/** How far ahead a breach is looked for. */
export const FORECAST_SECONDS = 15 * 60;

export interface Outlook {
  /** Callers who join the queue, a second. */
  readonly arrivalsPerSecond: number;
  /** Agents who take the group's calls: signed in, and neither busy nor on a break. May be part of an agent. */
  readonly agents: number;
  /** Talk and wrap-up of one call. */
  readonly handleSeconds: number;
  /** How long each of those who wait now has waited, longest first. */
  readonly waitedSeconds: readonly number[];
  /** A caller answered within this is in time. */
  readonly targetSeconds: number;
  /** The share that is to be in time, 0 to 1. */
  readonly goal: number;
}

/** What the figures come from, so that a person can follow and check them. */
export interface Forecast {
  /** Expected share in time of those who wait now or come within the next 15 minutes; null when that is nobody. */
  readonly serviceLevel: number | null;
  readonly breach: boolean;
  readonly reason: 'nobody_expected' | 'nobody_serving' | 'too_few_agents' | 'backlog' | 'within_goal' | 'close_call';
  /** Traffic offered: arrivals a second × handle time. */
  readonly erlangs: number;
  /** When those who wait are answered and nobody new waits longer than the target; null when that never comes. */
  readonly clearSeconds: number | null;
  /** Agents that would meet the goal for this traffic, by Erlang C. */
  readonly agentsNeeded: number;
}

/**
 * Whether the service level will be missed within the next 15 minutes, from the traffic as it is now.
 *
 * Two things add up. Those who wait already: the one at place p is answered after about p × handle ÷ agents more seconds. And
 * those who come. While the backlog would make them wait longer than the target, they are late. After that they are in time
 * with Erlang C's share, when the agents carry the traffic (erlangs < agents). When they do not, the backlog
 * grows by arrivals − agents ÷ handle callers a second until its wait passes the target; until then a caller is taken for in
 * time who finds somebody free, with Erlang B's share, and from then on nobody is.
 */
export function forecast(now: Outlook): Forecast {
  const { arrivalsPerSecond, handleSeconds, targetSeconds, goal, waitedSeconds } = now;
  const agents = Math.max(0, now.agents);
  const erlangs = arrivalsPerSecond * handleSeconds;
  const agentsNeeded = agentsFor(erlangs, handleSeconds, goal, targetSeconds);
  const expected = waitedSeconds.length + arrivalsPerSecond * FORECAST_SECONDS;
  const known = { erlangs, agentsNeeded };
  if (expected === 0)
    return { ...known, serviceLevel: null, breach: false, reason: 'nobody_expected', clearSeconds: 0 };
  if (agents === 0) return { ...known, serviceLevel: 0, breach: true, reason: 'nobody_serving', clearSeconds: null };

  const secondsEach = handleSeconds / agents;
  const inTimeOfWaiting = waitedSeconds.filter((waited, i) => waited + (i + 1) * secondsEach <= targetSeconds).length;
  // Arithmetic of the backlog: how many wait so far that the next one would wait just the target.
  const room = targetSeconds / secondsEach;
  const growth = arrivalsPerSecond - 1 / secondsEach;
  const excess = waitedSeconds.length - room;
  const carried = growth < 0;

  let inTimeShare: number;
  let clearSeconds: number | null;
  if (carried) {
    clearSeconds = Math.max(0, excess / -growth);
    const late = Math.min(1, clearSeconds / FORECAST_SECONDS);
    inTimeShare = (1 - late) * steadyShare(erlangs, agents, handleSeconds, targetSeconds);
  } else {
    clearSeconds = null;
    const until = excess >= 0 ? 0 : growth === 0 ? FORECAST_SECONDS : Math.min(FORECAST_SECONDS, -excess / growth);
    inTimeShare = (until / FORECAST_SECONDS) * (1 - erlangB(erlangs, Math.max(1, Math.round(agents))));
  }
  const serviceLevel = (inTimeOfWaiting + inTimeShare * arrivalsPerSecond * FORECAST_SECONDS) / expected;
  const breach = serviceLevel < goal;
  const reason = !breach ? 'within_goal' : !carried ? 'too_few_agents' : excess > 0 ? 'backlog' : 'close_call';
  return { ...known, serviceLevel, breach, reason, clearSeconds };
}

/** Erlang C knows whole agents only: between two of them the share is read off the straight line. */
function steadyShare(erlangs: number, agents: number, handleSeconds: number, targetSeconds: number): number {
  const below = Math.floor(agents);
  const share = (n: number) => (n === 0 ? 0 : erlangServiceLevel(erlangs, n, handleSeconds, targetSeconds));
  return share(below) + (agents - below) * (share(below + 1) - share(below));
}

/**
 * How much of each agent a group has. Who serves several groups serves them in proportion to their traffic; where none of
 * them has any, equally.
 */
export function shareAgents<G>(
  agents: readonly (readonly G[])[],
  erlangsOf: (group: G) => number,
): ReadonlyMap<G, number> {
  const shares = new Map<G, number>();
  for (const groups of agents) {
    const total = groups.reduce((sum, group) => sum + erlangsOf(group), 0);
    for (const group of groups)
      shares.set(group, (shares.get(group) ?? 0) + (total > 0 ? erlangsOf(group) / total : 1 / groups.length));
  }
  return shares;
}
