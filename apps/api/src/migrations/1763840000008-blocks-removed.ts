import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who asks for deletion is taken off the block list, where no block in force speaks against it. */
export class BlocksRemoved1763840000008 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`GRANT DELETE ON blocked_caller TO sibai_app`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`REVOKE DELETE ON blocked_caller FROM sibai_app`);
  }
}
