import type { VaultCheck, VaultFault } from '@sibai/contracts';
import type { CallId, RecordingId, TenantId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** One act on a recording in the chain of its tenant: that it was sealed, or that its key was destroyed. */
@Entity('recording_chain')
@Check('recording_chain_kind_check', `kind IN ('sealed', 'destroyed')`)
@Check('recording_chain_reason_check', `(kind = 'destroyed') = (reason IS NOT NULL)`)
@Index('recording_chain_recording_key', ['recordingId', 'kind'], { unique: true })
@Index('recording_chain_previous_key', ['tenantId', 'previousHash'], { unique: true })
@ForeignKey('RecordingEntity', ['tenantId', 'recordingId'], ['tenantId', 'id'], {
  name: 'recording_chain_recording_fkey',
})
export class RecordingChainEntity {
  @PrimaryColumn({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @PrimaryColumn({ type: 'bigint' })
  seq!: string;

  @Column({ type: 'text' })
  kind!: 'sealed' | 'destroyed';

  @Column({ name: 'recording_id', type: 'uuid' })
  recordingId!: RecordingId;

  @Column({ name: 'call_id', type: 'uuid' })
  callId!: CallId;

  @Column({ name: 'file_sha256', type: 'text' })
  fileSha256!: string;

  /** Unknown of those that were sealed before there was a chain. */
  @Column({ name: 'file_bytes', type: 'bigint', nullable: true })
  fileBytes!: string | null;

  @Column({ name: 'started_at', type: 'timestamptz' })
  startedAt!: Date;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ name: 'previous_hash', type: 'text' })
  previousHash!: string;

  @Column({ name: 'entry_hash', type: 'text' })
  entryHash!: string;
}

/** What a look over the recordings of a tenant found. Kept, since a chain that was shortened is known by what it was. */
@Entity('vault_check')
@Index('vault_check_at_idx', ['tenantId', 'at'])
export class VaultCheckEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('TenantEntity', { name: 'vault_check_tenant_id_fkey' })
  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ name: 'took_ms', type: 'integer' })
  tookMs!: number;

  @Column({ type: 'bigint' })
  entries!: string;

  @Column({ type: 'text' })
  head!: string;

  /** Whether the chain is whole, whatever is the matter with files and keys. */
  @Column({ name: 'chain_sound', type: 'boolean' })
  chainSound!: boolean;

  @Column({ type: 'integer' })
  recordings!: number;

  @Column({ type: 'bigint' })
  bytes!: string;

  @Column({ name: 'fault_count', type: 'integer' })
  faultCount!: number;

  @Column({ type: 'jsonb' })
  faults!: VaultFault[];

  toWire(): VaultCheck {
    const { tenantId, at, tookMs, entries, head, recordings, bytes, faultCount, faults } = this;
    return {
      ...{ tenantId, tookMs, head, recordings, faultCount, faults },
      at: at.toISOString(),
      entries: Number(entries),
      bytes: Number(bytes),
    };
  }
}
