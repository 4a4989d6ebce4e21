import type { TenantState } from '@sibai/contracts';
import type { TenantId } from '@sibai/kernel';
import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

export const TENANT_KINDS = ['platform', 'enterprise'] as const;

@Entity('tenant')
@Check('tenant_name_check', `name <> ''`)
@Check('tenant_kind_check', `kind IN ('platform', 'enterprise')`)
@Check('tenant_state_check', `state IN ('applying', 'customer', 'closed')`)
export class TenantEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: TenantId;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  kind!: (typeof TENANT_KINDS)[number];

  @Column({ type: 'text', default: 'customer' })
  state!: TenantState;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
