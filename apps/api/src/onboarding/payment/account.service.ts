import { type Month, monthOf, safeFen } from '@sibai/billing';
import type {
  BalancePage,
  Bill,
  BillDetail,
  Billing,
  BillLineWire,
  RatedCall,
  RatedPage,
  RatedQuery,
} from '@sibai/contracts';
import { DomainError, type TenantId } from '@sibai/kernel';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { ENV, type Env } from '../../platform/env.js';
import type { Me } from '../../platform/session.service.js';
import { BalanceEntryEntity, BillingAccountEntity } from './balance.entities.js';
import { deadlineOf, owed } from './arrears.service.js';
import { BillEntity, BillLineEntity, UsageMonthEntity } from './bill.entities.js';
import { BillingService, type NumberedLine } from './billing.service.js';
import { OrderService } from './order.service.js';
import { monthsOf, planAt, type PlanRow, plansOf } from './usage.js';

const PAGE = 50;
const MONTHS = 6;

interface RatedRow extends Omit<RatedCall, 'id' | 'startedAt' | 'endedAt' | 'chargeFen'> {
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly charge: string;
}

/** What a customer sees of its money: balance, the month so far, bills, and the calls behind each line. */
@Injectable()
export class AccountService {
  constructor(
    private readonly db: Db,
    private readonly billing: BillingService,
    private readonly orders: OrderService,
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: Env,
  ) {}

  summary(): Promise<Billing> {
    return this.db.run(async (em, tenantId) => {
      const now = this.clock.now();
      const month = monthOf(now.getTime());
      const plans = await plansOf(em, tenantId);
      const account = await em.findOneBy(BillingAccountEntity, { tenantId });
      const usages = await this.#usages(em, tenantId, plans, month, now);
      const open = usages.filter(({ closedAt }) => closedAt === null);
      const lines = await this.billing.linesOf(em, plans, open);
      const bills = await em.find(BillEntity, { where: { tenantId }, order: { month: 'DESC' }, take: MONTHS });
      return {
        balanceFen: safeFen(account?.balanceFen ?? 0),
        autoRenew: account?.autoRenew ?? false,
        standing: account?.standing ?? 'good',
        deadline: account ? (deadlineOf(account, this.env.BILLING_GRACE_DAYS)?.toISOString() ?? null) : null,
        owedFen: (await owed(em, tenantId)).owedFen,
        terms: await this.#terms(em, tenantId, plans, now),
        usage: usages.map(({ id, number, calls, minutes, chargeFen, planChoiceId }) => ({
          id,
          number,
          month,
          calls,
          minutes,
          includedMinutes: plans.find((plan) => plan.id === planChoiceId)?.tariff.includedMinutes ?? 0,
          chargeFen: safeFen(chargeFen),
        })),
        soFar: {
          month,
          lines: lines.map(lineWire),
          totalFen: lines.reduce((sum, { amountFen }) => sum + amountFen, 0),
        },
        history: monthsOf(bills).toReversed(),
        methods: await this.orders.methods(em, tenantId),
      };
    });
  }

  setAutoRenew(me: Me, autoRenew: boolean): Promise<void> {
    return this.db.run(async (em, tenantId) => {
      await em.query(
        `INSERT INTO billing_account (tenant_id, auto_renew) VALUES ($1, $2)
         ON CONFLICT (tenant_id) DO UPDATE SET auto_renew = $2`,
        [tenantId, autoRenew],
      );
      await audit(em, me, 'billing.auto_renew', autoRenew ? 'on' : 'off');
    });
  }

  /** Newest first; `before` is the number of the last entry seen. */
  balance(before = 2 ** 31 - 1): Promise<BalancePage> {
    return this.db.run(async (em, tenantId) => {
      const rows = await em
        .createQueryBuilder(BalanceEntryEntity, 'e')
        .where('e.tenantId = :tenantId AND e.seq < :before', { tenantId, before })
        .orderBy('e.seq', 'DESC')
        .take(PAGE)
        .getMany();
      const last = rows.at(-1);
      return {
        entries: rows.map(({ seq, kind, amountFen, balanceFen, orderId, at }) => ({
          seq,
          kind,
          amountFen: safeFen(amountFen),
          balanceFen: safeFen(balanceFen),
          orderId,
          at: at.toISOString(),
        })),
        next: last && last.seq > 1 ? last.seq : null,
      };
    });
  }

  bills(): Promise<Bill[]> {
    return this.db.run(async (em, tenantId) => {
      const rows = await em.find(BillEntity, { where: { tenantId }, order: { month: 'DESC' }, take: 120 });
      return rows.map(billWire);
    });
  }

  bill(id: string): Promise<BillDetail> {
    return this.db.run(async (em, tenantId) => {
      const bill = await em.findOneBy(BillEntity, { tenantId, id });
      if (!bill) throw new DomainError('bill.missing', { id });
      const lines = await em.find(BillLineEntity, { where: { tenantId, billId: id }, order: { no: 'ASC' } });
      return {
        ...billWire(bill),
        lines: lines.map(({ no, number, item, quantity, unit, days, usageId, fromMinute, toMinute, amountFen }) => ({
          no,
          number,
          item,
          quantity,
          unit,
          days,
          usageId,
          minutes: fromMinute === null || toMinute === null ? null : { from: fromMinute, to: toMinute },
          amountFen: safeFen(amountFen),
        })),
      };
    });
  }

