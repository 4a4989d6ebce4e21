import type { FileId, TenantId } from '@sibai/kernel';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A file of a tenant, sealed. Without its key it is known that it was, and nothing more. */
@Entity('sealed_file')
@Index('sealed_file_tenant_key', ['tenantId', 'id'], { unique: true })
export class SealedFileEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: FileId;

  @ForeignKey('TenantEntity', { name: 'sealed_file_tenant_id_fkey' })
  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ type: 'text' })
  mime!: string;

  @Column({ type: 'text', nullable: true })
  name!: string | null;

  @Column({ type: 'integer' })
  size!: number;

  @Column({ type: 'text' })
  sha256!: string;

  @Column({ name: 'wrapped_key', type: 'bytea', nullable: true })
  wrappedKey!: Buffer | null;

  @Column({ type: 'bytea' })
  content!: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'destroyed_at', type: 'timestamptz', nullable: true })
  destroyedAt!: Date | null;
}
