import type { TenantId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** The minutes of a number in a month of China, and what they cost. Its row is the lock under which calls are rated. */
@Entity('usage_month')
@Check('usage_month_month_check', `month ~ '^20[0-9]{2}-[01][0-9]$'`)
@Index('usage_month_tenant_key', ['tenantId', 'id'], { unique: true })
@Index('usage_month_key', ['tenantId', 'number', 'month'], { unique: true })
@ForeignKey('PlanChoiceEntity', ['tenantId', 'planChoiceId'], ['tenantId', 'id'], { name: 'usage_month_plan_fkey' })
export class UsageMonthEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  number!: string;

  @Column({ type: 'text' })
  month!: string;

  @Column({ name: 'plan_choice_id', type: 'uuid' })
  planChoiceId!: string;

  @Column({ type: 'integer', default: 0 })
  calls!: number;

  @Column({ type: 'integer', default: 0 })
  minutes!: number;

  @Column({ name: 'charge_fen', type: 'bigint', default: 0 })
  chargeFen!: string;

  /** What corrections of months already billed come to. */
  @Column({ name: 'carried_fen', type: 'bigint', default: 0 })
  carriedFen!: string;

  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true })
  closedAt!: Date | null;
}

/** What a call was charged: which minutes of the month it was, counted from 0. */
@Entity('rated_call')
@Check('rated_call_from_minute_check', `from_minute >= 0`)
@Check('rated_call_minutes_check', `minutes >= 0`)
@Index('rated_call_usage_idx', ['usageId', 'startedAt', 'callId'])
@ForeignKey('UsageMonthEntity', ['tenantId', 'usageId'], ['tenantId', 'id'], { name: 'rated_call_usage_fkey' })
export class RatedCallEntity {
  @PrimaryColumn({ name: 'call_id', type: 'uuid' })
  callId!: string;

  @Column({ name: 'usage_id', type: 'uuid' })
  usageId!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ name: 'started_at', type: 'timestamptz' })
  startedAt!: Date;

  @Column({ name: 'from_minute', type: 'integer' })
  fromMinute!: number;

  @Column({ type: 'integer' })
  minutes!: number;

  @Column({ name: 'charge_fen', type: 'bigint' })
  chargeFen!: string;

  @Column({ name: 'rated_at', type: 'timestamptz' })
  ratedAt!: Date;
}

/** The bill of a month, or the last one of a number that was given up in it. */
@Entity('bill')
@Check('bill_month_check', `month ~ '^20[0-9]{2}-[01][0-9]$'`)
@Check('bill_state_check', `state IN ('due', 'paid')`)
@Check('bill_total_fen_check', `total_fen >= 0`)
@Index('bill_tenant_key', ['tenantId', 'id'], { unique: true })
@Index('bill_month_key', ['tenantId', 'month'], { unique: true, where: 'number IS NULL' })
@Index('bill_final_key', ['tenantId', 'month', 'number'], { unique: true, where: 'number IS NOT NULL' })
export class BillEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('TenantEntity', { name: 'bill_tenant_id_fkey' })
  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  month!: string;

  /** Whose last bill it is; null for that of the month. */
  @Column({ type: 'text', nullable: true })
  number!: string | null;

  @Column({ type: 'text' })
  state!: string;

  @Column({ name: 'total_fen', type: 'bigint' })
  totalFen!: string;

  @Column({ name: 'issued_at', type: 'timestamptz' })
  issuedAt!: Date;

  @Column({ name: 'due_at', type: 'timestamptz' })
  dueAt!: Date;

  @Column({ name: 'paid_at', type: 'timestamptz', nullable: true })
  paidAt!: Date | null;
}

/** A line of a bill; `fromMinute` and `toMinute` lead to its calls. */
@Entity('bill_line')
@ForeignKey('BillEntity', ['tenantId', 'billId'], ['tenantId', 'id'], { name: 'bill_line_bill_fkey' })
@ForeignKey('UsageMonthEntity', ['tenantId', 'usageId'], ['tenantId', 'id'], { name: 'bill_line_usage_fkey' })
export class BillLineEntity {
  @PrimaryColumn({ name: 'bill_id', type: 'uuid' })
  billId!: string;

  @PrimaryColumn({ type: 'integer' })
  no!: number;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  number!: string;

  @Column({ name: 'usage_id', type: 'uuid', nullable: true })
  usageId!: string | null;

  @Column({ type: 'text' })
  item!: string;

  @Column({ type: 'integer' })
  quantity!: number;

  @Column({ type: 'integer', nullable: true })
  unit!: number | null;

  @Column({ type: 'integer', nullable: true })
  days!: number | null;

  @Column({ name: 'from_minute', type: 'integer', nullable: true })
  fromMinute!: number | null;

  @Column({ name: 'to_minute', type: 'integer', nullable: true })
  toMinute!: number | null;

  @Column({ name: 'amount_fen', type: 'bigint' })
  amountFen!: string;
}

/** A 发票 that was asked for; its orders point at it. */
@Entity('invoice')
@Check('invoice_kind_check', `kind IN ('plain', 'special')`)
@Check('invoice_amount_fen_check', `amount_fen > 0`)
@Check('invoice_state_check', `state IN ('requested', 'issued', 'rejected', 'voided')`)
@Index('invoice_tenant_key', ['tenantId', 'id'], { unique: true })
@Index('invoice_number_key', ['number'], { unique: true })
@ForeignKey('SealedFileEntity', ['tenantId', 'fileId'], ['tenantId', 'id'], { name: 'invoice_file_fkey' })
export class InvoiceEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('TenantEntity', { name: 'invoice_tenant_id_fkey' })
  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ type: 'text' })
  title!: string;

  @Column({ type: 'text' })
  uscc!: string;

  @Column({ type: 'text' })
  email!: string;

  @Column({ name: 'amount_fen', type: 'bigint' })
  amountFen!: string;

  @Column({ type: 'text' })
  state!: string;

  @Column({ type: 'text', nullable: true })
  number!: string | null;

  @Column({ name: 'file_id', type: 'uuid', nullable: true })
  fileId!: string | null;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ name: 'requested_at', type: 'timestamptz' })
  requestedAt!: Date;

  @Column({ name: 'issued_at', type: 'timestamptz', nullable: true })
  issuedAt!: Date | null;
}
