import type { Line } from '@sibai/contracts';
import type { FlowId, LineId, TenantId, TrunkId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/**
 * A 400 number of a tenant: the trunk it arrives on, and the flow its callers meet. A line that is closed stays for the
 * calls that were made to it; its number may have another line then.
 */
@Entity('line')
@Check('line_number_check', `number ~ '^400[0-9]{7}$'`)
@Check('line_name_check', `name <> ''`)
@Check('line_concurrency_check', `concurrency > 0`)
@Check('line_priority_check', `priority BETWEEN 0 AND 9`)
@Check('line_state_check', `state IN ('live', 'suspended', 'closed')`)
@Check(
  'line_suspensions_check',
  `suspensions <@ '{payment,verification,operator}'::text[] AND (state = 'closed' OR (state = 'suspended') = (suspensions <> '{}'))`,
)
@Check('line_type_check', `line_type IN ('sip_trunk', 'cloud')`)
@Check('line_codecs_check', `codecs <@ '{alaw,ulaw,g722,g729}'::text[] AND codecs && '{alaw,ulaw}'::text[]`)
@Check('line_dtmf_check', `dtmf IN ('rfc4733', 'inband', 'info')`)
@Check('line_trunk_check', `state = 'closed' OR trunk_id IS NOT NULL`)
@Check('line_trunk_owner_check', `(trunk_tenant_id = tenant_id) = (line_type = 'sip_trunk')`)
@Index('line_number_key', ['number'], { unique: true, where: `state <> 'closed'` })
@Index('line_tenant_key', ['tenantId', 'id'], { unique: true })
@Index('line_tenant_idx', ['tenantId'])
@ForeignKey('TrunkEntity', ['trunkTenantId', 'trunkId'], ['tenantId', 'id'], { name: 'line_trunk_fkey' })
@ForeignKey('FlowEntity', ['tenantId', 'flowId'], ['tenantId', 'id'], { name: 'line_flow_fkey' })
export class LineEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: LineId;

  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  number!: string;

  @Column({ type: 'text' })
  name!: string;

  /** Null only of a closed line whose trunk is gone. */
  @Column({ type: 'uuid', name: 'trunk_id', nullable: true })
  trunkId!: TrunkId | null;

  /** Whose trunk it is: the tenant's own, or the platform's. The table fills it in. */
  @Column({ type: 'uuid', name: 'trunk_tenant_id' })
  trunkTenantId!: TenantId;

  @Column({ type: 'uuid', name: 'flow_id' })
  flowId!: FlowId;

  @Column({ type: 'integer' })
  concurrency!: number;

  /** Callers of a line of higher priority go before others in the queues. */
  @Column({ type: 'smallint', default: 0 })
  priority!: number;

  @Column({ type: 'text', default: 'live' })
  state!: Line['state'];

  /** Why it is suspended; it is live again when none is left. */
  @Column({ type: 'text', array: true, default: [] })
  suspensions!: Line['suspensions'];

  @Column({ type: 'text', name: 'suspended_note', nullable: true })
  suspendedNote!: string | null;

  @Column({ type: 'text', name: 'line_type', default: 'sip_trunk' })
  lineType!: Line['lineType'];

  @Column({ type: 'text', array: true, default: ['alaw', 'ulaw', 'g729'] })
  codecs!: Line['codecs'];

  @Column({ type: 'text', default: 'rfc4733' })
  dtmf!: Line['dtmf'];

  @Column({ name: 'live_at', type: 'timestamptz', default: () => 'now()' })
  liveAt!: Date;

  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true })
  closedAt!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  toWire(inUse: number): Line {
    const { id, number, name, lineType, trunkId, flowId, concurrency, codecs, dtmf, state, suspensions } = this;
    const config = { number, name, lineType, trunkId, flowId, concurrency, codecs, dtmf };
    const closedAt = this.closedAt?.toISOString() ?? null;
    return {
      id,
      ...config,
      state,
      suspensions,
      suspendedNote: this.suspendedNote,
      liveAt: this.liveAt.toISOString(),
      closedAt,
      inUse,
    };
  }
}
