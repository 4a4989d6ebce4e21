import { CHECK_ITEMS, type CheckItem, type LadderMessage } from '@sibai/contracts';
import { DomainError, type LineId, type TenantId } from '@sibai/kernel';
import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuid } from 'uuid';

import { CallEngine } from '../../call/engine.js';
import { Switchboard } from '../../call/switchboard.js';
import { LineUsage } from '../../call/trunk/line-usage.js';
import type { Me } from '../../platform/auth.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { violates } from '../../platform/pg-error.js';
import { overall } from './check-verdicts.js';
import { LineCheckEntity } from './line-check.entity.js';
import { get } from './line.service.js';
import { Probe, type ProbeLine } from './probe.js';

/** A check takes about ten seconds; one that has not ended after this was broken off with its process. */
const STALE_MS = 120_000;
const KEPT = 20;
/** A page shows so many messages; a check has about eighty. */
const MAX_MESSAGES = 300;

/** Runs line checks, one at a time for each line, and keeps what they found. */
@Injectable()
export class LineCheckService {
  readonly #log = new Logger('LineCheck');
  /** The keys understood of the checks that are running, by their endpoint. */
  readonly #keys = new Map<string, string[]>();

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly switchboard: Switchboard,
    private readonly usage: LineUsage,
    engine: CallEngine,
  ) {
    engine.watch(({ facts }, events) => {
      const keys = this.#keys.get(facts.endpoint);
      if (keys) for (const event of events) if (event.type === 'ivr.pressed') keys.push(event.data.key);
    });
  }

  /** Begins a check; what is found stands in its row as it is found. */
  async start(me: Me, lineId: LineId): Promise<LineCheckEntity> {
    const { ari } = this.switchboard;
    const now = this.clock.now();
    const check = await this.db
      .run(async (em, tenantId) => {
        const line = await get(em, lineId);
        await em.query(
          `UPDATE line_check SET state = 'broken_off', finished_at = $2
            WHERE line_id = $1 AND state = 'running' AND started_at < $3`,
          [lineId, now, new Date(now.getTime() - STALE_MS)],
        );
        const id = uuid();
        await em.insert(LineCheckEntity, {
          ...{ id, tenantId, lineId, state: 'running', verdict: null, items: [], ladder: [] },
          ...{ startedBy: me.userId, startedAt: now, finishedAt: null },
        });
        const [trunk] = await em.query<ProbeLine['trunk'][]>('SELECT id, match, username FROM line_trunk($1)', [
          lineId,
        ]);
        if (!trunk) throw new DomainError('trunk.missing', {});
        return { id, tenantId, line, trunk };
      })
      .catch((cause: unknown) => {
        if (violates(cause, 'line_check_running_key')) throw new DomainError('line.check_running', {}, { cause });
        throw cause;
      });
    const { number, codecs, dtmf, concurrency } = check.line;
    const inUse = this.usage.inUse(lineId);
    const line: ProbeLine = { number, codecs, dtmf, concurrency, inUse, trunk: check.trunk, tenantId: check.tenantId };
    const probe = new Probe(ari, this.switchboard.host ?? '127.0.0.1', line, this.#keys);
    void this.#run(check.tenantId, check.id, probe);
    return this.read(lineId, check.id);
  }

  read(lineId: LineId, id: string): Promise<LineCheckEntity> {
    return this.db.run(async (em, tenantId) => {
      const check = await em.findOneBy(LineCheckEntity, { id, lineId, tenantId });
      if (!check) throw new DomainError('line.check_missing', { id });
      return check;
    });
  }

  /** The latest checks of a line, newest first. */
  list(lineId: LineId): Promise<LineCheckEntity[]> {
    return this.db.run((em, tenantId) =>
      em.find(LineCheckEntity, { where: { lineId, tenantId }, order: { startedAt: 'DESC' }, take: KEPT }),
    );
  }

  async #run(tenant: TenantId, id: string, probe: Probe): Promise<void> {
    const items: CheckItem[] = [];
    const ladder: LadderMessage[] = [];
    const save = (state: LineCheckEntity['state']) => {
      const ordered = CHECK_ITEMS.flatMap((key) => items.filter((item) => item.key === key));
      const over = state !== 'running';
      return this.db.statement(
        tenant,
        `UPDATE line_check SET state = $2, verdict = $3, items = $4, ladder = $5, finished_at = $6 WHERE id = $1`,
        [
          id,
          state,
          over && items.length > 0 ? overall(items) : null,
          JSON.stringify(ordered),
          JSON.stringify(ladder.slice(0, MAX_MESSAGES)),
          over ? this.clock.now().toISOString() : null,
        ],
      );
    };
    try {
      for await (const item of probe.run((message) => ladder.push(message))) {
        items.push(item);
        await save('running');
      }
      await save('done');
    } catch (error) {
      this.#log.error(`the check ${id} was broken off: ${error instanceof Error ? error.stack : String(error)}`);
      await save('broken_off').catch(() => undefined);
    }
  }
}
