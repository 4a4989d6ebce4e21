import type { AgentId, GroupId, TenantId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

import { SkillGroupEntity } from './skill-group.entity.js';

@Entity('agent_skill')
@Check('agent_skill_proficiency_check', `proficiency BETWEEN 1 AND 10`)
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
}
