import type { ContactId, TenantId, UserId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A person, or an office, that calls or is called. */
@Entity('contact')
@Check('contact_name_check', `name <> ''`)
@Index('contact_tenant_key', ['tenantId', 'id'], { unique: true })
@ForeignKey('UserEntity', ['tenantId', 'updatedBy'], ['tenantId', 'id'], { name: 'contact_author_fkey' })
export class ContactEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: ContactId;

  @ForeignKey('TenantEntity', { name: 'contact_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', nullable: true })
  company!: string | null;

  @Column({ type: 'text', nullable: true })
  remark!: string | null;

  @Column({ type: 'text', array: true, default: () => "'{}'" })
  tags!: string[];

  /** Counts the changes: who saves an older one is told. */
  @Column({ type: 'integer', default: 1 })
  version!: number;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;

  @Column({ name: 'updated_by', type: 'uuid' })
  updatedBy!: UserId;
}

/** A number is one contact's: a caller is recognised by it. */
@Entity('contact_number')
@Check('contact_number_check', `number ~ '^[0-9]{3,20}$'`)
@Index('contact_number_contact_idx', ['contactId'])
@ForeignKey(() => ContactEntity, ['tenantId', 'contactId'], ['tenantId', 'id'], {
  name: 'contact_number_contact_fkey',
  onDelete: 'CASCADE',
})
export class ContactNumberEntity {
  @PrimaryColumn({ type: 'uuid', name: 'tenant_id' })
  tenantId!: TenantId;

  @PrimaryColumn({ type: 'text' })
  number!: string;

  @Column({ type: 'uuid', name: 'contact_id' })
  contactId!: ContactId;
}
