import type { TariffTerms } from '@sibai/billing';
import type { Tariff } from '@sibai/contracts';
import type { TariffId } from '@sibai/kernel';
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A version of a tariff. It never changes: a new price is a new version. */
@Entity('tariff')
@Check('tariff_code_check', `code ~ '^[a-z][a-z0-9_]{1,30}$'`)
@Check('tariff_version_check', 'version > 0')
@Index('tariff_version_key', ['code', 'version'], { unique: true })
export class TariffEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: TariffId;

  @Column({ type: 'text' })
  code!: string;

  @Column({ type: 'integer' })
  version!: number;

  @Column({ name: 'effective_from', type: 'timestamptz' })
  effectiveFrom!: Date;

  @Column({ name: 'withdrawn_from', type: 'timestamptz', nullable: true })
  withdrawnFrom!: Date | null;

  @Column({ type: 'jsonb' })
  definition!: TariffTerms;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  toWire(): Tariff {
    const { id, code, version, effectiveFrom, withdrawnFrom, definition } = this;
    return {
      id,
      code,
      version,
      effectiveFrom: effectiveFrom.toISOString(),
      withdrawnFrom: withdrawnFrom?.toISOString() ?? null,
      terms: definition,
    };
  }
}
