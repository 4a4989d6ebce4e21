import { agentsOf, type AssignmentKind, type Call, type Offer, type UnansweredReason } from '@sibai/call';
import type { AgentId, AssignmentId, CallId, TenantId } from '@sibai/kernel';
import {
  type AcdSnapshot,
  type Agent,
  type DecisionTrace,
  type LastAgent,
  loadOf,
  type Presence,
} from '@sibai/routing';

import type { Db } from '../platform/db.js';
import type { Statement } from '../platform/tenant-query.js';
import { doneToday, NOTHING_DONE } from './floor.loads.js';
import { type GroupRow, groupOf } from './floor.settings.js';

/** The floor's rows: groups, skills, presence and assignments of one tenant. */
export class FloorStore {
  constructor(private readonly db: Db) {}

  load(tenant: TenantId): Promise<AcdSnapshot> {
    return this.db.as(tenant, async (em) => {
      const groups: GroupRow[] = await em.query(
        `SELECT id, name, ring_seconds AS "ringSeconds", wrap_up_seconds AS "wrapUpSeconds", wrap_up_mode AS "wrapUpMode",
                service_level_seconds AS "serviceLevelSeconds", service_level_percent AS "serviceLevelPercent",
                disposition_required AS "dispositionRequired", settings
           FROM skill_group`,
      );
      const rows: { id: AgentId; groups: Agent['groups']; presence: Presence | null; since: string }[] = await em.query(
        `SELECT u.id, p.state AS presence, extract(epoch FROM u.created_at) * 1000 AS since,
                coalesce((SELECT jsonb_agg(jsonb_build_object(
                            'groupId', s.group_id, 'proficiency', s.proficiency, 'priority', s.priority, 'order', s.ring_order))
                            FROM agent_skill s WHERE s.agent_id = u.id), '[]') AS groups
           FROM app_user u LEFT JOIN agent_presence p ON p.agent_id = u.id
          WHERE u.role IN ('agent', 'supervisor') AND u.disabled_at IS NULL`,
      );
      const calls: { call: CallId; state: Call }[] = await em.query(
        `SELECT call_id AS call, state->'call' AS state FROM live_call`,
      );
      const now = Date.now();
      const done = await doneToday(em, now);
      const agents = rows.map(({ presence: recorded, since, ...agent }) => {
        const presence = believed(agent.id, recorded ?? { at: 'offline', since: Number(since) }, calls);
        return { ...agent, presence, load: loadOf(done.get(agent.id) ?? NOTHING_DONE, presence, now) };
      });
      // Of a call that is talked on the agents' presences tell.
      const callers = calls.flatMap(({ call, state }) => {
        if (state.at !== 'acd') return [];
        const { groups, since, priority } = state;
        return [{ call, groups, since, priority }];
      });
      return { groups: groups.map(groupOf), agents, callers };
    });
  }

  /** Who talked last to a caller, if that is not longer ago. */
  async lastAgent(tenant: TenantId, caller: string, days: number): Promise<LastAgent | undefined> {
    const [last] = await this.db.statement<LastAgent>(
      tenant,
      `SELECT agent_id AS id, (extract(epoch FROM answered_at) * 1000)::float8 AS at FROM cdr
        WHERE tenant_id = $1 AND caller = $2 AND agent_id IS NOT NULL AND answered_at > now() - make_interval(days => $3)
        ORDER BY answered_at DESC LIMIT 1`,
      [tenant, caller, days],
    );
    return last;
  }

  /** Closes the assignments that no live call knows of: a crash came between the row and the call's own record. */
  async recover(tenant: TenantId): Promise<void> {
    await this.db.statement(
      tenant,
      `UPDATE assignment SET state = CASE state WHEN 'offered' THEN 'withdrawn' ELSE 'ended' END, ended_at = clock_timestamp()
          WHERE state IN ('offered', 'answered')
            AND NOT EXISTS (SELECT 1 FROM live_call c
                             WHERE c.call_id = assignment.call_id
                               AND jsonb_path_query_array((c.state->'call') - 'by'::text - 'passed'::text, '$.**.assignmentId') ? assignment.id::text)`,
    );
  }
}

