import type { TenantId } from '@sibai/kernel';
import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A tenant's key, wrapped by the installation's key. It wraps the keys of the tenant's recordings and files. */
@Entity('tenant_key')
export class TenantKeyEntity {
  @ForeignKey('TenantEntity', { name: 'tenant_key_tenant_id_fkey' })
  @PrimaryColumn({ type: 'uuid', name: 'tenant_id' })
  tenantId!: TenantId;

  @Column({ name: 'wrapped_key', type: 'bytea' })
  wrappedKey!: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
