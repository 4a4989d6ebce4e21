import { type CallQuality, mosOf, type SendQuality } from '@sibai/contracts';
import { type AgentId, type AssignmentId, type CallId, DomainError, type TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { Db } from '../../platform/db.js';

interface Row {
  readonly assignmentId: AssignmentId;
  readonly agentName: string;
  readonly at: Date;
  readonly roundTripMs: number | null;
  readonly jitterMs: number | null;
  readonly lossPercent: number;
  readonly mos: number;
}

@Injectable()
export class QualityService {
  constructor(private readonly db: Db) {}

  /** Only an agent who is, or was, on the call may tell how it sounded. */
  async add(tenant: TenantId, agent: AgentId, call: CallId, { samples }: SendQuality): Promise<void> {
    const now = Date.now();
    const kept = await this.db.statement(
      tenant,
      `INSERT INTO call_quality (assignment_id, at, tenant_id, call_id, agent_id, round_trip_ms, jitter_ms, loss_percent, mos)
       SELECT a.id, s.at, $1, a.call_id, a.agent_id, s.round_trip_ms, s.jitter_ms, s.loss_percent, s.mos
         FROM (SELECT id, call_id, agent_id FROM assignment
                WHERE call_id = $2 AND agent_id = $3 AND answered_at IS NOT NULL ORDER BY answered_at DESC LIMIT 1) a,
              unnest($4::timestamptz[], $5::int[], $6::int[], $7::real[], $8::real[])
                AS s (at, round_trip_ms, jitter_ms, loss_percent, mos)
       ON CONFLICT (assignment_id, at) DO NOTHING
       RETURNING assignment_id`,
      [
        tenant,
        call,
        agent,
        samples.map(({ agoMs }) => new Date(now - agoMs).toISOString()),
        samples.map(({ roundTripMs }) => roundTripMs && Math.round(roundTripMs)),
        samples.map(({ jitterMs }) => jitterMs && Math.round(jitterMs)),
        samples.map(({ lossPercent }) => lossPercent),
        samples.map(mosOf),
      ],
    );
    if (kept.length === 0) throw new DomainError('call.missing', { id: call });
  }

  async of(call: CallId): Promise<CallQuality> {
    const rows = await this.db.run((em) =>
      em.query<Row[]>(
        `SELECT q.assignment_id AS "assignmentId", u.name AS "agentName", q.at, q.round_trip_ms AS "roundTripMs",
                q.jitter_ms AS "jitterMs", q.loss_percent::float8 AS "lossPercent", q.mos::float8 AS mos
           FROM call_quality q JOIN app_user u ON u.id = q.agent_id
          WHERE q.call_id = $1 ORDER BY q.at`,
        [call],
      ),
    );
    const legs = new Map<AssignmentId, CallQuality['legs'][number]>();
    for (const { assignmentId, agentName, at, ...sample } of rows) {
      const leg = legs.get(assignmentId) ?? { assignmentId, agentName, samples: [] };
      legs.set(assignmentId, leg);
      leg.samples.push({ at: at.toISOString(), ...sample });
    }
    return { legs: [...legs.values()] };
  }
}
