import { TICKET_PRIORITIES, TICKET_STATES } from '@sibai/contracts';
import type { CallId, ContactId, TenantId, TicketId, UserId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

import { ContactEntity } from './contact.entities.js';

const closed = `(state IN ('solved', 'closed')) = (closed_at IS NOT NULL)`;

/** Something to be done for a caller. */
@Entity('ticket')
@Check('ticket_title_check', `title <> ''`)
@Check('ticket_state_check', `state IN ('open', 'pending', 'solved', 'closed')`)
@Check('ticket_priority_check', `priority IN ('low', 'normal', 'high', 'urgent')`)
@Check('ticket_closed_check', closed)
@Index('ticket_no_key', ['tenantId', 'no'], { unique: true })
@Index('ticket_tenant_key', ['tenantId', 'id'], { unique: true })
@Index('ticket_contact_idx', ['contactId'])
@Index('ticket_call_idx', ['callId'])
@ForeignKey(() => ContactEntity, ['tenantId', 'contactId'], ['tenantId', 'id'], {
  name: 'ticket_contact_fkey',
  onDelete: 'SET NULL',
})
@ForeignKey('UserEntity', ['tenantId', 'assigneeId'], ['tenantId', 'id'], { name: 'ticket_assignee_fkey' })
@ForeignKey('UserEntity', ['tenantId', 'createdBy'], ['tenantId', 'id'], { name: 'ticket_author_fkey' })
export class TicketEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: TicketId;

  @ForeignKey('TenantEntity', { name: 'ticket_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  /** What people call it by: counts from 1 in each enterprise. */
  @Column({ type: 'integer', update: false })
  no!: number;

  @Column({ type: 'text' })
  title!: string;

  @Column({ type: 'text', default: '' })
  body!: string;

  @Column({ type: 'text' })
  state!: (typeof TICKET_STATES)[number];

  @Column({ type: 'text' })
  priority!: (typeof TICKET_PRIORITIES)[number];

  /** Of who called. */
  @Column({ type: 'text', nullable: true })
  number!: string | null;

  @Column({ type: 'uuid', name: 'contact_id', nullable: true })
  contactId!: ContactId | null;

  @Column({ type: 'uuid', name: 'call_id', nullable: true })
  callId!: CallId | null;

  @Column({ type: 'uuid', name: 'assignee_id', nullable: true })
  assigneeId!: UserId | null;

  @Column({ name: 'due_at', type: 'timestamptz', nullable: true })
  dueAt!: Date | null;

  @Column({ type: 'integer', default: 1 })
  version!: number;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'created_by', type: 'uuid' })
  createdBy!: UserId;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;

  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true })
  closedAt!: Date | null;
}

/** What was said about a ticket and what was changed: append-only. */
@Entity('ticket_entry')
@Index('ticket_entry_ticket_idx', ['ticketId', 'at'])
@ForeignKey(() => TicketEntity, ['tenantId', 'ticketId'], ['tenantId', 'id'], { name: 'ticket_entry_ticket_fkey' })
export class TicketEntryEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'uuid', name: 'ticket_id' })
  ticketId!: TicketId;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ type: 'uuid', name: 'user_id' })
  userId!: UserId;

  @Column({ type: 'text', name: 'user_name' })
  userName!: string;

  @Column({ type: 'text', nullable: true })
  body!: string | null;

  @Column({ type: 'jsonb', default: {} })
  changes!: Record<string, [string | null, string | null]>;
}
