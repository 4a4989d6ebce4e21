import { addMonths, billedMinutes, chargeFen, monthBill, monthOf, type RatedFacts, safeFen } from '@sibai/billing';
import type { TenantId } from '@sibai/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { each, Jobs } from '../../platform/jobs.js';
import { factsOf, lockUsage, planAt, type PlanRow, plansOf } from './usage.js';

const DAY = 86_400_000;
const BATCH = 200;
/** How far back a call may have begun that is looked for each minute. */
const RECENT_DAYS = 2;
/** How far back records are looked over again each night, in case one was rewritten. */
const LOOK_BACK_DAYS = 62;

interface CallRow {
  readonly call_id: string;
  readonly caller: string;
  readonly dialled: string;
  readonly started_at: Date;
  readonly ended_at: Date;
  readonly outcome: RatedFacts['outcome'] | null;
  readonly rated: number | null;
}

/**
 * Charges calls from their records, each once. A record that was rewritten is charged its difference; one of a month whose
 * bill is made changes that bill by a correction on the next.
 */
@Injectable()
export class RatingService implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.every('payment.rate', '* * * * *', () => this.rateAll(RECENT_DAYS, true));
    this.jobs.every('payment.rate_again', '10 1 * * *', () => this.rateAll(LOOK_BACK_DAYS, false));
  }

  async rateAll(days: number, newOnly: boolean): Promise<void> {
    const tenants = await this.db.query<{ id: TenantId }>(`SELECT billed_tenants() AS id`);
    await each(tenants, ({ id }) => this.rate(id, days, newOnly));
  }

  async rate(tenantId: TenantId, days: number, newOnly: boolean): Promise<void> {
    const since = new Date(this.clock.now().getTime() - days * DAY);
    let after: { at: Date; id: string } | undefined = { at: since, id: '00000000-0000-0000-0000-000000000000' };
    while (after) {
      const from: { at: Date; id: string } = after;
      after = await this.db.as(tenantId, (em) => this.#batch(em, tenantId, from, newOnly));
    }
  }

  async #batch(
    em: EntityManager,
    tenantId: TenantId,
    after: { at: Date; id: string },
    newOnly: boolean,
  ): Promise<{ at: Date; id: string } | undefined> {
    const plans = await plansOf(em, tenantId);
    if (plans.length === 0) return undefined;
    const calls = await em.query<CallRow[]>(
      `SELECT c.call_id, c.caller, c.dialled, c.started_at, c.ended_at, c.outcome, r.minutes AS rated
         FROM cdr c LEFT JOIN rated_call r ON r.call_id = c.call_id
        WHERE c.tenant_id = $1 AND c.ended_at IS NOT NULL AND (c.started_at, c.call_id) > ($2, $3)
          AND c.dialled = ANY ($4) AND c.direction = 'in' ${newOnly ? 'AND r.call_id IS NULL' : ''}
        ORDER BY c.started_at, c.call_id LIMIT ${BATCH}`,
      [tenantId, after.at, after.id, [...new Set(plans.map(({ number }) => number))]],
    );
    for (const call of calls) await this.#charge(em, tenantId, plans, call);
    const last = calls.at(-1);
    return last && calls.length === BATCH ? { at: last.started_at, id: last.call_id } : undefined;
  }

  async #charge(em: EntityManager, tenantId: TenantId, plans: readonly PlanRow[], call: CallRow): Promise<void> {
    const minutes = billedMinutes({
      startedAt: call.started_at.getTime(),
      endedAt: call.ended_at.getTime(),
      outcome: call.outcome ?? 'failed',
      caller: call.caller,
    });
    if (call.rated === minutes) return;
    const plan = planAt(plans, call.dialled, call.started_at);
    if (!plan) return;
    const usage = await lockUsage(em, tenantId, plan, monthOf(call.started_at.getTime()));
    const terms = plans.find(({ id }) => id === usage.planChoiceId)?.tariff ?? plan.tariff;
    // Another sweep may have charged it while this one waited for the month.
    const [before] = await em.query<{ minutes: number; charge_fen: string }[]>(
      `SELECT minutes, charge_fen FROM rated_call WHERE call_id = $1`,
      [call.call_id],
    );
    if (before?.minutes === minutes) return;
    const more = minutes - (before?.minutes ?? 0);
    const charge = chargeFen(terms, usage.minutes, more);

    if (usage.closedAt) await this.#carry(em, plans, plan, usage, more);
    await em.query(
      `INSERT INTO rated_call (call_id, usage_id, tenant_id, started_at, from_minute, minutes, charge_fen, rated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (call_id) DO UPDATE SET minutes = $6, charge_fen = $7, rated_at = $8`,
      [
        call.call_id,
        usage.id,
        tenantId,
        call.started_at,
        usage.minutes,
        minutes,
        safeFen(before?.charge_fen ?? 0) + charge,
        this.clock.now(),
      ],
    );
    await em.query(
      `UPDATE usage_month SET minutes = minutes + $2, charge_fen = charge_fen + $3, calls = calls + $4 WHERE id = $1`,
      [usage.id, more, charge, before ? 0 : 1],
    );
  }

  /** The bill of that month is made: what it would be more, or less, goes on the next that is not. */
  async #carry(
    em: EntityManager,
    plans: readonly PlanRow[],
    plan: PlanRow,
    closed: Parameters<typeof factsOf>[2],
    more: number,
  ): Promise<void> {
    const facts = await factsOf(em, plans, closed);
    const difference = monthBill({ ...facts, minutes: facts.minutes + more }).totalFen - monthBill(facts).totalFen;
    if (difference === 0) return;
    let month = monthOf(this.clock.now().getTime());
    let next = await lockUsage(em, closed.tenantId, plan, month);
    while (next.closedAt) next = await lockUsage(em, closed.tenantId, plan, (month = addMonths(month, 1)));
    await em.query(`UPDATE usage_month SET carried_fen = carried_fen + $2 WHERE id = $1`, [next.id, difference]);
  }
}
