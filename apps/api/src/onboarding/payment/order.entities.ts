import type { OrderKind, OrderState, PayMethod } from '@sibai/billing';
import type { TenantId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** An order to pay: libs/billing has its states. Amounts are whole fen, as text. */
@Entity('pay_order')
@Check('pay_order_kind_check', `kind IN ('first', 'renewal', 'top_up', 'bill')`)
@Check('pay_order_state_check', `state IN ('open', 'paying', 'paid', 'closed', 'refunding', 'refunded')`)
@Check('pay_order_amount_fen_check', `amount_fen >= 0`)
@Check('pay_order_reference_check', `reference ~ '^SB[2-9A-Z]{8}$'`)
@Check('pay_order_paid_check', `(paid_at IS NOT NULL) = (state IN ('paid', 'refunding', 'refunded'))`)
@Index('pay_order_tenant_key', ['tenantId', 'id'], { unique: true })
@Index('pay_order_reference_key', ['reference'], { unique: true })
@Index('pay_order_idempotency_key', ['tenantId', 'idempotencyKey'], { unique: true })
@Index('pay_order_subject_key', ['subject'], {
  unique: true,
  where: `state IN ('open', 'paying', 'paid', 'refunding')`,
})
@Index('pay_order_waiting_idx', ['expiresAt'], { where: `state IN ('open', 'paying', 'refunding')` })
@ForeignKey('PlanChoiceEntity', ['tenantId', 'planChoiceId'], ['tenantId', 'id'], { name: 'pay_order_plan_fkey' })
@ForeignKey('InvoiceEntity', ['tenantId', 'invoiceId'], ['tenantId', 'id'], { name: 'pay_order_invoice_fkey' })
export class PayOrderEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('TenantEntity', { name: 'pay_order_tenant_id_fkey' })
  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  kind!: OrderKind;

  @Column({ type: 'text' })
  state!: OrderState;

  @Column({ name: 'amount_fen', type: 'bigint' })
  amountFen!: string;

  @Column({ type: 'jsonb', default: [] })
  lines!: object[];

  @Column({ type: 'text', nullable: true })
  number!: string | null;

  @Column({ type: 'uuid', nullable: true })
  subject!: string | null;

  @Column({ name: 'plan_choice_id', type: 'uuid', nullable: true })
  planChoiceId!: string | null;

  @Column({ type: 'text' })
  reference!: string;

  @Column({ name: 'idempotency_key', type: 'text' })
  idempotencyKey!: string;

  @Column({ type: 'text', nullable: true })
  method!: PayMethod | null;

  @Column({ name: 'paid_method', type: 'text', nullable: true })
  paidMethod!: PayMethod | null;

  @Column({ name: 'paid_reference', type: 'text', nullable: true })
  paidReference!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ name: 'started_at', type: 'timestamptz', nullable: true })
  startedAt!: Date | null;

  @Column({ name: 'paid_at', type: 'timestamptz', nullable: true })
  paidAt!: Date | null;

  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true })
  closedAt!: Date | null;

  @Column({ name: 'close_reason', type: 'text', nullable: true })
  closeReason!: string | null;

  @Column({ name: 'refund_reason', type: 'text', nullable: true })
  refundReason!: string | null;

  @Column({ type: 'integer', default: 0 })
  refunds!: number;

  @Column({ name: 'refunded_at', type: 'timestamptz', nullable: true })
  refundedAt!: Date | null;

  @Column({ name: 'invoice_id', type: 'uuid', nullable: true })
  invoiceId!: string | null;
}

/** Money that came in for an order, once by its reference; `credited` is what of it went to the balance. */
@Entity('pay_receipt')
@Check('pay_receipt_method_check', `method IN ('alipay', 'bank', 'balance')`)
@Check('pay_receipt_amount_fen_check', `amount_fen >= 0`)
@Check('pay_receipt_check', `credited_fen BETWEEN 0 AND amount_fen`)
@Index('pay_receipt_reference_key', ['reference'], { unique: true })
@Index('pay_receipt_order_idx', ['orderId'])
@ForeignKey('PayOrderEntity', ['tenantId', 'orderId'], ['tenantId', 'id'], { name: 'pay_receipt_order_fkey' })
export class PayReceiptEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ name: 'order_id', type: 'uuid' })
  orderId!: string;

  @Column({ type: 'text' })
  method!: PayMethod;

  @Column({ type: 'text' })
  reference!: string;

  @Column({ name: 'amount_fen', type: 'bigint' })
  amountFen!: string;

  @Column({ name: 'credited_fen', type: 'bigint' })
  creditedFen!: string;

  @Column({ type: 'timestamptz' })
  at!: Date;
}

/** What was heard of a payment, and what was thought of it. What speaks of no order of ours stands with the platform. */
@Entity('pay_notice')
@Index('pay_notice_order_idx', ['orderId', 'at'])
@Index('pay_notice_at_idx', ['at'])
export class PayNoticeEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('TenantEntity', { name: 'pay_notice_tenant_id_fkey' })
  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ name: 'order_id', type: 'uuid', nullable: true })
  orderId!: string | null;

  @Column({ type: 'text' })
  source!: string;

  @Column({ type: 'text' })
  verdict!: string;

  @Column({ type: 'jsonb', default: {} })
  detail!: unknown;

  @Column({ type: 'timestamptz' })
  at!: Date;
}

/** A time whose fees an order has paid in advance. */
@Entity('paid_term')
@Check('paid_term_check', `ends_at > starts_at`)
@Index('paid_term_order_key', ['orderId'], { unique: true })
@Index('paid_term_tenant_idx', ['tenantId', 'endsAt'])
@ForeignKey('PlanChoiceEntity', ['tenantId', 'planChoiceId'], ['tenantId', 'id'], { name: 'paid_term_plan_fkey' })
@ForeignKey('PayOrderEntity', ['tenantId', 'orderId'], ['tenantId', 'id'], { name: 'paid_term_order_fkey' })
export class PaidTermEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ name: 'plan_choice_id', type: 'uuid' })
  planChoiceId!: string;

  @Column({ name: 'order_id', type: 'uuid' })
  orderId!: string;

  @Column({ type: 'text', nullable: true })
  number!: string | null;

  @Column({ name: 'starts_at', type: 'timestamptz' })
  startsAt!: Date;

  @Column({ name: 'ends_at', type: 'timestamptz' })
  endsAt!: Date;

  @Column({ type: 'integer', default: 0 })
  reminded!: number;

  @Column({ name: 'undone_at', type: 'timestamptz', nullable: true })
  undoneAt!: Date | null;
}
