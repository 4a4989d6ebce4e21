import type { Callback, CallbackResult, CallbackState } from '@sibai/contracts';
import type { AgentId, CallId, GroupId, Id, LineId, TenantId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Somebody who is to be called back, at the place in the queue they had. One open callback a number. */
@Entity('callback')
@Check('callback_number_check', `number ~ '^[0-9]{3,15}$'`)
@Check('callback_groups_check', `groups <> '{}'`)
@Check('callback_source_check', `source IN ('key', 'overflow', 'desk')`)
@Check(
  'callback_state_check',
  `state IN ('waiting', 'queued', 'calling', 'done', 'failed', 'cancelled')
      AND (ended_at IS NULL) = (state IN ('waiting', 'queued', 'calling'))`,
)
@Index('callback_open_key', ['tenantId', 'number'], { unique: true, where: 'ended_at IS NULL' })
@Index('callback_due_idx', ['tenantId', 'dueAt'], { where: 'ended_at IS NULL' })
@Index('callback_tenant_idx', ['tenantId', 'id'])
@ForeignKey('LineEntity', ['tenantId', 'lineId'], ['tenantId', 'id'], { name: 'callback_line_fkey' })
@ForeignKey('UserEntity', ['tenantId', 'agentId'], ['tenantId', 'id'], { name: 'callback_agent_fkey' })
export class CallbackEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id<'Callback'>;

  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'text', update: false })
  number!: string;

  @Column({ type: 'uuid', array: true })
  groups!: GroupId[];

  @Column({ type: 'uuid', name: 'line_id', update: false })
  lineId!: LineId;

  @Column({ type: 'text', update: false })
  source!: Callback['source'];

  @Column({ type: 'timestamptz', update: false })
  since!: Date;

  @Column({ type: 'timestamptz', name: 'asked_at', update: false })
  askedAt!: Date;

  @Column({ type: 'timestamptz', name: 'due_at' })
  dueAt!: Date;

  @Column({ type: 'text' })
  state!: CallbackState;

  @Column({ type: 'smallint', default: 0 })
  tries!: number;

  @Column({ type: 'smallint', name: 'max_tries' })
  maxTries!: number;

  @Column({ type: 'text', name: 'last_result', nullable: true })
  lastResult!: CallbackResult | null;

  @Column({ type: 'timestamptz', name: 'last_at', nullable: true })
  lastAt!: Date | null;

  /** The last call that tried; of one that is queued, the call that waits for it. */
  @Column({ type: 'uuid', name: 'last_call_id', nullable: true })
  lastCallId!: CallId | null;

  @Column({ type: 'uuid', name: 'agent_id', nullable: true })
  agentId!: AgentId | null;

  @Column({ type: 'uuid', name: 'call_id', nullable: true, update: false })
  callId!: CallId | null;

  @Column({ type: 'timestamptz', name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  @Column({ type: 'text', default: '' })
  note!: string;
}
