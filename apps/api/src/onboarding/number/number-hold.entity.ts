import type { HOLD_KINDS } from '@sibai/contracts';
import type { TenantId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

export type HoldKind = (typeof HOLD_KINDS)[number];
export type HoldOutcome = 'released' | 'swapped' | 'expired' | 'sold' | 'withdrawn';

/** One time that a tenant held a number: in its cart, by its turn on the waiting list, while it is verified or pays. */
@Entity('number_hold')
@Check('number_hold_kind_check', `kind IN ('cart', 'turn', 'verification', 'contract')`)
@Check('number_hold_outcome_check', `outcome IN ('released', 'swapped', 'expired', 'sold', 'withdrawn')`)
@Check('number_hold_ended_check', `(ended_at IS NULL) = (outcome IS NULL)`)
@Index('number_hold_open_key', ['number'], { unique: true, where: 'ended_at IS NULL' })
@Index('number_hold_number_idx', ['number', 'placedAt'])
@Index('number_hold_tenant_idx', ['tenantId', 'placedAt'])
export class NumberHoldEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('TenantEntity', { name: 'number_hold_tenant_id_fkey' })
  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @ForeignKey('NumberEntity', { name: 'number_hold_number_fkey' })
  @Column({ type: 'text' })
  number!: string;

  @Column({ type: 'text' })
  kind!: HoldKind;

  @Column({ name: 'placed_at', type: 'timestamptz' })
  placedAt!: Date;

  /** Null when it came by the waiting list. */
  @Column({ name: 'placed_by', type: 'text', nullable: true })
  placedBy!: string | null;

  @Column({ type: 'timestamptz' })
  until!: Date;

  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  outcome!: HoldOutcome | null;
}
