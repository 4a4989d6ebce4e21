import type { BusyReason, Presence } from '@sibai/contracts';
import type { AgentId, TenantId, UserId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What an agent was doing and for how long, one row an interval without gap; the open one has no end. */
@Entity('presence_log')
@Check('presence_log_until_check', `until >= since`)
@Index('presence_log_open_key', ['agentId'], { unique: true, where: `until IS NULL` })
@Index('presence_log_agent_idx', ['agentId', 'since'])
@Index('presence_log_tenant_idx', ['tenantId', 'since'])
@ForeignKey('UserEntity', ['tenantId', 'agentId'], ['tenantId', 'id'], {
  name: 'presence_log_agent_fkey',
  onDelete: 'CASCADE',
})
@ForeignKey('UserEntity', ['tenantId', 'changedBy'], ['tenantId', 'id'], { name: 'presence_log_changer_fkey' })
export class PresenceLogEntity {
  @PrimaryColumn({ type: 'bigint', generated: 'identity', generatedIdentity: 'ALWAYS' })
  id!: string;

  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'uuid', name: 'agent_id' })
  agentId!: AgentId;

  @Column({ type: 'text' })
  presence!: Presence;

  @Column({ type: 'text', nullable: true })
  reason!: BusyReason | null;

  @Column({ type: 'timestamptz' })
  since!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  until!: Date | null;

  /** Who changed it for the agent; null when the agent or the router did. */
  @Column({ type: 'uuid', name: 'changed_by', nullable: true })
  changedBy!: UserId | null;
}
