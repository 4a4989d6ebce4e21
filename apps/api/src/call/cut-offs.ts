import { type CallEvent, type CutOff, cutOff, REDIAL_MS } from '@sibai/call';
import type { CallId, LineId, TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { Db } from '../platform/db.js';
import { CallEngine } from './engine.js';

/** Who was cut off just now, by the line and the number they called from: each gets the place back once. */
@Injectable()
export class CutOffs {
  readonly #lost = new Map<string, CutOff>();

  constructor(
    private readonly db: Db,
    engine: CallEngine,
  ) {
    engine.watch(({ facts, events }, news) => {
      if (news.some(({ type }) => type === 'cdr.closed')) this.#note(facts.lineId, facts.caller, facts.id, events);
    });
  }

  /** What this caller was cut off from; asked once, since a place is given back once. */
  take(line: LineId, caller: string): CutOff | undefined {
    const key = `${line} ${caller}`;
    const cut = this.#lost.get(key);
    this.#lost.delete(key);
    return cut;
  }

  /** Those whom a process before this one has seen cut off. */
  async load(tenant: TenantId): Promise<void> {
    const rows = await this.db.statement<{ call: CallId; line: LineId; caller: string; events: CallEvent[] }>(
      tenant,
      `SELECT c.call_id AS call, c.line_id AS line, c.caller,
              (SELECT jsonb_agg(jsonb_build_object('at', extract(epoch FROM e.at) * 1000, 'type', e.type, 'data', e.data) ORDER BY e.at, e.id)
                 FROM call_event e WHERE e.call_id = c.call_id AND e.at >= c.started_at - interval '1 minute') AS events
         FROM cdr c
        WHERE c.started_at > now() - interval '1 day' AND c.ended_at > now() - $1 * interval '1 ms'
          AND c.queued_at IS NOT NULL AND c.direction = 'in'`,
      [REDIAL_MS],
    );
    for (const { call, line, caller, events } of rows) this.#note(line, caller, call, events ?? []);
  }

  #note(line: LineId, caller: string, call: CallId, events: readonly CallEvent[]): void {
    // Who hides the number cannot be known again.
    if (!/^\d{5,}$/.test(caller)) return;
    const cut = cutOff(call, events);
    if (!cut) return;
    const key = `${line} ${caller}`;
    this.#lost.set(key, cut);
    setTimeout(() => {
      if (this.#lost.get(key) === cut) this.#lost.delete(key);
    }, REDIAL_MS).unref();
  }
}
