import type { KeyRotation } from '@sibai/contracts';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One going over to new keys. Of those that were broken off there is at most one, which the next goes on with. */
@Entity('key_rotation')
@Index('key_rotation_started_idx', ['startedAt'])
export class KeyRotationEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  /** The installation's newest key when it began. */
  @Column({ name: 'from_master', type: 'text' })
  fromMaster!: string;

  @Column({ name: 'started_at', type: 'timestamptz' })
  startedAt!: Date;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt!: Date | null;

  @Column({ type: 'integer', default: 0 })
  tenants!: number;

  @Column({ type: 'integer', default: 0 })
  recordings!: number;

  @Column({ type: 'integer', default: 0 })
  files!: number;

  /** Keys that could not be unwrapped. */
  @Column({ type: 'integer', default: 0 })
  unreadable!: number;

  toWire(): KeyRotation {
    const { startedAt, finishedAt, tenants, recordings, files, unreadable } = this;
    return {
      startedAt: startedAt.toISOString(),
      finishedAt: finishedAt?.toISOString() ?? null,
      ...{ tenants, recordings, files, unreadable },
    };
  }
}
