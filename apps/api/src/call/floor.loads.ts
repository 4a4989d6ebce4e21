import type { AgentId, Instant } from '@sibai/kernel';
import { type Load, startOfDay } from '@sibai/routing';
import type { EntityManager } from 'typeorm';

import { presencesSince } from './floor.presence.js';

type Done = Pick<Load, 'calls' | 'busyMs' | 'signedMs'>;

export const NOTHING_DONE: Done = { calls: 0, busyMs: 0, signedMs: 0 };

/** What each agent of the tenant has done today: a process that has just started shares out calls as the last one did. */
export async function doneToday(em: EntityManager, now: Instant): Promise<ReadonlyMap<AgentId, Done>> {
  const rows: (Done & { agent: AgentId })[] = await em.query(
    // Nothing rings for an hour: so much of the index is enough to find what has been answered since midnight.
    `SELECT agent_id AS agent, sum(calls)::integer AS calls,
            round(sum(busy_ms))::float8 AS "busyMs", round(sum(signed_ms))::float8 AS "signedMs"
       FROM (SELECT agent_id, 1 AS calls, 0 AS busy_ms, 0 AS signed_ms
               FROM assignment WHERE offered_at > $1::timestamptz - interval '1 hour' AND answered_at >= $1::timestamptz
             UNION ALL
             SELECT agent_id, 0, CASE WHEN presence IN ('ringing', 'talking', 'wrap_up') THEN ms ELSE 0 END, ms
               FROM (SELECT agent_id, presence,
                            greatest(0, extract(epoch FROM coalesce(until, $2::timestamptz) - greatest(since, $1::timestamptz)) * 1000) AS ms
                       FROM ${presencesSince('$1::timestamptz')} AS begun WHERE presence <> 'offline') AS spell) AS done
      GROUP BY agent_id`,
    [startOfDay(now), now].map((at) => new Date(at).toISOString()),
  );
  return new Map(rows.map(({ agent, ...done }) => [agent, done]));
}
