import type { MigrationInterface, QueryRunner } from 'typeorm';

export const UPLOAD_TABLES = ['recording_upload'];

/** Sealed recordings that are still to be brought from the disk here to the store they are kept in. */
export class VaultUploads1763820000011 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE recording_upload (
        recording_id uuid        PRIMARY KEY,
        tenant_id    uuid        NOT NULL,
        bytes        bigint      NOT NULL,
        queued_at    timestamptz NOT NULL,
        next_at      timestamptz NOT NULL,
        tries        integer     NOT NULL DEFAULT 0,
        error        text,
        CONSTRAINT recording_upload_recording_fkey FOREIGN KEY (tenant_id, recording_id)
          REFERENCES recording (tenant_id, id)
      );
      CREATE INDEX recording_upload_next_idx ON recording_upload (tenant_id, next_at);
      ALTER TABLE recording_upload ENABLE ROW LEVEL SECURITY;
      CREATE POLICY recording_upload_tenant ON recording_upload
        USING (tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid);
      CREATE POLICY recording_upload_operator ON recording_upload FOR SELECT USING ((SELECT is_platform()));
      GRANT SELECT, INSERT, UPDATE, DELETE ON recording_upload TO sibai_app`);
  }

  /** Only while nothing waits: what does would be forgotten here, though the next look over the files finds it again. */
  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE recording_upload`);
  }
}
