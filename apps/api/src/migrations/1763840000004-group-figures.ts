import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A group's latest calls are found at once: a process that has just started takes its figures from them. */
export class GroupFigures1763840000004 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE INDEX assignment_handled_idx ON assignment (group_id, ended_at) WHERE state = 'ended';
      CREATE INDEX cdr_group_idx ON cdr (group_id, queued_at) WHERE queued_at IS NOT NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP INDEX assignment_handled_idx, cdr_group_idx`);
  }
}
