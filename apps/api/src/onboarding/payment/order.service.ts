import { randomInt } from 'node:crypto';

import {
  type OrderKind,
  type OrderState,
  type Quote,
  type QuoteLine,
  REFERENCE_ALPHABET,
  safeFen,
} from '@sibai/billing';
import type { Checkout, CreateOrder, OrderDetail, PayMethods, PayOrder } from '@sibai/contracts';
import { DomainError, type TenantId } from '@sibai/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { ENV, type Env } from '../../platform/env.js';
import { violates } from '../../platform/pg-error.js';
import type { Me } from '../../platform/session.service.js';
import { History } from '../history.js';
import { Alipay } from './alipay.js';
import { Ledger } from './ledger.js';
import { PayNoticeEntity, PayOrderEntity } from './order.entities.js';
import { OrderEvents } from './order-events.js';
import { lockOrder, orderWire } from './order-row.js';

const DAY = 86_400_000;
/** Long enough for a transfer between banks; what comes later still reaches the balance. */
const EXPIRES_DAYS: Record<OrderKind, number> = { first: 7, renewal: 30, top_up: 3, bill: 7 };

/** What is paid at the last moment is heard of before the number is let go. */
const HOLD_MARGIN_MS = 10 * 60_000;

/** States in which an order is the one for its subject. */
const LIVE: OrderState[] = ['open', 'paying', 'paid', 'refunding'];

/** What an order is for, before there is one. */
export interface NewOrder {
  readonly kind: OrderKind;
  readonly key: string;
  readonly amountFen: number;
  readonly lines: readonly QuoteLine[];
  readonly number: string | null;
  /** At most one order that is open, or paid, is for it. */
  readonly subject: string | null;
  readonly planChoiceId: string | null;
  readonly expiresAt?: Date;
}

/** A customer's orders: made once, paid by Alipay, by transfer or from the balance. */
@Injectable()
export class OrderService {
  constructor(
    private readonly db: Db,
    private readonly events: OrderEvents,
    private readonly ledger: Ledger,
    private readonly history: History,
    private readonly alipay: Alipay,
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: Env,
  ) {}

  async checkout(): Promise<Checkout> {
    return this.db.run(async (em, tenantId) => {
      const due = await this.#firstDue(em, tenantId);
      const order = await em.findOne(PayOrderEntity, {
        where: { tenantId, kind: 'first' as const },
        order: { createdAt: 'DESC', id: 'DESC' },
      });
      return {
        // A closed order is of interest only until another can be made.
        order: order && !(order.state === 'closed' && due) ? orderWire(order) : null,
        due: due && { number: due.number, lines: [...due.lines], amountFen: due.amountFen },
        methods: await this.methods(em, tenantId),
      };
    });
  }

  async methods(em: EntityManager, tenantId: TenantId): Promise<PayMethods> {
    const [name, bank, account] = this.env.BANK_ACCOUNT;
    return {
      alipay: this.alipay.on ? { sandbox: this.alipay.sandbox } : null,
      bank: name && bank && account ? { name, bank, account } : null,
      balanceFen: await this.ledger.balance(em, tenantId),
    };
  }

  list(): Promise<PayOrder[]> {
    return this.db.run(async (em, tenantId) => {
      const rows = await em.find(PayOrderEntity, {
        where: { tenantId },
        order: { createdAt: 'DESC', id: 'DESC' },
        take: 200,
      });
      return rows.map(orderWire);
    });
  }

  get(id: string): Promise<OrderDetail> {
    return this.db.run(async (em, tenantId) => {
      const row = await em.findOneBy(PayOrderEntity, { tenantId, id });
      if (!row) throw new DomainError('order.missing', { id });
      const notices = await em.find(PayNoticeEntity, {
        where: { tenantId, orderId: id },
        order: { at: 'ASC' },
        take: 50,
      });
      return {
        ...orderWire(row),
        notices: notices.map(({ at, source, verdict }) => ({ at: at.toISOString(), source, verdict })),
      };
    });
  }

