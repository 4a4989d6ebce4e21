import type { LineChange } from '@sibai/contracts';
import type { LineId, TenantId, UserId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

import type { Change } from './line-change.js';

const OPEN = `state NOT IN ('done', 'withdrawn', 'lapsed')`;

/** A change of who holds a line: handed to another enterprise, taken to another carrier, or given up. */
@Entity('line_change')
@Check('line_change_kind_check', `kind IN ('transfer', 'port_out', 'cancel')`)
@Check(
  'line_change_state_check',
  `state IN ('requested', 'notice', 'offered', 'accepted', 'done', 'withdrawn', 'lapsed')`,
)
@Index('line_change_open_key', ['lineId'], { unique: true, where: OPEN })
@Index('line_change_tenant_idx', ['tenantId', 'requestedAt'])
@Index('line_change_taker_idx', ['toTenantId'])
@Index('line_change_invite_key', ['inviteHash'], { unique: true })
@ForeignKey('LineEntity', ['tenantId', 'lineId'], ['tenantId', 'id'], { name: 'line_change_line_fkey' })
export class LineChangeEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'uuid', name: 'line_id', update: false })
  lineId!: LineId;

  @Column({ type: 'text' })
  number!: string;

  @Column({ type: 'text' })
  kind!: LineChange['kind'];

  @Column({ type: 'text' })
  state!: LineChange['state'];

  @Column({ type: 'text' })
  reason!: string;

  @Column({ type: 'uuid', name: 'requested_by', nullable: true })
  requestedBy!: UserId | null;

  @Column({ type: 'timestamptz', name: 'requested_at' })
  requestedAt!: Date;

  /** When the authorised person of the owner confirmed it by a code. */
  @Column({ type: 'timestamptz', name: 'confirmed_at', nullable: true })
  confirmedAt!: Date | null;

  /** When the line will be closed; of a transfer, when the offer lapses. */
  @Column({ type: 'timestamptz', name: 'effective_at', nullable: true })
  effectiveAt!: Date | null;

  @Column({ type: 'text', name: 'to_name', nullable: true })
  toName!: string | null;

  /** SHA-256 of the invitation that the taker was given. */
  @Column({ type: 'bytea', name: 'invite_hash', nullable: true })
  inviteHash!: Buffer | null;

  @ForeignKey('TenantEntity', { name: 'line_change_to_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'to_tenant_id', nullable: true })
  toTenantId!: TenantId | null;

  @Column({ type: 'timestamptz', name: 'accepted_at', nullable: true })
  acceptedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'verified_at', nullable: true })
  verifiedAt!: Date | null;

  @Column({ type: 'uuid', name: 'contract_id', nullable: true })
  contractId!: string | null;

  /** What the next carrier asks for. */
  @Column({ type: 'text', nullable: true })
  authorisation!: string | null;

  @Column({ type: 'timestamptz', name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  toChange(): Change {
    const { kind, state, requestedAt, effectiveAt } = this;
    return {
      kind,
      state,
      requestedAt,
      effectiveAt,
      verified: this.verifiedAt !== null,
      contracted: this.contractId !== null,
    };
  }
}
