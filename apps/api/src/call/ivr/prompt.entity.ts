import type { Prompt } from '@sibai/contracts';
import type { TenantId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity('prompt')
@Check('prompt_name_check', `name <> ''`)
@Index('prompt_tenant_idx', ['tenantId'])
export class PromptEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('TenantEntity', { name: 'prompt_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  name!: string;

  /** As the prompt store names it. */
  @Column({ type: 'text' })
  file!: string;

  @Column({ type: 'real' })
  seconds!: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  toWire(): Prompt {
    const { id, name, seconds } = this;
    return { id, name, seconds };
  }
}