  create(me: Me, spec: CreateOrder): Promise<PayOrder> {
    return this.db.as(me.tenantId, async (em) =>
      orderWire(await this.open(em, me.tenantId, await this.#plan(em, me, spec), me)),
    );
  }

  /** The order of that key, or of that subject, made now or before. */
  async open(em: EntityManager, tenantId: TenantId, spec: NewOrder, actor: Me | 'system'): Promise<PayOrderEntity> {
    const { kind, key, amountFen, subject } = spec;
    const now = this.clock.now();
    const row = em.create(PayOrderEntity, {
      id: uuid(),
      tenantId,
      kind,
      state: 'open',
      amountFen: String(amountFen),
      lines: [...spec.lines],
      number: spec.number,
      subject,
      planChoiceId: spec.planChoiceId,
      reference: newReference(),
      idempotencyKey: key,
      createdAt: now,
      expiresAt: spec.expiresAt ?? new Date(now.getTime() + EXPIRES_DAYS[kind] * DAY),
    });
    try {
      // A savepoint: the transaction goes on after a refusal.
      await em.transaction((inner) => inner.insert(PayOrderEntity, row));
    } catch (cause) {
      if (!violates(cause, 'pay_order_idempotency_key') && !violates(cause, 'pay_order_subject_key')) throw cause;
      return this.#before(em, tenantId, spec);
    }
    const data = { kind, amountFen, number: spec.number, about: subject };
    await this.history.record(em, { tenantId, type: 'payment.order_opened', actor, subject: row.id, data });
    const made = await lockOrder(em, tenantId, row.id);
    // Some plans cost nothing before the first minute.
    if (amountFen === 0) {
      const event = { type: 'received', method: 'balance', reference: `nothing:${row.id}`, amountFen: 0 } as const;
      await this.events.apply(em, made, event, { actor });
    }
    return made;
  }

  /** Closes the order that waits for that subject at another price: the plan has changed since. */
  async replace(em: EntityManager, tenantId: TenantId, { subject, amountFen }: NewOrder): Promise<void> {
    const before = await em.findOne(PayOrderEntity, {
      where: { tenantId, subject: subject ?? '', state: In(['open', 'paying']) },
      lock: { mode: 'pessimistic_write' },
    });
    if (before && safeFen(before.amountFen) !== amountFen)
      await this.events.apply(em, before, { type: 'closed' }, { actor: 'system', reason: 'replaced' });
  }

  /** Where to send the browser; the order waits for Alipay from then on. */
  startAlipay(me: Me, id: string): Promise<string> {
    return this.db.as(me.tenantId, async (em) => {
      const row = await lockOrder(em, me.tenantId, id);
      if (row.expiresAt <= this.clock.now()) throw new DomainError('order.closed', { id });
      const url = this.alipay.payUrl({
        id,
        amountFen: safeFen(row.amountFen),
        subject: SUBJECTS[row.kind],
        expiresAt: row.expiresAt,
        returnPath: row.kind === 'first' ? `/onboarding/payment?order=${id}` : `/billing/orders/${id}`,
      });
      await this.events.apply(em, row, { type: 'started', method: 'alipay' }, { actor: me });
      return url;
    });
  }

  payFromBalance(me: Me, id: string): Promise<PayOrder> {
    return this.db.as(me.tenantId, async (em) => {
      const row = await lockOrder(em, me.tenantId, id);
      if (row.state === 'open' && row.expiresAt <= this.clock.now()) throw new DomainError('order.closed', { id });
      await this.payBalance(em, row, me);
      return orderWire(row);
    });
  }

  /** `row` is locked. Throws `balance.too_low` where the balance does not suffice. */
  async payBalance(em: EntityManager, row: PayOrderEntity, actor: Me | 'system'): Promise<void> {
    if (row.kind === 'top_up') throw new DomainError('order.not_due', { id: row.id });
    if (row.state !== 'open' && row.state !== 'paying')
      throw new DomainError(row.state === 'closed' ? 'order.closed' : 'order.paid', { id: row.id });
    const { tenantId, id: orderId } = row;
    const amountFen = safeFen(row.amountFen);
    const seq = await this.ledger.post(em, tenantId, { amountFen: -amountFen, kind: 'order', orderId });
    const reference = `balance:${tenantId}:${seq}`;
    await this.events.apply(em, row, { type: 'received', method: 'balance', reference, amountFen }, { actor });
  }

  /** Given up by the customer. What is paid in spite of it goes to the balance. */
  cancel(me: Me, id: string): Promise<PayOrder> {
    return this.db.as(me.tenantId, async (em) => {
      const row = await lockOrder(em, me.tenantId, id);
      await this.events.apply(em, row, { type: 'closed' }, { actor: me, reason: 'cancelled' });
      return orderWire(row);
    });
  }

  async #before(
    em: EntityManager,
    tenantId: TenantId,
    { key, kind, amountFen, subject }: NewOrder,
  ): Promise<PayOrderEntity> {
    // Locked: who goes on to pay it must not pay what somebody else pays in this moment.
    const lock = { mode: 'pessimistic_write' } as const;
    const before =
      (await em.findOne(PayOrderEntity, { where: { tenantId, idempotencyKey: key }, lock })) ??
      (subject && (await em.findOne(PayOrderEntity, { where: { tenantId, subject, state: In(LIVE) }, lock })));
    if (!before) throw new DomainError('order.not_due');
    if (before.kind !== kind || safeFen(before.amountFen) !== amountFen) throw new DomainError('order.other_amount');
    return before;
  }

  async #plan(em: EntityManager, { tenantId }: Me, spec: CreateOrder): Promise<NewOrder> {
    const { kind, key } = spec;
    const plain = { kind, key, lines: [], number: null, subject: null, planChoiceId: null };
    switch (spec.kind) {
      case 'top_up':
        return { ...plain, amountFen: spec.amountFen };
      case 'bill': {
        const [bill] = await em.query<{ total_fen: string; state: string }[]>(
          `SELECT total_fen, state FROM bill WHERE tenant_id = $1 AND id = $2`,
          [tenantId, spec.billId],
        );
        if (!bill) throw new DomainError('bill.missing', { id: spec.billId });
        if (bill.state !== 'due') throw new DomainError('order.paid');
        return { ...plain, amountFen: safeFen(bill.total_fen), subject: spec.billId };
      }
      case 'first': {
        const due = await this.#firstDue(em, tenantId);
        if (due) return { ...plain, ...due };
        // The same key after it was paid names the order there is.
        const before = await em.findOneBy(PayOrderEntity, { tenantId, idempotencyKey: key });
        if (!before) throw new DomainError('order.not_due');
        return { ...plain, amountFen: safeFen(before.amountFen), subject: before.subject };
      }
    }
  }

