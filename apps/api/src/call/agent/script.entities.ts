import type { ScriptSection } from '@sibai/contracts';
import type { AgentId, CallId, LineId, ScriptId, TenantId, UserId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What agents of a line say; a published version is never changed. */
@Entity('script')
@Index('script_version_key', ['tenantId', 'lineId', 'version'], { unique: true })
@Index('script_tenant_key', ['tenantId', 'id'], { unique: true })
@ForeignKey('LineEntity', ['tenantId', 'lineId'], ['tenantId', 'id'], { name: 'script_line_fkey' })
@ForeignKey('UserEntity', ['tenantId', 'publishedBy'], ['tenantId', 'id'], { name: 'script_author_fkey' })
export class ScriptEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: ScriptId;

  @ForeignKey('TenantEntity', { name: 'script_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'uuid', name: 'line_id' })
  lineId!: LineId;

  @Column({ type: 'integer' })
  version!: number;

  @Column({ type: 'jsonb' })
  sections!: ScriptSection[];

  @Column({ name: 'published_at', type: 'timestamptz' })
  publishedAt!: Date;

  @Column({ name: 'published_by', type: 'uuid' })
  publishedBy!: UserId;
}

/** Which version an agent had in a call, and which of its sections were said. */
@Entity('script_use')
@ForeignKey(() => ScriptEntity, ['tenantId', 'scriptId'], ['tenantId', 'id'], { name: 'script_use_script_fkey' })
@ForeignKey('UserEntity', ['tenantId', 'agentId'], ['tenantId', 'id'], { name: 'script_use_agent_fkey' })
export class ScriptUseEntity {
  @PrimaryColumn({ type: 'uuid', name: 'call_id' })
  callId!: CallId;

  @PrimaryColumn({ type: 'uuid', name: 'agent_id' })
  agentId!: AgentId;

  @ForeignKey('TenantEntity', { name: 'script_use_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'uuid', name: 'script_id' })
  scriptId!: ScriptId;

  @Column({ type: 'integer', array: true, default: () => "'{}'" })
  said!: number[];

  @Column({ type: 'timestamptz' })
  at!: Date;
}

/** A result of calls that the enterprise has named itself. */
@Entity('disposition')
@Check('disposition_name_check', `name <> ''`)
@Check('disposition_code_check', `code ~ '^[a-z0-9_]{1,40}$'`)
export class DispositionEntity {
  @ForeignKey('TenantEntity', { name: 'disposition_tenant_id_fkey' })
  @PrimaryColumn({ type: 'uuid', name: 'tenant_id' })
  tenantId!: TenantId;

  @PrimaryColumn({ type: 'text' })
  code!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'integer' })
  place!: number;

  @Column({ type: 'boolean', default: true })
  offered!: boolean;
}
