import {
  type CreditReason,
  monthsLater,
  type OrderEffect,
  type OrderEvent,
  type OrderRefusal,
  type PayMethod,
  type Quote,
  safeFen,
  stepOrder,
  yuan,
} from '@sibai/billing';
import { DomainError, type ErrorCode, type TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Clock } from '../../platform/clock.js';
import { Jobs } from '../../platform/jobs.js';
import type { Me } from '../../platform/session.service.js';
import { History } from '../history.js';
import { Contacts } from './contacts.js';
import { Ledger } from './ledger.js';
import { type PayOrderEntity, PaidTermEntity, PayReceiptEntity } from './order.entities.js';
import { asOrder } from './order-row.js';

/** Done when an order is being paid back by Alipay. */
export const REFUND_JOB = 'payment.refund';
/** Done when what a customer owes has changed. */
export const STANDING_JOB = 'payment.standing';

export interface OrderJob {
  readonly tenantId: TenantId;
  readonly orderId: string;
}

const REFUSED: Record<OrderRefusal, ErrorCode> = {
  paid: 'order.paid',
  closed: 'order.closed',
  not_paid: 'order.not_paid',
  refunding: 'order.refunding',
};

/** Who is behind an event, and why, for the history. */
export interface Cause {
  readonly actor: Me | 'system';
  readonly reason?: string;
}

/** Advances orders by the pure rules, and does what those say must be done: all of it in the caller's transaction. */
@Injectable()
export class OrderEvents {
  constructor(
    private readonly ledger: Ledger,
    private readonly contacts: Contacts,
    private readonly history: History,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  /** `row` is locked. It is changed to what it has become. */
  async apply(em: EntityManager, row: PayOrderEntity, event: OrderEvent, cause: Cause): Promise<void> {
    const before = await asOrder(em, row);
    const step = stepOrder(before, event);
    if (!step.ok) throw new DomainError(REFUSED[step.refused], { id: row.id });
    if (step.order === before) return;

    const now = this.clock.now();
    const { state, paidBy } = step.order;
    if (event.type === 'received') await this.#receipt(em, row, event, step.effects);
    if (event.type === 'started') Object.assign(row, { method: event.method, startedAt: now });
    if (paidBy && !row.paidAt)
      Object.assign(row, { paidAt: now, paidMethod: paidBy.method, paidReference: paidBy.reference });
    if (state === 'closed' && row.state !== 'closed')
      Object.assign(row, { closedAt: now, closeReason: cause.reason ?? null });
    if (state === 'refunding' && row.state !== 'refunding')
      Object.assign(row, { refundReason: cause.reason ?? null, refunds: row.refunds + 1 });
    if (state === 'refunded' && row.state !== 'refunded') row.refundedAt = now;
    const was = row.state;
    row.state = state;
    await em.save(row);

    for (const effect of step.effects) await this.#perform(em, row, effect, cause);
    if (state !== was) await this.#tell(em, row, cause);
  }

  async #receipt(
    em: EntityManager,
    row: PayOrderEntity,
    { method, reference, amountFen }: Extract<OrderEvent, { type: 'received' }>,
    effects: readonly OrderEffect[],
  ): Promise<void> {
    const credited = effects.reduce((sum, effect) => sum + (effect.do === 'credit' ? effect.amountFen : 0), 0);
    await em.insert(PayReceiptEntity, {
      id: uuid(),
      tenantId: row.tenantId,
      orderId: row.id,
      method,
      reference,
      amountFen: String(amountFen),
      creditedFen: String(credited),
      at: this.clock.now(),
    });
  }

