import type { TenantId, UserId } from '@sibai/kernel';
import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

import { UserEntity } from './user.entity.js';

/** A user's authenticator. It asks for nothing until the first code of it was typed. */
@Entity('user_totp')
@ForeignKey(() => UserEntity, ['tenantId', 'userId'], ['tenantId', 'id'], {
  name: 'user_totp_user_fkey',
  onDelete: 'CASCADE',
})
export class UserTotpEntity {
  @PrimaryColumn({ name: 'user_id', type: 'uuid' })
  userId!: UserId;

  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  /** Sealed by the tenant's key. */
  @Column({ type: 'text' })
  secret!: string;

  @Column({ name: 'confirmed_at', type: 'timestamptz', nullable: true })
  confirmedAt!: Date | null;

  /** The step of the newest code that was taken: none up to it is taken again. */
  @Column({ name: 'last_step', type: 'bigint', default: 0 })
  lastStep!: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
