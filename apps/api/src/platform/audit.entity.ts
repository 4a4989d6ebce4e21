import type { TenantId, UserId } from '@sibai/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Who did what to whose data. Rows are only ever added. */
@Entity('audit')
@Index('audit_tenant_idx', ['tenantId', 'at'])
@Index('audit_seq_key', ['tenantId', 'seq'], { unique: true })
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

  /** Its place in the tenant's chain, given when the transaction commits. */
  @Column({ type: 'bigint', nullable: true })
  seq!: string | null;

  @Column({ name: 'previous_hash', type: 'text', nullable: true })
  previousHash!: string | null;

  @Column({ name: 'entry_hash', type: 'text', nullable: true })
  entryHash!: string | null;
}
