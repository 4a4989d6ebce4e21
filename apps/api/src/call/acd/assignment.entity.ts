import type { AssignmentKind } from '@sibai/call';
import type { AgentId, AssignmentId, CallId, GroupId, TenantId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

import { SkillGroupEntity } from './skill-group.entity.js';

export const ASSIGNMENT_STATES = ['offered', 'answered', 'refused', 'withdrawn', 'ended'] as const;

/**
 * An offer of a call to an agent. A row before the agent's phone rings; the two partial indexes make
 * "one live offer per agent, one live offer per call" true even if two writers overlap. Whom a party of the call has asked
 * for is no offer of the queue: of those a call may have several.
 */
@Entity('assignment')
@Check('assignment_state_check', `state IN ('offered', 'answered', 'refused', 'withdrawn', 'ended')`)
@Index('assignment_live_agent_key', ['agentId'], { unique: true, where: `state IN ('offered', 'answered')` })
@Check(
  'assignment_kind_check',
  `kind IN ('queue', 'transfer', 'consult', 'conference', 'outbound', 'callback', 'take_over')`,
)
@Index('assignment_live_call_key', ['callId'], {
  unique: true,
  where: `state IN ('offered', 'answered') AND kind IN ('queue', 'outbound', 'callback')`,
})
@Index('assignment_call_idx', ['callId'])
@Index('assignment_offered_idx', ['tenantId', 'offeredAt'])
@Index('assignment_agent_idx', ['agentId', 'offeredAt'])
@Index('assignment_handled_idx', ['groupId', 'endedAt'], { where: `state = 'ended'` })
@ForeignKey('UserEntity', ['tenantId', 'agentId'], ['tenantId', 'id'], { name: 'assignment_agent_fkey' })
@ForeignKey(() => SkillGroupEntity, ['tenantId', 'groupId'], ['tenantId', 'id'], { name: 'assignment_group_fkey' })
export class AssignmentEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: AssignmentId;

  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'uuid', name: 'call_id' })
  callId!: CallId;

  @Column({ type: 'uuid', name: 'agent_id' })
  agentId!: AgentId;

  @Column({ type: 'uuid', name: 'group_id' })
  groupId!: GroupId;

  /** How the agent came to the call: from the queue, or because a party of the call asked for the agent. */
  @Column({ type: 'text', default: 'queue' })
  kind!: AssignmentKind;

  @Column({ type: 'text' })
  state!: (typeof ASSIGNMENT_STATES)[number];

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ name: 'offered_at', type: 'timestamptz' })
  offeredAt!: Date;

  @Column({ name: 'answered_at', type: 'timestamptz', nullable: true })
  answeredAt!: Date | null;

  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt!: Date | null;

  /** Why this agent and why this call, as the router saw it. */
  @Column({ type: 'jsonb' })
  trace!: Record<string, unknown>;
}
