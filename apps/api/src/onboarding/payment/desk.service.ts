import { safeFen } from '@sibai/billing';
import {
  type CustomerOrder,
  type CustomerOrders,
  type Debtor,
  FORGERIES,
  type OrderQuery,
  type PaymentTasks,
  type RefundMade,
  type RefundOrder,
  type SuspiciousNotice,
} from '@sibai/contracts';
import { DomainError, type TenantId } from '@sibai/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { In } from 'typeorm';

import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { ENV, type Env } from '../../platform/env.js';
import type { Me } from '../../platform/session.service.js';
import { deadlineOf } from './arrears.service.js';
import { BillingAccountEntity } from './balance.entities.js';
import { CUSTOMER_NAME } from './contacts.js';
import { PayNoticeEntity, PayOrderEntity } from './order.entities.js';
import { OrderEvents } from './order-events.js';
import { lockOrder, orderWire } from './order-row.js';

const PAGE = 50;
const CHUNK = 1000;
const DAY = 86_400_000;

interface ListRow {
  readonly id: string;
  readonly tenantId: TenantId;
  readonly customer: string;
  readonly received: string;
}
interface DebtorRow {
  readonly tenantId: TenantId;
  readonly customer: string;
  readonly owed: string;
  readonly oldest: Date | null;
}

/** What the platform's operator sees of all customers' money, and does about it. */
@Injectable()
export class DeskService {
  constructor(
    private readonly db: Db,
    private readonly events: OrderEvents,
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: Env,
  ) {}

  async *allOrders(query: OrderQuery): AsyncGenerator<CustomerOrder[]> {
    for (let page = 1; ; page++) {
      const { orders } = await this.orders({ ...query, page }, CHUNK);
      yield orders;
      if (orders.length < CHUNK) return;
    }
  }

  orders({ q, state, kind, page }: OrderQuery, size = PAGE): Promise<CustomerOrders> {
    return this.db.run(async (em) => {
      const params: unknown[] = [];
      const $ = (value: unknown): string => `$${params.push(value)}`;
      const where = [
        state && `o.state = ${$(state)}`,
        kind && `o.kind = ${$(kind)}`,
        q &&
          `(c.customer ILIKE ${$(`%${q.replace(/[\\%_]/g, '\\$&')}%`)} OR o.reference ILIKE $${params.length} OR o.number LIKE $${params.length}
            OR replace(o.id::text, '-', '') LIKE $${params.length})`,
      ].filter(Boolean);
      const from = `FROM pay_order o JOIN tenant t ON t.id = o.tenant_id
        CROSS JOIN LATERAL (SELECT ${CUSTOMER_NAME} AS customer) c WHERE ${where.join(' AND ') || 'true'}`;
      const [count] = await em.query<{ total: number }[]>(`SELECT count(*)::int AS total ${from}`, params);
      const rows = await em.query<ListRow[]>(
        `SELECT o.id, o.tenant_id AS "tenantId", c.customer,
                (SELECT coalesce(sum(r.amount_fen), 0) FROM pay_receipt r WHERE r.order_id = o.id) AS received
           ${from} ORDER BY o.created_at DESC, o.id DESC LIMIT ${size} OFFSET ${(page - 1) * size}`,
        params,
      );
      const found = await em
        .createQueryBuilder(PayOrderEntity, 'o')
        .where('o.id = ANY (:ids)', { ids: rows.map(({ id }) => id) })
        .getMany();
      return {
        total: count?.total ?? 0,
        orders: rows.flatMap(({ id, tenantId, customer, received }) => {
          const order = found.find((each) => each.id === id);
          return order ? [{ ...orderWire(order), tenantId, customer, receivedFen: safeFen(received) }] : [];
        }),
      };
    });
  }

  /** Pays an order back the way it was paid, after what it was for has been undone. */
  async refund(me: Me, id: string, { reason, confirmFen }: RefundOrder): Promise<void> {
    const tenantId = await this.#owner(id);
    await this.db.as(tenantId, async (em) => {
      const row = await lockOrder(em, tenantId, id);
      if (safeFen(row.amountFen) !== confirmFen) throw new DomainError('order.confirm', { id });
      await this.events.apply(em, row, { type: 'refund_asked' }, { actor: me, reason });
      await audit(em, me, 'order.refunded', id, { reason, amountFen: confirmFen, method: row.paidMethod });
    });
  }

