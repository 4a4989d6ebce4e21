import type {
  VerificationForm,
  VerificationKind,
  VerificationReason as Reason,
  VerificationState,
} from '@sibai/contracts';
import type { TenantId, UserId, VerificationId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

import type { Application } from './application.js';
import { addWorkingTime, WORKING_DAY_MS } from './working-time.js';

const OPEN = `state IN ('draft', 'submitted', 'returned', 'refusing')`;

/** An application of an enterprise to be verified. What state it is in, and what that carries, is `application`. */
@Entity('verification')
@Check('verification_kind_check', `kind IN ('first', 'renewal', 'yearly', 'transfer')`)
@Check(
  'verification_state_check',
  `state IN ('draft', 'submitted', 'returned', 'refusing', 'refused', 'approved', 'expired')`,
)
@Index('verification_tenant_key', ['tenantId', 'id'], { unique: true })
@Index('verification_open_key', ['tenantId'], { unique: true, where: OPEN })
@Index('verification_queue_idx', ['submittedAt'], { where: `state IN ('submitted', 'refusing')` })
@Index('verification_uscc_idx', ['uscc'])
@Index('verification_fingerprint_idx', ['idFingerprints'], { type: 'gin' })
@ForeignKey('VerificationEntity', ['tenantId', 'previousId'], ['tenantId', 'id'], {
  name: 'verification_previous_fkey',
})
export class VerificationEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: VerificationId;

  @ForeignKey('TenantEntity', { name: 'verification_tenant_id_fkey' })
  @Column({ name: 'tenant_id', type: 'uuid', update: false })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  kind!: VerificationKind;

  @Column({ type: 'text', default: 'draft' })
  state!: VerificationState;

  /** Goes up by one with every change: who writes names the one they have seen. */
  @Column({ type: 'integer', default: 1 })
  version!: number;

  /** As typed, the middle of ID numbers hidden. */
  @Column({ type: 'jsonb', default: {} })
  form!: Partial<VerificationForm>;

  /** The ID numbers, sealed (id-numbers.ts). */
  @Column({ type: 'text', nullable: true })
  sealed!: string | null;

  @Column({ type: 'text', nullable: true })
  uscc!: string | null;

  @Column({ name: 'id_fingerprints', type: 'text', array: true, default: [] })
  idFingerprints!: string[];

  @Column({ type: 'integer', default: 0 })
  blocking!: number;

  @Column({ type: 'integer', default: 0 })
  warnings!: number;

  @Column({ type: 'jsonb', default: [] })
  reasons!: Reason[];

  @Column({ type: 'text', nullable: true })
  remark!: string | null;

  @Column({ name: 'previous_id', type: 'uuid', nullable: true })
  previousId!: VerificationId | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'saved_at', type: 'timestamptz' })
  savedAt!: Date;

  @Column({ name: 'submitted_at', type: 'timestamptz', nullable: true })
  submittedAt!: Date | null;

  @Column({ name: 'submitted_by', type: 'uuid', nullable: true })
  submittedBy!: UserId | null;

  /** When the promised working day is over. */
  @Column({ name: 'due_at', type: 'timestamptz', nullable: true })
  dueAt!: Date | null;

  @Column({ name: 'claimed_by', type: 'uuid', nullable: true })
  claimedBy!: UserId | null;

  @Column({ name: 'claimed_at', type: 'timestamptz', nullable: true })
  claimedAt!: Date | null;

  /** Who would refuse it; a second operator has to agree. */
  @Column({ name: 'proposed_by', type: 'uuid', nullable: true })
  proposedBy!: UserId | null;

  @Column({ name: 'decided_at', type: 'timestamptz', nullable: true })
  decidedAt!: Date | null;

  /** The day the first of its papers expires; null when none does. */
  @Column({ name: 'expires_on', type: 'date', nullable: true })
  expiresOn!: string | null;

  @Column({ name: 'suspended_at', type: 'timestamptz', nullable: true })
  suspendedAt!: Date | null;

  get application(): Application {
    const { state, reasons, expiresOn } = this;
    switch (state) {
      case 'draft':
        return { at: 'draft' };
      case 'submitted':
        return { at: state, ...this.#submission(), claim: this.#claim() };
      case 'refusing':
        return { at: state, ...this.#submission(), proposedBy: known(this.proposedBy), reasons };
      case 'returned':
      case 'refused':
        return { at: state, reasons };
      case 'approved':
        return { at: state, expiresOn };
      case 'expired':
        return { at: state, expiresOn: known(expiresOn), suspended: this.suspendedAt !== null };
    }
  }

  #submission() {
    return { since: known(this.submittedAt).getTime(), submittedBy: known(this.submittedBy) };
  }

  #claim() {
    return this.claimedBy && this.claimedAt ? { by: this.claimedBy, at: this.claimedAt.getTime() } : null;
  }
}

function known<T>(value: T | null): T {
  if (value === null) throw new Error('a verification lacks what its state carries');
  return value;
}

/** The columns that say what `application` says. */
export function columnsOf(
  application: Application,
  now: Date,
): Partial<Omit<VerificationEntity, 'application' | 'form'>> {
  const { at: state } = application;
  switch (application.at) {
    case 'draft':
      return { state, claimedBy: null, claimedAt: null };
    case 'submitted':
      return {
        state,
        submittedAt: new Date(application.since),
        submittedBy: application.submittedBy,
        dueAt: new Date(addWorkingTime(application.since, WORKING_DAY_MS)),
        claimedBy: application.claim?.by ?? null,
        claimedAt: application.claim ? new Date(application.claim.at) : null,
        proposedBy: null,
        reasons: [],
        remark: null,
      };
    case 'refusing':
      return { state, proposedBy: application.proposedBy, reasons: [...application.reasons], claimedBy: null };
    case 'returned':
    case 'refused':
      return { state, reasons: [...application.reasons], claimedBy: null, claimedAt: null, decidedAt: now };
    case 'approved':
      return { state, expiresOn: application.expiresOn, claimedBy: null, claimedAt: null, decidedAt: now };
    case 'expired':
      return { state, suspendedAt: application.suspended ? now : null };
  }
}