  /** Calls that hold a minute of those asked for: all of the month where none are. Page 0 is all, for a table. */
  rated(usageId: string, { from, to, page }: RatedQuery, size = PAGE): Promise<RatedPage> {
    return this.db.run(async (em, tenantId) => {
      const usage = await em.findOneBy(UsageMonthEntity, { tenantId, id: usageId });
      if (!usage) throw new DomainError('usage.missing', { id: usageId });
      const params = [usageId, from ?? 0, to ?? 2 ** 31 - 1];
      const which =
        from === undefined && to === undefined
          ? 'r.usage_id = $1 AND $2::int <= $3::int'
          : 'r.usage_id = $1 AND r.minutes > 0 AND r.from_minute < $3 AND r.from_minute + r.minutes > $2';
      const [sums] = await em.query<{ total: number; minutes: number; charge: string }[]>(
        `SELECT count(*)::int AS total, coalesce(sum(r.minutes), 0)::int AS minutes, coalesce(sum(r.charge_fen), 0) AS charge
           FROM rated_call r WHERE ${which}`,
        params,
      );
      const calls = await em.query<RatedRow[]>(
        `SELECT r.call_id AS "callId", r.started_at AS "startedAt", c.ended_at AS "endedAt", coalesce(c.caller, '') AS caller,
                r.minutes, r.from_minute AS "fromMinute", r.charge_fen AS charge
           FROM rated_call r LEFT JOIN cdr c ON c.call_id = r.call_id
          WHERE ${which} ORDER BY r.started_at, r.call_id LIMIT $4 OFFSET $5`,
        [...params, size, (page - 1) * size],
      );
      return {
        number: usage.number,
        month: usage.month,
        total: sums?.total ?? 0,
        minutes: sums?.minutes ?? 0,
        chargeFen: safeFen(sums?.charge ?? 0),
        calls: calls.map(({ startedAt, endedAt, charge, ...call }) => ({
          ...call,
          id: call.callId,
          startedAt: startedAt.toISOString(),
          endedAt: endedAt?.toISOString() ?? null,
          chargeFen: safeFen(charge),
        })),
      };
    });
  }

  /** Rows of the month, and for a number without a call yet what its row would be. */
  async #usages(
    em: EntityManager,
    tenantId: TenantId,
    plans: readonly PlanRow[],
    month: Month,
    now: Date,
  ): Promise<UsageMonthEntity[]> {
    const rows = await em.find(UsageMonthEntity, { where: { tenantId, month }, order: { number: 'ASC' } });
    const numbers = new Set(plans.map(({ number }) => number));
    const silent = [...numbers].flatMap((number) => {
      const plan = planAt(plans, number, now);
      if (!plan || rows.some((row) => row.number === number)) return [];
      const empty = { calls: 0, minutes: 0, chargeFen: '0', carriedFen: '0', closedAt: null };
      return [em.create(UsageMonthEntity, { id: plan.id, tenantId, number, month, planChoiceId: plan.id, ...empty })];
    });
    return [...rows, ...silent];
  }

  async #terms(em: EntityManager, tenantId: TenantId, plans: readonly PlanRow[], now: Date): Promise<Billing['terms']> {
    const terms = await em.query<{ number: string | null; ends_at: Date }[]>(
      `SELECT number, max(ends_at) AS ends_at FROM paid_term WHERE tenant_id = $1 AND undone_at IS NULL
        GROUP BY number HAVING max(ends_at) > $2 ORDER BY 2`,
      [tenantId, now],
    );
    // What is paid for a number that was given up runs out unused.
    const given = (number: string | null) =>
      number !== null && !planAt(plans, number, now) && plans.some((plan) => plan.number === number && plan.to);
    return terms
      .filter(({ number }) => !given(number))
      .map(({ number, ends_at }) => {
        const plan = number ? planAt(plans, number, now) : undefined;
        const renewal = plan?.quote.lines.reduce(
          (sum, { item, totalFen }) => sum + (item === 'setup' ? 0 : totalFen),
          0,
        );
        return {
          number,
          endsAt: ends_at.toISOString(),
          renewalFen: plan?.choice.period === 'year' ? (renewal ?? null) : null,
        };
      });
  }
}

const lineWire = (line: NumberedLine, i: number): BillLineWire => ({ ...line, no: i + 1 });

const billWire = ({ id, month, number, state, totalFen, issuedAt, dueAt, paidAt }: BillEntity): Bill => ({
  id,
  month,
  number,
  state: state as Bill['state'],
  totalFen: safeFen(totalFen),
  issuedAt: issuedAt.toISOString(),
  dueAt: dueAt.toISOString(),
  paidAt: paidAt?.toISOString() ?? null,
});
