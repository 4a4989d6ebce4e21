import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A code that was sent to an address. Only a digest is kept, made with the installation's key: six digits are soon tried. */
@Entity('one_time_code')
@Index('one_time_code_address_idx', ['address', 'sentAt'])
export class OneTimeCodeEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text' })
  purpose!: string;

  @Column({ type: 'text' })
  address!: string;

  @Column({ type: 'text' })
  digest!: string;

  @Column({ type: 'smallint', default: 0 })
  tries!: number;

  @Column({ name: 'sent_at', type: 'timestamptz' })
  sentAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ name: 'taken_at', type: 'timestamptz', nullable: true })
  takenAt!: Date | null;
}
