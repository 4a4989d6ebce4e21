import type { Group } from '@sibai/contracts';
import type { GroupId, TenantId, UserId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity('skill_group')
@Check('skill_group_name_check', `name <> ''`)
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

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  toWire(agents: number, supervisors: UserId[]): Group {
    const { id, name, ringSeconds, wrapUpSeconds, serviceLevelSeconds } = this;
    return { id, name, ringSeconds, wrapUpSeconds, serviceLevelSeconds, agents, supervisors };
  }
}
