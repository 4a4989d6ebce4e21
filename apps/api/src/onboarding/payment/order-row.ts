import { type Order, safeFen } from '@sibai/billing';
import type { PayOrder } from '@sibai/contracts';
import { DomainError, type PayOrderId, type TenantId } from '@sibai/kernel';
import type { EntityManager } from 'typeorm';

import { PayOrderEntity, PayReceiptEntity } from './order.entities.js';

/** The order, and nobody else changes it until the transaction ends. */
export async function lockOrder(em: EntityManager, tenantId: TenantId, id: string): Promise<PayOrderEntity> {
  const order = await em.findOne(PayOrderEntity, { where: { tenantId, id }, lock: { mode: 'pessimistic_write' } });
  if (!order) throw new DomainError('order.missing', { id });
  return order;
}

/** The row as the pure rules see it. */
export async function asOrder(em: EntityManager, row: PayOrderEntity): Promise<Order> {
  const receipts = await em.find(PayReceiptEntity, {
    select: { reference: true },
    where: { tenantId: row.tenantId, orderId: row.id },
  });
  return {
    kind: row.kind,
    state: row.state,
    amountFen: safeFen(row.amountFen),
    received: receipts.map(({ reference }) => reference),
    paidBy: row.paidMethod && row.paidReference ? { method: row.paidMethod, reference: row.paidReference } : null,
  };
}

export function orderWire(row: PayOrderEntity): PayOrder {
  const { kind, state, number, reference, method, paidMethod, closeReason, refundReason, invoiceId } = row;
  return {
    id: row.id as PayOrderId,
    kind,
    state,
    amountFen: safeFen(row.amountFen),
    lines: row.lines as PayOrder['lines'],
    number,
    reference,
    method,
    paidMethod,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    paidAt: row.paidAt?.toISOString() ?? null,
    closedAt: row.closedAt?.toISOString() ?? null,
    closeReason,
    refundReason,
    refundedAt: row.refundedAt?.toISOString() ?? null,
    invoiceId,
  };
}
