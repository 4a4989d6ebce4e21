import type { MigrationInterface, QueryRunner } from 'typeorm';

export const HEARING_TABLES = ['group_supervisor', 'hearing_grant', 'listening', 'recording_waveform'];

/** Who may hear recordings: enforced at the rows, whatever a route forgets. */
export class Hearing1763810000002 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(TABLES);
    for (const table of HEARING_TABLES)
      await db.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ${table}_tenant ON ${table}
          USING (tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid)`);
    await db.query(POLICIES);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP POLICY recording_hearing ON recording;
      DROP POLICY recording_operator ON recording;
      DROP TABLE ${[...HEARING_TABLES].reverse().join(', ')}`);
  }
}

const TABLES = `
  CREATE TABLE group_supervisor (
    group_id  uuid NOT NULL,
    user_id   uuid NOT NULL,
    tenant_id uuid NOT NULL,
    PRIMARY KEY (group_id, user_id),
    CONSTRAINT group_supervisor_group_fkey
      FOREIGN KEY (tenant_id, group_id) REFERENCES skill_group (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT group_supervisor_user_fkey
      FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE
  );
  CREATE INDEX group_supervisor_user_idx ON group_supervisor (user_id);

  CREATE TABLE hearing_grant (
    id         uuid        PRIMARY KEY,
    tenant_id  uuid        NOT NULL REFERENCES tenant,
    reason     text        NOT NULL CHECK (reason <> ''),
    from_at    timestamptz NOT NULL,
    until_at   timestamptz NOT NULL,
    granted_by uuid        NOT NULL,
    granted_at timestamptz NOT NULL,
    revoked_by uuid,
    revoked_at timestamptz,
    CONSTRAINT hearing_grant_term_check CHECK (until_at > from_at),
    CONSTRAINT hearing_grant_author_fkey FOREIGN KEY (tenant_id, granted_by) REFERENCES app_user (tenant_id, id),
    CONSTRAINT hearing_grant_revoker_fkey FOREIGN KEY (tenant_id, revoked_by) REFERENCES app_user (tenant_id, id)
  );
  CREATE INDEX hearing_grant_tenant_idx ON hearing_grant (tenant_id, until_at);

  CREATE TABLE listening (
    id           uuid           PRIMARY KEY,
    tenant_id    uuid           NOT NULL REFERENCES tenant,
    recording_id uuid           NOT NULL,
    call_id      uuid           NOT NULL,
    user_id      uuid           NOT NULL,
    user_name    text           NOT NULL,
    user_role    text           NOT NULL,
    purpose      text           NOT NULL,
    note         text,
    address      text           NOT NULL,
    at           timestamptz    NOT NULL,
    until_at     timestamptz    NOT NULL,
    sent         int8multirange NOT NULL DEFAULT '{}',
    exported     boolean        NOT NULL DEFAULT false
  );
  CREATE INDEX listening_tenant_idx ON listening (tenant_id, id);
  CREATE INDEX listening_call_idx ON listening (call_id);

  CREATE TABLE recording_waveform (
    recording_id uuid  PRIMARY KEY,
    tenant_id    uuid  NOT NULL REFERENCES tenant,
    peaks        bytea NOT NULL
  );

  GRANT SELECT, INSERT, DELETE ON recording_waveform TO sibai_app;
  GRANT SELECT, INSERT, DELETE ON group_supervisor TO sibai_app;
  GRANT SELECT, INSERT ON hearing_grant TO sibai_app;
  GRANT SELECT, INSERT ON listening TO sibai_app;
  GRANT UPDATE (sent, exported) ON listening TO sibai_app;
  GRANT UPDATE (revoked_by, revoked_at) ON hearing_grant TO sibai_app;
`;

/**
 * The engine and the jobs name nobody and see what is their tenant's. Somebody who is signed in sees: an admin all of the
 * tenant, a supervisor what the groups of their own have answered, the operator what a tenant has opened for a time, an agent
 * nothing. The wall goes by the database's own clock.
 * Of what was listened to, the platform sees only its own.
 */
const POLICIES = `
  CREATE POLICY hearing_grant_operator ON hearing_grant FOR SELECT USING ((SELECT is_platform()));
  CREATE POLICY listening_own ON listening FOR SELECT
    USING (user_id = nullif(current_setting('sibai.user', true), '')::uuid);
  CREATE POLICY recording_operator ON recording FOR SELECT USING ((SELECT is_platform()));
  CREATE POLICY recording_hearing ON recording AS RESTRICTIVE FOR SELECT USING (
    CASE (SELECT coalesce(current_setting('sibai.role', true), ''))
      WHEN '' THEN tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid
      WHEN 'admin' THEN tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid
      WHEN 'supervisor' THEN EXISTS (
        SELECT FROM assignment a JOIN group_supervisor s ON s.group_id = a.group_id
         WHERE a.id = assignment_id AND s.user_id = nullif(current_setting('sibai.user', true), '')::uuid)
      WHEN 'operator' THEN EXISTS (
        SELECT FROM hearing_grant g
         WHERE g.tenant_id = recording.tenant_id AND g.revoked_at IS NULL
           AND g.from_at <= clock_timestamp() AND g.until_at > clock_timestamp())
      ELSE false
    END);
`;
