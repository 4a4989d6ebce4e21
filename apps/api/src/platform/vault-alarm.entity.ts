import type { VaultAlarm, VaultFaultKind } from '@sibai/contracts';
import type { TenantId } from '@sibai/kernel';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Something sealed that is not what it was, until it is found right again. */
@Entity('vault_alarm')
@Index('vault_alarm_open_key', ['tenantId', 'kind', 'subject'], { unique: true, where: 'cleared_at IS NULL' })
export class VaultAlarmEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('TenantEntity', { name: 'vault_alarm_tenant_id_fkey' })
  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  kind!: VaultFaultKind;

  /** The recording or file; empty when it is of the whole chain. */
  @Column({ type: 'text' })
  subject!: string;

  @Column({ name: 'first_seen_at', type: 'timestamptz' })
  firstSeenAt!: Date;

  @Column({ name: 'last_seen_at', type: 'timestamptz' })
  lastSeenAt!: Date;

  @Column({ type: 'integer', default: 1 })
  times!: number;

  @Column({ name: 'cleared_at', type: 'timestamptz', nullable: true })
  clearedAt!: Date | null;

  toWire(): VaultAlarm {
    const { tenantId, kind, subject, firstSeenAt, lastSeenAt, times } = this;
    return {
      tenantId,
      kind,
      subject,
      firstSeenAt: firstSeenAt.toISOString(),
      lastSeenAt: lastSeenAt.toISOString(),
      times,
    };
  }
}
