import type { MaterialKind } from '@sibai/compliance';
import type { ReadingState } from '@sibai/contracts';
import type { FileId, MaterialId, TenantId, VerificationId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

import type { DocumentNote, PageArea, TakenDocument } from './document.js';

/** A paper of an application. One that was replaced after a submission is kept for who reviews it. */
@Entity('verification_material')
@Check('verification_material_reading_state_check', `reading_state IN ('none', 'waiting', 'running', 'done', 'failed')`)
@Index('verification_material_current_key', ['verificationId', 'kind'], {
  unique: true,
  where: 'replaced_at IS NULL',
})
@ForeignKey('VerificationEntity', ['tenantId', 'verificationId'], ['tenantId', 'id'], {
  name: 'verification_material_verification_fkey',
})
@ForeignKey('SealedFileEntity', ['tenantId', 'fileId'], ['tenantId', 'id'], { name: 'verification_material_file_fkey' })
export class MaterialEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: MaterialId;

  @Column({ name: 'tenant_id', type: 'uuid', update: false })
  tenantId!: TenantId;

  @Column({ name: 'verification_id', type: 'uuid', update: false })
  verificationId!: VerificationId;

  @Column({ type: 'text' })
  kind!: MaterialKind;

  @Column({ name: 'file_id', type: 'uuid' })
  fileId!: FileId;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'integer' })
  bytes!: number;

  /** What the file was before it became a JPEG of ours. */
  @Column({ type: 'text' })
  source!: TakenDocument['source'];

  @Column({ type: 'text', array: true, default: [] })
  notes!: DocumentNote[];

  @Column({ type: 'jsonb' })
  pages!: PageArea[];

  @Column({ name: 'reading_state', type: 'text' })
  readingState!: ReadingState;

  @Column({ type: 'real', default: 0 })
  progress!: number;

  /** What was read on it, sealed: it holds ID numbers. */
  @Column({ type: 'text', nullable: true })
  reading!: string | null;

  @Column({ name: 'uploaded_at', type: 'timestamptz' })
  uploadedAt!: Date;

  @Column({ name: 'replaced_at', type: 'timestamptz', nullable: true })
  replacedAt!: Date | null;
}
