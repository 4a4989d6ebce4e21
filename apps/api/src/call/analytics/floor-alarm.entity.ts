import type { AlarmKind } from '@sibai/call';
import type { AlarmId, GroupId, TenantId, UserId } from '@sibai/kernel';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Something that was bad for a while, of a group, a line or an agent: one open row of a kind and subject at a time. */
@Entity('floor_alarm')
@Index('floor_alarm_tenant_idx', ['tenantId', 'id'])
@Index('floor_alarm_open_key', ['tenantId', 'kind', 'subject'], { unique: true, where: 'closed_at IS NULL' })
@ForeignKey('UserEntity', ['tenantId', 'acknowledgedBy'], ['tenantId', 'id'], { name: 'floor_alarm_acknowledger_fkey' })
export class FloorAlarmEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: AlarmId;

  @ForeignKey('TenantEntity', { name: 'floor_alarm_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  kind!: AlarmKind;

  /** The group's, the line's or the agent's id. */
  @Column({ type: 'uuid' })
  subject!: string;

  /** The group, or the agent's groups as they were: whose supervisors see it. */
  @Column({ type: 'uuid', name: 'group_ids', array: true, default: [] })
  groups!: GroupId[];

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'double precision' })
  value!: number;

  @Column({ type: 'jsonb' })
  advice!: Record<string, number>;

  @Column({ name: 'opened_at', type: 'timestamptz' })
  openedAt!: Date;

  @Column({ type: 'uuid', name: 'acknowledged_by', nullable: true })
  acknowledgedBy!: UserId | null;

  @Column({ name: 'acknowledged_at', type: 'timestamptz', nullable: true })
  acknowledgedAt!: Date | null;

  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true })
  closedAt!: Date | null;
}
