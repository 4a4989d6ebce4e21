import type { CarrierPrefix, CONFIDENCES, TierPrice } from '@sibai/contracts';
import type { Carrier, TierId } from '@sibai/numbers';
import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** Which carrier a block of numbers is said to belong to; the longest prefix that fits decides. */
@Entity('carrier_prefix')
@Check('carrier_prefix_prefix_check', `prefix ~ '^400[0-9]{1,4}$'`)
@Check('carrier_prefix_carrier_check', `carrier IN ('unicom', 'mobile', 'telecom')`)
@Check('carrier_prefix_confidence_check', `confidence IN ('confirmed', 'agreed', 'unconfirmed')`)
export class CarrierPrefixEntity {
  @PrimaryColumn({ type: 'text' })
  prefix!: string;

  @Column({ type: 'text' })
  carrier!: Carrier;

  @Column({ type: 'text' })
  confidence!: (typeof CONFIDENCES)[number];

  @Column({ type: 'text', default: '' })
  source!: string;

  @Column({ name: 'changed_at', type: 'timestamptz', default: () => 'now()' })
  changedAt!: Date;

  @Column({ name: 'changed_by', type: 'text' })
  changedBy!: string;

  toWire(): CarrierPrefix {
    return { ...this, changedAt: this.changedAt.toISOString() };
  }
}

/** What a tier costs a month, version after version. The latest is in force for numbers held from then on. */
@Entity('number_tier')
@Check('number_tier_price_check', `price_fen > 0`)
export class TierPriceEntity {
  @PrimaryColumn({ type: 'text' })
  tier!: TierId;

  @PrimaryColumn({ type: 'integer' })
  version!: number;

  @Column({ name: 'price_fen', type: 'integer' })
  priceFen!: number;

  @Column({ name: 'changed_at', type: 'timestamptz', default: () => 'now()' })
  changedAt!: Date;

  @Column({ name: 'changed_by', type: 'text' })
  changedBy!: string;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  toWire(): TierPrice {
    return { ...this, changedAt: this.changedAt.toISOString() };
  }
}
