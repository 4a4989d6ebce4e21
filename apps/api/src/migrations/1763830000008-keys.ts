import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A recording is paused too while a caller keys something in. */
export class Keys1763830000008 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(reasons('agent', 'api', 'card', 'keys'));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`UPDATE recording_pause SET reason = 'card' WHERE reason = 'keys'`);
    await db.query(reasons('agent', 'api', 'card'));
  }
}

const reasons = (...all: string[]): string => `
  ALTER TABLE recording_pause DROP CONSTRAINT recording_pause_reason_check;
  ALTER TABLE recording_pause ADD CONSTRAINT recording_pause_reason_check
    CHECK (reason IN (${all.map((one) => `'${one}'`).join(', ')}))`;
