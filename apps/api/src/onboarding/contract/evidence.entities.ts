import type { ChainCheck } from '@sibai/contracts';
import type { ContractId, TenantId } from '@sibai/kernel';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Every certificate that has ever signed, so that old contracts stay verifiable. */
@Entity('signing_certificate')
export class SigningCertificateEntity {
  /** SHA-256 of the certificate, in hexadecimal. */
  @PrimaryColumn({ type: 'text' })
  fingerprint!: string;

  @Column({ type: 'bytea' })
  certificate!: Buffer;

  @Column({ type: 'text' })
  subject!: string;

  @Column({ name: 'not_before', type: 'timestamptz' })
  notBefore!: Date;

  @Column({ name: 'not_after', type: 'timestamptz' })
  notAfter!: Date;

  @Column({ name: 'first_used_at', type: 'timestamptz' })
  firstUsedAt!: Date;
}

/** One signature in the chain of all: its hash covers its payload, its place and the hash before it. */
@Entity('signature_evidence')
@Index('signature_evidence_contract_key', ['contractId'], { unique: true })
@Index('signature_evidence_file_key', ['fileSha256'], { unique: true })
@Index('signature_evidence_previous_key', ['previousHash'], { unique: true })
@ForeignKey('ContractEntity', ['tenantId', 'contractId'], ['tenantId', 'id'], {
  name: 'signature_evidence_contract_fkey',
})
export class SignatureEvidenceEntity {
  @PrimaryColumn({ type: 'bigint' })
  seq!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ name: 'contract_id', type: 'uuid' })
  contractId!: ContractId;

  @Column({ name: 'document_sha256', type: 'text' })
  documentSha256!: string;

  @Column({ name: 'document_bytes', type: 'integer' })
  documentBytes!: number;

  @Column({ name: 'file_sha256', type: 'text' })
  fileSha256!: string;

  @ForeignKey('SigningCertificateEntity', { name: 'signature_evidence_certificate_fkey' })
  @Column({ type: 'text' })
  certificate!: string;

  @Column({ name: 'signed_at', type: 'timestamptz' })
  signedAt!: Date;

  @Column({ type: 'text' })
  payload!: string;

  @Column({ name: 'previous_hash', type: 'text' })
  previousHash!: string;

  @Column({ name: 'entry_hash', type: 'text' })
  entryHash!: string;
}

/** What a look over the whole chain found. Kept, since a chain that was shortened or rewritten is known by what it was. */
@Entity('chain_check')
@Index('chain_check_at_idx', ['at'])
export class ChainCheckEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ type: 'bigint' })
  entries!: string;

  @Column({ type: 'text' })
  head!: string;

  @Column({ type: 'jsonb', nullable: true })
  fault!: ChainCheck['fault'];

  toWire(): ChainCheck {
    const { at, entries, head, fault } = this;
    return { at: at.toISOString(), entries: Number(entries), head, fault };
  }
}