  /** What the newest signed contract that is not paid for asks first, as it stands in it. */
  async #firstDue(em: EntityManager, tenantId: TenantId): Promise<Omit<NewOrder, 'kind' | 'key'> | null> {
    const now = this.clock.now();
    const [row] = await em.query<{ id: string; number: string; plan: string; quote: Quote; held_until: Date | null }[]>(
      `SELECT c.id, c.number, p.id AS plan, coalesce(c.facts->'quote', p.quote) AS quote, n.held_until
         FROM contract c JOIN plan_choice p ON p.tenant_id = c.tenant_id AND p.id = c.plan_choice_id
         JOIN number n ON n.number = c.number AND n.tenant_id = c.tenant_id AND (n.held_until IS NULL OR n.held_until > $2)
        WHERE c.tenant_id = $1 AND c.kind IN ('first', 'transfer') AND c.state = 'signed'
          AND NOT EXISTS (SELECT FROM pay_order o WHERE o.tenant_id = c.tenant_id AND o.subject = c.id
                             AND o.state IN ('paid', 'refunding', 'refunded'))
        ORDER BY c.signed_at DESC LIMIT 1`,
      [tenantId, new Date(now.getTime() + HOLD_MARGIN_MS)],
    );
    if (!row) return null;
    const { id, number, plan, quote, held_until: heldUntil } = row;
    // Nobody pays for a number that is no longer kept.
    const kept = heldUntil ? heldUntil.getTime() - HOLD_MARGIN_MS : Infinity;
    const expiresAt = new Date(Math.min(kept, now.getTime() + EXPIRES_DAYS.first * DAY));
    return { amountFen: quote.firstPaymentFen, lines: quote.lines, number, subject: id, planChoiceId: plan, expiresAt };
  }
}

const SUBJECTS: Record<OrderKind, string> = {
  first: '四百：400 号码首期费用',
  renewal: '四百：400 号码续费',
  top_up: '四百：账户充值',
  bill: '四百：月度账单',
};

const newReference = (): string =>
  `SB${Array.from({ length: 8 }, () => REFERENCE_ALPHABET[randomInt(REFERENCE_ALPHABET.length)]).join('')}`;
