import type { Standing } from '@sibai/billing';
import type { TenantId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What a customer has paid ahead, and how it stands with what it owes. */
@Entity('billing_account')
@Check('billing_account_balance_check', `balance_fen >= 0`)
@Check('billing_account_standing_check', `standing IN ('good', 'overdue', 'suspended', 'ended')`)
export class BillingAccountEntity {
  @ForeignKey('TenantEntity', { name: 'billing_account_tenant_id_fkey' })
  @PrimaryColumn({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ name: 'balance_fen', type: 'bigint', default: 0 })
  balanceFen!: string;

  @Column({ type: 'integer', default: 0 })
  entries!: number;

  @Column({ name: 'auto_renew', type: 'boolean', default: false })
  autoRenew!: boolean;

  @Column({ type: 'text', default: 'good' })
  standing!: Standing['at'];

  @Column({ name: 'standing_since', type: 'timestamptz', nullable: true })
  standingSince!: Date | null;

  @Column({ type: 'integer', default: 0 })
  reminded!: number;

  @Column({ name: 'alarmed_month', type: 'text', nullable: true })
  alarmedMonth!: string | null;
}

/** A movement of the balance. Each begins at the balance that the one before it ended at: Postgres holds the chain. */
@Entity('balance_entry')
@Check('balance_entry_amount_fen_check', `amount_fen <> 0`)
@Check('balance_entry_balance_fen_check', `balance_fen >= 0`)
@Check('balance_entry_sum_check', `balance_fen = before_fen + amount_fen`)
@Check(
  'balance_entry_next_check',
  `CASE WHEN before_seq IS NULL THEN seq = 1 AND before_fen = 0 ELSE seq = before_seq + 1 END`,
)
@Index('balance_entry_chain_key', ['tenantId', 'seq', 'balanceFen'], { unique: true })
@ForeignKey('PayOrderEntity', ['tenantId', 'orderId'], ['tenantId', 'id'], { name: 'balance_entry_order_fkey' })
@ForeignKey('BalanceEntryEntity', ['tenantId', 'beforeSeq', 'beforeFen'], ['tenantId', 'seq', 'balanceFen'], {
  name: 'balance_entry_before_fkey',
})
export class BalanceEntryEntity {
  @ForeignKey('BillingAccountEntity', { name: 'balance_entry_account_fkey' })
  @PrimaryColumn({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @PrimaryColumn({ type: 'integer' })
  seq!: number;

  @Column({ name: 'amount_fen', type: 'bigint' })
  amountFen!: string;

  @Column({ name: 'balance_fen', type: 'bigint' })
  balanceFen!: string;

  @Column({ name: 'before_seq', type: 'integer', nullable: true })
  beforeSeq!: number | null;

  @Column({ name: 'before_fen', type: 'bigint' })
  beforeFen!: string;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ name: 'order_id', type: 'uuid', nullable: true })
  orderId!: string | null;

  @Column({ type: 'timestamptz' })
  at!: Date;
}
