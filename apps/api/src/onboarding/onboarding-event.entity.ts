import type { OnboardingEventType } from '@sibai/contracts';
import type { OnboardingEventId, TenantId, UserId } from '@sibai/kernel';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** One change of state on the way to a line. Rows are only ever added. */
@Entity('onboarding_event')
@Index('onboarding_event_tenant_idx', ['tenantId', 'at'])
export class OnboardingEventEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: OnboardingEventId;

  @ForeignKey('TenantEntity', { name: 'onboarding_event_tenant_id_fkey' })
  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ type: 'text' })
  type!: OnboardingEventType;

  /** A role, `applicant` or `system`. */
  @Column({ type: 'text' })
  actor!: string;

  @Column({ name: 'actor_id', type: 'uuid', nullable: true })
  actorId!: UserId | null;

  @Column({ name: 'actor_name', type: 'text', nullable: true })
  actorName!: string | null;

  @Column({ type: 'text', nullable: true })
  subject!: string | null;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ type: 'jsonb', default: {} })
  data!: Record<string, unknown>;
}
