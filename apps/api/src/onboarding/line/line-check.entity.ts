import type { CheckItem, LadderMessage, LineCheck } from '@sibai/contracts';
import type { LineId, TenantId, UserId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** One run of the line check, with what was found and every SIP message of it. */
@Entity('line_check')
@Check('line_check_state_check', `state IN ('running', 'done', 'broken_off')`)
@Check('line_check_verdict_check', `verdict IN ('pass', 'warn', 'fail')`)
@Index('line_check_line_idx', ['lineId', 'startedAt'])
@Index('line_check_running_key', ['lineId'], { unique: true, where: `state = 'running'` })
@ForeignKey('LineEntity', ['tenantId', 'lineId'], ['tenantId', 'id'], { name: 'line_check_line_fkey' })
export class LineCheckEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'uuid', name: 'line_id', update: false })
  lineId!: LineId;

  @Column({ type: 'text' })
  state!: LineCheck['state'];

  @Column({ type: 'text', nullable: true })
  verdict!: LineCheck['verdict'];

  @Column({ type: 'jsonb', default: [] })
  items!: CheckItem[];

  @Column({ type: 'jsonb', default: [] })
  ladder!: LadderMessage[];

  @Column({ type: 'uuid', name: 'started_by', nullable: true })
  startedBy!: UserId | null;

  @Column({ type: 'timestamptz', name: 'started_at' })
  startedAt!: Date;

  @Column({ type: 'timestamptz', name: 'finished_at', nullable: true })
  finishedAt!: Date | null;

  toWire(): LineCheck {
    const { id, state, verdict, items, ladder, startedAt, finishedAt } = this;
    return {
      id,
      state,
      verdict,
      items,
      ladder,
      startedAt: startedAt.toISOString(),
      finishedAt: finishedAt?.toISOString() ?? null,
    };
  }
}
