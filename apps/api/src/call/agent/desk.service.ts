import { type Desk, type SaveNotes, type SetPresence } from '@sibai/contracts';
import { type AgentId, type CallId, DomainError, type GroupId, type TenantId } from '@sibai/kernel';
import type { Choice, Presence } from '@sibai/routing';
import { Injectable } from '@nestjs/common';

import { Changes } from '../../platform/changes.js';
import { Db } from '../../platform/db.js';
import { Floor } from '../floor.js';
import { Switchboard } from '../switchboard.js';
import { CallCards } from './call-cards.js';
import { knownDisposition } from './script.service.js';
import { assertWrittenUp } from './written-up.js';

interface OwnRows {
  readonly answered: number;
  readonly missed: number;
  readonly talkMs: number;
  readonly groups: GroupId[];
}

/** What an agent sees and does, the call itself apart: that is SIP. */
@Injectable()
export class DeskService {
  /** An agent's own rows change with the agent's presence, or when somebody changes skills: seldom against the pushes. */
  readonly #own = new Map<TenantId, Map<AgentId, Promise<OwnRows>>>();

  constructor(
    private readonly db: Db,
    private readonly floor: Floor,
    private readonly cards: CallCards,
    private readonly switchboard: Switchboard,
    changes: Changes,
  ) {
    changes.watch(({ tenantId }) => this.#own.delete(tenantId));
    floor.watch((tenant, agent, { at }) => {
      // A ring changes nothing of them before it is answered or refused.
      if (at !== 'ringing') this.#own.get(tenant)?.delete(agent);
    });
  }

  async desk(tenant: TenantId, agent: AgentId): Promise<Desk> {
    const presence = this.floor.presence(tenant, agent) ?? { at: 'offline', since: Date.now() };
    const own = await this.#ownRows(tenant, agent);
    return {
      presence: presence.at,
      reason: presence.at === 'busy' ? presence.reason : null,
      since: new Date(presence.since).toISOString(),
      next: 'next' in presence && presence.next ? nextOf(presence.next) : null,
      call: await this.cards.of(tenant, agent),
      wrapUp: presence.at === 'wrap_up' ? await this.#wrapUp(tenant, presence) : null,
      waiting: this.floor.waitingFor(tenant, agent),
      today: { answered: own.answered, missed: own.missed, talkMs: own.talkMs },
      telephony: this.switchboard.connected,
    };
  }

  async choose(tenant: TenantId, agent: AgentId, wish: SetPresence): Promise<Desk> {
    if (wish.presence === 'ready') {
      const { groups } = await this.#ownRows(tenant, agent);
      if (groups.length === 0) throw new DomainError('agent.no_group');
      if (!this.switchboard.connected) throw new DomainError('telephony.unavailable');
    }
    const before = this.floor.presence(tenant, agent);
    // Who goes home may.
    if (before?.at === 'wrap_up' && wish.presence !== 'offline')
      await assertWrittenUp(this.db, tenant, before.call, before.group);
    const choice: Choice = wish.presence === 'busy' ? { at: 'busy', reason: wish.reason } : { at: wish.presence };
    this.floor.choose(tenant, agent, choice);
    return this.desk(tenant, agent);
  }

  /** Notes belong to the call's record; only an agent who was on the call may write them. */
  saveNotes(tenant: TenantId, agent: AgentId, call: CallId, { notes, disposition }: SaveNotes): Promise<void> {
    return this.db.as(tenant, async (em) => {
      await knownDisposition(em, disposition);
      const [, noted] = (await em.query(
        `UPDATE cdr SET notes = $3, disposition = $4
          WHERE call_id = $1 AND EXISTS (SELECT 1 FROM assignment a
                                          WHERE a.call_id = cdr.call_id AND a.agent_id = $2 AND a.answered_at IS NOT NULL)`,
        [call, agent, notes, disposition],
      )) as [unknown, number];
      if (noted === 0) throw new DomainError('call.missing', { id: call });
    });
  }

  async #wrapUp(tenant: TenantId, presence: Extract<Presence, { at: 'wrap_up' }>): Promise<Desk['wrapUp']> {
    const [row] = await this.db.statement<{
      caller: string;
      cause: string | null;
      notes: string | null;
      disposition: string | null;
    }>(tenant, 'SELECT caller, cause, notes, disposition FROM cdr WHERE call_id = $1', [presence.call]);
    return {
      callId: presence.call,
      caller: row?.caller ?? '',
      cause: row?.cause ?? null,
      until: new Date(presence.until).toISOString(),
      mode: this.floor.wrapUpMode(tenant, presence.group),
      notes: row?.notes ?? '',
      disposition: row?.disposition ?? null,
    };
  }

  #ownRows(tenant: TenantId, agent: AgentId): Promise<OwnRows> {
    const own = this.#own.get(tenant) ?? new Map<AgentId, Promise<OwnRows>>();
    this.#own.set(tenant, own);
    const rows = own.get(agent) ?? this.#rows(tenant, agent);
    own.set(agent, rows);
    rows.catch(() => own.delete(agent));
    return rows;
  }

  async #rows(tenant: TenantId, agent: AgentId): Promise<OwnRows> {
    const [row] = await this.db.statement<OwnRows>(
      tenant,
      `SELECT count(*) FILTER (WHERE answered_at IS NOT NULL)::int AS answered,
                count(*) FILTER (WHERE state = 'refused' AND reason IN ('no_answer', 'lost'))::int AS missed,
                coalesce(sum(extract(epoch FROM coalesce(ended_at, now()) - answered_at)) * 1000, 0)::float8::bigint::int AS "talkMs",
                (SELECT coalesce(array_agg(group_id), '{}') FROM agent_skill WHERE agent_id = $1)::text[] AS groups
           FROM assignment
          WHERE agent_id = $1 AND offered_at >= date_trunc('day', now() AT TIME ZONE 'Asia/Shanghai') AT TIME ZONE 'Asia/Shanghai'`,
      [agent],
    );
    return row ?? { answered: 0, missed: 0, talkMs: 0, groups: [] };
  }
}

const nextOf = (choice: Choice): Desk['next'] => ({
  presence: choice.at,
  reason: choice.at === 'busy' ? choice.reason : null,
});
