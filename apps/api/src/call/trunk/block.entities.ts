import type { Block, BlockAnswer, BlockSettings } from '@sibai/contracts';
import type { CallId, TenantId, UserId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What becomes of callers who are kept out. */
@Entity('block_setting')
@Check('block_setting_answer_check', `answer IN ('sentence', 'busy')`)
export class BlockSettingEntity {
  @ForeignKey('TenantEntity', { name: 'block_setting_tenant_id_fkey' })
  @PrimaryColumn({ type: 'uuid', name: 'tenant_id' })
  tenantId!: TenantId;

  @Column({ type: 'boolean' })
  anonymous!: boolean;

  @Column({ type: 'text' })
  answer!: BlockAnswer;

  toWire(): BlockSettings {
    const { anonymous, answer } = this;
    return { anonymous, answer };
  }
}

/** A number, or a beginning of numbers, whose calls are not taken, or were not for a time. What is over stays on record. */
@Entity('blocked_caller')
@Check('blocked_caller_number_check', `number ~ '^[0-9]{2,20}$'`)
@Check(
  'blocked_caller_state_check',
  `state IN ('proposed', 'in_force', 'declined', 'ended') AND (state = 'ended') = (ended_at IS NOT NULL)`,
)
@Check(
  'blocked_caller_decided_check',
  `(decided_by IS NULL) = (decided_at IS NULL) AND (state <> 'declined' OR decided_at IS NOT NULL)`,
)
@Index('blocked_caller_open_key', ['tenantId', 'number', 'whole'], {
  unique: true,
  where: `state IN ('proposed', 'in_force')`,
})
@Index('blocked_caller_tenant_idx', ['tenantId', 'id'])
@ForeignKey('UserEntity', ['tenantId', 'addedBy'], ['tenantId', 'id'], { name: 'blocked_caller_added_fkey' })
@ForeignKey('UserEntity', ['tenantId', 'decidedBy'], ['tenantId', 'id'], { name: 'blocked_caller_decided_fkey' })
@ForeignKey('UserEntity', ['tenantId', 'endedBy'], ['tenantId', 'id'], { name: 'blocked_caller_ended_fkey' })
export class BlockedCallerEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: Block['id'];

  @ForeignKey('TenantEntity', { name: 'blocked_caller_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'text', update: false })
  number!: string;

  @Column({ type: 'boolean', update: false })
  whole!: boolean;

  @Column({ type: 'text', default: '' })
  reason!: string;

  @Column({ type: 'timestamptz', nullable: true })
  until!: Date | null;

  @Column({ type: 'text' })
  state!: 'proposed' | 'in_force' | 'declined' | 'ended';

  @Column({ type: 'uuid', name: 'call_id', nullable: true, update: false })
  callId!: CallId | null;

  @Column({ type: 'uuid', name: 'added_by', update: false })
  addedBy!: UserId;

  @Column({ type: 'text', name: 'added_by_name', update: false })
  addedByName!: string;

  @Column({ type: 'timestamptz', name: 'added_at', update: false })
  addedAt!: Date;

  @Column({ type: 'uuid', name: 'decided_by', nullable: true })
  decidedBy!: UserId | null;

  @Column({ type: 'text', name: 'decided_by_name', nullable: true })
  decidedByName!: string | null;

  @Column({ type: 'timestamptz', name: 'decided_at', nullable: true })
  decidedAt!: Date | null;

  @Column({ type: 'uuid', name: 'ended_by', nullable: true })
  endedBy!: UserId | null;

  @Column({ type: 'text', name: 'ended_by_name', nullable: true })
  endedByName!: string | null;

  @Column({ type: 'timestamptz', name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  toWire(now: Date): Block {
    const { id, number, whole, reason, until, callId } = this;
    const expired = this.state === 'in_force' && until !== null && until <= now;
    return {
      ...{ id, number, whole, reason, until: until?.toISOString() ?? null, callId },
      state: expired ? 'expired' : this.state,
      addedBy: this.addedByName,
      addedAt: this.addedAt.toISOString(),
      decidedBy: this.decidedByName,
      decidedAt: this.decidedAt?.toISOString() ?? null,
      endedBy: this.endedByName,
      endedAt: this.endedAt?.toISOString() ?? null,
    };
  }
}
