import type { VerificationReason as Reason } from '@sibai/contracts';
import type { TenantId, UserId, VerificationId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

export const DECISIONS = ['approve', 'return', 'refuse', 'confirm', 'dismiss'] as const;
export type Decision = (typeof DECISIONS)[number];

/** A mobile number that its holder confirmed by a code. */
@Entity('verification_confirmation')
@ForeignKey('VerificationEntity', ['tenantId', 'verificationId'], ['tenantId', 'id'], {
  name: 'verification_confirmation_verification_fkey',
})
export class ConfirmationEntity {
  @PrimaryColumn({ name: 'verification_id', type: 'uuid' })
  verificationId!: VerificationId;

  @PrimaryColumn({ type: 'text' })
  mobile!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ name: 'confirmed_at', type: 'timestamptz' })
  confirmedAt!: Date;
}

/** What a reviewer decided; nobody when all automatic checks were green. Rows are only ever added. */
@Entity('verification_decision')
@Check('verification_decision_decision_check', `decision IN ('approve', 'return', 'refuse', 'confirm', 'dismiss')`)
@Index('verification_decision_idx', ['verificationId', 'at'])
@ForeignKey('VerificationEntity', ['tenantId', 'verificationId'], ['tenantId', 'id'], {
  name: 'verification_decision_verification_fkey',
})
export class DecisionEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ name: 'verification_id', type: 'uuid' })
  verificationId!: VerificationId;

  @Column({ type: 'text' })
  decision!: Decision;

  @Column({ name: 'decided_by', type: 'uuid', nullable: true })
  decidedBy!: UserId | null;

  @Column({ name: 'decided_name', type: 'text', nullable: true })
  decidedName!: string | null;

  @Column({ type: 'jsonb', default: [] })
  reasons!: Reason[];

  @Column({ type: 'text', nullable: true })
  remark!: string | null;

  @Column({ type: 'timestamptz' })
  at!: Date;
}

/** A message about an expiry that was sent, so that it is sent once. */
@Entity('verification_reminder')
@ForeignKey('VerificationEntity', ['tenantId', 'verificationId'], ['tenantId', 'id'], {
  name: 'verification_reminder_verification_fkey',
})
export class ReminderEntity {
  @PrimaryColumn({ name: 'verification_id', type: 'uuid' })
  verificationId!: VerificationId;

  @PrimaryColumn({ type: 'text' })
  reminder!: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ name: 'sent_at', type: 'timestamptz' })
  sentAt!: Date;
}

/** What the platform's operator has switched on. */
@Entity('verification_setting')
@Check('verification_setting_name_check', `name IN ('automatic_approval')`)
export class SettingEntity {
  @PrimaryColumn({ type: 'text' })
  name!: 'automatic_approval';

  @Column({ type: 'jsonb' })
  value!: boolean;

  @Column({ name: 'changed_at', type: 'timestamptz' })
  changedAt!: Date;

  @Column({ name: 'changed_by', type: 'text' })
  changedBy!: string;
}
