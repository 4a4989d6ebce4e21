import { monthsLater, quote } from '@sibai/billing';
import type { PlanChoiceId, TenantId } from '@sibai/kernel';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { PaidTermEntity, PayOrderEntity, PayReceiptEntity } from '../onboarding/payment/order.entities.js';
import { PlanChoiceEntity } from '../onboarding/plan/plan-choice.entity.js';
import { TariffEntity } from '../onboarding/plan/tariff.entity.js';

export interface DemoPlan {
  readonly number: string;
  readonly numberFen: number;
  readonly concurrency: number;
}

/** The demonstration tenant has paid a year of a plan: what it calls is rated, and nothing falls due for that long. */
export async function addPlan(
  em: EntityManager,
  tenantId: TenantId,
  { number, numberFen, concurrency }: DemoPlan,
): Promise<void> {
  const now = new Date();
  const tariff = await em.findOneOrFail(TariffEntity, {
    where: { code: 'cloud_standard' },
    order: { version: 'DESC' },
  });
  const choice = { period: 'year' as const, concurrency, seats: 5, addOns: [] };
  const priced = quote(tariff.definition, choice, numberFen);
  const planChoiceId = uuid() as PlanChoiceId;
  await em.insert(PlanChoiceEntity, {
    id: planChoiceId,
    tenantId,
    tariffId: tariff.id,
    number,
    choice,
    quote: priced,
    state: 'active',
    createdAt: now,
    activeFrom: now,
  });
  const orderId = uuid();
  const paid = { method: 'bank', reference: `bank:${orderId}` } as const;
  await em.insert(PayOrderEntity, {
    id: orderId,
    tenantId,
    kind: 'first',
    state: 'paid',
    amountFen: String(priced.firstPaymentFen),
    lines: [...priced.lines],
    number,
    planChoiceId,
    reference: 'SBDEMDEM24',
    idempotencyKey: 'demonstration',
    method: paid.method,
    paidMethod: paid.method,
    paidReference: paid.reference,
    createdAt: now,
    expiresAt: now,
    paidAt: now,
  });
  await em.insert(PayReceiptEntity, {
    id: uuid(),
    tenantId,
    orderId,
    ...paid,
    amountFen: String(priced.firstPaymentFen),
    creditedFen: '0',
    at: now,
  });
  await em.insert(PaidTermEntity, {
    id: uuid(),
    tenantId,
    planChoiceId,
    orderId,
    number,
    startsAt: now,
    endsAt: new Date(monthsLater(now.getTime(), priced.months)),
  });
}
