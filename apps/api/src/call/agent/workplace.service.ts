import { type Directory, FLOOR_DEFAULTS, type FloorSettings, type SaveNotes, type Workday } from '@sibai/contracts';
import { type AgentId, type CallId, DomainError, type TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { Db } from '../../platform/db.js';
import { CallEngine } from '../engine.js';
import { Floor } from '../floor.js';

type AgentRow = Omit<Directory['agents'][number], 'since'> & { readonly since: Date };

/** Where a caller can be sent within the flow: what asks or tells something. The rest is plumbing. */
const PLACES = ['menu', 'play', 'queue'];

/** What an agent needs to know of the others, and of the own day. */
@Injectable()
export class WorkplaceService {
  constructor(
    private readonly db: Db,
    private readonly floor: Floor,
    private readonly engine: CallEngine,
  ) {}

  async directory(tenant: TenantId, me: AgentId, call: CallId | undefined): Promise<Directory> {
    const agents = await this.db.statement<AgentRow>(
      tenant,
      `SELECT u.id, u.name, p.presence, p.reason, p.since,
              coalesce((SELECT array_agg(g.name ORDER BY g.name) FROM agent_skill s JOIN skill_group g ON g.id = s.group_id
                         WHERE s.agent_id = u.id), '{}') AS groups
         FROM app_user u JOIN agent_presence p ON p.agent_id = u.id
        WHERE u.id <> $1 AND u.disabled_at IS NULL AND u.role IN ('agent', 'supervisor')
        ORDER BY u.name, u.id`,
      [me],
    );
    return {
      agents: agents.map((agent) => ({ ...agent, since: agent.since.toISOString() })),
      groups: (this.floor.counts(tenant, Date.now())?.groups ?? []).map(
        ({ group, name, waiting, staff, signedIn }) => ({
          id: group,
          name,
          waiting,
          ready: staff.ready,
          signedIn,
        }),
      ),
      nodes: call ? this.#nodes(tenant, call) : [],
    };
  }

  async day(tenant: TenantId, agent: AgentId): Promise<Workday> {
    const at = new Date();
    const states = await this.db.statement<Workday['states'][number]>(
      tenant,
      `WITH midnight AS (SELECT date_trunc('day', $2::timestamptz AT TIME ZONE 'Asia/Shanghai') AT TIME ZONE 'Asia/Shanghai' AS at)
       SELECT presence, reason,
              (sum(extract(epoch FROM coalesce(until, $2) - greatest(since, midnight.at))) * 1000)::float8::bigint::int AS ms
         FROM presence_log, midnight
        WHERE agent_id = $1 AND presence <> 'offline' AND coalesce(until, $2) > midnight.at
          AND since >= coalesce((SELECT max(since) FROM presence_log WHERE agent_id = $1 AND since <= midnight.at), '-infinity')
        GROUP BY presence, reason ORDER BY ms DESC`,
      [agent, at.toISOString()],
    );
    return { at: at.toISOString(), limits: await this.#limits(tenant), states };
  }

  /** What was written about a call so far: a page that is reloaded goes on from there. */
  async notes(tenant: TenantId, agent: AgentId, call: CallId): Promise<SaveNotes> {
    const [row] = await this.db.statement<SaveNotes>(
      tenant,
      `SELECT coalesce(notes, '') AS notes, disposition FROM cdr c
        WHERE call_id = $1
          AND EXISTS (SELECT FROM assignment a WHERE a.call_id = c.call_id AND a.agent_id = $2 AND a.answered_at IS NOT NULL)`,
      [call, agent],
    );
    if (!row) throw new DomainError('call.missing', { id: call });
    return row;
  }

  /** As the wall alarms of it, which tells the supervisor. */
  async #limits(tenant: TenantId): Promise<Workday['limits']> {
    const [row] = await this.db.statement<{ thresholds: Partial<FloorSettings['thresholds']> | null }>(
      tenant,
      `SELECT settings->'thresholds' AS thresholds FROM floor_setting`,
    );
    const { breakMinutes, busyMinutes } = { ...FLOOR_DEFAULTS.thresholds, ...row?.thresholds };
    return { break: breakMinutes, busy: busyMinutes };
  }

  #nodes(tenant: TenantId, call: CallId): Directory['nodes'] {
    const live = this.engine.find(call);
    if (live?.facts.tenantId !== tenant) return [];
    return Object.entries(live.flow.nodes)
      .filter(([, { kind, title }]) => PLACES.includes(kind) && title !== '')
      .map(([id, { title }]) => ({ id, title }));
  }
}
