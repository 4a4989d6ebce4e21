import type { WordFinding, WordRule } from '@sibai/contracts';
import type { Id, TenantId, UserId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What an enterprise adds to the platform's list. Never changed, but ended. */
@Entity('word_rule')
@Check('word_rule_word_check', `word <> ''`)
@Check(
  'word_rule_kind_check',
  `(kind = 'word' AND severity IN ('block', 'ask', 'inform')) OR (kind = 'harmless' AND severity IS NULL)`,
)
@Check('word_rule_ended_check', `(ended_at IS NULL) = (ended_by IS NULL)`)
@Index('word_rule_word_key', ['tenantId', 'word'], { unique: true, where: 'ended_at IS NULL' })
@Index('word_rule_tenant_idx', ['tenantId', 'addedAt'])
export class WordRuleEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id<'WordRule'>;

  @ForeignKey('TenantEntity', { name: 'word_rule_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'text', update: false })
  kind!: WordRule['kind'];

  @Column({ type: 'text', update: false })
  word!: string;

  @Column({ type: 'text', nullable: true, update: false })
  severity!: WordRule['severity'];

  @Column({ type: 'text', update: false })
  article!: string;

  @Column({ type: 'text', default: '', update: false })
  suggestion!: string;

  @Column({ type: 'uuid', name: 'added_by', update: false })
  addedBy!: UserId;

  @Column({ type: 'text', name: 'added_by_name', update: false })
  addedByName!: string;

  @Column({ type: 'timestamptz', name: 'added_at', update: false })
  addedAt!: Date;

  @Column({ type: 'uuid', name: 'ended_by', nullable: true })
  endedBy!: UserId | null;

  @Column({ type: 'text', name: 'ended_by_name', nullable: true })
  endedByName!: string | null;

  @Column({ type: 'timestamptz', name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  toWire(): WordRule {
    const { id, kind, word, severity, article, suggestion, addedByName, addedAt } = this;
    return { id, kind, word, severity, article, suggestion, addedBy: addedByName, addedAt: addedAt.toISOString() };
  }
}

/** A banned word that is live, as the last look found it. */
@Entity('word_finding')
@Check('word_finding_surface_check', `surface IN ('flow', 'line', 'group', 'notice', 'script')`)
@Check('word_finding_severity_check', `severity IN ('block', 'ask', 'inform')`)
@Index('word_finding_tenant_idx', ['tenantId', 'severity'])
export class WordFindingEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('TenantEntity', { name: 'word_finding_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id' })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  surface!: WordFinding['surface'];

  @Column({ type: 'uuid', name: 'subject_id' })
  subjectId!: string;

  @Column({ type: 'text' })
  subject!: string;

  @Column({ type: 'text', nullable: true })
  node!: string | null;

  @Column({ type: 'text' })
  place!: string;

  @Column({ type: 'text' })
  word!: string;

  @Column({ type: 'text' })
  found!: string;

  @Column({ type: 'text' })
  family!: string;

  @Column({ type: 'text' })
  severity!: WordFinding['severity'];

  @Column({ type: 'text' })
  article!: string;

  @Column({ type: 'text' })
  suggestion!: string;

  @Column({ type: 'timestamptz', name: 'found_at' })
  foundAt!: Date;
}

/** Who answered for a word that needs evidence. */
@Entity('word_confirmation')
@Index('word_confirmation_tenant_idx', ['tenantId', 'subjectId', 'word', 'confirmedAt'])
export class WordConfirmationEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('TenantEntity', { name: 'word_confirmation_tenant_id_fkey' })
  @Column({ type: 'uuid', name: 'tenant_id', update: false })
  tenantId!: TenantId;

  @Column({ type: 'text' })
  surface!: WordFinding['surface'];

  @Column({ type: 'uuid', name: 'subject_id' })
  subjectId!: string;

  @Column({ type: 'text' })
  word!: string;

  @Column({ type: 'text' })
  found!: string;

  @Column({ type: 'uuid', name: 'confirmed_by' })
  confirmedBy!: UserId;

  @Column({ type: 'text', name: 'confirmed_by_name' })
  confirmedByName!: string;

  @Column({ type: 'timestamptz', name: 'confirmed_at' })
  confirmedAt!: Date;
}

/** When all that is live was last looked through, and by which list. */
@Entity('word_check')
export class WordCheckEntity {
  @ForeignKey('TenantEntity', { name: 'word_check_tenant_id_fkey' })
  @PrimaryColumn({ type: 'uuid', name: 'tenant_id' })
  tenantId!: TenantId;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ type: 'integer', name: 'floor_version' })
  floorVersion!: number;

  @Column({ type: 'integer' })
  rules!: number;
}
