import type { TenantId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A bank's statement that was uploaded. It stands with the platform. */
@Entity('bank_statement')
@Index('bank_statement_tenant_key', ['tenantId', 'id'], { unique: true })
@Index('bank_statement_file_key', ['tenantId', 'sha256'], { unique: true })
export class BankStatementEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('TenantEntity', { name: 'bank_statement_tenant_id_fkey' })
  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  sha256!: string;

  @Column({ type: 'integer' })
  lines!: number;

  @Column({ type: 'integer' })
  known!: number;

  @Column({ type: 'integer' })
  outgoing!: number;

  @Column({ type: 'jsonb', default: [] })
  bad!: unknown;

  @Column({ name: 'uploaded_by', type: 'text' })
  uploadedBy!: string;

  @Column({ name: 'uploaded_at', type: 'timestamptz' })
  uploadedAt!: Date;
}

/** A payment on a statement, once however many statements tell of it. */
@Entity('bank_line')
@Check('bank_line_amount_fen_check', `amount_fen > 0`)
@Check('bank_line_state_check', `state IN ('open', 'matched', 'ignored')`)
@Index('bank_line_fingerprint_key', ['tenantId', 'fingerprint'], { unique: true })
@Index('bank_line_open_idx', ['tenantId'], { where: `state = 'open'` })
@ForeignKey('BankStatementEntity', ['tenantId', 'statementId'], ['tenantId', 'id'], {
  name: 'bank_line_statement_fkey',
})
@ForeignKey('PayOrderEntity', ['customerId', 'orderId'], ['tenantId', 'id'], { name: 'bank_line_order_fkey' })
export class BankLineEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ name: 'statement_id', type: 'uuid' })
  statementId!: string;

  @Column({ type: 'text' })
  fingerprint!: string;

  @Column({ type: 'date' })
  date!: string;

  @Column({ name: 'amount_fen', type: 'bigint' })
  amountFen!: string;

  @Column({ type: 'text' })
  payer!: string;

  @Column({ name: 'payer_account', type: 'text' })
  payerAccount!: string;

  @Column({ type: 'text' })
  memo!: string;

  @Column({ type: 'text' })
  state!: string;

  @Column({ name: 'customer_id', type: 'uuid', nullable: true })
  customerId!: string | null;

  @Column({ name: 'order_id', type: 'uuid', nullable: true })
  orderId!: string | null;

  @Column({ name: 'settled_by', type: 'text', nullable: true })
  settledBy!: string | null;

  @Column({ name: 'settled_at', type: 'timestamptz', nullable: true })
  settledAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;
}

/** A day of Alipay's bill held against our orders. It stands with the platform. */
@Entity('reconciliation')
@Index('reconciliation_date_key', ['tenantId', 'date'], { unique: true })
export class ReconciliationEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('TenantEntity', { name: 'reconciliation_tenant_id_fkey' })
  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ type: 'date' })
  date!: string;

  @Column({ type: 'integer' })
  trades!: number;

  @Column({ name: 'total_fen', type: 'bigint' })
  totalFen!: string;

  @Column({ type: 'jsonb', default: [] })
  differences!: unknown;

  @Column({ type: 'timestamptz' })
  at!: Date;
}
