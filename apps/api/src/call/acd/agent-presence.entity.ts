import type { BusyReason, Presence } from '@sibai/contracts';
import type { AgentId, TenantId } from '@sibai/kernel';
import type { Presence as RoutedPresence } from '@sibai/routing';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What an agent is doing, and the SIP account of the agent's browser while it has one. */
@Entity('agent_presence')
@Index('agent_presence_endpoint_key', ['endpoint'], { unique: true })
@ForeignKey('UserEntity', ['tenantId', 'agentId'], ['tenantId', 'id'], {
  name: 'agent_presence_agent_fkey',
  onDelete: 'CASCADE',
})
export class AgentPresenceEntity {
  @PrimaryColumn({ type: 'uuid', name: 'agent_id' })
  agentId!: AgentId;

  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  presence!: Presence;

  @Column({ type: 'text', nullable: true })
  reason!: BusyReason | null;

  @Column({ type: 'timestamptz' })
  since!: Date;

  @Column({ type: 'text', nullable: true })
  endpoint!: string | null;

  /** The router's own account of it, whole, to take up again after a restart. */
  @Column({ type: 'jsonb', nullable: true })
  state!: RoutedPresence | null;

  /** The device that is the desk; null while none is. */
  @Column({ type: 'jsonb', nullable: true })
  seat!: { readonly id: string; readonly device: string; readonly since: string } | null;
}
