import type { Line } from '@sibai/contracts';
import type { FlowId, LineId, TenantId, TrunkId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

import { TrunkEntity } from './trunk.entity.js';

/** A 400 number of a tenant: the trunk it arrives on, and the flow its callers meet. */
@Entity('line')
@Check('line_number_check', `number ~ '^400[0-9]{7}$'`)
@Check('line_name_check', `name <> ''`)
@Check('line_concurrency_check', `concurrency > 0`)
@Index('line_number_key', ['number'], { unique: true })
@Index('line_tenant_idx', ['tenantId'])
@ForeignKey(() => TrunkEntity, ['tenantId', 'trunkId'], ['tenantId', 'id'], { name: 'line_trunk_fkey' })
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

  @Column({ type: 'uuid', name: 'trunk_id' })
  trunkId!: TrunkId;

  @Column({ type: 'uuid', name: 'flow_id' })
  flowId!: FlowId;

  @Column({ type: 'integer' })
  concurrency!: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  toWire(inUse: number): Line {
    const { id, number, name, trunkId, flowId, concurrency } = this;
    return { id, number, name, trunkId, flowId, concurrency, inUse };
  }
}
