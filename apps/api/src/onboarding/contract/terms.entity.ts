import type { PublicTerms, Terms } from '@sibai/contracts';
import type { TermsId } from '@sibai/kernel';
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One version of the terms. Never changed: new words are a new version. */
@Entity('terms')
@Check('terms_version_check', `version > 0`)
@Check('terms_title_check', `title <> ''`)
@Check('terms_body_check', `body <> ''`)
@Index('terms_version_key', ['version'], { unique: true })
export class TermsEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: TermsId;

  @Column({ type: 'integer' })
  version!: number;

  @Column({ type: 'text' })
  title!: string;

  @Column({ type: 'text' })
  body!: string;

  @Column({ type: 'text' })
  note!: string;

  @Column({ type: 'text' })
  sha256!: string;

  @Column({ name: 'effective_from', type: 'timestamptz' })
  effectiveFrom!: Date;

  @Column({ name: 'published_at', type: 'timestamptz' })
  publishedAt!: Date;

  @Column({ name: 'published_by', type: 'text', nullable: true })
  publishedBy!: string | null;

  toPublic(): PublicTerms {
    const { version, title, body, effectiveFrom } = this;
    return { version, title, body, effectiveFrom: effectiveFrom.toISOString() };
  }

  toWire(state: Terms['state'], signed: number): Terms {
    const { id, note, sha256, publishedAt, publishedBy } = this;
    return { ...this.toPublic(), id, note, sha256, publishedAt: publishedAt.toISOString(), publishedBy, signed, state };
  }
}
