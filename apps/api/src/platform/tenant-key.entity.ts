import type { TenantId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A tenant's key, wrapped by one of the installation's. The newest wraps the keys of the tenant's recordings and files. */
@Entity('tenant_key')
@Check('tenant_key_version_check', 'version > 0')
export class TenantKeyEntity {
  @ForeignKey('TenantEntity', { name: 'tenant_key_tenant_id_fkey' })
  @PrimaryColumn({ type: 'uuid', name: 'tenant_id' })
  tenantId!: TenantId;

  @PrimaryColumn({ type: 'integer', default: 1 })
  version!: number;

  @Column({ name: 'wrapped_key', type: 'bytea' })
  wrappedKey!: Buffer;

  /** Which of the installation's keys wraps it; unknown of those from before there were several. */
  @Column({ type: 'text', nullable: true })
  master!: string | null;

  /** The rotation that made it. */
  @Column({ name: 'rotation_id', type: 'uuid', nullable: true })
  rotationId!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
