import type { TenantId, UserId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A place on the waiting list of a number. */
@Entity('number_wait')
@Check('number_wait_state_check', `state IN ('waiting', 'offered', 'taken', 'passed', 'left', 'gone')`)
@Index('number_wait_open_key', ['number', 'tenantId'], { unique: true, where: `state IN ('waiting', 'offered')` })
@Index('number_wait_queue_idx', ['number', 'joinedAt', 'id'], { where: `state = 'waiting'` })
@Index('number_wait_tenant_idx', ['tenantId', 'joinedAt'])
@ForeignKey('UserEntity', ['tenantId', 'userId'], ['tenantId', 'id'], {
  name: 'number_wait_user_fkey',
  onDelete: 'CASCADE',
})
export class NumberWaitEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('TenantEntity', { name: 'number_wait_tenant_id_fkey' })
  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @ForeignKey('NumberEntity', { name: 'number_wait_number_fkey' })
  @Column({ type: 'text' })
  number!: string;

  /** Who is told. */
  @Column({ name: 'user_id', type: 'uuid' })
  userId!: UserId;

  @Column({ type: 'text', default: 'waiting' })
  state!: 'waiting' | 'offered' | 'taken' | 'passed' | 'left' | 'gone';

  @Column({ name: 'joined_at', type: 'timestamptz' })
  joinedAt!: Date;

  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt!: Date | null;
}