// What a floor writes is a statement rather than a query: several go in one trip.

/**
 * Fails when the agent or the call has a live offer already: the unique indexes have the last word. A call that waits though
 * it is one we place is a callback.
 */
export const offerRow = (tenant: TenantId, call: CallId, offer: Offer, trace: DecisionTrace): Statement => ({
  sql: `INSERT INTO assignment (id, tenant_id, call_id, agent_id, group_id, kind, state, offered_at, trace)
          VALUES ($1, $2, $3, $4, $5,
                  coalesce((SELECT 'callback' FROM live_call WHERE call_id = $3 AND state->'call'->>'at' = 'out'), 'queue'),
                  'offered', clock_timestamp(), $6) ON CONFLICT (id) DO NOTHING`,
  params: [offer.assignmentId, tenant, call, offer.agentId, offer.groupId, JSON.stringify(trace)],
});

/** An agent whom the call itself has asked for; who and why stands in the call's events. */
export const calledRow = (tenant: TenantId, call: CallId, offer: Offer, kind: AssignmentKind): Statement => ({
  sql: `INSERT INTO assignment (id, tenant_id, call_id, agent_id, group_id, kind, state, offered_at, trace)
          VALUES ($1, $2, $3, $4, $5, $6, 'offered', clock_timestamp(), '{}') ON CONFLICT (id) DO NOTHING`,
  params: [offer.assignmentId, tenant, call, offer.agentId, offer.groupId, kind],
});

export const answered = (assignment: AssignmentId): Statement => ({
  sql: `UPDATE assignment SET state = 'answered', answered_at = clock_timestamp() WHERE id = $1 AND state = 'offered'`,
  params: [assignment],
});

export const ended = (
  assignment: AssignmentId,
  state: 'refused' | 'ended' | 'withdrawn',
  reason: UnansweredReason | null,
): Statement => ({
  sql: `UPDATE assignment SET state = $2, reason = $3, ended_at = clock_timestamp()
         WHERE id = $1 AND state IN ('offered', 'answered')`,
  params: [assignment, state, reason],
});

/** Closes the offer that the router takes from an agent who cannot answer any more. */
export const takenBack = (call: CallId, agent: AgentId): Statement => ({
  sql: `UPDATE assignment SET state = 'refused', reason = 'lost', ended_at = clock_timestamp()
         WHERE call_id = $1 AND agent_id = $2 AND state = 'offered'`,
  params: [call, agent],
});

export const withdrawn = (call: CallId): Statement => ({
  sql: `UPDATE assignment SET state = 'withdrawn', ended_at = clock_timestamp() WHERE call_id = $1 AND state = 'offered'`,
  params: [call],
});

export const presenceRow = (tenant: TenantId, agent: AgentId, presence: Presence): Statement => ({
  sql: `INSERT INTO agent_presence (agent_id, tenant_id, presence, reason, since, state) VALUES ($1, $2, $3, $4, $5, $6)
          ON CONFLICT (agent_id) DO UPDATE SET
            presence = EXCLUDED.presence, reason = EXCLUDED.reason, since = EXCLUDED.since, state = EXCLUDED.state`,
  params: [
    agent,
    tenant,
    presence.at,
    presence.at === 'busy' ? presence.reason : null,
    new Date(presence.since).toISOString(),
    JSON.stringify(presence),
  ],
});

/** A presence that claims a call is believed only when the call says the same: calls are recorded first. */
function believed(agent: AgentId, presence: Presence, calls: readonly { call: CallId; state: Call }[]): Presence {
  if (presence.at !== 'ringing' && presence.at !== 'talking') return presence;
  const call = calls.find(({ state }) => agentsOf(state).includes(agent));
  if (!call) return { at: 'ready', since: presence.at === 'ringing' ? presence.idleSince : presence.since };
  return call.call === presence.call ? presence : { ...presence, call: call.call };
}
