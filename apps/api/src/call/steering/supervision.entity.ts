import type { TenantId, UserId } from '@sibai/kernel';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

import type { KeptSupervision } from './supervision.js';

/** The SIP account of a supervisor's browser, and the call the supervisor is with. */
@Entity('supervision')
@Index('supervision_tenant_idx', ['tenantId'])
@ForeignKey('UserEntity', ['tenantId', 'userId'], ['tenantId', 'id'], {
  name: 'supervision_user_fkey',
  onDelete: 'CASCADE',
})
export class SupervisionEntity {
  @PrimaryColumn({ type: 'uuid', name: 'user_id' })
  userId!: UserId;

  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  endpoint!: string;

  @Column({ type: 'jsonb', nullable: true })
  held!: KeptSupervision | null;
}
