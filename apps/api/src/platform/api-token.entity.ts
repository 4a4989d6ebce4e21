import type { ApiToken, TokenPermission } from '@sibai/contracts';
import type { ApiTokenId, TenantId, UserId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A machine's credential, of which only the hash is kept. */
@Entity('api_token')
@Check('api_token_name_check', `name <> ''`)
@Check('api_token_permissions_check', `permissions <> '{}'`)
@Index('api_token_digest_key', ['digest'], { unique: true })
@Index('api_token_tenant_idx', ['tenantId', 'createdAt'])
@ForeignKey('UserEntity', ['tenantId', 'createdBy'], ['tenantId', 'id'], { name: 'api_token_author_fkey' })
export class ApiTokenEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: ApiTokenId;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'bytea' })
  digest!: Buffer;

  @Column({ type: 'text', array: true })
  permissions!: TokenPermission[];

  @Column({ name: 'created_by', type: 'uuid' })
  createdBy!: UserId;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt!: Date | null;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;

  toWire(): ApiToken {
    const { id, name, permissions, createdAt, expiresAt, lastUsedAt, revokedAt } = this;
    return {
      id,
      name,
      permissions,
      createdAt: createdAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
      revokedAt: revokedAt?.toISOString() ?? null,
    };
  }
}
