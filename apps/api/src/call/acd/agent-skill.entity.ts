import type { AgentId, GroupId, TenantId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

import { SkillGroupEntity } from './skill-group.entity.js';

@Entity('agent_skill')
@Check('agent_skill_proficiency_check', `proficiency BETWEEN 1 AND 10`)
@Check('agent_skill_priority_check', `priority BETWEEN 0 AND 9`)
@Check('agent_skill_ring_order_check', `ring_order BETWEEN 0 AND 999`)
@Index('agent_skill_group_idx', ['groupId'])
@ForeignKey('UserEntity', ['tenantId', 'agentId'], ['tenantId', 'id'], {
  name: 'agent_skill_agent_fkey',
  onDelete: 'CASCADE',
})
@ForeignKey(() => SkillGroupEntity, ['tenantId', 'groupId'], ['tenantId', 'id'], {
  name: 'agent_skill_group_fkey',
  onDelete: 'CASCADE',
})
export class AgentSkillEntity {
  @PrimaryColumn({ type: 'uuid', name: 'agent_id' })
  agentId!: AgentId;

  @PrimaryColumn({ type: 'uuid', name: 'group_id' })
  groupId!: GroupId;

  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'smallint' })
  proficiency!: number;

  /** An agent serves groups of higher priority first. */
  @Column({ type: 'smallint', default: 0 })
  priority!: number;

  /** The agent's place where a group rings its agents in order; the lowest first. */
  @Column({ name: 'ring_order', type: 'smallint', default: 0 })
  ringOrder!: number;
}
