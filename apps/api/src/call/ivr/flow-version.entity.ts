import type { Flow } from '@sibai/ivr';
import type { FlowId, FlowVersionId, TenantId, UserId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

import { FlowEntity } from './flow.entity.js';

/** What a flow says, as published once; never changed afterwards, so that a call in progress stays on its version. */
@Entity('flow_version')
@Check('flow_version_version_check', `version > 0`)
@Index('flow_version_key', ['flowId', 'version'], { unique: true })
@ForeignKey(() => FlowEntity, ['tenantId', 'flowId'], ['tenantId', 'id'], {
  name: 'flow_version_flow_fkey',
  onDelete: 'CASCADE',
})
@ForeignKey('UserEntity', ['tenantId', 'createdBy'], ['tenantId', 'id'], { name: 'flow_version_author_fkey' })
export class FlowVersionEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: FlowVersionId;

  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'uuid', name: 'flow_id' })
  flowId!: FlowId;

  @Column({ type: 'integer' })
  version!: number;

  @Column({ type: 'jsonb' })
  definition!: Flow;

  @Column({ type: 'uuid', name: 'created_by', nullable: true })
  createdBy!: UserId | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
