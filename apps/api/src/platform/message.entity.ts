import type { TenantId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A mail or a short message on its way. What must stay secret is wiped once it is delivered or has lapsed. */
@Entity('message')
@Check('message_channel_check', `channel IN ('mail', 'sms')`)
@Check('message_state_check', `state IN ('queued', 'sent', 'failed', 'outbox')`)
@Index('message_created_idx', ['createdAt'])
@Index('message_secret_idx', ['secretUntil'], { where: 'params IS NOT NULL' })
@ForeignKey('tenant', ['tenantId'], ['id'], { name: 'message_tenant_id_fkey' })
export class MessageEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'uuid', name: 'tenant_id', nullable: true })
  tenantId!: TenantId | null;

  @Column({ type: 'text' })
  channel!: 'mail' | 'sms';

  @Column({ type: 'text' })
  address!: string;

  @Column({ type: 'text' })
  template!: string;

  /** Null once wiped. */
  @Column({ type: 'jsonb', nullable: true })
  params!: Record<string, unknown> | null;

  @Column({ type: 'text' })
  state!: 'queued' | 'sent' | 'failed' | 'outbox';

  @Column({ type: 'integer', default: 0 })
  tries!: number;

  @Column({ type: 'text', nullable: true })
  error!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  /** Absent: it holds nothing that opens a door. */
  @Column({ name: 'secret_until', type: 'timestamptz', nullable: true })
  secretUntil!: Date | null;

  @Column({ name: 'settled_at', type: 'timestamptz', nullable: true })
  settledAt!: Date | null;
}
