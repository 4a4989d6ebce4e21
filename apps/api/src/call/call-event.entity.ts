import type { CallId, TenantId } from '@sibai/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What happened to calls, append-only and partitioned by month: call records and metrics are folds of it. */
@Entity('call_event')
@Index('call_event_call_idx', ['callId', 'at', 'id'])
export class CallEventEntity {
  @PrimaryColumn({ type: 'timestamptz' })
  at!: Date;

  @PrimaryColumn({ type: 'bigint', generated: 'identity', generatedIdentity: 'ALWAYS' })
  id!: string;

  @Column({ type: 'uuid', name: 'tenant_id' })
  tenantId!: TenantId;

  @Column({ type: 'uuid', name: 'call_id' })
  callId!: CallId;

  @Column({ type: 'text' })
  type!: string;

  @Column({ type: 'jsonb' })
  data!: Record<string, unknown>;
}
