import type { CliRule } from '@sibai/compliance';
import type { CallerNumber, OUTBOUND_KINDS, OUTBOUND_REFUSALS, OutboundSettings } from '@sibai/contracts';
import type { CallId, GroupId, Id, TenantId, TrunkId, UserId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** When, how often and with which number people are called. */
@Entity('outbound_setting')
@Check('outbound_setting_rule_check', `cli_rule IN ('same_region', 'group', 'line_default', 'round_robin')`)
@Check('outbound_setting_limits_check', 'per_minute = 1 AND per_hour BETWEEN 1 AND 5 AND per_day BETWEEN 1 AND 20')
@Check(
  'outbound_setting_callback_check',
  'callback_tries BETWEEN 1 AND 10 AND callback_pause_minutes BETWEEN 1 AND 240',
)
export class OutboundSettingEntity {
  @ForeignKey('TenantEntity', { name: 'outbound_setting_tenant_id_fkey' })
  @PrimaryColumn({ type: 'uuid', name: 'tenant_id' })
  tenantId!: TenantId;

  @Column({ type: 'text', name: 'cli_rule' })
  cliRule!: CliRule;

  @Column({ type: 'jsonb' })
  hours!: OutboundSettings['hours'];

  @Column({ type: 'boolean', name: 'on_holidays' })
  onHolidays!: boolean;

  @Column({ type: 'smallint', name: 'per_minute' })
  perMinute!: number;

  @Column({ type: 'smallint', name: 'per_hour' })
  perHour!: number;

  @Column({ type: 'smallint', name: 'per_day' })
  perDay!: number;

  @Column({ type: 'smallint', name: 'callback_tries' })
  callbackTries!: number;

  @Column({ type: 'smallint', name: 'callback_pause_minutes' })
  callbackPauseMinutes!: number;

  toWire(): OutboundSettings {
    const { tenantId: _, ...settings } = this;
    return settings;
  }
}

/** A number of an own trunk that may be shown to who is called; a 400 number can never be one. */
@Entity('caller_number')
@Check('caller_number_cli_check', `number ~ '^[0-9]{5,15}$' AND number !~ '^(00)?(86)?0*[48]00'`)
@Index('caller_number_key', ['tenantId', 'trunkId', 'number'], { unique: true })
@ForeignKey('TrunkEntity', ['tenantId', 'trunkId'], ['tenantId', 'id'], {
  name: 'caller_number_trunk_fkey',
  onDelete: 'CASCADE',
})
@ForeignKey('SkillGroupEntity', ['tenantId', 'groupId'], ['tenantId', 'id'], { name: 'caller_number_group_fkey' })
export class CallerNumberEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: CallerNumber['id'];

  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'uuid', name: 'trunk_id' })
  trunkId!: TrunkId;

  @Column({ type: 'text' })
  number!: string;

  @Column({ type: 'uuid', name: 'group_id', nullable: true })
  groupId!: GroupId | null;

  @Column({ type: 'text', array: true, default: [] })
  prefixes!: string[];

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}

/** A number that is not called. */
@Entity('do_not_call')
@Check('do_not_call_number_check', `number ~ '^[0-9]{3,15}$'`)
@Index('do_not_call_key', ['tenantId', 'number'], { unique: true })
export class DoNotCallEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id<'DoNotCall'>;

  @ForeignKey('TenantEntity', { name: 'do_not_call_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'text', update: false })
  number!: string;

  @Column({ type: 'text', default: '', update: false })
  reason!: string;

  @Column({ type: 'uuid', name: 'added_by', update: false })
  addedBy!: UserId;

  @Column({ type: 'text', name: 'added_by_name', update: false })
  addedByName!: string;

  @Column({ type: 'timestamptz', name: 'added_at', update: false })
  addedAt!: Date;
}

/** A try to reach somebody, or why it was not made. Never changed. */
@Entity('outbound_try')
@Check('outbound_try_kind_check', `kind IN ('click', 'callback')`)
@Check('outbound_try_cli_check', `cli !~ '^(00)?(86)?0*[48]00'`)
@Check(
  'outbound_try_refused_check',
  `refused IN ('not_a_number', 'do_not_call', 'quiet_hours', 'too_often', 'no_cli')
      AND cli IS NULL OR refused IS NULL AND cli IS NOT NULL`,
)
@Index('outbound_try_callee_idx', ['tenantId', 'callee', 'at'], { where: 'refused IS NULL' })
@Index('outbound_try_cli_idx', ['tenantId', 'cli', 'at'], { where: 'refused IS NULL' })
@Index('outbound_try_tenant_idx', ['tenantId', 'id'])
@ForeignKey('UserEntity', ['tenantId', 'userId'], ['tenantId', 'id'], { name: 'outbound_try_user_fkey' })
export class OutboundTryEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id<'OutboundTry'>;

  @ForeignKey('TenantEntity', { name: 'outbound_try_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'timestamptz', update: false })
  at!: Date;

  @Column({ type: 'text', update: false })
  callee!: string;

  @Column({ type: 'text', update: false })
  kind!: (typeof OUTBOUND_KINDS)[number];

  @Column({ type: 'uuid', name: 'user_id', nullable: true, update: false })
  userId!: UserId | null;

  @Column({ type: 'text', nullable: true, update: false })
  cli!: string | null;

  @Column({ type: 'uuid', name: 'call_id', nullable: true, update: false })
  callId!: CallId | null;

  @Column({ type: 'text', nullable: true, update: false })
  refused!: (typeof OUTBOUND_REFUSALS)[number] | null;

  @Column({ type: 'timestamptz', name: 'again_at', nullable: true, update: false })
  againAt!: Date | null;
}
