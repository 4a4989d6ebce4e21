import type { TenantId, UserId } from '@sibai/kernel';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

import { UserEntity } from './user.entity.js';

/** Signs in once in place of a lost authenticator. Only its digest is kept. */
@Entity('recovery_code')
@Index('recovery_code_key', ['userId', 'digest'], { unique: true })
@ForeignKey(() => UserEntity, ['tenantId', 'userId'], ['tenantId', 'id'], {
  name: 'recovery_code_user_fkey',
  onDelete: 'CASCADE',
})
export class RecoveryCodeEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ name: 'user_id', type: 'uuid' })
  userId!: UserId;

  @Column({ type: 'text' })
  digest!: string;

  @Column({ name: 'used_at', type: 'timestamptz', nullable: true })
  usedAt!: Date | null;
}
