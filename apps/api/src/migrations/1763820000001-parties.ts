import type { MigrationInterface, QueryRunner } from 'typeorm';

/** More than one agent on a call: consulted, called into it, transferred to; and more than one recording of one assignment. */
export class Parties1763820000001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE assignment
        ADD COLUMN kind text NOT NULL DEFAULT 'queue',
        ADD CONSTRAINT assignment_kind_check
          CHECK (kind IN ('queue', 'transfer', 'consult', 'conference', 'outbound', 'callback', 'take_over'));
      DROP INDEX assignment_live_call_key;
      CREATE UNIQUE INDEX assignment_live_call_key ON assignment (call_id)
        WHERE state IN ('offered', 'answered') AND kind IN ('queue', 'outbound', 'callback');
      DROP INDEX recording_assignment_key;
      CREATE INDEX recording_assignment_idx ON recording (assignment_id)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX recording_assignment_idx;
      CREATE UNIQUE INDEX recording_assignment_key ON recording (assignment_id);
      DROP INDEX assignment_live_call_key;
      CREATE UNIQUE INDEX assignment_live_call_key ON assignment (call_id) WHERE state IN ('offered', 'answered');
      ALTER TABLE assignment DROP COLUMN kind`);
  }
}
