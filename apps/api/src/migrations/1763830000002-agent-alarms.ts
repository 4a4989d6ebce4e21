import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An alarm may be of an agent, and so of several groups. */
export class AgentAlarms1763830000002 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE floor_alarm ADD COLUMN group_ids uuid[] NOT NULL DEFAULT '{}';
      UPDATE floor_alarm SET group_ids = ARRAY[group_id] WHERE group_id IS NOT NULL;
      ALTER TABLE floor_alarm DROP COLUMN group_id`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE floor_alarm ADD COLUMN group_id uuid;
      UPDATE floor_alarm SET group_id = group_ids[1];
      ALTER TABLE floor_alarm DROP COLUMN group_ids`);
  }
}
