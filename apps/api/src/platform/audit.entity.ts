import type { TenantId, UserId } from '@sibai/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Who did what to whose data. Rows are only ever added. */
@Entity('audit')
@Index('audit_tenant_idx', ['tenantId', 'at'])
export class AuditEntity {
  @PrimaryColumn({ type: 'bigint', generated: 'identity', generatedIdentity: 'ALWAYS' })
  id!: string;

  @Column({ type: 'uuid', name: 'tenant_id' })
  tenantId!: TenantId;

  @Column({ type: 'uuid', name: 'user_id' })
  userId!: UserId;

  @Column({ name: 'user_name', type: 'text', nullable: true })
  userName!: string | null;

  @Column({ type: 'text' })
  act!: string;

  @Column({ type: 'text' })
  subject!: string;

  @Column({ type: 'jsonb', default: {} })
  detail!: Record<string, unknown>;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  at!: Date;
}
