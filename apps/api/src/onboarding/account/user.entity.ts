import type { Role } from '@sibai/contracts';
import type { TenantId, UserId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

import { TenantEntity } from './tenant.entity.js';

@Entity('app_user')
@Check('app_user_email_check', `email = lower(email)`)
@Check('app_user_mobile_check', `mobile ~ '^1[3-9][0-9]{9}$'`)
@Check('app_user_reachable_check', `email IS NOT NULL OR mobile IS NOT NULL`)
@Check('app_user_name_check', `name <> ''`)
@Check('app_user_role_check', `role IN ('operator', 'admin', 'supervisor', 'agent')`)
@Index('app_user_email_key', ['email'], { unique: true })
@Index('app_user_mobile_key', ['mobile'], { unique: true })
@Index('app_user_tenant_key', ['tenantId', 'id'], { unique: true })
export class UserEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: UserId;

  @ForeignKey(() => TenantEntity, { name: 'app_user_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'text', nullable: true })
  email!: string | null;

  @Column({ type: 'text', nullable: true })
  mobile!: string | null;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  role!: Role;

  @Column({ name: 'password_hash', type: 'text', select: false })
  passwordHash!: string;

  @Column({ name: 'disabled_at', type: 'timestamptz', nullable: true })
  disabledAt!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
