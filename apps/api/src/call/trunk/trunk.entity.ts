import type { Trunk } from '@sibai/contracts';
import type { TenantId, TrunkId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity('trunk')
@Check('trunk_name_check', `name <> ''`)
@Check('trunk_match_check', `match IN ('address', 'registration')`)
@Check('trunk_outbound_cli_check', `outbound_cli !~ '^(00)?(86)?0*[48]00'`)
@Index('trunk_tenant_key', ['tenantId', 'id'], { unique: true })
@Index('trunk_tenant_name_key', ['tenantId', 'name'], { unique: true })
@Index('trunk_username_key', ['username'], { unique: true })
export class TrunkEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: TrunkId;

  @ForeignKey('TenantEntity', { name: 'trunk_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  match!: Trunk['match'];

  @Column({ type: 'text', array: true, default: [] })
  addresses!: string[];

  @Column({ type: 'text', nullable: true })
  username!: string | null;

  /** The digest HA1 of the password; the password itself is never stored. */
  @Column({ type: 'text', nullable: true })
  digest!: string | null;

  @Column({ name: 'outbound_cli', type: 'text', nullable: true })
  outboundCli!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  toWire(): Trunk {
    const { id, name, match, addresses, username, outboundCli } = this;
    return { id, name, match, addresses, username, outboundCli };
  }
}
