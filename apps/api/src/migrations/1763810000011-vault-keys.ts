import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys of tenants in versions, each of which says by which of the installation's keys it is wrapped. */
export class VaultKeys1763810000011 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE tenant_key
        ADD COLUMN version     integer NOT NULL DEFAULT 1,
        ADD COLUMN master      text,
        ADD COLUMN rotation_id uuid,
        DROP CONSTRAINT tenant_key_pkey,
        ADD PRIMARY KEY (tenant_id, version),
        ADD CONSTRAINT tenant_key_version_check CHECK (version > 0);

      CREATE TABLE key_rotation (
        id          uuid        PRIMARY KEY,
        from_master text        NOT NULL,
        started_at  timestamptz NOT NULL,
        finished_at timestamptz,
        tenants     integer     NOT NULL DEFAULT 0,
        recordings  integer     NOT NULL DEFAULT 0,
        files       integer     NOT NULL DEFAULT 0,
        unreadable  integer     NOT NULL DEFAULT 0
      );
      CREATE INDEX key_rotation_started_idx ON key_rotation (started_at);
      GRANT SELECT, INSERT, UPDATE ON key_rotation TO sibai_app`);
  }

  /** Only while no keys were rotated: what newer versions wrap would be lost. */
  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE key_rotation;
      ALTER TABLE tenant_key
        DROP CONSTRAINT tenant_key_pkey,
        ADD PRIMARY KEY (tenant_id),
        DROP COLUMN version, DROP COLUMN master, DROP COLUMN rotation_id`);
  }
}
