import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the stages of the way to a line have in common: their history, sealed files, and what the operator may see. */
export class Onboarding1763800000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION is_platform() RETURNS boolean
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
          SELECT EXISTS (SELECT FROM tenant WHERE kind = 'platform'
                            AND id = nullif(current_setting('sibai.tenant', true), '')::uuid) $$;
      REVOKE EXECUTE ON FUNCTION is_platform() FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION is_platform() TO sibai_app;

      CREATE TABLE onboarding_event (
        id         uuid        PRIMARY KEY,
        tenant_id  uuid        NOT NULL REFERENCES tenant,
        at         timestamptz NOT NULL,
        type       text        NOT NULL,
        actor      text        NOT NULL,
        actor_id   uuid,
        actor_name text,
        subject    text,
        reason     text,
        data       jsonb       NOT NULL DEFAULT '{}'
      );
      CREATE INDEX onboarding_event_tenant_idx ON onboarding_event (tenant_id, at);

      CREATE TABLE sealed_file (
        id           uuid        PRIMARY KEY,
        tenant_id    uuid        NOT NULL REFERENCES tenant,
        kind         text        NOT NULL,
        mime         text        NOT NULL,
        name         text,
        size         integer     NOT NULL,
        sha256       text        NOT NULL,
        wrapped_key  bytea,
        content      bytea       NOT NULL,
        created_at   timestamptz NOT NULL DEFAULT now(),
        destroyed_at timestamptz
      );
      CREATE UNIQUE INDEX sealed_file_tenant_key ON sealed_file (tenant_id, id);
      ALTER TABLE sealed_file ALTER COLUMN content SET STORAGE EXTERNAL;

      ALTER TABLE audit ADD COLUMN user_name text, ADD COLUMN detail jsonb NOT NULL DEFAULT '{}';
      GRANT SELECT, INSERT ON onboarding_event TO sibai_app;
      GRANT SELECT, INSERT, UPDATE ON sealed_file TO sibai_app;
      CREATE POLICY tenant_operator ON tenant FOR SELECT USING ((SELECT is_platform()));
      CREATE POLICY audit_operator ON audit FOR SELECT USING ((SELECT is_platform()));
      CREATE POLICY onboarding_event_operator ON onboarding_event FOR SELECT USING ((SELECT is_platform()))`);
    for (const table of ['onboarding_event', 'sealed_file'])
      await db.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ${table}_tenant ON ${table}
          USING (tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP POLICY tenant_operator ON tenant;
      DROP POLICY audit_operator ON audit;
      ALTER TABLE audit DROP COLUMN user_name, DROP COLUMN detail;
      DROP TABLE sealed_file, onboarding_event;
      DROP FUNCTION is_platform()`);
  }
}
