import { type CallEvent, foldCdr, kept } from '@sibai/call';
import type { CallId } from '@sibai/kernel';
import { Injectable, Logger } from '@nestjs/common';

import { Db } from '../platform/db.js';
import type { LiveCall, StoredCall } from './live-call.js';

const RETRY_MS = 1000;

/** Writes what happens to calls: events and the call's present state in one statement, the record with them. */
@Injectable()
export class Ledger {
  readonly #log = new Logger(Ledger.name);
  /** Calls whose last write failed, with the writes that must still be made, in order. */
  readonly #owed = new Map<CallId, (() => Promise<void>)[]>();

  constructor(private readonly db: Db) {}

  /** How many calls have writes outstanding: 0 while the database is well. */
  get owed(): number {
    return this.#owed.size;
  }

  /**
   * Records events, and the state the call is in after them. When the database refuses, the call goes on: the write is
   * kept and made again, in order, until it succeeds.
   */
  async record(live: LiveCall, events: readonly CallEvent[]): Promise<void> {
    const { facts, state } = live;
    const stored: StoredCall = { facts, call: kept(state) };
    const ended = state.at === 'ended';
    const mark = events.some((e) => RECORD_CHANGES.has(e.type));
    const params = [
      facts.tenantId,
      facts.id,
      ended
        ? null
        : JSON.stringify({ lineId: facts.lineId, channel: facts.channel, startedAt: facts.startedAt, state: stored }),
      JSON.stringify(events),
      mark ? JSON.stringify(cdrRow(live)) : null,
    ];
    const write = async () => {
      await this.db.statement(facts.tenantId, 'SELECT record_call($1, $2, $3, $4, $5)', params);
    };
    const owed = this.#owed.get(facts.id);
    if (owed) {
      owed.push(write);
      return;
    }
    try {
      await write();
    } catch (error) {
      this.#log.error({ call: facts.id, error }, 'the database refused a call event; it is kept and written later');
      this.#owed.set(facts.id, [write]);
      this.#retry(facts.id);
    }
  }

  #retry(id: CallId): void {
    setTimeout(() => {
      const writes = this.#owed.get(id) ?? [];
      const next = async (): Promise<void> => {
        for (let write = writes[0]; write; write = writes[0]) {
          await write();
          writes.shift();
        }
        this.#owed.delete(id);
      };
      next().catch(() => this.#retry(id));
    }, RETRY_MS).unref();
  }
}

/** The events after which the call's record is written: it then shows in the list, and is right about who and when. */
const RECORD_CHANGES: ReadonlySet<CallEvent['type']> = new Set([
  'trunk.arrived',
  // Of a call we place: one that never came so far is no call yet.
  'agent.dialled',
  'agent.answered',
  'cdr.closed',
]);

function cdrRow({ facts, events }: LiveCall): Record<string, unknown> {
  const cdr = foldCdr(events);
  if (!cdr) throw new Error(`call ${facts.id} has no first event`);
  const time = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  return {
    call_id: facts.id,
    tenant_id: facts.tenantId,
    caller: cdr.caller,
    dialled: cdr.dialled,
    line_id: cdr.lineId,
    started_at: time(cdr.startedAt),
    ended_at: time(cdr.endedAt),
    queued_at: time(cdr.queuedAt),
    answered_at: time(cdr.answeredAt),
    outcome: cdr.outcome,
    cause: cdr.cause,
    group_id: cdr.groupId,
    agent_id: cdr.agentId,
    ivr_path: cdr.ivrPath,
    ivr_ms: cdr.ivrMs,
    queue_ms: cdr.queueMs,
    ring_ms: cdr.ringMs,
    talk_ms: cdr.talkMs,
    hold_ms: cdr.holdMs,
    recorded: cdr.recorded,
    direction: cdr.direction,
  };
}
