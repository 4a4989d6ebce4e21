import type { AgentId, CallId } from '@sibai/kernel';

import type { Group } from './config.js';
import type { Figures } from './figures.js';
import { type Acd, emptyAcd, FloorDraft } from './floor.js';
import { NO_LOAD } from './load.js';
import type { Agent, Caller, Presence } from './model.js';
import { inOrderOf, rankOf } from './order.js';
import { wantsOf } from './wants.js';

/** A floor as plain rows. Who is offered or talks to which call is told by the agents' presences alone. */
export interface AcdSnapshot {
  readonly groups: readonly GroupRow[];
  readonly agents: readonly AgentRow[];
  readonly callers: readonly CallerRow[];
  readonly dice?: number;
}

/** What is left out is as of a group, an agent or a caller that is new. */
export type GroupRow = Group & Partial<Figures>;
export type AgentRow = Pick<Agent, 'id' | 'groups' | 'presence'> & Partial<Agent>;
export type CallerRow = Pick<Caller, 'call' | 'groups' | 'since' | 'priority'> &
  Partial<Omit<Caller, 'agent' | 'rank'>>;

/** All of it, as `snapshot` answers. */
export interface WholeSnapshot extends AcdSnapshot {
  readonly agents: readonly Agent[];
  readonly callers: readonly Omit<Caller, 'agent'>[];
}

export function snapshot(state: Acd): WholeSnapshot {
  return {
    groups: state.groups.values().map(({ config, handling, patience, recent }) => {
      return { ...config, handling, patience, recent };
    }),
    agents: state.agents.values(),
    callers: state.callers.values().map(({ agent: _, ...caller }) => caller),
    dice: state.dice,
  };
}

/**
 * Rebuilds a floor from rows, which may have been read while it moved and need not agree: an offer of a call that
 * is gone or belongs to another agent leaves its agent ready, and a talk whose call has no row gets one.
 * Pass `{ type: 'acd.resumed' }` to `decide` next, to set the timers and make the offers that are due.
 */
export function restore(rows: AcdSnapshot): Acd {
  const floor = new FloorDraft(emptyAcd(rows.dice));
  for (const { handling, patience, recent, ...config } of rows.groups)
    floor.putGroup(config, { ...(handling && { handling }), ...(patience && { patience }), ...(recent && { recent }) });

  const callers = new Map<CallId, Caller>(rows.callers.map((row) => [row.call, callerOf(floor, row, null)]));
  const claims = new Set<CallId>();
  // Those who talk come first: a call in conversation is nobody else's to be offered.
  const byClaim = rows.agents.toSorted(
    (a, b) => Number(b.presence.at === 'talking') - Number(a.presence.at === 'talking'),
  );
  for (const agent of byClaim) {
    const presence = mended(agent.presence, callers, claims);
    floor.putAgent({ capacity: 1, load: NO_LOAD, ...agent, groups: floor.inOrder(agent.groups), presence });
    if ((presence.at !== 'ringing' && presence.at !== 'talking') || presence.called) continue;
    const { call, group, since } = presence;
    claims.add(call);
    const row = callers.get(call) ?? { call, groups: [group], since, priority: 0 };
    callers.set(call, callerOf(floor, row, agent.id));
  }
  for (const caller of callers.values()) floor.putCaller(caller);
  return floor.finish();
}

function callerOf(floor: Acd, row: CallerRow, agent: AgentId | null): Caller {
  const { since, priority, weights = [] } = row;
  const caller: Caller = {
    proficiency: null,
    entered: since,
    reachedMs: 0,
    wants: [],
    added: [],
    shut: [],
    direct: null,
    ...row,
    weights,
    groups: inOrderOf(row.groups),
    rank: rankOf(since, priority, weights),
    agent,
  };
  return row.wants ? caller : { ...caller, wants: wantsOf(floor, caller) };
}

function mended(presence: Presence, callers: ReadonlyMap<CallId, Caller>, claims: ReadonlySet<CallId>): Presence {
  // Whether a call that came past the queue still stands is for the shell to know; if it only rings, the lease ends it.
  if ('called' in presence && presence.called) return presence;
  if (presence.at === 'ringing' && (claims.has(presence.call) || !callers.has(presence.call)))
    return { at: 'ready', since: presence.idleSince };
  if (presence.at === 'talking' && claims.has(presence.call)) return { at: 'ready', since: presence.since };
  return presence;
}
