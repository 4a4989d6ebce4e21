import type { MigrationInterface, QueryRunner } from 'typeorm';

export const SUPERVISION_TABLES = ['supervision'];

/** What a process must know that comes after this one: which device is an agent's desk, and whom a supervisor is with. */
export class SeatsAndSupervisions1763830000001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE agent_presence ADD COLUMN seat jsonb;
      CREATE TABLE supervision (
        user_id   uuid  PRIMARY KEY,
        tenant_id uuid  NOT NULL,
        endpoint  text  NOT NULL,
        held      jsonb,
        CONSTRAINT supervision_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE
      );
      CREATE INDEX supervision_tenant_idx ON supervision (tenant_id);
      ALTER TABLE supervision ENABLE ROW LEVEL SECURITY;
      CREATE POLICY supervision_tenant ON supervision
        USING (tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid);
      GRANT SELECT, INSERT, UPDATE, DELETE ON supervision TO sibai_app;`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE supervision;
      ALTER TABLE agent_presence DROP COLUMN seat`);
  }
}
