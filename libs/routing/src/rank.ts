import { GROUP_DEFAULTS } from './config.js';
import { byIdleness, type GroupState, type ReadyAgent } from './group-state.js';
import type { Want } from './model.js';
import { byCodeUnit } from './sorted-map.js';
import { TRACE_TOP } from './trace.js';

/** A group a caller waits in, as it stands. */
export interface Sought {
  readonly group: GroupState;
  readonly want: Want;
}

export interface Candidate extends Sought {
  readonly ready: ReadyAgent;
  /** Whose agent it is, when not the group's own. */
  readonly lender?: GroupState;
}

/**
 * The first agents over several groups, each agent once. A group's strategy orders its own agents; between the
 * groups' heads the agent idle longest goes first, in the group where the agent is best.
 */
export function rankReady(sought: readonly Sought[], roll: () => number): Candidate[] {
  const lines = sought.map((each) => ({ each, ready: inLine(each.group, each.want.proficiency, roll), next: 0 }));
  const ranked: Candidate[] = [];
  while (ranked.length < TRACE_TOP) {
    let best: (Candidate & { readonly line: (typeof lines)[number] }) | undefined;
    for (const line of lines) {
      const ready = line.ready[line.next];
      if (ready && (!best || precedes(line.each.group, ready, best))) best = { ...line.each, ready, line };
    }
    if (!best) break;
    const { group, want, ready, line } = best;
    line.next += 1;
    if (!ranked.some((other) => other.ready.agent === ready.agent)) ranked.push({ group, want, ready });
  }
  return ranked;
}

/** The group's first ready agents of at least a proficiency, in the order of its strategy. */
export function inLine(group: GroupState, proficiency: number, roll: () => number): ReadyAgent[] {
  const line = group.ready.take(TRACE_TOP, proficiency);
  if (group.config.strategy !== 'weighted_random' || line.length < 2) return line;
  const drawn = draw(group, proficiency, roll) ?? line[0];
  return drawn ? [drawn, ...line.filter(({ agent }) => agent !== drawn.agent)] : line;
}

const MAX_DRAWS = 64;

/**
 * Draws one of the ready agents, with chances in proportion to their proficiency: any agent alike, who is taken with
 * the chance that the proficiency gives, or another is drawn.
 */
function draw({ ready }: GroupState, least: number, roll: () => number): ReadyAgent | undefined {
  for (let at = 0; at < MAX_DRAWS; at += 1) {
    const agent = ready.at(Math.floor(roll() * ready.size));
    if (agent && agent.proficiency >= least && roll() * ready.top < agent.proficiency) return agent;
  }
  return undefined;
}

const precedes = (group: GroupState, ready: ReadyAgent, than: Candidate): boolean =>
  (byIdleness(ready, than.ready) ||
    than.ready.proficiency - ready.proficiency ||
    byCodeUnit(group.config.id, than.group.config.id)) < 0;

export const strategyOf = ({ config }: GroupState) => config.strategy ?? GROUP_DEFAULTS.strategy;
