import type { WhatIfAnswer, WhatIfQuestion } from '@sibai/contracts';
import { type AgentId, type CallId, DomainError, type GroupId, type Instant, type TenantId } from '@sibai/kernel';
import type { CsvFlaw, Day, Membership, Shift } from '@sibai/routing';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';

import type { Me } from '../../platform/auth.js';
import { Db } from '../../platform/db.js';
import { Thread } from '../../platform/thread.js';
import { presencesSince } from '../floor.presence.js';
import { type GroupRow, groupOf } from '../floor.settings.js';
import type { WhatIfDone, WhatIfWork } from './what-if-worker.js';

const DAY_MS = 86_400_000;
/** At one of these an agent takes calls, or has one. */
const AT_WORK = `presence IN ('ready', 'ringing', 'talking', 'wrap_up')`;

/** Plays a day again on the router, as it was and changed; in a thread, for a large day takes seconds. */
@Injectable()
export class WhatIfService implements OnApplicationShutdown {
  readonly #thread = new Thread<WhatIfWork, WhatIfDone>('./what-if-worker', import.meta.url);

  constructor(private readonly db: Db) {}

  async onApplicationShutdown(): Promise<void> {
    await this.#thread.stop();
  }

  async ask(me: Me, { source, change }: WhatIfQuestion): Promise<WhatIfAnswer> {
    const done = await this.#thread.ask(
      source.kind === 'day'
        ? { source: { kind: 'day', day: await this.#day(me.tenantId, midnight(source.date)) }, change }
        : { source: { kind: 'table', text: source.text, midnight: midnight('2000-01-01') }, change },
    );
    if ('flaw' in done) throw refusal(done.flaw);
    return done;
  }

  async #day(tenant: TenantId, from: Instant): Promise<Day> {
    const span = [from, from + DAY_MS].map((at) => new Date(at).toISOString());
    const { rows, calls, skills, stints } = await this.db.as(tenant, async (em) => ({
      rows: await em.query<GroupRow[]>(
        `SELECT id, name, ring_seconds AS "ringSeconds", wrap_up_seconds AS "wrapUpSeconds", wrap_up_mode AS "wrapUpMode",
                service_level_seconds AS "serviceLevelSeconds", service_level_percent AS "serviceLevelPercent",
                disposition_required AS "dispositionRequired", settings
           FROM skill_group`,
      ),
      calls: await em.query<CallRow[]>(
        `SELECT call_id AS call, group_id AS "groupId", (extract(epoch FROM queued_at) * 1000)::float8 AS at,
                queue_ms AS "waitMs", ring_ms AS "ringMs",
                CASE WHEN answered_at IS NOT NULL THEN talk_ms + hold_ms END AS "talkMs"
           FROM cdr
          WHERE queued_at >= $1 AND queued_at < $2 AND ended_at IS NOT NULL AND group_id IS NOT NULL AND direction = 'in'
          ORDER BY queued_at`,
        span,
      ),
      skills: await em.query<(Membership & { agentId: AgentId })[]>(
        `SELECT agent_id AS "agentId", group_id AS "groupId", proficiency, priority, ring_order AS "order" FROM agent_skill`,
      ),
      stints: await em.query<{ agentId: AgentId; from: Instant; to: Instant }[]>(
        `SELECT agent_id AS "agentId", (extract(epoch FROM greatest(since, $1)) * 1000)::float8 AS "from",
                (extract(epoch FROM least(coalesce(until, now()), $2)) * 1000)::float8 AS "to"
           FROM ${presencesSince('$1::timestamptz')} AS presence
          WHERE since < $2 AND coalesce(until, now()) > $1 AND ${AT_WORK}
          ORDER BY agent_id, since`,
        span,
      ),
    }));
    if (calls.length === 0) throw new DomainError('what_if.no_calls');
    const answered = calls.filter(({ talkMs }) => talkMs !== null);
    const rang = answered.reduce((sum, { ringMs }) => sum + ringMs, 0);
    return {
      groups: rows.map(groupOf),
      calls: calls.map(({ groupId, ringMs: _, ...call }) => ({ ...call, groups: [groupId] })),
      shifts: shiftsOf(stints, skills),
      pickUpMs: answered.length > 0 ? Math.round(rang / answered.length) : 0,
    };
  }
}

interface CallRow {
  readonly call: CallId;
  readonly groupId: GroupId;
  readonly at: Instant;
  readonly waitMs: number;
  readonly ringMs: number;
  readonly talkMs: number | null;
}

const midnight = (date: string): Instant => Date.parse(`${date}T00:00:00+08:00`);

/** One presence after the other is one stint; groups are those of today. */
function shiftsOf(
  stints: readonly { agentId: AgentId; from: Instant; to: Instant }[],
  skills: readonly (Membership & { agentId: AgentId })[],
): Shift[] {
  const groups = new Map<AgentId, Membership[]>();
  for (const { agentId, ...membership } of skills) groups.set(agentId, [...(groups.get(agentId) ?? []), membership]);
  const shifts: { agent: AgentId; from: Instant; to: Instant; groups: Membership[] }[] = [];
  for (const { agentId, from, to } of stints) {
    const last = shifts.at(-1);
    if (last?.agent === agentId && from - last.to < 1_000) last.to = Math.max(last.to, to);
    else shifts.push({ agent: agentId, from, to, groups: groups.get(agentId) ?? [] });
  }
  return shifts.filter((shift) => shift.groups.length > 0);
}

function refusal(flaw: CsvFlaw): DomainError {
  switch (flaw.kind) {
    case 'no_column':
      return new DomainError('what_if.no_column', { column: flaw.column });
    case 'bad_cell':
      return new DomainError('what_if.bad_cell', { line: flaw.line, content: flaw.text });
    case 'too_long':
      return new DomainError('what_if.too_long', { most: flaw.max });
    case 'empty':
      return new DomainError('what_if.no_calls');
  }
}
