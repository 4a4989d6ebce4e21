import type { TenantId, UserId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

import { TenantEntity } from './tenant.entity.js';
import { UserEntity } from './user.entity.js';

/** An invitation to become a user. Who opens its link proves the address; only the link's digest is kept. */
@Entity('invitation')
@Check('invitation_email_check', `email = lower(email)`)
@Check('invitation_mobile_check', `mobile ~ '^1[3-9][0-9]{9}$'`)
@Check('invitation_name_check', `name <> ''`)
@Check('invitation_role_check', `role IN ('admin', 'supervisor', 'agent')`)
@Check('invitation_reachable_check', `email IS NOT NULL OR mobile IS NOT NULL`)
@Index('invitation_token_key', ['tokenHash'], { unique: true })
@Index('invitation_tenant_idx', ['tenantId', 'createdAt'])
@ForeignKey(() => UserEntity, ['tenantId', 'invitedBy'], ['tenantId', 'id'], { name: 'invitation_author_fkey' })
export class InvitationEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey(() => TenantEntity, { name: 'invitation_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'text', nullable: true })
  email!: string | null;

  @Column({ type: 'text', nullable: true })
  mobile!: string | null;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  role!: 'admin' | 'supervisor' | 'agent';

  @Column({ name: 'token_hash', type: 'bytea' })
  tokenHash!: Buffer;

  @Column({ name: 'invited_by', type: 'uuid' })
  invitedBy!: UserId;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'sent_at', type: 'timestamptz' })
  sentAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ name: 'accepted_at', type: 'timestamptz', nullable: true })
  acceptedAt!: Date | null;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;
}
