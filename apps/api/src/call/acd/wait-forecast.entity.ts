import type { CallId, GroupId, TenantId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

import { SkillGroupEntity } from './skill-group.entity.js';

/** A wait as it was foretold, with the band it was to lie in, and what became of it. */
@Entity('wait_forecast')
@Check('wait_forecast_cause_check', `cause IN ('queued', 'announced')`)
@Check('wait_forecast_outcome_check', `outcome IN ('answered', 'left')`)
@Check('wait_forecast_waited_check', `(outcome IS NULL) = (waited_ms IS NULL)`)
@Index('wait_forecast_tenant_idx', ['tenantId', 'at'])
@Index('wait_forecast_open_idx', ['callId'], { where: `outcome IS NULL` })
@ForeignKey(() => SkillGroupEntity, ['tenantId', 'groupId'], ['tenantId', 'id'], {
  name: 'wait_forecast_group_fkey',
  onDelete: 'CASCADE',
})
export class WaitForecastEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'uuid', name: 'call_id' })
  callId!: CallId;

  @Column({ type: 'uuid', name: 'group_id' })
  groupId!: GroupId;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ type: 'text' })
  cause!: 'queued' | 'announced';

  @Column({ type: 'integer' })
  place!: number;

  @Column({ name: 'predicted_ms', type: 'integer' })
  predictedMs!: number;

  @Column({ name: 'low_ms', type: 'integer' })
  lowMs!: number;

  @Column({ name: 'high_ms', type: 'integer' })
  highMs!: number;

  /** Null while the caller waits. */
  @Column({ type: 'text', nullable: true })
  outcome!: 'answered' | 'left' | null;

  @Column({ name: 'waited_ms', type: 'integer', nullable: true })
  waitedMs!: number | null;
}
