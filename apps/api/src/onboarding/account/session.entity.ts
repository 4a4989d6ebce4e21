import type { TenantId, UserId } from '@sibai/kernel';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

import { UserEntity } from './user.entity.js';

/** Only the digest of a session's token is kept: who reads the table cannot sign in with it. */
@Entity('session')
@Index('session_token_key', ['tokenHash'], { unique: true })
@Index('session_user_idx', ['userId'])
@ForeignKey(() => UserEntity, ['tenantId', 'userId'], ['tenantId', 'id'], {
  name: 'session_user_fkey',
  onDelete: 'CASCADE',
})
export class SessionEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'uuid', name: 'user_id' })
  userId!: UserId;

  @Column({ name: 'token_hash', type: 'bytea' })
  tokenHash!: Buffer;

  /** From where and with what it was last used. */
  @Column({ type: 'text', nullable: true })
  address!: string | null;

  @Column({ type: 'text', nullable: true })
  agent!: string | null;

  @Column({ name: 'last_seen_at', type: 'timestamptz', default: () => 'now()' })
  lastSeenAt!: Date;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;
}
