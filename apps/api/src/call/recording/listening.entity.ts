import type { ListeningPurpose, Role } from '@sibai/contracts';
import type { CallId, ListeningId, RecordingId, TenantId, UserId } from '@sibai/kernel';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A permit to hear a recording, and afterwards the record of who heard how much of it, and why. */
@Entity('listening')
@Index('listening_tenant_idx', ['tenantId', 'id'])
@Index('listening_call_idx', ['callId'])
export class ListeningEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: ListeningId;

  @ForeignKey('TenantEntity', { name: 'listening_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'uuid', name: 'recording_id' })
  recordingId!: RecordingId;

  @Column({ type: 'uuid', name: 'call_id' })
  callId!: CallId;

  /** May be of the platform, so it is no foreign key. */
  @Column({ type: 'uuid', name: 'user_id' })
  userId!: UserId;

  @Column({ type: 'text', name: 'user_name' })
  userName!: string;

  @Column({ type: 'text', name: 'user_role' })
  userRole!: Role;

  @Column({ type: 'text' })
  purpose!: ListeningPurpose;

  @Column({ type: 'text', nullable: true })
  note!: string | null;

  @Column({ type: 'text' })
  address!: string;

  @Column({ type: 'timestamptz' })
  at!: Date;

  /** The permit holds until then. */
  @Column({ type: 'timestamptz', name: 'until_at' })
  untilAt!: Date;

  /** The bytes of audio that were sent. */
  @Column({ type: 'int8multirange', default: '{}' })
  sent!: string;

  @Column({ type: 'boolean', default: false })
  exported!: boolean;
}
