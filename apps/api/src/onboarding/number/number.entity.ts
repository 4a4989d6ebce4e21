import type { TenantId } from '@sibai/kernel';
import type { NumberState, TierId } from '@sibai/numbers';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

import type { SuspendCause } from './number-state.js';

/** A 400 number of the operator's stock. */
@Entity('number')
@Check('number_number_check', `number ~ '^400[0-9]{7}$'`)
@Check('number_state_check', `state IN ('free', 'held', 'sold', 'suspended', 'cooling')`)
@Check('number_price_check', `own_price_fen > 0 AND price_fen > 0`)
@Check('number_held_check', `(state = 'held') = (held_until IS NOT NULL)`)
@Check('number_cooling_check', `(state = 'cooling') = (cooling_until IS NOT NULL)`)
@Check('number_suspended_check', `(state = 'suspended') = (suspended_for IS NOT NULL)`)
@Check('number_owner_check', `tenant_id IS NULL`)
@Check('number_agreed_price_check', `(tenant_id IS NULL) = (price_fen IS NULL)`)
@Index('number_taken_idx', ['state', 'number'], { where: `state <> 'free'` })
@Index('number_tenant_idx', ['tenantId'], { where: 'tenant_id IS NOT NULL' })
@Index('number_held_until_idx', ['heldUntil'], { where: 'held_until IS NOT NULL' })
@Index('number_cooling_until_idx', ['coolingUntil'], { where: 'cooling_until IS NOT NULL' })
export class NumberEntity {
  @PrimaryColumn({ type: 'text' })
  number!: string;

  @Column({ type: 'text', default: 'free' })
  state!: NumberState;

  @Column({ type: 'text' })
  tier!: TierId;

  /** A price the operator gave this number, instead of its tier's. */
  @Column({ name: 'own_price_fen', type: 'integer', nullable: true })
  ownPriceFen!: number | null;

  /** A month's price as promised to the tenant when it held the number. */
  @Column({ name: 'price_fen', type: 'integer', nullable: true })
  priceFen!: number | null;

  @ForeignKey('TenantEntity', { name: 'number_tenant_id_fkey' })
  @Column({ name: 'tenant_id', type: 'uuid', nullable: true })
  tenantId!: TenantId | null;

  @Column({ name: 'held_until', type: 'timestamptz', nullable: true })
  heldUntil!: Date | null;

  @Column({ name: 'cooling_until', type: 'timestamptz', nullable: true })
  coolingUntil!: Date | null;

  @Column({ name: 'suspended_for', type: 'text', array: true, nullable: true })
  suspendedFor!: SuspendCause[] | null;

  @Column({ name: 'changed_at', type: 'timestamptz', nullable: true })
  changedAt!: Date | null;
}
