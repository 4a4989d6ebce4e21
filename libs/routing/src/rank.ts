import { GROUP_DEFAULTS } from './config.js';
import { byIdleness, type GroupState, type ReadyAgent } from './group-state.js';
import type { Want } from './model.js';
import { byCodeUnit } from './sorted-set.js';
import { TRACE_TOP } from './trace.js';

/** A group a caller waits in, as it stands. */
export interface Sought {
  readonly group: GroupState;
  readonly want: Want;
}

export interface Candidate {
  readonly ready: ReadyAgent;
  readonly group: GroupState;
  /** Whose agent it is, when not the group's own. */
  readonly lender?: GroupState;
}

/**
 * The first agents over several groups, each agent once. A group's strategy orders its own agents; between the
 * groups' heads the agent idle longest goes first, in the group where the agent is best.
 */
export function rankReady(sought: readonly Sought[], roll: () => number): Candidate[] {
  const lines = sought.map(({ group, want }): Line => ({
    group,
    agents: inLine(group, want.proficiency, roll),
    next: 0,
  }));
  const ranked: Candidate[] = [];
  while (ranked.length < TRACE_TOP) {
    let best: Line | undefined;
    for (const line of lines) if (line.next < line.agents.length && (!best || precedes(line, best))) best = line;
    const ready = best?.agents[best.next];
    if (!best || !ready) break;
    best.next += 1;
    if (!ranked.some((other) => other.ready.agent === ready.agent)) ranked.push({ ready, group: best.group });
  }
  return ranked;
}

/** A group's agents in its own order, and how many of them are ranked. */
interface Line {
  readonly group: GroupState;
  readonly agents: readonly ReadyAgent[];
  next: number;
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

function precedes(a: Line, b: Line): boolean {
  const [one, other] = [a.agents[a.next], b.agents[b.next]];
  if (!one || !other) return !other;
  const order = byIdleness(one, other) || other.proficiency - one.proficiency;
  return (order || byCodeUnit(a.group.config.id, b.group.config.id)) < 0;
}

export const strategyOf = ({ config }: GroupState) => config.strategy ?? GROUP_DEFAULTS.strategy;
