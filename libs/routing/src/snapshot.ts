import type { CallId } from '@sibai/kernel';

import { type Acd, emptyAcd, FloorDraft, type Handling, inOrder, UNHANDLED } from './floor.js';
import type { Group } from './config.js';
import type { Agent, Caller, Presence } from './model.js';
import { byCodeUnit } from './sorted-map.js';

/** A floor as plain rows. Who is offered or talks to which call is told by the agents' presences alone. */
export interface AcdSnapshot {
  readonly groups: readonly (Group & { readonly handling?: Handling })[];
  readonly agents: readonly Agent[];
  readonly callers: readonly Omit<Caller, 'agent'>[];
}

export function snapshot(state: Acd): AcdSnapshot {
  return {
    groups: state.groups.values().map(({ config, handling }) => ({ ...config, handling })),
    agents: state.agents.values(),
    callers: state.callers.values().map(({ agent: _, ...caller }) => caller),
  };
}

/**
 * Rebuilds a floor from rows, which may have been read while it moved and need not agree: an offer of a call that
 * is gone or belongs to another agent leaves its agent ready, and a talk whose call has no row gets one.
 * Pass `{ type: 'acd.resumed' }` to `decide` next, to set the timers and make the offers that are due.
 */
export function restore(rows: AcdSnapshot): Acd {
  const floor = new FloorDraft(emptyAcd());
  for (const { handling, ...config } of rows.groups) floor.putGroup(config, handling ?? UNHANDLED);

  const callers = new Map<CallId, Caller>(
    rows.callers.map((row) => [row.call, { ...row, groups: [...new Set(row.groups)].sort(byCodeUnit), agent: null }]),
  );
  const claims = new Set<CallId>();
  // Those who talk come first: a call in conversation is nobody else's to be offered.
  const byClaim = rows.agents.toSorted(
    (a, b) => Number(b.presence.at === 'talking') - Number(a.presence.at === 'talking'),
  );
  for (const agent of byClaim) {
    const presence = mended(agent.presence, callers, claims);
    floor.putAgent({ ...agent, groups: inOrder(agent.groups), presence });
    if ((presence.at !== 'ringing' && presence.at !== 'talking') || presence.called) continue;
    const { call, group, since } = presence;
    claims.add(call);
    callers.set(call, { ...(callers.get(call) ?? { call, groups: [group], since, priority: 0 }), agent: agent.id });
  }
  for (const caller of callers.values()) floor.putCaller(caller);
  return floor.finish();
}

function mended(presence: Presence, callers: ReadonlyMap<CallId, Caller>, claims: ReadonlySet<CallId>): Presence {
  // Whether a call that came past the queue still stands is for the shell to know; if it only rings, the lease ends it.
  if ('called' in presence && presence.called) return presence;
  if (presence.at === 'ringing' && (claims.has(presence.call) || !callers.has(presence.call)))
    return { at: 'ready', since: presence.idleSince };
  if (presence.at === 'talking' && claims.has(presence.call)) return { at: 'ready', since: presence.since };
  return presence;
}