  /** A transfer back was made, or could not be: only a person knows. */
  async refundMade(me: Me, id: string, { done, reason }: RefundMade): Promise<void> {
    const tenantId = await this.#owner(id);
    await this.db.as(tenantId, async (em) => {
      const row = await lockOrder(em, tenantId, id);
      if (row.state !== 'refunding' || row.paidMethod !== 'bank') throw new DomainError('order.not_paid', { id });
      await this.events.apply(em, row, { type: done ? 'refunded' : 'refund_failed' }, { actor: me, reason });
      await audit(em, me, done ? 'order.refund_made' : 'order.refund_failed', id, { reason });
    });
  }

  debtors(): Promise<Debtor[]> {
    return this.db.run(async (em) => {
      const rows = await em.query<DebtorRow[]>(
        `SELECT t.id AS "tenantId", ${CUSTOMER_NAME} AS customer, coalesce(sum(b.total_fen), 0) AS owed, min(b.due_at) AS oldest
           FROM billing_account a JOIN tenant t ON t.id = a.tenant_id LEFT JOIN bill b ON b.tenant_id = t.id AND b.state = 'due'
          WHERE a.standing <> 'good' GROUP BY t.id ORDER BY min(b.due_at) NULLS LAST, t.id LIMIT 500`,
      );
      const accounts = await em
        .createQueryBuilder(BillingAccountEntity, 'a')
        .where('a.tenantId = ANY (:ids)', { ids: rows.map(({ tenantId }) => tenantId) })
        .getMany();
      return rows.flatMap(({ tenantId, customer, owed, oldest }) => {
        const account = accounts.find((each) => each.tenantId === tenantId);
        if (!account) return [];
        return [
          {
            tenantId,
            customer,
            standing: account.standing,
            since: account.standingSince?.toISOString() ?? null,
            deadline: deadlineOf(account, this.env.BILLING_GRACE_DAYS)?.toISOString() ?? null,
            owedFen: safeFen(owed),
            oldestDueAt: oldest?.toISOString() ?? null,
          },
        ];
      });
    });
  }

  /** The newest notifications that were refused. */
  notices(): Promise<SuspiciousNotice[]> {
    return this.db.run(async (em) => {
      const rows = await em.find(PayNoticeEntity, {
        where: { verdict: In([...FORGERIES]) },
        order: { at: 'DESC', id: 'DESC' },
        take: 100,
      });
      return rows.map(({ id, at, verdict, orderId, detail }) => ({
        id,
        at: at.toISOString(),
        verdict: verdict as SuspiciousNotice['verdict'],
        orderId,
        claims: detail as SuspiciousNotice['claims'],
      }));
    });
  }

  async tasks(): Promise<PaymentTasks> {
    const [row] = await this.db.run((em, platform) =>
      em.query<PaymentTasks[]>(
        `SELECT (SELECT count(*)::int FROM bank_line WHERE tenant_id = $1 AND state = 'open') AS "bankLines",
                (SELECT count(*)::int FROM invoice WHERE state = 'requested') AS invoices,
                (SELECT count(*)::int FROM pay_order WHERE state = 'refunding') AS refunds,
                (SELECT coalesce(sum(jsonb_array_length(differences)), 0)::int FROM reconciliation
                  WHERE tenant_id = $1 AND date > $2::date - 30) AS differences,
                (SELECT count(*)::int FROM billing_account WHERE standing IN ('overdue', 'suspended')) AS debtors,
                (SELECT count(*)::int FROM pay_notice WHERE at > $3
                    AND verdict = ANY ($4)) AS forgeries`,
        [platform, this.clock.now(), new Date(this.clock.now().getTime() - 7 * DAY), [...FORGERIES]],
      ),
    );
    if (!row) throw new Error('no answer to a count');
    return row;
  }

  async #owner(id: string): Promise<TenantId> {
    const [row] = await this.db.query<{ tenant: TenantId | null }>(`SELECT find_pay_order($1) AS tenant`, [id]);
    if (!row?.tenant) throw new DomainError('order.missing', { id });
    return row.tenant;
  }
}
