import { addMonths, type BillLine, monthBill, type Month, monthOf, safeFen, startOf, yuan } from '@sibai/billing';
import type { TenantId } from '@sibai/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { each, Jobs } from '../../platform/jobs.js';
import { History } from '../history.js';
import { BillEntity, BillLineEntity, UsageMonthEntity } from './bill.entities.js';
import { Contacts } from './contacts.js';
import { Ledger } from './ledger.js';
import { OrderService } from './order.service.js';
import { RatingService } from './rating.service.js';
import { factsOf, lockUsage, planAt, type PlanRow, plansOf } from './usage.js';

const DAY = 86_400_000;
/** Days to pay a bill. */
export const DUE_DAYS = 10;

/** `correction`: of months billed before. `to_balance`: what is given back. */
export type Item = BillLine['item'] | 'correction' | 'to_balance';
export interface NumberedLine extends Omit<BillLine, 'item'> {
  readonly item: Item;
  readonly number: string;
  readonly usageId: string | null;
}

/** Closes months: a bill for each customer, made once, of lines that lead to their calls. */
@Injectable()
export class BillingService implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly rating: RatingService,
    private readonly orders: OrderService,
    private readonly ledger: Ledger,
    private readonly contacts: Contacts,
    private readonly history: History,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.every('payment.month', '30 1 * * *', () => this.closeMonths());
  }

  async closeMonths(): Promise<void> {
    const tenants = await this.db.query<{ id: TenantId }>(`SELECT billed_tenants() AS id`);
    const current = monthOf(this.clock.now().getTime());
    await each(tenants, async ({ id }) => {
      const months = await this.db.as(id, (em) => unbilled(em, id, current));
      if (months.length > 0) await this.rating.rate(id, 62, false);
      for (const month of months) await this.db.as(id, (em) => this.#close(em, id, month));
    });
  }

  /** The lines of a month as they are now, of every number. */
  async linesOf(
    em: EntityManager,
    plans: readonly PlanRow[],
    usages: readonly UsageMonthEntity[],
  ): Promise<NumberedLine[]> {
    const lines: NumberedLine[] = [];
    for (const usage of usages) {
      const { number, id: usageId } = usage;
      const bill = monthBill(await factsOf(em, plans, usage));
      lines.push(...bill.lines.map((line) => ({ ...line, number, usageId: line.minutes ? usageId : null })));
      const carried = safeFen(usage.carriedFen);
      if (carried !== 0) lines.push({ ...PLAIN, item: 'correction', number, amountFen: carried });
    }
    return lines;
  }

  async #close(em: EntityManager, tenantId: TenantId, month: Month): Promise<void> {
    const plans = await plansOf(em, tenantId);
    const last = new Date(startOf(addMonths(month, 1)) - 1);
    const usages: UsageMonthEntity[] = [];
    for (const number of new Set(plans.map((plan) => plan.number)))
      if (plans.some((plan) => plan.number === number && inMonth(plan, month))) {
        const plan =
          planAt(plans, number, last) ?? plans.findLast((each) => each.number === number && inMonth(each, month));
        if (plan) usages.push(await lockUsage(em, tenantId, plan, month));
      }
    if (await em.existsBy(BillEntity, { tenantId, month })) return;

    const lines = await this.linesOf(em, plans, usages);
    const sum = lines.reduce((total, { amountFen }) => total + amountFen, 0);
    if (sum < 0) {
      await this.ledger.post(em, tenantId, { amountFen: -sum, kind: 'correction' });
      lines.push({ ...PLAIN, item: 'to_balance', number: usages[0]?.number ?? '', amountFen: -sum });
    }
    const totalFen = Math.max(0, sum);
    const now = this.clock.now();
    const bill = em.create(BillEntity, {
      id: uuid(),
      tenantId,
      month,
      state: totalFen === 0 ? 'paid' : 'due',
      totalFen: String(totalFen),
      issuedAt: now,
      dueAt: new Date(now.getTime() + DUE_DAYS * DAY),
      paidAt: totalFen === 0 ? now : null,
    });
    await em.insert(BillEntity, bill);
    if (lines.length > 0)
      await em.insert(
        BillLineEntity,
        lines.map(({ minutes, amountFen, ...line }, i) => ({
          ...line,
          billId: bill.id,
          tenantId,
          no: i + 1,
          fromMinute: minutes?.from ?? null,
          toMinute: minutes?.to ?? null,
          amountFen: String(amountFen),
        })),
      );
    for (const { id } of usages) await em.update(UsageMonthEntity, { id }, { closedAt: now });

    const data = { month, totalFen };
    await this.history.record(em, { tenantId, type: 'payment.billed', actor: 'system', subject: bill.id, data });
    if (totalFen === 0) return;
    const paid = await this.payAhead(em, tenantId, bill.id, totalFen);
    const due = bill.dueAt.toLocaleDateString('zh-CN', { timeZone: 'Asia/Shanghai' });
    await this.contacts.tell(em, tenantId, 'bill_issued', { month, amount: yuan(totalFen), due, paid });
  }

  /** A prepaid balance is there to pay bills from. */
  async payAhead(em: EntityManager, tenantId: TenantId, subject: string, amountFen: number): Promise<boolean> {
    if ((await this.ledger.balance(em, tenantId)) < amountFen) return false;
    const spec = {
      kind: 'bill',
      key: uuid(),
      amountFen,
      lines: [],
      number: null,
      subject,
      planChoiceId: null,
    } as const;
    const order = await this.orders.open(em, tenantId, spec, 'system');
    // The customer is paying it another way just now.
    if (order.state !== 'open') return false;
    await this.orders.payBalance(em, order, 'system');
    return true;
  }
}

const PLAIN = { quantity: 1, unit: null, days: null, minutes: null, usageId: null } as const;

const inMonth = (plan: PlanRow, month: Month): boolean =>
  plan.from.getTime() < startOf(addMonths(month, 1)) && (plan.to === null || plan.to.getTime() > startOf(month));

/** Months before `current` in which the customer had a plan, and that have no bill. */
async function unbilled(em: EntityManager, tenantId: TenantId, current: Month): Promise<Month[]> {
  const plans = await plansOf(em, tenantId);
  const billed = new Set(
    (await em.find(BillEntity, { select: { month: true }, where: { tenantId } })).map((b) => b.month),
  );
  const months: Month[] = [];
  const first = plans[0];
  if (!first) return months;
  for (let month = monthOf(first.from.getTime()); month < current; month = addMonths(month, 1))
    if (!billed.has(month) && plans.some((plan) => inMonth(plan, month))) months.push(month);
  return months;
}
