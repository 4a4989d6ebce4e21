import type { ExportFormat, LineRecordingPolicy, PauseReason } from '@sibai/contracts';
import type { LineId, ListeningId, RecordingId, TenantId, UserId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What callers are told before they are recorded. Never changed: a new one supersedes it. */
@Entity('recording_notice')
@Check('recording_notice_version_check', 'version > 0')
@Check('recording_notice_text_check', `text <> ''`)
@ForeignKey('UserEntity', ['tenantId', 'madeBy'], ['tenantId', 'id'], { name: 'recording_notice_author_fkey' })
export class RecordingNoticeEntity {
  @ForeignKey('TenantEntity', { name: 'recording_notice_tenant_id_fkey' })
  @PrimaryColumn({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @PrimaryColumn({ type: 'integer' })
  version!: number;

  @Column({ type: 'text' })
  text!: string;

  @Column({ name: 'text_en', type: 'text', nullable: true })
  textEn!: string | null;

  /** Nobody, of the one every tenant begins with. */
  @Column({ name: 'made_by', type: 'uuid', nullable: true })
  madeBy!: UserId | null;

  @Column({ name: 'made_name', type: 'text', nullable: true })
  madeName!: string | null;

  @Column({ type: 'timestamptz' })
  at!: Date;
}

/** How calls of a line are recorded; `always` where there is no row. */
@Entity('line_recording')
@Check('line_recording_policy_check', `policy IN ('always', 'opt_out', 'never')`)
@ForeignKey('LineEntity', ['tenantId', 'lineId'], ['tenantId', 'id'], { name: 'line_recording_line_fkey' })
export class LineRecordingEntity {
  @PrimaryColumn({ name: 'line_id', type: 'uuid' })
  lineId!: LineId;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  policy!: LineRecordingPolicy;
}

@Entity('recording_setting')
@Check('recording_setting_opt_out_key_check', `opt_out_key ~ '^[0-9*#]$'`)
@Check('recording_setting_pause_seconds_check', 'pause_seconds BETWEEN 5 AND 600')
@Check('recording_setting_pause_count_check', 'pause_count BETWEEN 0 AND 50')
@Check('recording_setting_pause_total_check', 'pause_total BETWEEN 5 AND 3600')
@Check('recording_setting_card_digits_check', 'card_digits = 0 OR card_digits BETWEEN 4 AND 19')
@Check('recording_setting_watermark_seconds_check', 'watermark_seconds BETWEEN 2 AND 60')
export class RecordingSettingEntity {
  @ForeignKey('TenantEntity', { name: 'recording_setting_tenant_id_fkey' })
  @PrimaryColumn({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ name: 'opt_out_key', type: 'text' })
  optOutKey!: string;

  @Column({ name: 'pause_seconds', type: 'integer' })
  pauseSeconds!: number;

  @Column({ name: 'pause_count', type: 'integer' })
  pauseCount!: number;

  @Column({ name: 'pause_total', type: 'integer' })
  pauseTotal!: number;

  @Column({ name: 'card_digits', type: 'integer' })
  cardDigits!: number;

  @Column({ type: 'boolean' })
  watermark!: boolean;

  @Column({ name: 'watermark_seconds', type: 'integer' })
  watermarkSeconds!: number;
}

/** A stretch of a recording that is silence, in bytes of its audio; open while the pause lasts. */
@Entity('recording_pause')
@Check('recording_pause_from_byte_check', 'from_byte >= 0')
@Check('recording_pause_length_check', 'to_byte >= from_byte')
@Check('recording_pause_reason_check', `reason IN ('agent', 'api', 'card', 'keys')`)
@ForeignKey('RecordingEntity', ['tenantId', 'recordingId'], ['tenantId', 'id'], {
  name: 'recording_pause_recording_fkey',
})
export class RecordingPauseEntity {
  @PrimaryColumn({ name: 'recording_id', type: 'uuid' })
  recordingId!: RecordingId;

  @PrimaryColumn({ type: 'integer' })
  no!: number;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ name: 'from_byte', type: 'bigint' })
  fromByte!: string;

  @Column({ name: 'to_byte', type: 'bigint', nullable: true })
  toByte!: string | null;

  @Column({ type: 'text' })
  reason!: PauseReason;

  @Column({ name: 'by_name', type: 'text' })
  byName!: string;

  @Column({ type: 'timestamptz' })
  at!: Date;
}

/** A file of a recording that was handed out, known by its hash. */
@Entity('recording_export')
@Check('recording_export_format_check', `format IN ('wav', 'mp3', 'evidence')`)
@Index('recording_export_recording_idx', ['recordingId', 'at'])
@ForeignKey('RecordingEntity', ['tenantId', 'recordingId'], ['tenantId', 'id'], {
  name: 'recording_export_recording_fkey',
})
export class RecordingExportEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ name: 'recording_id', type: 'uuid' })
  recordingId!: RecordingId;

  /** Who, and why. */
  @ForeignKey('ListeningEntity', { name: 'recording_export_listening_id_fkey' })
  @Column({ name: 'listening_id', type: 'uuid' })
  listeningId!: ListeningId;

  @Column({ type: 'text' })
  format!: ExportFormat;

  @Column({ type: 'boolean' })
  watermarked!: boolean;

  @Column({ type: 'text' })
  sha256!: string;

  @Column({ type: 'bigint' })
  bytes!: string;

  @Column({ type: 'timestamptz' })
  at!: Date;
}
