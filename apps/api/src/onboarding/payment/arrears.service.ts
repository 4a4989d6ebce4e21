import {
  addMonths,
  END_AFTER_DAYS,
  isShock,
  monthOf,
  safeFen,
  type Standing,
  stepArrears,
  SUSPEND_AFTER_DAYS,
  yuan,
} from '@sibai/billing';
import type { TenantId } from '@sibai/kernel';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type EntityManager, In, IsNull } from 'typeorm';

import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { ENV, type Env } from '../../platform/env.js';
import { each, Jobs } from '../../platform/jobs.js';
import { History } from '../history.js';
import { BillingAccountEntity } from './balance.entities.js';
import { BillEntity, UsageMonthEntity } from './bill.entities.js';
import { BillingService } from './billing.service.js';
import { Contacts, CUSTOMER_NAME } from './contacts.js';
import { open } from './ledger.js';
import { STANDING_JOB } from './order-events.js';
import { monthsOf, plansOf } from './usage.js';

const DAY = 86_400_000;
const date = (at: number): string => new Date(at).toLocaleDateString('zh-CN', { timeZone: 'Asia/Shanghai' });

/** Keeps every customer's standing what the law says it is by what is owed, and looks out for bills gone wild. */
@Injectable()
export class ArrearsService implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly billing: BillingService,
    private readonly contacts: Contacts,
    private readonly history: History,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: Env,
  ) {}

  onModuleInit(): void {
    this.jobs.every('payment.arrears', '20 * * * *', () => this.checkAll());
    this.jobs.every('payment.shock', '40 * * * *', () => this.alarmAll());
    // What was owed has been paid: nobody waits for the hour.
    this.jobs.work<{ tenantId: TenantId }>(STANDING_JOB, ({ tenantId }) => this.check(tenantId));
  }

  async checkAll(): Promise<void> {
    await each(await this.db.query<{ id: TenantId }>(`SELECT billed_tenants() AS id`), ({ id }) => this.check(id));
  }

  async check(tenantId: TenantId): Promise<void> {
    await this.db.as(tenantId, (em) => this.#payOverdue(em, tenantId));
    await this.db.as(tenantId, async (em) => {
      await open(em, tenantId);
      const account = await em.findOneOrFail(BillingAccountEntity, {
        where: { tenantId },
        lock: { mode: 'pessimistic_write' },
      });
      const now = this.clock.now().getTime();
      const { owedFen, oldestDue } = await owed(em, tenantId);
      const { standing, effects } = stepArrears(
        standingOf(account),
        oldestDue,
        now,
        this.env.BILLING_GRACE_DAYS,
        await firstPaidAt(em, tenantId),
      );
      await em.update(
        BillingAccountEntity,
        { tenantId },
        {
          standing: standing.at,
          standingSince: standing.at === 'good' ? null : new Date(standing.since),
          reminded: standing.at === 'overdue' ? standing.reminded : 0,
        },
      );
      const amount = yuan(owedFen);
      const record = (
        type: 'payment.reminded' | 'payment.suspended' | 'payment.restored' | 'payment.ended',
        data: object,
      ) => this.history.record(em, { tenantId, type, actor: 'system', reason: 'arrears', data: { owedFen, ...data } });
      for (const effect of effects)
        switch (effect.do) {
          case 'notice': {
            const { reminder, suspendsAt } = effect;
            await record('payment.reminded', { reminder, suspendsAt: new Date(suspendsAt).toISOString() });
            await this.contacts.tell(em, tenantId, 'bill_overdue', { amount, suspends: date(suspendsAt), reminder });
            break;
          }
          case 'suspend':
            await record('payment.suspended', { endsAt: new Date(effect.endsAt).toISOString() });
            await this.contacts.tell(em, tenantId, 'billing_suspended', { amount, ends: date(effect.endsAt) });
            break;
          case 'restore':
            await record('payment.restored', {});
            await this.contacts.tell(em, tenantId, 'billing_restored', { balance: yuan(safeFen(account.balanceFen)) });
            break;
          case 'end':
            await record('payment.ended', {});
            await this.contacts.tell(em, tenantId, 'billing_ended', { amount });
        }
    });
  }

  /** From the balance, the oldest first. A transaction before: who pays locks the order, then the account. */
  async #payOverdue(em: EntityManager, tenantId: TenantId): Promise<void> {
    const due = await em.find(BillEntity, { where: { tenantId, state: 'due' }, order: { dueAt: 'ASC' } });
    for (const { id, dueAt, totalFen } of due)
      if (dueAt <= this.clock.now()) await this.billing.payAhead(em, tenantId, id, safeFen(totalFen));
  }

  async alarmAll(): Promise<void> {
    await each(await this.db.query<{ id: TenantId }>(`SELECT billed_tenants() AS id`), async ({ id }) => {
      const alarm = await this.db.as(id, (em) => this.#alarm(em, id));
      if (alarm) await this.contacts.tellOperators('bill_shock', alarm);
    });
  }

  /** Once a month: the running month, or the one that was just billed, against the three before it. */
  async #alarm(em: EntityManager, tenantId: TenantId) {
    const current = monthOf(this.clock.now().getTime());
    const made = await em.find(BillEntity, { where: { tenantId }, order: { month: 'DESC' }, take: 12 });
    // A last bill in the running month tells nothing of a month.
    const bills = monthsOf(made).filter(({ month }) => month < current);
    const usages = await em.find(UsageMonthEntity, { where: { tenantId, month: current, closedAt: IsNull() } });
    const lines = await this.billing.linesOf(em, await plansOf(em, tenantId), usages);
    const running = lines.reduce((sum, { amountFen }) => sum + amountFen, 0);
    const totals = bills.map(({ totalFen }) => totalFen);
    const [newest] = bills;
    const shocks = [
      { month: current, fen: running, before: totals.slice(0, 3) },
      ...(newest?.month === addMonths(current, -1)
        ? [{ month: newest.month, fen: totals[0] ?? 0, before: totals.slice(1, 4) }]
        : []),
    ];
    const shock = shocks.find(({ fen, before }) => isShock(fen, before));
    if (!shock) return undefined;
    await open(em, tenantId);
    const [, fresh] = await em.query<[unknown, number]>(
      `UPDATE billing_account SET alarmed_month = $2 WHERE tenant_id = $1 AND (alarmed_month IS NULL OR alarmed_month < $2)`,
      [tenantId, shock.month],
    );
    if (fresh === 0) return undefined;
    const [row] = await em.query<{ name: string }[]>(`SELECT ${CUSTOMER_NAME} AS name FROM tenant t WHERE t.id = $1`, [
      tenantId,
    ]);
    const mean = Math.round(shock.before.reduce((sum, fen) => sum + fen, 0) / shock.before.length);
    const alarm = { customer: row?.name ?? '', month: shock.month, amount: yuan(shock.fen), mean: yuan(mean) };
    const data = { alarm: 'shock', month: shock.month, fen: shock.fen, mean };
    await this.history.record(em, { tenantId, type: 'payment.reminded', actor: 'system', reason: 'shock', data });
    await this.contacts.tell(em, tenantId, 'bill_shock', alarm);
    return alarm;
  }
}