  async #perform(em: EntityManager, row: PayOrderEntity, effect: OrderEffect, cause: Cause): Promise<void> {
    switch (effect.do) {
      case 'credit':
        return this.#credit(em, row, effect.amountFen, effect.reason);
      case 'fulfil':
        return this.#fulfil(em, row);
      case 'undo':
        return this.#undo(em, row);
      case 'pay_back':
        return this.#payBack(em, row, effect.method, effect.amountFen, cause);
    }
  }

  async #credit(em: EntityManager, row: PayOrderEntity, amountFen: number, kind: CreditReason): Promise<void> {
    await this.ledger.post(em, row.tenantId, { amountFen, kind, orderId: row.id });
    const balance = yuan(await this.ledger.balance(em, row.tenantId));
    await this.contacts.tell(em, row.tenantId, 'money_to_balance', { amount: yuan(amountFen), balance });
  }

  async #fulfil(em: EntityManager, row: PayOrderEntity): Promise<void> {
    const amountFen = safeFen(row.amountFen);
    switch (row.kind) {
      case 'top_up':
        await this.ledger.post(em, row.tenantId, { amountFen, kind: 'top_up', orderId: row.id });
        // It may suffice for what is overdue.
        await this.jobs.send(STANDING_JOB, { tenantId: row.tenantId }, { em });
        return;
      case 'bill':
        await em.query(`UPDATE bill SET state = 'paid', paid_at = $3 WHERE tenant_id = $1 AND id = $2`, [
          row.tenantId,
          row.subject,
          this.clock.now(),
        ]);
        await this.jobs.send(STANDING_JOB, { tenantId: row.tenantId }, { em });
        return;
      case 'first':
      case 'renewal':
        await this.#pays(em, row);
    }
  }

  /** The first order pays for the time from now on, a renewal for that after the term it renews. */
  async #pays(em: EntityManager, row: PayOrderEntity): Promise<void> {
    const before = await em.findOneBy(PaidTermEntity, { tenantId: row.tenantId, orderId: row.id });
    if (before) {
      await em.update(PaidTermEntity, { id: before.id }, { undoneAt: null });
      return;
    }
    const [plan] = await em.query<{ quote: Quote }[]>(
      `SELECT quote FROM plan_choice WHERE tenant_id = $1 AND id = $2`,
      [row.tenantId, row.planChoiceId],
    );
    if (!plan || !row.planChoiceId) throw new Error(`order ${row.id} is for no plan`);
    const renewed =
      row.kind === 'renewal'
        ? await em.findOneBy(PaidTermEntity, { tenantId: row.tenantId, id: row.subject ?? '' })
        : null;
    const startsAt = renewed?.endsAt ?? this.clock.now();
    await em.insert(PaidTermEntity, {
      id: uuid(),
      tenantId: row.tenantId,
      planChoiceId: row.planChoiceId,
      orderId: row.id,
      number: row.number,
      startsAt,
      endsAt: new Date(monthsLater(startsAt.getTime(), plan.quote.months)),
    });
  }

  async #undo(em: EntityManager, row: PayOrderEntity): Promise<void> {
    const { tenantId, id } = row;
    if (row.invoiceId) throw new DomainError('order.invoiced', { id });
    if (row.kind === 'bill') throw new DomainError('order.not_refundable', { id });
    if (row.kind !== 'top_up') {
      await em.update(PaidTermEntity, { tenantId, orderId: id }, { undoneAt: this.clock.now() });
      return;
    }
    try {
      await this.ledger.post(em, tenantId, { amountFen: -safeFen(row.amountFen), kind: 'withdrawn', orderId: id });
    } catch (cause) {
      if (cause instanceof DomainError) throw new DomainError('order.not_refundable', { id }, { cause });
      throw cause;
    }
  }

  async #payBack(
    em: EntityManager,
    row: PayOrderEntity,
    method: PayMethod,
    amountFen: number,
    cause: Cause,
  ): Promise<void> {
    const { tenantId, id: orderId } = row;
    if (method === 'alipay') await this.jobs.send(REFUND_JOB, { tenantId, orderId } satisfies OrderJob, { em });
    if (method !== 'balance') return; // A bank transfer back is made by a person, who then says so.
    if (amountFen > 0) await this.ledger.post(em, tenantId, { amountFen, kind: 'refund', orderId });
    await this.apply(em, row, { type: 'refunded' }, cause);
  }

  async #tell(em: EntityManager, row: PayOrderEntity, { actor, reason }: Cause): Promise<void> {
    const types = { paid: 'payment.order_paid', closed: 'payment.order_closed', refunded: 'payment.refunded' } as const;
    const type = row.state in types ? types[row.state as keyof typeof types] : undefined;
    if (!type) return;
    const { tenantId, kind, number, paidMethod, planChoiceId, subject } = row;
    const data = { kind, number, method: paidMethod, amountFen: safeFen(row.amountFen), planChoiceId, about: subject };
    await this.history.record(em, { tenantId, type, actor, subject: row.id, reason, data });
  }
}
