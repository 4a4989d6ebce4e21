import {
  addMonths,
  type BillLine,
  dayOf,
  monthBill,
  type Month,
  monthOf,
  safeFen,
  startOf,
  yuan,
} from '@sibai/billing';
import type { TenantId } from '@sibai/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type EntityManager, IsNull } from 'typeorm';
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

/** A month to be billed; with a number, that number alone, which was given up. */
interface Closing {
  readonly month: Month;
  readonly number: string | null;
}

/**
 * Closes months: a bill for each customer, made once, of lines that lead to their calls. A number that was given up has its
 * last bill on the next day.
 */
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
    await each(tenants, async ({ id }) => {
      const due = await this.db.as(id, (em) => unbilled(em, id, this.clock.now()));
      if (due.length > 0) await this.rating.rate(id, 62, false);
      for (const closing of due) await this.db.as(id, (em) => this.#close(em, id, closing));
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
      // After its plan a number may still have corrections.
      if (plans.some((plan) => plan.number === number && inMonth(plan, usage.month))) {
        const bill = monthBill(await factsOf(em, plans, usage));
        lines.push(...bill.lines.map((line) => ({ ...line, number, usageId: line.minutes ? usageId : null })));
      }
      const carried = safeFen(usage.carriedFen);
      if (carried !== 0) lines.push({ ...PLAIN, item: 'correction', number, amountFen: carried });
    }
    return lines;
  }

  async #close(em: EntityManager, tenantId: TenantId, { month, number: only }: Closing): Promise<void> {
    const plans = await plansOf(em, tenantId);
    const last = new Date(startOf(addMonths(month, 1)) - 1);
    const corrected = await correctedIn(em, tenantId, month);
    const usages: UsageMonthEntity[] = [];
    for (const number of only ? [only] : new Set(plans.map((plan) => plan.number))) {
      const own = plans.filter((plan) => plan.number === number);
      const plan =
        planAt(plans, number, last) ??
        own.findLast((each) => inMonth(each, month)) ??
        (corrected.includes(number) ? own.at(-1) : undefined);
      const usage = plan && (await lockUsage(em, tenantId, plan, month));
      if (usage && !usage.closedAt) usages.push(usage);
    }
    if (usages.length === 0 || (await em.existsBy(BillEntity, { tenantId, month, number: only ?? IsNull() }))) return;

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
      number: only,
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

    const data = { month, number: only, totalFen };
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

/**
 * Months that are over, and that have no bill, of those in which the customer had a plan, or corrections of one; and of the
 * running month the numbers that were given up before today.
 */
async function unbilled(em: EntityManager, tenantId: TenantId, now: Date): Promise<Closing[]> {
  const plans = await plansOf(em, tenantId);
  const bills = await em.find(BillEntity, { select: { month: true, number: true }, where: { tenantId } });
  const isBilled = ({ month, number }: Closing) => bills.some((bill) => bill.month === month && bill.number === number);
  const [first] = plans;
  if (!first) return [];
  const current = monthOf(now.getTime());
  const due: Closing[] = [];
  for (let month = monthOf(first.from.getTime()); month < current; month = addMonths(month, 1)) {
    const open = plans.some((plan) => inMonth(plan, month) && !isBilled({ month, number: plan.number }));
    if (open || (await correctedIn(em, tenantId, month)).length > 0) due.push({ month, number: null });
  }
  for (const number of new Set(plans.map((plan) => plan.number))) {
    const own = plans.filter((plan) => plan.number === number);
    const over = own.every(({ to }) => to !== null && to.getTime() < dayOf(now.getTime()));
    if (over && own.some((plan) => inMonth(plan, current))) due.push({ month: current, number });
  }
  return due.filter((closing) => !isBilled(closing));
}

/** Numbers whose month is not billed, and has corrections of months that were. */
async function correctedIn(em: EntityManager, tenantId: TenantId, month: Month): Promise<string[]> {
  const rows = await em.query<{ number: string }[]>(
    `SELECT number FROM usage_month WHERE tenant_id = $1 AND month = $2 AND closed_at IS NULL AND carried_fen <> 0`,
    [tenantId, month],
  );
  return rows.map(({ number }) => number);
}
