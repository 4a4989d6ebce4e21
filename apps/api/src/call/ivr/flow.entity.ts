import type { FlowId, TenantId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity('flow')
@Check('flow_name_check', `name <> ''`)
@Index('flow_tenant_key', ['tenantId', 'id'], { unique: true })
export class FlowEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: FlowId;

  @ForeignKey('TenantEntity', { name: 'flow_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  name!: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
