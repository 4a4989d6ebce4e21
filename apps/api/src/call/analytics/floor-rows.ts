import type { IntervalAssignment, IntervalCall, IntervalPresence, IntervalRows, Span } from '@sibai/call';
import type { AgentId, GroupId, Instant, TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { Db } from '../../platform/db.js';
import { presencesSince } from '../floor.presence.js';

/** An offer is answered within a ring: those of before a span that may be answered in it. */
const RING_MAX_MS = 10 * 60_000;
/** No conversation is longer: those of before a span that may go on in it. */
const TALK_MAX_MS = 4 * 3_600_000;
/** A call that was consulted on or listened in to was not handled: it is another agent's. */
const HANDLED = `kind IN ('queue', 'transfer', 'take_over', 'callback')`;

/** Rows of one kind by their key, so that what is read again takes its own place. */
export interface KeyedRows {
  readonly calls: Map<string, IntervalCall>;
  readonly assignments: Map<string, IntervalAssignment>;
  readonly presences: Map<string, IntervalPresence>;
  members: ReadonlyMap<AgentId, readonly GroupId[]>;
}

/** Reads what the figures of the floor are folded from. */
@Injectable()
export class FloorRows {
  constructor(private readonly db: Db) {}

  async read(tenant: TenantId, span: Span): Promise<IntervalRows> {
    const rows = emptyRows();
    await this.readInto(rows, tenant, span);
    return listed(rows);
  }

  /** With `changedSince`, only what has changed from then on or still goes on. */
  async readInto(rows: KeyedRows, tenant: TenantId, { from, to }: Span, changedSince: Instant = 0): Promise<void> {
    const [start, end, changed, offered, begun] = [
      ...[from, to, changedSince],
      ...[from - RING_MAX_MS, from - TALK_MAX_MS],
    ].map((at) => new Date(at).toISOString());
    const calls = await this.db.statement<IntervalCall>(
      tenant,
      `SELECT call_id AS "callId", group_id AS "groupId", ${ms('queued_at')} AS "queuedAt", ${ms('answered_at')} AS "answeredAt",
              ended_at IS NOT NULL AND answered_at IS NULL AND outcome IS DISTINCT FROM 'callback' AND outcome IS DISTINCT FROM 'voicemail' AS lost,
              queue_ms AS "queueMs"
         FROM cdr
        WHERE direction = 'in' AND queued_at >= $1 AND queued_at < $2 AND group_id IS NOT NULL AND (ended_at IS NULL OR ended_at >= $3)`,
      [start, end, changed],
    );
    for (const row of calls) rows.calls.set(row.callId, row);
    const assignments = await this.db.statement<IntervalAssignment & { id: string }>(
      tenant,
      `SELECT id, agent_id AS "agentId", group_id AS "groupId", ${HANDLED} AS handled, ${ms('offered_at')} AS "offeredAt",
              ${ms('answered_at')} AS "answeredAt", ${ms('ended_at')} AS "endedAt"
         FROM assignment
        WHERE offered_at >= $4 AND offered_at < $2 AND (offered_at >= $1 OR ended_at IS NULL OR ended_at >= $5)
          AND (ended_at IS NULL OR ended_at >= $3)`,
      [offered, end, changed, begun, start],
    );
    for (const { id, ...row } of assignments) rows.assignments.set(id, row);
    const presences = await this.db.statement<IntervalPresence & { id: string }>(
      tenant,
      `SELECT id::text AS id, agent_id AS "agentId", presence, ${ms('since')} AS since, ${ms('until')} AS until
         FROM ${presencesSince('$1::timestamptz')} AS presence
        WHERE since < $2 AND (until IS NULL OR until > $1 AND until >= $3)`,
      [start, end, changed],
    );
    for (const { id, ...row } of presences) rows.presences.set(id, row);
    const members = await this.db.statement<{ agentId: AgentId; groups: GroupId[] }>(
      tenant,
      `SELECT agent_id AS "agentId", array_agg(group_id)::text[] AS groups FROM agent_skill GROUP BY agent_id`,
    );
    rows.members = new Map(members.map(({ agentId, groups }) => [agentId, groups]));
  }
}

export const emptyRows = (): KeyedRows => ({
  calls: new Map(),
  assignments: new Map(),
  presences: new Map(),
  members: new Map(),
});

export const listed = ({ calls, assignments, presences, members }: KeyedRows): IntervalRows => ({
  calls: [...calls.values()],
  assignments: [...assignments.values()],
  presences: [...presences.values()],
  members,
});

const ms = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;
