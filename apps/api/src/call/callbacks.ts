import { afterTry, type CallEvent, type DialResult } from '@sibai/call';
import type { AgentId, AssignmentId, CallId, GroupId, Instant, TenantId } from '@sibai/kernel';
import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuid } from 'uuid';

import type { CallbackEntity } from './acd/callback.entity.js';
import { Clock } from '../platform/clock.js';
import { asHouse, Db } from '../platform/db.js';
import { throughOutage } from '../platform/pg-error.js';
import { CallEngine } from './engine.js';
import { Floor } from './floor.js';
import type { LiveCall } from './live-call.js';
import { newCallId, Outward } from './outward.js';
import { LineBook, type LineEntry } from './trunk/line-book.js';
import { settingsOf } from './trunk/outbound.service.js';
import { Permits } from './trunk/permits.js';

/** Who has just asked to be called back is still on the line. */
const AFTER_ASKING_MS = 4_000;
/** For so long a callback waits for the one agent it is meant for; then anybody of the group may take it. */
const FOR_ONE_MS = 30 * 60_000;
const MOST_AT_ONCE = 50;

type Id = CallbackEntity['id'];
type Row = Pick<
  CallbackEntity,
  | 'id'
  | 'number'
  | 'groups'
  | 'lineId'
  | 'since'
  | 'askedAt'
  | 'dueAt'
  | 'source'
  | 'agentId'
  | 'lastCallId'
  | 'tries'
  | 'maxTries'
>;

const ROW = `id, number, groups, line_id AS "lineId", since, asked_at AS "askedAt", due_at AS "dueAt", source,
             agent_id AS "agentId", last_call_id AS "lastCallId", tries, max_tries AS "maxTries"`;

/** Causes of a call's end that say how a try went. */
const RESULTS: ReadonlySet<string> = new Set<DialResult>([
  'busy',
  'no_answer',
  'refused',
  'hung_up',
  'unreachable',
  'no_such_number',
  'not_allowed',
]);

/**
 * Callbacks on their way: each that is due becomes a call among the callers, at the place its person had. The rows have the
 * last word, so that a restart loses none.
 */
