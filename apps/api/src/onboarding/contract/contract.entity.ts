import type { Contract, ContractFacts, ContractKind, ContractState } from '@sibai/contracts';
import type { ContractId, FileId, PlanChoiceId, TenantId, TermsId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/**
 * A contract with a customer.
 *
 * ```txt
 *            code sent           signed             a later supplement
 *   draft ─────────────▶ signing ───────▶ signed ────────────────────▶ superseded
 *     ▲                     │               │
 *     └── drawn up again ───┘               └── the number is given up, handed over or cut off ──▶ ended
 * ```
 */
@Entity('contract')
@Check('contract_kind_check', `kind IN ('first', 'supplement', 'transfer')`)
@Check('contract_state_check', `state IN ('draft', 'signing', 'signed', 'superseded', 'ended')`)
@Check('contract_number_check', `number ~ '^400[0-9]{7}$'`)
@Check('contract_pages_check', `pages > 0`)
@Check(
  'contract_signed_check',
  `(state IN ('draft', 'signing')) = (file_id IS NULL)
      AND (file_id IS NULL) = (file_sha256 IS NULL) AND (file_id IS NULL) = (signed_at IS NULL)`,
)
@Check('contract_supplement_check', `(kind = 'supplement') = (supplement_to IS NOT NULL)`)
@Index('contract_tenant_key', ['tenantId', 'id'], { unique: true })
@Index('contract_no_key', ['no'], { unique: true })
@Index('contract_open_key', ['tenantId'], { unique: true, where: `state IN ('draft', 'signing')` })
@Index('contract_plan_key', ['planChoiceId'], { unique: true, where: `state = 'signed'` })
@Index('contract_signed_idx', ['signedAt'])
@ForeignKey('PlanChoiceEntity', ['tenantId', 'planChoiceId'], ['tenantId', 'id'], { name: 'contract_plan_choice_fkey' })
@ForeignKey('SealedFileEntity', ['tenantId', 'documentId'], ['tenantId', 'id'], { name: 'contract_document_fkey' })
@ForeignKey('SealedFileEntity', ['tenantId', 'fileId'], ['tenantId', 'id'], { name: 'contract_file_fkey' })
@ForeignKey('ContractEntity', ['tenantId', 'supplementTo'], ['tenantId', 'id'], { name: 'contract_supplement_fkey' })
export class ContractEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: ContractId;

  @ForeignKey('TenantEntity', { name: 'contract_tenant_id_fkey' })
  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  no!: string;

  @Column({ type: 'text' })
  kind!: ContractKind;

  @Column({ type: 'text' })
  state!: ContractState;

  @Column({ type: 'text' })
  number!: string;

  @Column({ name: 'plan_choice_id', type: 'uuid' })
  planChoiceId!: PlanChoiceId;

  @Column({ name: 'supplement_to', type: 'uuid', nullable: true })
  supplementTo!: ContractId | null;

  @ForeignKey('TermsEntity', { name: 'contract_terms_id_fkey' })
  @Column({ name: 'terms_id', type: 'uuid' })
  termsId!: TermsId;

  @Column({ type: 'jsonb' })
  facts!: ContractFacts;

  /** What is read and agreed to; the signed file begins with its bytes. */
  @Column({ name: 'document_id', type: 'uuid' })
  documentId!: FileId;

  @Column({ name: 'document_sha256', type: 'text' })
  documentSha256!: string;

  @Column({ type: 'integer' })
  pages!: number;

  @Column({ name: 'file_id', type: 'uuid', nullable: true })
  fileId!: FileId | null;

  @Column({ name: 'file_sha256', type: 'text', nullable: true })
  fileSha256!: string | null;

  @Column({ name: 'code_sent_at', type: 'timestamptz', nullable: true })
  codeSentAt!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'signed_at', type: 'timestamptz', nullable: true })
  signedAt!: Date | null;

  @Column({ name: 'signed_by', type: 'text', nullable: true })
  signedBy!: string | null;

  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt!: Date | null;

  @Column({ name: 'end_reason', type: 'text', nullable: true })
  endReason!: string | null;

  toWire(supplementTo: string | null, evidence: Contract['evidence']): Contract {
    const { id, no, kind, state, number, facts, pages, documentSha256, fileSha256, signedBy, endReason } = this;
    return {
      ...{ id, no, kind, state, number, supplementTo, facts, pages, documentSha256, fileSha256, signedBy, endReason },
      createdAt: this.createdAt.toISOString(),
      signedAt: this.signedAt?.toISOString() ?? null,
      endedAt: this.endedAt?.toISOString() ?? null,
      evidence,
    };
  }
}
