import { safeFen } from '@sibai/billing';
import type { OrderDetail } from '@sibai/contracts';
import { DomainError, type TenantId } from '@sibai/kernel';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';

import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { each, Jobs } from '../../platform/jobs.js';
import { Limits } from '../../platform/limits.js';
import { networkOf } from '../../platform/network-of.js';
import type { Me } from '../../platform/session.service.js';
import { History } from '../history.js';
import { Alipay, outTradeNo } from './alipay.js';
import { Notices } from './notices.js';
import { PayOrderEntity } from './order.entities.js';
import { type OrderJob, OrderEvents, REFUND_JOB } from './order-events.js';
import { lockOrder } from './order-row.js';
import { OrderService } from './order.service.js';

const SYSTEM = { actor: 'system' } as const;
const STRAYS_PER_ADDRESS = { points: 100, seconds: 3600 };

/** Brings orders and what Alipay knows of them together: by its notifications, and by asking where none comes. */
@Injectable()
export class SettlingService implements OnModuleInit {
  readonly #log = new Logger('Payment');

  constructor(
    private readonly db: Db,
    private readonly alipay: Alipay,
    private readonly events: OrderEvents,
    private readonly orders: OrderService,
    private readonly notices: Notices,
    private readonly history: History,
    private readonly limits: Limits,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.every('payment.orders', '* * * * *', () => this.settleAll());
    this.history.on('number.released', 'payment is given back', ({ tenantId, reason, data }) =>
      reason === 'lost_before_payment' ? this.#giveBack(tenantId, String(data['event'])) : Promise.resolve(),
    );
    this.jobs.work<OrderJob>(REFUND_JOB, ({ tenantId, orderId }) => this.#payBack(tenantId, orderId));
    this.history.on('contract.ended', 'its orders lapse', async ({ tenantId, subject, data }) => {
      await this.db.statement(
        tenantId,
        `UPDATE pay_order SET expires_at = $3
          WHERE tenant_id = $1 AND state IN ('open', 'paying') AND (subject = $2 OR kind = 'renewal' AND number = $4)`,
        [tenantId, subject, this.clock.now(), data['number'] ?? null],
      );
    });
  }

  /** Whether the notification was understood, which ends its repetition. Nothing in it is believed before its signature. */
  async heard(body: Readonly<Record<string, string>>, ip: string): Promise<boolean> {
    const heard = this.alipay.hear(body);
    if (!heard.ok) {
      await this.#stray(body, heard.verdict, ip);
      return false;
    }
    const { orderId, tradeNo, amountFen, paid, status } = heard.notice;
    const [owner] = await this.db.query<{ tenant: TenantId | null }>(`SELECT find_pay_order($1) AS tenant`, [orderId]);
    if (!owner?.tenant) {
      await this.#stray(body, 'unknown_order', ip);
      return false;
    }
    const tenantId = owner.tenant;
    return this.db.as(tenantId, async (em) => {
      const row = await lockOrder(em, tenantId, orderId);
      const right = amountFen === safeFen(row.amountFen);
      const verdict = !right ? 'wrong_amount' : paid ? 'paid' : 'noted';
      await this.notices.log(em, tenantId, { orderId, source: 'notification', verdict, detail: { status, tradeNo } });
      if (right && paid) await this.#received(em, row, tradeNo, amountFen);
      return right;
    });
  }

  /** The log is kept for good and the address is open to everybody: nobody may fill it with forgeries. */
  async #stray(body: Readonly<Record<string, string>>, verdict: string, ip: string): Promise<void> {
    try {
      await this.limits.take(`alipay.stray:${networkOf(ip)}`, STRAYS_PER_ADDRESS);
    } catch (error) {
      if (error instanceof DomainError) return;
      throw error;
    }
    await this.notices.logStray({ orderId: null, source: 'notification', verdict, detail: extract(body) });
  }

  /** Asks Alipay about one order now: for the page a customer comes back to. */
  async check(me: Me, id: string): Promise<OrderDetail> {
    const order = await this.orders.get(id);
    if (order.state === 'paying' && order.method === 'alipay') await this.#ask(me.tenantId, id);
    return this.orders.get(id);
  }

