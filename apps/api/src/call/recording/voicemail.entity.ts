import type { CallId, GroupId, RecordingId, TenantId, UserId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A message a caller has left for a group: a recording, of the same id, that no agent took part in. */
@Entity('voicemail')
@Check('voicemail_handled_check', '(handled_at IS NULL) = (handled_by IS NULL)')
@Index('voicemail_tenant_idx', ['tenantId', 'id'])
@Index('voicemail_group_idx', ['groupId'], { where: 'handled_at IS NULL' })
@ForeignKey('RecordingEntity', ['tenantId', 'id'], ['tenantId', 'id'], { name: 'voicemail_recording_fkey' })
@ForeignKey('SkillGroupEntity', ['tenantId', 'groupId'], ['tenantId', 'id'], { name: 'voicemail_group_fkey' })
export class VoicemailEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: RecordingId;

  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'uuid', name: 'call_id', update: false })
  callId!: CallId;

  @Column({ type: 'uuid', name: 'group_id', update: false })
  groupId!: GroupId;

  @Column({ type: 'text', update: false })
  caller!: string;

  @Column({ type: 'timestamptz', name: 'left_at', update: false })
  leftAt!: Date;

  @Column({ type: 'timestamptz', name: 'handled_at', nullable: true })
  handledAt!: Date | null;

  @Column({ type: 'uuid', name: 'handled_by', nullable: true })
  handledBy!: UserId | null;

  @Column({ type: 'text', name: 'handled_by_name', nullable: true })
  handledByName!: string | null;

  @Column({ type: 'text', default: '' })
  note!: string;
}
