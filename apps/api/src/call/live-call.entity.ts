import type { CallId, LineId, TenantId } from '@sibai/kernel';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** The last snapshot of a call in progress: where a restarted engine takes it up. Gone when the call has ended. */
@Entity('live_call')
@Index('live_call_tenant_idx', ['tenantId'])
export class LiveCallEntity {
  @PrimaryColumn({ type: 'uuid', name: 'call_id' })
  callId!: CallId;

  @ForeignKey('TenantEntity', { name: 'live_call_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'uuid', name: 'line_id', nullable: true })
  lineId!: LineId | null;

  @Column({ type: 'text' })
  channel!: string;

  @Column({ type: 'jsonb' })
  state!: unknown;

  @Column({ name: 'started_at', type: 'timestamptz' })
  startedAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
