import type { AgentId, AssignmentId, CallId, TenantId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** How a call sounded at a moment, as far as the network between the agent's browser and the media server tells. */
@Entity('call_quality')
@Check('call_quality_mos_check', 'mos >= 1 AND mos <= 5')
@Index('call_quality_call_idx', ['callId', 'at'])
@ForeignKey('UserEntity', ['tenantId', 'agentId'], ['tenantId', 'id'], { name: 'call_quality_agent_fkey' })
export class CallQualityEntity {
  @PrimaryColumn({ type: 'uuid', name: 'assignment_id' })
  assignmentId!: AssignmentId;

  @PrimaryColumn({ type: 'timestamptz' })
  at!: Date;

  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'uuid', name: 'call_id' })
  callId!: CallId;

  @Column({ type: 'uuid', name: 'agent_id' })
  agentId!: AgentId;

  @Column({ type: 'integer', name: 'round_trip_ms', nullable: true })
  roundTripMs!: number | null;

  @Column({ type: 'integer', name: 'jitter_ms', nullable: true })
  jitterMs!: number | null;

  @Column({ type: 'real', name: 'loss_percent' })
  lossPercent!: number;

  @Column({ type: 'real' })
  mos!: number;
}
