import type { LEGAL_HOLD_KINDS, MyDataOutcome, RUN_KINDS, SUBJECT_REQUEST_KINDS } from '@sibai/contracts';
import type { CallId, FileId, GroupId, RecordingId, TenantId, UserId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What an enterprise chose, every time it did: the newest holds. */
@Entity('retention_choice')
@Check('retention_choice_days_check', 'days > 0')
@Index('retention_choice_tenant_idx', ['tenantId', 'chosenAt'])
export class RetentionChoiceEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('TenantEntity', { name: 'retention_choice_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id' })
  tenantId!: TenantId;

  @Column({ type: 'integer' })
  days!: number;

  @Column({ type: 'text' })
  industry!: string;

  @Column({ type: 'text' })
  reason!: string;

  @Column({ type: 'uuid', name: 'chosen_by' })
  chosenBy!: UserId;

  @Column({ type: 'text', name: 'chosen_name' })
  chosenName!: string;

  @Column({ type: 'timestamptz', name: 'chosen_at' })
  chosenAt!: Date;
}

/** What must not be destroyed, whatever else is due. A group may be deleted after it was held, so it is no foreign key. */
@Entity('legal_hold')
@Check('legal_hold_kind_check', `kind IN ('call', 'caller', 'group', 'period')`)
@Check(
  'legal_hold_subject_check',
  `num_nonnulls(call_id, caller, group_id, from_at) = 1
    AND (kind = 'call') = (call_id IS NOT NULL) AND (kind = 'caller') = (caller IS NOT NULL)
    AND (kind = 'group') = (group_id IS NOT NULL)
    AND (kind = 'period') = (from_at IS NOT NULL AND to_at IS NOT NULL AND from_at < to_at)`,
)
@Check('legal_hold_lifted_check', 'num_nonnulls(lifted_by, lifted_name, lifted_at, lift_reason) IN (0, 4)')
@Index('legal_hold_tenant_idx', ['tenantId', 'placedAt'])
export class LegalHoldEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('TenantEntity', { name: 'legal_hold_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id' })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  kind!: (typeof LEGAL_HOLD_KINDS)[number];

  @Column({ type: 'uuid', name: 'call_id', nullable: true })
  callId!: CallId | null;

  @Column({ type: 'text', nullable: true })
  caller!: string | null;

  @Column({ type: 'uuid', name: 'group_id', nullable: true })
  groupId!: GroupId | null;

  @Column({ type: 'timestamptz', name: 'from_at', nullable: true })
  fromAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'to_at', nullable: true })
  toAt!: Date | null;

  @Column({ type: 'text' })
  reason!: string;

  @Column({ type: 'uuid', name: 'placed_by' })
  placedBy!: UserId;

  @Column({ type: 'text', name: 'placed_name' })
  placedName!: string;

  @Column({ type: 'timestamptz', name: 'placed_at' })
  placedAt!: Date;

  @Column({ type: 'uuid', name: 'lifted_by', nullable: true })
  liftedBy!: UserId | null;

  @Column({ type: 'text', name: 'lifted_name', nullable: true })
  liftedName!: string | null;

  @Column({ type: 'timestamptz', name: 'lifted_at', nullable: true })
  liftedAt!: Date | null;

  @Column({ type: 'text', name: 'lift_reason', nullable: true })
  liftReason!: string | null;
}

/** What a person who has called asked for, and what came of it. */
@Entity('subject_request')
@Check('subject_request_kind_check', `kind IN ('export', 'delete')`)
@Index('subject_request_token_key', ['tokenHash'], { unique: true })
@Index('subject_request_tenant_key', ['tenantId', 'id'], { unique: true })
@Index('subject_request_asked_idx', ['tenantId', 'askedAt'])
export class SubjectRequestEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('TenantEntity', { name: 'subject_request_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id' })
  tenantId!: TenantId;

  @Column({ type: 'text', name: 'token_hash' })
  tokenHash!: string;

  @Column({ type: 'text' })
  hotline!: string;

  @Column({ type: 'text' })
  mobile!: string;

  @Column({ type: 'text' })
  kind!: (typeof SUBJECT_REQUEST_KINDS)[number];

  @Column({ type: 'boolean', default: false })
  notes!: boolean;

  @Column({ type: 'timestamptz', name: 'asked_at' })
  askedAt!: Date;

  @Column({ type: 'timestamptz', name: 'expires_at' })
  expiresAt!: Date;

  @Column({ type: 'timestamptz', name: 'answered_at', nullable: true })
  answeredAt!: Date | null;

  @Column({ type: 'jsonb', nullable: true })
  outcome!: MyDataOutcome | null;

  @Column({ type: 'timestamptz', name: 'fetched_at', nullable: true })
  fetchedAt!: Date | null;
}

