import type { BadLine, IMPORT_STATES, NumberImport } from '@sibai/contracts';
import type { TenantId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A file of numbers on its way into the stock. Its counts are written with each batch, so that it can go on after a crash. */
@Entity('number_import')
@Check('number_import_state_check', `state IN ('running', 'done', 'cancelled', 'failed')`)
@Index('number_import_tenant_key', ['tenantId', 'id'], { unique: true })
@Index('number_import_running_key', ['state'], { unique: true, where: `state = 'running'` })
export class NumberImportEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('TenantEntity', { name: 'number_import_tenant_id_fkey' })
  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ name: 'file_name', type: 'text' })
  fileName!: string;

  @Column({ type: 'bigint' })
  bytes!: string;

  @Column({ name: 'bytes_done', type: 'bigint', default: 0 })
  bytesDone!: string;

  /** The last line that is settled: taken or reported. */
  @Column({ type: 'integer', default: 0 })
  lines!: number;

  @Column({ type: 'integer', default: 0 })
  added!: number;

  /** Numbers that were there and got another price. */
  @Column({ type: 'integer', default: 0 })
  repriced!: number;

  @Column({ type: 'integer', default: 0 })
  bad!: number;

  @Column({ type: 'text', default: 'running' })
  state!: (typeof IMPORT_STATES)[number];

  @Column({ type: 'text', nullable: true })
  failure!: string | null;

  @Column({ name: 'started_by', type: 'text' })
  startedBy!: string;

  @Column({ name: 'started_at', type: 'timestamptz' })
  startedAt!: Date;

  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt!: Date | null;

  toWire(): NumberImport {
    const { id, fileName, lines, added, repriced, bad, state, failure, startedBy } = this;
    return {
      ...{ id, fileName, lines, added, repriced, bad, state, failure, startedBy },
      bytes: Number(this.bytes),
      bytesDone: Number(this.bytesDone),
      startedAt: this.startedAt.toISOString(),
      endedAt: this.endedAt?.toISOString() ?? null,
    };
  }
}

/** A line of an import that was not taken, and why. */
@Entity('number_import_line')
@ForeignKey('NumberImportEntity', ['tenantId', 'importId'], ['tenantId', 'id'], {
  name: 'number_import_line_import_fkey',
  onDelete: 'CASCADE',
})
export class NumberImportLineEntity {
  @PrimaryColumn({ name: 'import_id', type: 'uuid' })
  importId!: string;

  @PrimaryColumn({ type: 'integer' })
  line!: number;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  reason!: BadLine;

  @Column({ type: 'text' })
  content!: string;
}
