import type { GroupId, TenantId, UserId } from '@sibai/kernel';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

import { SkillGroupEntity } from './skill-group.entity.js';

/** Whose group it is: a supervisor hears the recordings of their own groups. */
@Entity('group_supervisor')
@Index('group_supervisor_user_idx', ['userId'])
@ForeignKey(() => SkillGroupEntity, ['tenantId', 'groupId'], ['tenantId', 'id'], {
  name: 'group_supervisor_group_fkey',
  onDelete: 'CASCADE',
})
@ForeignKey('UserEntity', ['tenantId', 'userId'], ['tenantId', 'id'], {
  name: 'group_supervisor_user_fkey',
  onDelete: 'CASCADE',
})
export class GroupSupervisorEntity {
  @PrimaryColumn({ type: 'uuid', name: 'group_id' })
  groupId!: GroupId;

  @PrimaryColumn({ type: 'uuid', name: 'user_id' })
  userId!: UserId;

  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;
}
