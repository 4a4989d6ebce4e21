import type { FlowId, LineId, TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Changes } from '../../platform/changes.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { History } from '../history.js';
import { step } from './line-change.js';
import { LineChangeEntity } from './line-change.entity.js';
import { LineEntity } from './line.entity.js';
import { get, LineService } from './line.service.js';
import { makeStarter } from './starter.service.js';

interface Readiness {
  readonly verified: boolean;
  readonly contract: string | null;
  readonly concurrency: number | null;
}

/**
 * Hands a number over. The giver's line is closed, and the taker's opened, in one transaction: at every moment there is one
 * line that calls find. Calls in progress go on with the giver, and so does the history: it stays where it was made.
 */
@Injectable()
export class Transfer {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly changes: Changes,
    private readonly history: History,
    private readonly lines: LineService,
  ) {}

  /** Notes what the taker has done since it accepted, and hands over when that is all. */
  async progress(giver: TenantId, id: string, taker: TenantId): Promise<void> {
    const done = await this.db.as(giver, async (em) => {
      const row = await em.findOne(LineChangeEntity, {
        where: { id, tenantId: giver },
        lock: { mode: 'pessimistic_write' },
      });
      if (!row?.acceptedAt || row.state !== 'accepted') return undefined;
      // It waits: a suspension does not end by another owner.
      if ((await get(em, row.lineId)).suspensions.length > 0) return undefined;
      await enter(em, taker);
      const ready = await readiness(em, taker, row.number, row.acceptedAt);
      await enter(em, giver);
      const now = this.clock.now();
      let change = row.toChange();
      if (ready.verified) change = step(change, { act: 'verified' }, now) ?? change;
      if (ready.contract) change = step(change, { act: 'contracted' }, now) ?? change;
      await em.update(
        LineChangeEntity,
        { id },
        {
          state: change.state,
          verifiedAt: change.verified ? (row.verifiedAt ?? now) : null,
          contractId: ready.contract,
          endedAt: change.state === 'done' ? now : null,
        },
      );
      return change.state === 'done' ? this.#handOver(em, row, taker, ready.concurrency, now) : undefined;
    });
    if (!done) return;
    for (const line of done) this.lines.tell(line);
    for (const kind of ['groups', 'flows'] as const) this.changes.emit({ kind, tenantId: taker });
  }

  async #handOver(
    em: EntityManager,
    { tenantId: giver, lineId, number, reason }: LineChangeEntity,
    taker: TenantId,
    concurrency: number | null,
    now: Date,
  ): Promise<LineEntity[]> {
    const old = await get(em, lineId);
    await this.lines.close(em, 'system', old, 'transfer');
    const data = { number, lineId, toTenantId: taker };
    await this.history.record(em, {
      ...{ tenantId: giver, type: 'line.transferred', actor: 'system', subject: number, reason, data },
    });
    await enter(em, taker);
    const [trunk] = await em.query<{ id: LineEntity['trunkId'] }[]>('SELECT id FROM platform_trunk()');
    if (!trunk) throw new Error('the platform has no trunk for a number that is handed over');
    const { name, codecs, dtmf } = old;
    const config = { name, codecs, dtmf, concurrency: concurrency ?? old.concurrency, lineType: 'cloud' as const };
    const id = uuid() as LineId;
    const flowId = await flowOf(em, taker);
    await em.insert(LineEntity, { id, tenantId: taker, number, trunkId: trunk.id, flowId, ...config, liveAt: now });
    await this.history.record(em, {
      ...{ tenantId: taker, type: 'line.live', actor: 'system', subject: number, reason: 'transfer' },
      data: { lineId: id, ...config },
    });
    return [old, await get(em, id)];
  }
}

/** Goes on as another tenant in the same transaction: what is done for both is done for neither when it fails. */
const enter = async (em: EntityManager, tenant: TenantId): Promise<void> => {
  await em.query(`SELECT set_config('sibai.tenant', $1, true)`, [tenant]);
};

async function readiness(em: EntityManager, taker: TenantId, number: string, since: Date): Promise<Readiness> {
  const [row] = await em.query<Readiness[]>(
    `SELECT EXISTS (SELECT FROM verification v WHERE v.tenant_id = $1 AND v.state = 'approved' AND v.decided_at >= $3) AS verified,
            c.id AS contract, (p.choice->>'concurrency')::int AS concurrency
       FROM (SELECT) AS one
       LEFT JOIN LATERAL (SELECT id, plan_choice_id FROM contract
                           WHERE tenant_id = $1 AND number = $2 AND state = 'signed' AND signed_at >= $3
                           ORDER BY signed_at DESC LIMIT 1) c ON true
       LEFT JOIN plan_choice p ON p.id = c.plan_choice_id`,
    [taker, number, since],
  );
  return row ?? { verified: false, contract: null, concurrency: null };
}

/** The flow the taker published last, or one made for it. */
async function flowOf(em: EntityManager, taker: TenantId): Promise<FlowId> {
  const [flow] = await em.query<{ id: FlowId }[]>(
    `SELECT flow_id AS id FROM flow_version WHERE tenant_id = $1 ORDER BY created_at DESC LIMIT 1`,
    [taker],
  );
  return flow?.id ?? makeStarter(em, taker, null);
}
