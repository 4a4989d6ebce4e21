import type { AgentId, CallId, GroupId, LineId, TenantId } from '@sibai/kernel';
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A call record: the fold of a call's events, kept as a row to be listed. Names are joined in when it is read. */
@Entity('cdr')
@Check('cdr_direction_check', `direction IN ('in', 'out')`)
@Index('cdr_caller_idx', ['tenantId', 'caller'])
@Index('cdr_group_idx', ['groupId', 'queuedAt'], { where: 'queued_at IS NOT NULL' })
@Index('cdr_queued_idx', ['tenantId', 'queuedAt'], { where: 'queued_at IS NOT NULL' })
@Index('cdr_tenant_started_idx', ['tenantId', 'startedAt', 'callId'])
export class CdrEntity {
  @PrimaryColumn({ type: 'uuid', name: 'call_id' })
  callId!: CallId;

  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  /** The person's number, whichever way the call went. */
  @Column({ type: 'text' })
  caller!: string;

  /** Our number: the one that was dialled, or of an outgoing call the one that was shown. */
  @Column({ type: 'text' })
  dialled!: string;

  @Column({ type: 'uuid', name: 'line_id', nullable: true })
  lineId!: LineId | null;

  @Column({ name: 'started_at', type: 'timestamptz' })
  startedAt!: Date;

  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt!: Date | null;

  @Column({ name: 'queued_at', type: 'timestamptz', nullable: true })
  queuedAt!: Date | null;

  @Column({ name: 'answered_at', type: 'timestamptz', nullable: true })
  answeredAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  outcome!: string | null;

  @Column({ type: 'text', nullable: true })
  cause!: string | null;

  @Column({ type: 'uuid', name: 'group_id', nullable: true })
  groupId!: GroupId | null;

  @Column({ type: 'uuid', name: 'agent_id', nullable: true })
  agentId!: AgentId | null;

  @Column({ name: 'ivr_path', type: 'text', array: true, default: [] })
  ivrPath!: string[];

  @Column({ name: 'ivr_ms', type: 'integer', default: 0 })
  ivrMs!: number;

  @Column({ name: 'queue_ms', type: 'integer', default: 0 })
  queueMs!: number;

  @Column({ name: 'ring_ms', type: 'integer', default: 0 })
  ringMs!: number;

  @Column({ name: 'talk_ms', type: 'integer', default: 0 })
  talkMs!: number;

  @Column({ name: 'hold_ms', type: 'integer', default: 0 })
  holdMs!: number;

  @Column({ type: 'boolean', default: false })
  recorded!: boolean;

  @Column({ type: 'text', nullable: true })
  notes!: string | null;

  @Column({ type: 'text', nullable: true })
  disposition!: string | null;

  @Column({ type: 'text', default: 'in' })
  direction!: 'in' | 'out';
}
