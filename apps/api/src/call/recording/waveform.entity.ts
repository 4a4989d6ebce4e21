import type { RecordingId, TenantId } from '@sibai/kernel';
import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** How loud a recording is over its length, made when it is first looked at. */
@Entity('recording_waveform')
export class WaveformEntity {
  @PrimaryColumn({ type: 'uuid', name: 'recording_id' })
  recordingId!: RecordingId;

  @ForeignKey('TenantEntity', { name: 'recording_waveform_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'bytea' })
  peaks!: Buffer;
}
