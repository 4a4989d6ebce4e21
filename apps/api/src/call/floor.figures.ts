import type { GroupId, TenantId } from '@sibai/kernel';
import { type EndedWait, figuresFrom, type Group, type GroupRow, REMEMBERED_CALLS } from '@sibai/routing';

import type { Db } from '../platform/db.js';

/**
 * The groups with what they have learnt from their latest calls: a process that has just started foretells waits and
 * lends agents as the last one did.
 */
export async function withFigures(db: Db, tenant: TenantId, groups: readonly Group[]): Promise<GroupRow[]> {
  const rows = await db.statement<{ id: GroupId; handledMs: number[]; waits: EndedWait[] }>(
    tenant,
    `SELECT g.id, ${HANDLED} AS "handledMs", ${WAITS} AS waits FROM skill_group g WHERE g.tenant_id = $1`,
    [tenant, REMEMBERED_CALLS],
  );
  const latest = new Map(rows.map((row) => [row.id, row]));
  return groups.map((group) => {
    const { handledMs = [], waits = [] } = latest.get(group.id) ?? {};
    return { ...group, ...figuresFrom(group, handledMs, waits) };
  });
}

/** Talk, by the agent's assignment, and the wrap-up that came after it; one that still goes on counts when it has ended. */
const HANDLED = `
  (SELECT coalesce(jsonb_agg(ms ORDER BY ended_at), '[]')
     FROM (SELECT a.ended_at,
                  extract(epoch FROM a.ended_at - a.answered_at + coalesce(w.until - w.since, interval '0')) * 1000 AS ms
             FROM (SELECT agent_id, answered_at, ended_at FROM assignment
                    WHERE group_id = g.id AND state = 'ended' AND answered_at IS NOT NULL
                    ORDER BY ended_at DESC LIMIT $2) a
                  -- One clock is the database's, the other this process's own.
                  LEFT JOIN LATERAL (SELECT since, until FROM presence_log
                                      WHERE agent_id = a.agent_id AND presence = 'wrap_up'
                                        AND since BETWEEN a.answered_at AND a.ended_at + interval '2 s'
                                      ORDER BY since LIMIT 1) w ON true
            WHERE w.since IS NULL OR w.until IS NOT NULL) AS handled)`;

const WAITS = `
  (SELECT coalesce(jsonb_agg(jsonb_build_object('waitMs', queue_ms, 'answered', answered_at IS NOT NULL,
                    'at', (extract(epoch FROM coalesce(answered_at, ended_at)) * 1000)::float8)), '[]')
     FROM (SELECT queue_ms, answered_at, ended_at FROM cdr
            WHERE group_id = g.id AND queued_at IS NOT NULL AND coalesce(answered_at, ended_at) IS NOT NULL
            ORDER BY queued_at DESC LIMIT $2) AS wait)`;