async function firstPaidAt(em: EntityManager, tenantId: TenantId): Promise<number | null> {
  const [row] = await em.query<{ at: Date | null }[]>(
    `SELECT max(paid_at) AS at FROM pay_order WHERE tenant_id = $1 AND kind = 'first' AND state = 'paid'`,
    [tenantId],
  );
  return row?.at?.getTime() ?? null;
}

function standingOf({ standing, standingSince, reminded }: BillingAccountEntity): Standing {
  const since = standingSince?.getTime() ?? 0;
  if (standing === 'good') return { at: 'good' };
  return standing === 'overdue' ? { at: standing, since, reminded } : { at: standing, since };
}

export async function owed(
  em: EntityManager,
  tenantId: TenantId,
): Promise<{ owedFen: number; oldestDue: number | null }> {
  const bills = await em.find(BillEntity, { where: { tenantId, state: In(['due']) }, order: { dueAt: 'ASC' } });
  return {
    owedFen: bills.reduce((sum, { totalFen }) => sum + safeFen(totalFen), 0),
    oldestDue: bills[0]?.dueAt.getTime() ?? null,
  };
}

/** When, if nothing is paid, the next step is taken. */
export function deadlineOf(
  { standing, standingSince }: Pick<BillingAccountEntity, 'standing' | 'standingSince'>,
  graceDays: number,
): Date | null {
  if (!standingSince || standing === 'ended' || standing === 'good') return null;
  const days = standing === 'overdue' ? SUSPEND_AFTER_DAYS + graceDays : END_AFTER_DAYS;
  return new Date(standingSince.getTime() + days * DAY);
}
