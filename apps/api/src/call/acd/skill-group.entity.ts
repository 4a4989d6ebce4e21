import { type Group, GroupSettings } from '@sibai/contracts';
import type { GroupId, TenantId, UserId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity('skill_group')
@Check('skill_group_name_check', `name <> ''`)
@Check('skill_group_wrap_up_mode_check', `wrap_up_mode IN ('fixed', 'extendable', 'manual')`)
@Index('skill_group_tenant_key', ['tenantId', 'id'], { unique: true })
@Index('skill_group_tenant_name_key', ['tenantId', 'name'], { unique: true })
export class SkillGroupEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: GroupId;

  @ForeignKey('TenantEntity', { name: 'skill_group_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  name!: string;

  /** How long an agent's phone rings before the caller goes back to the head of the queue. */
  @Column({ name: 'ring_seconds', type: 'integer', default: 20 })
  ringSeconds!: number;

  @Column({ name: 'wrap_up_seconds', type: 'integer', default: 30 })
  wrapUpSeconds!: number;

  @Column({ name: 'service_level_seconds', type: 'integer', default: 20 })
  serviceLevelSeconds!: number;

  /** Of the callers, so many in a hundred are to be answered within `serviceLevelSeconds`. */
  @Column({ name: 'service_level_percent', type: 'integer', default: 80 })
  serviceLevelPercent!: number;

  @Column({ name: 'wrap_up_mode', type: 'text', default: 'fixed' })
  wrapUpMode!: Group['wrapUpMode'];

  @Column({ name: 'disposition_required', type: 'boolean', default: false })
  dispositionRequired!: boolean;

  @Column({ name: 'callback_offered', type: 'boolean', default: false })
  callbackOffered!: boolean;

  /** The rest of what is set, as `GroupSettings` of libs/contracts reads it. */
  @Column({ type: 'jsonb', default: {} })
  settings!: GroupSettings;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  toWire(agents: number, supervisors: UserId[]): Group {
    const { tenantId: _, createdAt: __, settings, ...set } = this;
    // What was stored before a setting was invented has its default.
    return { ...set, settings: GroupSettings.parse(settings), agents, supervisors };
  }
}