@Injectable()
export class Callbacks {
  readonly #log = new Logger(Callbacks.name);
  /** What is being written down of a call, in the order in which it happened: what comes after the end changes nothing. */
  readonly #writing = new Map<CallId, Promise<void>>();

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly engine: CallEngine,
    private readonly outward: Outward,
    private readonly lines: LineBook,
    private readonly floor: Floor,
    private readonly permits: Permits,
  ) {
    engine.watch((live, events) => {
      for (const event of events)
        if (event.type === 'acd.callback_asked' || live.facts.callbackId !== undefined) this.#then(live, event);
    });
  }

  /** Those that were on their way when a process died are due again, at their old place. */
  async resume(tenant: TenantId): Promise<void> {
    const live = [...this.engine.calls()].map(({ facts }) => facts.id);
    await this.db.statement(
      tenant,
      `UPDATE callback SET state = 'waiting', due_at = $2
        WHERE state IN ('queued', 'calling') AND (last_call_id IS NULL OR last_call_id <> ALL ($1))`,
      [live, this.clock.now()],
    );
    await this.tick(tenant);
  }

  /** Lets those wait among the callers that are due and may be called now. */
  async tick(tenant: TenantId): Promise<void> {
    const due = await asHouse(() =>
      this.db.statement<Row>(
        tenant,
        `SELECT ${ROW} FROM callback WHERE state = 'waiting' AND due_at <= $1 ORDER BY since LIMIT ${MOST_AT_ONCE}`,
        [this.clock.now()],
      ),
    );
    for (const row of due)
      await asHouse(() => this.#start(tenant, row)).catch((error: unknown) =>
        this.#log.error({ callback: row.id, error: String(error) }, 'a callback could not be made'),
      );
  }

  /** An agent takes a callback now: the phone answers by itself, as with any call asked for. */
  async callNow(tenant: TenantId, id: Id, agent: AgentId, group: GroupId): Promise<CallId | undefined> {
    await this.takeBack(tenant, id);
    const [row] = await this.db.statement<Row>(tenant, `SELECT ${ROW} FROM callback WHERE id = $1`, [id]);
    const line = row && (await this.lines.line(tenant, row.lineId));
    if (!row || !line) return undefined;
    return this.#call(tenant, row, line, { agent, group, why: 'click' });
  }

  /** Ends the call that waits for a callback, if it is not dialling yet; the row is the asker's affair. */
  async takeBack(tenant: TenantId, id: Id): Promise<void> {
    for (const { facts, state } of this.engine.calls())
      if (facts.tenantId === tenant && facts.callbackId === id && state.at === 'out' && !state.leg)
        await this.engine.dispatch(facts.id, { type: 'hangup', cause: 'taken_back' });
  }

  #then(live: LiveCall, event: CallEvent): void {
    const call = live.facts.id;
    const done = (this.#writing.get(call) ?? Promise.resolve())
      .then(() => asHouse(() => this.#heard(live, event)))
      .catch((error: unknown) =>
        this.#log.error({ call, event: event.type, error: String(error) }, 'a callback fell behind'),
      )
      .then(() => {
        if (this.#writing.get(call) === done) this.#writing.delete(call);
      });
    this.#writing.set(call, done);
  }

  async #heard({ facts, events }: LiveCall, event: CallEvent): Promise<void> {
    const { tenantId: tenant, callbackId } = facts;
    if (event.type === 'acd.callback_asked') return this.#keep(facts, event.data);
    if (callbackId === undefined) return;
    if (event.type === 'agent.dialled')
      await this.#set(tenant, callbackId, `state = 'calling', tries = tries + 1, last_at = now()`);
    const answered = events.some(({ type }) => type === 'agent.answered');
    // Once more at the end: a process that died between the answer and its account has left it calling.
    if (event.type === 'agent.answered' || (event.type === 'cdr.closed' && answered))
      await this.#set(tenant, callbackId, `state = 'done', last_result = 'connected', ended_at = now()`);
    else if (event.type === 'cdr.closed') await this.#missed(tenant, callbackId, facts.id, event.data.cause);
  }

  async #keep(
    { id: call, tenantId, lineId }: LiveCall['facts'],
    { number, groups, since, source }: Extract<CallEvent, { type: 'acd.callback_asked' }>['data'],
  ): Promise<void> {
    const now = this.clock.now();
    const due = new Date(now.getTime() + AFTER_ASKING_MS);
    await throughOutage(() =>
      this.db.as(tenantId, async (em) => {
        const { callbackTries } = await settingsOf(em);
        await em.query(
          `INSERT INTO callback (id, tenant_id, number, groups, line_id, source, since, asked_at, due_at, state, max_tries, call_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', $10, $11)
             ON CONFLICT (tenant_id, number) WHERE ended_at IS NULL DO NOTHING`,
          [uuid(), tenantId, number, groups, lineId, source, new Date(since), now, due, callbackTries, call],
        );
      }),
    );
    setTimeout(() => {
      this.tick(tenantId).catch((error: unknown) =>
        // Whoever inspects the house looks again.
        this.#log.error({ tenant: tenantId, error: String(error) }, 'it is not known which callbacks are due'),
      );
    }, AFTER_ASKING_MS + 100).unref();
  }

  async #start(tenant: TenantId, row: Row): Promise<void> {
    const line = await this.lines.line(tenant, row.lineId);
    if (!line || line.suspended) return this.#fail(tenant, row);
    const verdict = await this.permits.preview(tenant, {
      ...{ to: row.number, kind: 'callback', line, group: row.groups[0] ?? null, user: null, call: null },
      askedAt: askedAt(row),
    });
    if (verdict.refused) {
      const { again } = verdict.refused;
      if (again === null) return this.#fail(tenant, row);
      await this.#set(tenant, row.id, `due_at = $2`, [new Date(again)]);
      return;
    }
    const { agentId } = row;
    if (agentId === null) return void (await this.#call(tenant, row, line, null));
    const group = row.groups[0];
    if (this.floor.presence(tenant, agentId)?.at === 'ready' && group !== undefined)
      return void (await this.#call(tenant, row, line, { agent: agentId, group, why: 'callback' }));
    if (this.clock.now().getTime() - row.dueAt.getTime() > FOR_ONE_MS)
      await this.#set(tenant, row.id, `agent_id = NULL`);
  }

  async #call(
    tenant: TenantId,
    row: Row,
    line: LineEntry,
    one: { agent: AgentId; group: GroupId; why: 'click' | 'callback' } | null,
  ): Promise<CallId | undefined> {
    const id = newCallId();
    // Whoever changes the row first has it: it may have been cancelled a moment ago, or be on its way by another look.
    const [taken] = await this.db.statement<{ id: Id }>(
      tenant,
      `UPDATE callback SET state = 'queued', last_call_id = $2
        WHERE id = $1 AND ended_at IS NULL AND state <> 'calling' AND last_call_id IS NOT DISTINCT FROM $3
        RETURNING id`,
      [row.id, id, row.lastCallId],
    );
    if (!taken) return undefined;
    const asked = askedAt(row);
    await this.outward.begin({
      ...{ id, tenant, line, to: row.number, groups: row.groups, since: row.since.getTime(), callbackId: row.id },
      why: one?.why ?? 'callback',
      offer: one && { assignmentId: uuid() as AssignmentId, agentId: one.agent, groupId: one.group },
      ...(asked !== null && { askedAt: asked }),
    });
    return id;
  }

  /** Nobody was spoken to: another try, or the end of it. */
  async #missed(tenant: TenantId, id: string, call: CallId, cause: string): Promise<void> {
    // Who took the call back has the row.
    if (cause === 'taken_back') return;
    const [row] = await this.db.statement<Row>(
      tenant,
      `SELECT ${ROW} FROM callback WHERE id = $1 AND ended_at IS NULL AND last_call_id = $2`,
      [id, call],
    );
    if (!row) return;
    const result = (RESULTS.has(cause) ? cause : 'agent_lost') as DialResult;
    const now = this.clock.now().getTime();
    const { again, pauseMs } = await this.#rules(tenant, row, result);
    // What was not dialled was not counted either.
    const uncounted = result === 'not_allowed' || (result === 'agent_lost' && !(await this.#dialled(tenant, call)));
    const next = afterTry(
      result,
      { tries: row.tries + (uncounted ? 1 : 0), maxTries: row.maxTries, pauseMs, again },
      now,
    );
    await this.#set(
      tenant,
      row.id,
      `state = $2, tries = $3, last_result = $4, last_at = $5, due_at = coalesce($6, due_at), ended_at = $7`,
      [
        ...[next.state, next.tries, result, new Date(now)],
        next.state === 'waiting' ? new Date(next.dueAt) : null,
        next.state === 'waiting' ? null : new Date(now),
      ],
    );
  }

  async #rules(tenant: TenantId, row: Row, result: DialResult): Promise<{ again: Instant | null; pauseMs: number }> {
    const { callbackPauseMinutes } = await this.db.as(tenant, settingsOf);
    const line = result === 'not_allowed' ? await this.lines.line(tenant, row.lineId) : undefined;
    const verdict =
      line &&
      (await this.permits.preview(tenant, {
        ...{ to: row.number, kind: 'callback', line, group: row.groups[0] ?? null, user: null, call: null },
        askedAt: askedAt(row),
      }));
    return { again: verdict ? (verdict.refused?.again ?? null) : null, pauseMs: callbackPauseMinutes * 60_000 };
  }

  async #dialled(tenant: TenantId, call: CallId): Promise<boolean> {
    const rows = await this.db.statement(
      tenant,
      `SELECT 1 FROM call_event WHERE call_id = $1 AND type = 'agent.dialled'`,
      [call],
    );
    return rows.length > 0;
  }

  #fail(tenant: TenantId, { id }: Row): Promise<void> {
    return this.#set(tenant, id, `state = 'failed', last_result = 'not_allowed', last_at = now(), ended_at = now()`);
  }

  async #set(tenant: TenantId, id: string, set: string, params: readonly unknown[] = []): Promise<void> {
    await throughOutage(() =>
      this.db.statement(tenant, `UPDATE callback SET ${set} WHERE id = $1 AND ended_at IS NULL`, [id, ...params]),
    );
  }
}

/** Who pressed the key has asked; what an agent has promised, the agent asks for. */
const askedAt = ({ source, askedAt: at }: Row): Instant | null => (source === 'desk' ? null : at.getTime());