/** A run that destroys what is due, and what it did: null until it has finished. */
@Entity('retention_run')
@Check('retention_run_kind_check', `kind IN ('nightly', 'manual', 'subject')`)
@Check(
  'retention_run_shape_check',
  `(kind = 'nightly') = (day IS NOT NULL) AND (kind = 'subject') = (request_id IS NOT NULL)`,
)
@Index('retention_run_tenant_key', ['tenantId', 'id'], { unique: true })
@Index('retention_run_day_key', ['tenantId', 'day'], { unique: true })
@Index('retention_run_request_key', ['tenantId', 'requestId'], { unique: true })
@Index('retention_run_started_idx', ['tenantId', 'startedAt'])
@Index('retention_run_open_idx', ['tenantId'], { where: 'finished_at IS NULL' })
@ForeignKey('SubjectRequestEntity', ['tenantId', 'requestId'], ['tenantId', 'id'], {
  name: 'retention_run_request_fkey',
})
@ForeignKey('SealedFileEntity', ['tenantId', 'certificateId'], ['tenantId', 'id'], {
  name: 'retention_run_certificate_fkey',
})
export class RetentionRunEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('TenantEntity', { name: 'retention_run_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id' })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  kind!: (typeof RUN_KINDS)[number];

  @Column({ type: 'date', nullable: true })
  day!: string | null;

  @Column({ type: 'uuid', name: 'request_id', nullable: true })
  requestId!: string | null;

  @Column({ type: 'uuid', name: 'started_by', nullable: true })
  startedBy!: UserId | null;

  @Column({ type: 'text', name: 'started_name', nullable: true })
  startedName!: string | null;

  @Column({ type: 'text', nullable: true })
  policy!: string | null;

  @Column({ type: 'integer', nullable: true })
  days!: number | null;

  @Column({ type: 'timestamptz', name: 'started_at' })
  startedAt!: Date;

  @Column({ type: 'timestamptz', name: 'finished_at', nullable: true })
  finishedAt!: Date | null;

  @Column({ type: 'integer', nullable: true })
  kept!: number | null;

  @Column({ type: 'integer', nullable: true })
  held!: number | null;

  @Column({ type: 'integer', nullable: true })
  destroyed!: number | null;

  @Column({ type: 'real', nullable: true })
  seconds!: number | null;

  @Column({ type: 'text', name: 'list_sha256', nullable: true })
  listSha256!: string | null;

  @Column({ type: 'uuid', name: 'certificate_id', nullable: true })
  certificateId!: FileId | null;
}

/** A recording whose key was destroyed: written in the same transaction. */
@Entity('destruction')
@Check('destruction_reason_check', `reason IN ('expired', 'requested')`)
@Index('destruction_run_idx', ['runId', 'recordedAt', 'recordingId'])
@Index('destruction_file_idx', ['tenantId'], { where: 'file_removed_at IS NULL' })
@ForeignKey('RetentionRunEntity', ['tenantId', 'runId'], ['tenantId', 'id'], { name: 'destruction_run_fkey' })
export class DestructionEntity {
  @PrimaryColumn({ type: 'uuid', name: 'recording_id' })
  recordingId!: RecordingId;

  @Column({ type: 'uuid', name: 'tenant_id' })
  tenantId!: TenantId;

  @Column({ type: 'uuid', name: 'run_id' })
  runId!: string;

  @Column({ type: 'uuid', name: 'call_id' })
  callId!: CallId;

  @Column({ type: 'timestamptz', name: 'recorded_at' })
  recordedAt!: Date;

  @Column({ type: 'real', nullable: true })
  seconds!: number | null;

  @Column({ type: 'text', nullable: true })
  sha256!: string | null;

  @Column({ type: 'text' })
  reason!: 'expired' | 'requested';

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ type: 'timestamptz', name: 'file_removed_at', nullable: true })
  fileRemovedAt!: Date | null;
}