  /** A sweep: every order that waits for Alipay is asked about, those whose time is over are closed. */
  async settleAll(): Promise<void> {
    const waiting = await this.db.query<{ tenant_id: TenantId; id: string }>(`SELECT * FROM pay_orders_waiting($1)`, [
      this.clock.now(),
    ]);
    await each(waiting, ({ tenant_id, id }) =>
      this.#settle(tenant_id, id).catch((error: unknown) => {
        // Alipay being away is no fault of ours: the next sweep asks again.
        if (!(error instanceof DomainError)) throw error;
        this.#log.warn(`order ${id}: ${error.code}`);
      }),
    );
  }

  async #settle(tenantId: TenantId, id: string): Promise<void> {
    const row = await this.db.as(tenantId, (em) => em.findOneByOrFail(PayOrderEntity, { tenantId, id }));
    if (row.state === 'refunding') return this.#payBack(tenantId, id);
    if (row.method === 'alipay' && row.state === 'paying' && this.alipay.on) {
      const known = await this.#ask(tenantId, id);
      if (known === 'paid') return;
      // Closed there first, so that it cannot be paid after it is closed here.
      if (row.expiresAt <= this.clock.now() && known === 'waiting' && !(await this.alipay.close(id))) return;
    }
    if (row.expiresAt > this.clock.now()) return;
    await this.db.as(tenantId, async (em) => {
      const locked = await lockOrder(em, tenantId, id);
      if (locked.state === 'open' || locked.state === 'paying')
        await this.events.apply(em, locked, { type: 'closed' }, { ...SYSTEM, reason: 'expired' });
    });
  }

  async #ask(tenantId: TenantId, id: string): Promise<'unknown' | 'waiting' | 'closed' | 'paid'> {
    const state = await this.alipay.query(id);
    if (state.at !== 'paid') return state.at;
    await this.db.as(tenantId, async (em) => {
      const row = await lockOrder(em, tenantId, id);
      const right = state.amountFen === safeFen(row.amountFen);
      const detail = { tradeNo: state.tradeNo };
      await this.notices.log(em, tenantId, {
        orderId: id,
        source: 'query',
        verdict: right ? 'paid' : 'wrong_amount',
        detail,
      });
      await this.#received(em, row, state.tradeNo, state.amountFen);
    });
    return 'paid';
  }

  #received(
    em: Parameters<OrderEvents['apply']>[0],
    row: PayOrderEntity,
    tradeNo: string,
    amountFen: number,
  ): Promise<void> {
    const event = { type: 'received', method: 'alipay', reference: `alipay:${tradeNo}`, amountFen } as const;
    return this.events.apply(em, row, event, SYSTEM);
  }

  /** A number that was paid for had gone to somebody else: its order, which that event told of, is paid back. */
  async #giveBack(tenantId: TenantId, eventId: string): Promise<void> {
    await this.db.as(tenantId, async (em) => {
      const [paid] = await em.query<{ subject: string }[]>(
        `SELECT subject FROM onboarding_event WHERE tenant_id = $1 AND id = $2 AND type = 'payment.order_paid'`,
        [tenantId, eventId],
      );
      if (!paid) return;
      const row = await lockOrder(em, tenantId, paid.subject);
      if (row.state !== 'paid') return;
      await this.events.apply(em, row, { type: 'refund_asked' }, { ...SYSTEM, reason: '号码已被他人购得' });
    });
  }

  async #payBack(tenantId: TenantId, id: string): Promise<void> {
    const row = await this.db.as(tenantId, (em) => em.findOneByOrFail(PayOrderEntity, { tenantId, id }));
    if (row.state !== 'refunding' || row.paidMethod !== 'alipay') return;
    const request = `${outTradeNo(id)}-${row.refunds}`;
    const answer = await this.alipay.refund(id, safeFen(row.amountFen), request, row.refundReason ?? '');
    await this.db.as(tenantId, async (em) => {
      const locked = await lockOrder(em, tenantId, id);
      const verdict = answer.ok ? 'refunded' : 'refund_failed';
      const detail = answer.ok ? {} : { reason: answer.reason };
      await this.notices.log(em, tenantId, { orderId: id, source: 'refund', verdict, detail });
      await this.events.apply(
        em,
        locked,
        { type: verdict },
        { ...SYSTEM, ...(!answer.ok && { reason: answer.reason }) },
      );
    });
  }
}

/** Of a notification that is not believed, what helps to look into it. */
function extract(body: Readonly<Record<string, string>>): Record<string, string> {
  const names = ['app_id', 'seller_id', 'out_trade_no', 'trade_no', 'trade_status', 'total_amount', 'notify_id'];
  return Object.fromEntries(names.flatMap((name) => (body[name] ? [[name, String(body[name]).slice(0, 64)]] : [])));
}
