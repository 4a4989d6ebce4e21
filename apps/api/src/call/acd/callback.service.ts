import { readCallee } from '@sibai/compliance';
import type { AddCallback, Callback, CallbackPage, CallbackQuery, ChangeCallback } from '@sibai/contracts';
import { type AgentId, type CallId, DomainError, type GroupId, type Id, type LineId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { audit } from '../../platform/audit.js';
import type { Me } from '../../platform/auth.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { violates } from '../../platform/pg-error.js';
import { Callbacks } from '../callbacks.js';
import { whoseGroups } from '../whose-groups.js';
import { CallbackEntity } from './callback.entity.js';

type Dates = 'since' | 'askedAt' | 'dueAt' | 'lastAt' | 'endedAt';
type Row = Omit<Callback, Dates> &
  Record<'since' | 'askedAt' | 'dueAt', Date> &
  Record<'lastAt' | 'endedAt', Date | null>;

const COLUMNS = `
  b.id, b.number, b.source, b.since, b.asked_at AS "askedAt", b.due_at AS "dueAt", b.state, b.tries, b.max_tries AS "maxTries",
  b.last_result AS "lastResult", b.last_at AS "lastAt", b.call_id AS "callId", b.last_call_id AS "lastCallId",
  b.ended_at AS "endedAt", b.note, l.name AS "lineName",
  CASE WHEN u.id IS NOT NULL THEN jsonb_build_object('id', u.id, 'name', u.name) END AS agent,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name) ORDER BY g.name), '[]')
     FROM skill_group g WHERE g.id = ANY (b.groups)) AS groups
  FROM callback b LEFT JOIN line l ON l.id = b.line_id LEFT JOIN app_user u ON u.id = b.agent_id`;

/** The list of who is to be called back. An agent sees those of the own groups, a supervisor those of the groups supervised. */
@Injectable()
export class CallbackService {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly runner: Callbacks,
  ) {}

  page(me: Me, { q, open, state, groupId, before, limit }: CallbackQuery): Promise<CallbackPage> {
    return this.db.run(async (em) => {
      const own = await whoseGroups(em, me);
      const params = [own, q?.replace(/\D/g, '') || null, open ?? null, state ?? null, groupId ?? null, before ?? null];
      const rows = await em.query<Row[]>(
        `SELECT ${COLUMNS}
          WHERE ($1::uuid[] IS NULL OR b.groups && $1) AND ($2::text IS NULL OR b.number LIKE '%' || $2 || '%')
            AND ($3::bool IS NULL OR (b.ended_at IS NULL) = $3) AND ($4::text IS NULL OR b.state = $4)
            AND ($5::uuid IS NULL OR $5 = ANY (b.groups)) AND ($6::uuid IS NULL OR b.id < $6)
          ORDER BY b.id DESC LIMIT ${limit + 1}`,
        params,
      );
      const [count] = await em.query<{ open: number }[]>(
        `SELECT count(*)::int AS open FROM callback WHERE ended_at IS NULL AND ($1::uuid[] IS NULL OR groups && $1)`,
        [own],
      );
      const shown = rows.slice(0, limit);
      return {
        callbacks: shown.map(wire),
        open: count?.open ?? 0,
        next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
      };
    });
  }

  /** That the list was taken is put on record. */
  exported(me: Me): Promise<void> {
    return this.db.run((em) => audit(em, me, 'callback.exported', ''));
  }

  /** A callback that an agent promises. */
  async add(me: Me, { number: text, groupId, dueAt, mine, note, lineId }: AddCallback): Promise<Callback> {
    const number = readCallee(text);
    if (number === undefined) throw new DomainError('outbound.not_a_number', { to: text });
    const id = uuid() as CallbackEntity['id'];
    const now = this.clock.now();
    return this.db
      .run(async (em, tenantId) => {
        const [found] = await em.query<{ line: LineId | null; tries: number | null; group: string | null }[]>(
          `SELECT (SELECT id FROM line WHERE state = 'live' AND ($1::uuid IS NULL OR id = $1) ORDER BY created_at LIMIT 1) AS line,
                  (SELECT callback_tries FROM outbound_setting) AS tries,
                  (SELECT id FROM skill_group WHERE id = $2 AND ($3::uuid[] IS NULL OR id = ANY ($3))) AS "group"`,
          [lineId ?? null, groupId, await whoseGroups(em, me)],
        );
        if (!found?.group) throw new DomainError('group.missing', { id: groupId });
        if (!found.line) throw new DomainError('outbound.no_line');
        await em.insert(CallbackEntity, {
          ...{ id, tenantId, number, groups: [groupId], lineId: found.line, source: 'desk', since: now, askedAt: now },
          ...{ dueAt: new Date(dueAt), state: 'waiting', maxTries: found.tries ?? 3, note },
          agentId: mine ? (me.userId as string as AgentId) : null,
        });
        await audit(em, me, 'callback.added', number, { dueAt });
        return this.#get(em, me, id);
      })
      .catch((cause: unknown) => {
        if (violates(cause, 'callback_open_key')) throw new DomainError('callback.waiting', { number }, { cause });
        throw cause;
      });
  }

  /** To other groups, one agent or another time; what already waits among the callers begins anew. */
  async change(me: Me, id: CallbackEntity['id'], { groupId, agentId, dueAt }: ChangeCallback): Promise<Callback> {
    const changed = await this.db.run(async (em) => {
      const before = await this.#open(em, me, id);
      if (groupId && !(await em.query<unknown[]>('SELECT 1 FROM skill_group WHERE id = $1', [groupId])).length)
        throw new DomainError('group.missing', { id: groupId });
      const known =
        agentId &&
        (await em.query<unknown[]>(
          `SELECT 1 FROM app_user WHERE id = $1 AND role IN ('agent', 'supervisor') AND disabled_at IS NULL`,
          [agentId],
        ));
      if (known && known.length === 0) throw new DomainError('user.missing', { id: agentId });
      await em.update(
        CallbackEntity,
        { id },
        {
          ...(groupId && { groups: [groupId] }),
          ...(agentId !== undefined && { agentId }),
          ...(dueAt && { dueAt: new Date(dueAt) }),
          ...(before.state === 'queued' && { state: 'waiting', lastCallId: null }),
        },
      );
      await audit(em, me, 'callback.changed', before.number, { groupId, agentId, dueAt });
      return this.#get(em, me, id);
    });
    await this.runner.takeBack(me.tenantId, id);
    await this.runner.tick(me.tenantId);
    return changed;
  }

  async cancel(me: Me, id: CallbackEntity['id']): Promise<void> {
    await this.db.run(async (em) => {
      const { number } = await this.#open(em, me, id);
      await em.update(CallbackEntity, { id }, { state: 'cancelled', endedAt: this.clock.now() });
      await audit(em, me, 'callback.cancelled', number);
    });
    await this.runner.takeBack(me.tenantId, id);
  }

  /** Spoken with in another way: the callback is not needed any more. */
  async done(me: Me, id: CallbackEntity['id']): Promise<void> {
    await this.db.run(async (em) => {
      const { number } = await this.#open(em, me, id);
      await em.update(CallbackEntity, { id }, { state: 'done', endedAt: this.clock.now() });
      await audit(em, me, 'callback.done', number);
    });
    await this.runner.takeBack(me.tenantId, id);
  }

  /** An agent makes a callback now. */
  async call(me: Me, id: CallbackEntity['id']): Promise<CallId> {
    const group = await this.db.run(async (em) => {
      const { groups } = await this.#open(em, me, id);
      const own = await whoseGroups(em, { ...me, role: 'agent' });
      return groups.find((each) => own?.includes(each.id))?.id as GroupId | undefined;
    });
    if (group === undefined) throw new DomainError('agent.no_group');
    const call = await this.runner.callNow(me.tenantId, id, me.userId as string as AgentId, group);
    if (call === undefined) throw new DomainError('callback.over', { id });
    return call;
  }

  async #get(em: EntityManager, me: Me, id: Id<'Callback'>): Promise<Callback> {
    const [row] = await em.query<Row[]>(
      `SELECT ${COLUMNS} WHERE b.id = $1 AND ($2::uuid[] IS NULL OR b.groups && $2)`,
      [id, await whoseGroups(em, me)],
    );
    if (!row) throw new DomainError('callback.missing', { id });
    return wire(row);
  }

  /** One that is not over, nor being spoken just now. */
  async #open(em: EntityManager, me: Me, id: Id<'Callback'>): Promise<Callback> {
    await em.query('SELECT 1 FROM callback WHERE id = $1 FOR UPDATE', [id]);
    const row = await this.#get(em, me, id);
    if (row.endedAt !== null || row.state === 'calling') throw new DomainError('callback.over', { id });
    return row;
  }
}

const wire = (row: Row): Callback => ({
  ...row,
  since: row.since.toISOString(),
  askedAt: row.askedAt.toISOString(),
  dueAt: row.dueAt.toISOString(),
  lastAt: row.lastAt?.toISOString() ?? null,
  endedAt: row.endedAt?.toISOString() ?? null,
});
