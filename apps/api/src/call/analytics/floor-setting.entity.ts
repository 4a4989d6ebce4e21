import type { FloorSettings } from '@sibai/contracts';
import type { TenantId, UserId } from '@sibai/kernel';
import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A tenant's wall as its admin has set it; without a row it is FLOOR_DEFAULTS. */
@Entity('floor_setting')
@ForeignKey('UserEntity', ['tenantId', 'changedBy'], ['tenantId', 'id'], { name: 'floor_setting_author_fkey' })
export class FloorSettingEntity {
  @ForeignKey('TenantEntity', { name: 'floor_setting_tenant_id_fkey' })
  @PrimaryColumn({ type: 'uuid', name: 'tenant_id' })
  tenantId!: TenantId;

  @Column({ type: 'jsonb' })
  settings!: FloorSettings;

  @Column({ type: 'uuid', name: 'changed_by' })
  changedBy!: UserId;

  @Column({ name: 'changed_at', type: 'timestamptz' })
  changedAt!: Date;
}
