import {
  addMonths,
  type Month,
  type MonthFacts,
  type PlanTerms,
  type Quote,
  safeFen,
  startOf,
  type TariffTerms,
} from '@sibai/billing';
import type { TenantId } from '@sibai/kernel';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { type BillEntity, UsageMonthEntity } from './bill.entities.js';

/** A plan that was, or is, in force for a number. */
export interface PlanRow {
  readonly id: string;
  readonly number: string;
  readonly choice: PlanTerms;
  readonly quote: Quote;
  readonly tariff: TariffTerms;
  readonly from: Date;
  readonly to: Date | null;
}

/** A customer's plans by the time they began; those that were only chosen are none. */
export function plansOf(em: EntityManager, tenantId: TenantId): Promise<PlanRow[]> {
  return em.query<PlanRow[]>(
    `SELECT p.id, p.number, p.choice, p.quote, t.definition AS tariff, p.active_from AS "from", p.ended_at AS "to"
       FROM plan_choice p JOIN tariff t ON t.id = p.tariff_id
      WHERE p.tenant_id = $1 AND p.number IS NOT NULL AND p.active_from IS NOT NULL AND p.state IN ('active', 'ended')
        AND p.active_from < coalesce(p.ended_at, 'infinity')
      ORDER BY p.active_from, p.id`,
    [tenantId],
  );
}

/** The plan of a number at a time: the last that had begun and not ended. */
export const planAt = (plans: readonly PlanRow[], number: string, at: Date): PlanRow | undefined =>
  plans.findLast((plan) => plan.number === number && plan.from <= at && (plan.to === null || plan.to > at));

/** The month's row of a number, made where there is none, and locked: who holds it rates alone. */
export async function lockUsage(
  em: EntityManager,
  tenantId: TenantId,
  { id: planChoiceId, number }: Pick<PlanRow, 'id' | 'number'>,
  month: Month,
): Promise<UsageMonthEntity> {
  await em.query(
    `INSERT INTO usage_month (id, tenant_id, number, month, plan_choice_id) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (tenant_id, number, month) DO NOTHING`,
    [uuid(), tenantId, number, month, planChoiceId],
  );
  return em.findOneOrFail(UsageMonthEntity, {
    where: { tenantId, number, month },
    lock: { mode: 'pessimistic_write' },
  });
}

/** All that decides the bill of a number's month. */
export async function factsOf(
  em: EntityManager,
  plans: readonly PlanRow[],
  usage: UsageMonthEntity,
): Promise<MonthFacts> {
  const { tenantId, number, month, planChoiceId, minutes } = usage;
  const plan = plans.find(({ id }) => id === planChoiceId);
  if (!plan) throw new Error(`usage ${usage.id} is of no plan`);
  // A number that was given up and taken again is not paid for in between.
  const [start, end] = [startOf(month), startOf(addMonths(month, 1))];
  const own = plans.filter(
    ({ number: other, from, to }) => other === number && from.getTime() < end && (to === null || to.getTime() > start),
  );
  const ends = own.map(({ to }) => to?.getTime() ?? Infinity);
  const terms = await em.query<{ starts_at: Date; ends_at: Date }[]>(
    `SELECT starts_at, ends_at FROM paid_term WHERE tenant_id = $1 AND number = $2 AND undone_at IS NULL ORDER BY starts_at`,
    [tenantId, number],
  );
  return {
    month,
    fees: plan.quote.lines,
    tariff: plan.tariff,
    minutes,
    active: { from: Math.min(...own.map(({ from }) => from.getTime())), to: Math.max(...ends) },
    prepaid: terms.map(({ starts_at, ends_at }) => ({ from: starts_at.getTime(), to: ends_at.getTime() })),
  };
}

/** What the months came to; that of one in which a number was given up has several bills. */
export function monthsOf(bills: readonly BillEntity[]): { month: Month; totalFen: number }[] {
  const totals = new Map<Month, number>();
  for (const { month, totalFen } of bills) totals.set(month, (totals.get(month) ?? 0) + safeFen(totalFen));
  return [...totals].map(([month, totalFen]) => ({ month, totalFen }));
}
