import { DomainError, type ErrorCode } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { Clock } from './clock.js';
import { Db } from './db.js';

export interface Limit {
  readonly points: number;
  readonly seconds: number;
  /** From the last point on nothing more is let through for so long; absent: until the time of the first is over. */
  readonly blockSeconds?: number;
}

/** Counts in Postgres, so that a limit is one over all processes and outlives them. */
@Injectable()
export class Limits {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /** Takes a point of `key`, or refuses when none is left. Taken before the work, or many at once would slip through. */
  async take(key: string, limit: Limit, refusal: ErrorCode = 'request.too_many'): Promise<void> {
    const { points, seconds, blockSeconds = null } = limit;
    const now = this.clock.now();
    const [row] = await this.db.query<{ points: number; resets_at: Date }>(
      `INSERT INTO rate_limit AS r (key, points, resets_at)
         VALUES ($1, 1, $2::timestamptz + make_interval(secs => $3))
         ON CONFLICT (key) DO UPDATE SET
           points = CASE WHEN r.resets_at <= $2 THEN 1 ELSE r.points + 1 END,
           resets_at = CASE WHEN r.resets_at <= $2 THEN EXCLUDED.resets_at
                            WHEN r.points + 1 = $4 AND $5::int IS NOT NULL THEN $2 + make_interval(secs => $5::int)
                            ELSE r.resets_at END
       RETURNING points, resets_at`,
      [key, now, seconds, points, blockSeconds],
    );
    if (!row) throw new Error('rate_limit answered nothing');
    if (row.points <= points) return;
    throw new DomainError(refusal, {
      retryAfterSeconds: Math.max(1, Math.ceil((row.resets_at.getTime() - now.getTime()) / 1000)),
    });
  }

  /** Gives one point back: what was counted turned out to be no offence. */
  async giveBack(key: string): Promise<void> {
    await this.db.query(`UPDATE rate_limit SET points = greatest(0, points - 1) WHERE key = $1`, [key]);
  }

  /** Forgets the keys that begin so. */
  async forget(prefix: string): Promise<void> {
    await this.db.query(`DELETE FROM rate_limit WHERE starts_with(key, $1)`, [prefix]);
  }

  /** Until when each of the keys is blocked by `limit`; those that are not are absent. */
  async blocked(keys: readonly string[], limit: Limit): Promise<ReadonlyMap<string, Date>> {
    const rows = await this.db.query<{ key: string; resets_at: Date }>(
      `SELECT key, resets_at FROM rate_limit WHERE key = ANY($1) AND points >= $2 AND resets_at > $3`,
      [[...keys], limit.points, this.clock.now()],
    );
    return new Map(rows.map(({ key, resets_at }) => [key, resets_at]));
  }

  async purge(): Promise<void> {
    await this.db.query(`DELETE FROM rate_limit WHERE resets_at <= $1`, [this.clock.now()]);
  }
}
