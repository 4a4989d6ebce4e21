import type { AssignmentId, CallId, RecordingId, TenantId } from '@sibai/kernel';
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('recording')
@Check('recording_state_check', `state IN ('recording', 'sealed', 'lost')`)
@Check(
  'recording_destroyed_check',
  '(destroyed_at IS NULL) = (destroy_reason IS NULL) AND (destroyed_at IS NULL OR wrapped_key IS NULL)',
)
@Index('recording_tenant_key', ['tenantId', 'id'], { unique: true })
@Index('recording_assignment_idx', ['assignmentId'])
@Index('recording_call_idx', ['callId'])
@Index('recording_kept_idx', ['tenantId', 'startedAt', 'id'], { where: 'destroyed_at IS NULL' })
@Index('recording_open_idx', ['tenantId'], { where: `state = 'recording'` })
export class RecordingEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: RecordingId;

  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'uuid', name: 'call_id' })
  callId!: CallId;

  /** Several legs may belong to one assignment; what no agent has answered or dialled stands for itself. */
  @Column({ type: 'uuid', name: 'assignment_id' })
  assignmentId!: AssignmentId;

  @Column({ type: 'text' })
  state!: 'recording' | 'sealed' | 'lost';

  /** The recording's own data key, wrapped by the tenant's key. */
  @Column({ name: 'wrapped_key', type: 'bytea', nullable: true })
  wrappedKey!: Buffer | null;

  /** Of the sealed file. */
  @Column({ type: 'bytea', nullable: true })
  sha256!: Buffer | null;

  @Column({ type: 'real', nullable: true })
  seconds!: number | null;

  @Column({ type: 'smallint', default: 2 })
  channels!: number;

  @Column({ name: 'started_at', type: 'timestamptz' })
  startedAt!: Date;

  @Column({ name: 'sealed_at', type: 'timestamptz', nullable: true })
  sealedAt!: Date | null;

  @Column({ name: 'destroyed_at', type: 'timestamptz', nullable: true })
  destroyedAt!: Date | null;

  @Column({ name: 'destroy_reason', type: 'text', nullable: true })
  destroyReason!: string | null;
}
