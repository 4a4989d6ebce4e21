import type { RecordingId, TenantId } from '@sibai/kernel';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A sealed recording that is still to be brought to the store. */
@Entity('recording_upload')
@Index('recording_upload_next_idx', ['tenantId', 'nextAt'])
@ForeignKey('RecordingEntity', ['tenantId', 'recordingId'], ['tenantId', 'id'], {
  name: 'recording_upload_recording_fkey',
})
export class UploadEntity {
  @PrimaryColumn({ type: 'uuid', name: 'recording_id' })
  recordingId!: RecordingId;

  @Column({ type: 'uuid', name: 'tenant_id' })
  tenantId!: TenantId;

  @Column({ type: 'bigint' })
  bytes!: string;

  @Column({ type: 'timestamptz', name: 'queued_at' })
  queuedAt!: Date;

  @Column({ type: 'timestamptz', name: 'next_at' })
  nextAt!: Date;

  @Column({ type: 'integer', default: 0 })
  tries!: number;

  /** Why the last try failed. */
  @Column({ type: 'text', nullable: true })
  error!: string | null;
}
