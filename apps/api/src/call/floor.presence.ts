import type { AgentId, Instant, TenantId } from '@sibai/kernel';
import type { Presence } from '@sibai/routing';

import type { Db } from '../platform/db.js';
import type { Statement } from '../platform/tenant-query.js';

const reasonOf = (presence: Presence): string | null => (presence.at === 'busy' ? presence.reason : null);

/**
 * Closes an agent's open interval and begins the next, without a gap between; nothing when the agent goes on doing the
 * same. What counts is when it happened, not since when the agent is idle: that goes back when a caller gives up.
 */
export const loggedPresence = (tenant: TenantId, agent: AgentId, presence: Presence, at: Instant): Statement => ({
  sql: `WITH closed AS (
          UPDATE presence_log SET until = greatest(since, $5::timestamptz)
           WHERE agent_id = $1 AND until IS NULL AND (presence, coalesce(reason, '')) <> ($3::text, coalesce($4::text, ''))
           RETURNING until)
        INSERT INTO presence_log (agent_id, tenant_id, presence, reason, since, changed_by)
        SELECT $1::uuid, $2::uuid, $3::text, $4::text, coalesce((SELECT until FROM closed), $5::timestamptz), $6::uuid
         WHERE EXISTS (SELECT FROM closed)
            OR ($3::text <> 'offline' AND NOT EXISTS (SELECT FROM presence_log WHERE agent_id = $1 AND until IS NULL))`,
  params: [
    agent,
    tenant,
    presence.at,
    reasonOf(presence),
    new Date(at).toISOString(),
    ('by' in presence && presence.by) || null,
  ],
});

/** Ends the open intervals of those who are agents no more. */
export const endedPresences = (agents: readonly AgentId[], at: Instant): Statement => ({
  sql: `UPDATE presence_log SET until = greatest(since, $2::timestamptz)
         WHERE until IS NULL AND agent_id <> ALL ($1::uuid[])`,
  params: [`{${agents.join(',')}}`, new Date(at).toISOString()],
});

/**
 * The intervals that were not over at the instant, by index whatever lies before: those that began then or later, and of each
 * agent the last that began before. An agent's do not overlap.
 */
export const presencesSince = (instant: string): string => `(
         SELECT * FROM presence_log WHERE since >= ${instant}
         UNION ALL
         SELECT last.* FROM app_user u,
                LATERAL (SELECT * FROM presence_log p WHERE p.agent_id = u.id AND p.since < ${instant}
                          ORDER BY p.since DESC, p.id DESC LIMIT 1) last
          WHERE last.until IS NULL OR last.until > ${instant})`;

export interface PresenceTotal {
  readonly presence: Presence['at'];
  readonly reason: string | null;
  readonly ms: number;
}

/** Since midnight in China: what an agent has done, the present interval left out, which grows. */
export const presenceToday = (db: Db, tenant: TenantId, agent: AgentId): Promise<PresenceTotal[]> =>
  db.statement<PresenceTotal>(
    tenant,
    `WITH day AS (SELECT date_trunc('day', now() AT TIME ZONE 'Asia/Shanghai') AT TIME ZONE 'Asia/Shanghai' AS start)
     SELECT presence, reason, round(sum(extract(epoch FROM until - greatest(since, start)) * 1000))::float8 AS ms
       FROM presence_log, day WHERE agent_id = $1 AND until > start
      GROUP BY presence, reason ORDER BY presence, reason`,
    [agent],
  );
