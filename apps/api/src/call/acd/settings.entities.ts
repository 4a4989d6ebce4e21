import type { CalendarDay } from '@sibai/contracts';
import type { TenantId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A day on which a tenant departs from the calendar of the State Council. */
@Entity('calendar_day')
@Check('calendar_day_kind_check', `kind IN ('holiday', 'workday', 'ordinary')`)
export class CalendarDayEntity {
  @ForeignKey('TenantEntity', { name: 'calendar_day_tenant_id_fkey' })
  @PrimaryColumn({ type: 'uuid', name: 'tenant_id' })
  tenantId!: TenantId;

  @PrimaryColumn({ type: 'date' })
  date!: string;

  @Column({ type: 'text' })
  kind!: CalendarDay['kind'];

  @Column({ type: 'text' })
  name!: string;
}

/** A number whose callers go before others. */
@Entity('vip_caller')
@Check('vip_caller_number_check', `number ~ '^[0-9]{3,15}$'`)
@Check('vip_caller_priority_check', `priority BETWEEN 1 AND 9`)
@Index('vip_caller_number_key', ['tenantId', 'number'], { unique: true })
export class VipCallerEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('TenantEntity', { name: 'vip_caller_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  number!: string;

  @Column({ type: 'text', default: '' })
  name!: string;

  @Column({ type: 'smallint' })
  priority!: number;

  /** The last day it counts, in China. */
  @Column({ name: 'expires_on', type: 'date', nullable: true })
  expiresOn!: string | null;

  @Column({ name: 'added_at', type: 'timestamptz', default: () => 'now()' })
  addedAt!: Date;
}

/** How a tenant's floor weighs its callers. */
@Entity('acd_setting')
export class AcdSettingEntity {
  @ForeignKey('TenantEntity', { name: 'acd_setting_tenant_id_fkey' })
  @PrimaryColumn({ type: 'uuid', name: 'tenant_id' })
  tenantId!: TenantId;

  @Column({ type: 'jsonb' })
  settings!: Record<string, unknown>;
}
