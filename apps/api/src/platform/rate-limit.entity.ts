import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('rate_limit')
@Index('rate_limit_resets_idx', ['resetsAt'])
export class RateLimitEntity {
  @PrimaryColumn({ type: 'text' })
  key!: string;

  @Column({ type: 'integer' })
  points!: number;

  @Column({ name: 'resets_at', type: 'timestamptz' })
  resetsAt!: Date;
}
