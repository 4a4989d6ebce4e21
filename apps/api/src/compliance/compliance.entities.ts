import type { AuditFault, CompliancePerson } from '@sibai/contracts';
import type { FileId, TenantId, UserId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Where a tenant's audit log ends. */
@Entity('audit_head')
export class AuditHeadEntity {
  @PrimaryColumn({ type: 'uuid', name: 'tenant_id' })
  tenantId!: TenantId;

  @Column({ type: 'bigint' })
  seq!: string;

  @Column({ type: 'text' })
  hash!: string;
}

/** What a look over an audit log found. Kept, since a log that was rewritten is known by what it was. */
@Entity('audit_check')
@Index('audit_check_at_idx', ['tenantId', 'at'])
export class AuditCheckEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('TenantEntity', { name: 'audit_check_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id' })
  tenantId!: TenantId;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ type: 'bigint' })
  entries!: string;

  @Column({ type: 'text' })
  head!: string;

  @Column({ type: 'jsonb', nullable: true })
  fault!: AuditFault | null;

  @Column({ name: 'checked_by', type: 'text', nullable: true })
  checkedBy!: string | null;
}

/** An administrator went through the people and their roles, and these were right. */
@Entity('access_review')
@Index('access_review_at_idx', ['tenantId', 'at'])
export class AccessReviewEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('TenantEntity', { name: 'access_review_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id' })
  tenantId!: TenantId;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ type: 'jsonb' })
  people!: CompliancePerson[];

  @Column({ type: 'uuid', name: 'reviewed_by' })
  reviewedBy!: UserId;

  @Column({ type: 'text', name: 'reviewed_name' })
  reviewedName!: string;
}

@Entity('compliance_report')
@Index('compliance_report_at_idx', ['tenantId', 'at'])
@Index('compliance_report_month_key', ['tenantId', 'month'], { unique: true, where: 'made_by IS NULL' })
@Check('compliance_report_month_check', `month ~ '^[0-9]{4}-[0-9]{2}$'`)
@ForeignKey('SealedFileEntity', ['tenantId', 'fileId'], ['tenantId', 'id'], { name: 'compliance_report_file_fkey' })
export class ComplianceReportEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('TenantEntity', { name: 'compliance_report_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id' })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  month!: string;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ type: 'text', name: 'made_by', nullable: true })
  madeBy!: string | null;

  @Column({ type: 'uuid', name: 'file_id' })
  fileId!: FileId;

  @Column({ type: 'text' })
  sha256!: string;

  @Column({ type: 'integer' })
  green!: number;

  @Column({ type: 'integer' })
  amber!: number;

  @Column({ type: 'integer' })
  red!: number;
}
