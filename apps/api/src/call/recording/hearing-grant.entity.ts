import type { HearingGrant } from '@sibai/contracts';
import type { HearingGrantId, TenantId, UserId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A tenant lets the platform's operators hear its recordings for a time. */
@Entity('hearing_grant')
@Check('hearing_grant_reason_check', `reason <> ''`)
@Check('hearing_grant_term_check', `until_at > from_at`)
@Index('hearing_grant_tenant_idx', ['tenantId', 'untilAt'])
@ForeignKey('UserEntity', ['tenantId', 'grantedBy'], ['tenantId', 'id'], { name: 'hearing_grant_author_fkey' })
@ForeignKey('UserEntity', ['tenantId', 'revokedBy'], ['tenantId', 'id'], { name: 'hearing_grant_revoker_fkey' })
export class HearingGrantEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: HearingGrantId;

  @ForeignKey('TenantEntity', { name: 'hearing_grant_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  reason!: string;

  @Column({ name: 'from_at', type: 'timestamptz' })
  fromAt!: Date;

  @Column({ name: 'until_at', type: 'timestamptz' })
  untilAt!: Date;

  @Column({ name: 'granted_by', type: 'uuid' })
  grantedBy!: UserId;

  @Column({ name: 'granted_at', type: 'timestamptz' })
  grantedAt!: Date;

  @Column({ name: 'revoked_by', type: 'uuid', nullable: true })
  revokedBy!: UserId | null;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;

  toWire(names: ReadonlyMap<UserId, string>): HearingGrant {
    const { id, reason, fromAt, untilAt, grantedBy, grantedAt, revokedAt } = this;
    return {
      id,
      reason,
      from: fromAt.toISOString(),
      until: untilAt.toISOString(),
      grantedBy: names.get(grantedBy) ?? null,
      grantedAt: grantedAt.toISOString(),
      revokedAt: revokedAt?.toISOString() ?? null,
    };
  }
}
