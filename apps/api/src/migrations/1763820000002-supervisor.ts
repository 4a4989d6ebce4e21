import type { MigrationInterface, QueryRunner } from 'typeorm';

export const SUPERVISOR_TABLES = ['floor_setting', 'floor_alarm'];

/** The wall of a tenant: what it warns of, and what it has warned of. */
export class Supervisor1763820000002 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(TABLES);
    for (const table of SUPERVISOR_TABLES)
      await db.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ${table}_tenant ON ${table}
          USING (tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid)`);
    await db.query(INDEXES);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX assignment_offered_idx, cdr_queued_idx;
      DROP TABLE ${[...SUPERVISOR_TABLES].reverse().join(', ')}`);
  }
}

const TABLES = `
  CREATE TABLE floor_setting (
    tenant_id  uuid        PRIMARY KEY REFERENCES tenant,
    settings   jsonb       NOT NULL,
    changed_by uuid        NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT floor_setting_author_fkey FOREIGN KEY (tenant_id, changed_by) REFERENCES app_user (tenant_id, id)
  );

  CREATE TABLE floor_alarm (
    id              uuid             PRIMARY KEY,
    tenant_id       uuid             NOT NULL REFERENCES tenant,
    kind            text             NOT NULL,
    subject         uuid             NOT NULL,
    group_id        uuid,
    name            text             NOT NULL,
    value           double precision NOT NULL,
    advice          jsonb            NOT NULL,
    opened_at       timestamptz      NOT NULL,
    acknowledged_by uuid,
    acknowledged_at timestamptz,
    closed_at       timestamptz,
    CONSTRAINT floor_alarm_acknowledger_fkey FOREIGN KEY (tenant_id, acknowledged_by) REFERENCES app_user (tenant_id, id)
  );
  CREATE INDEX floor_alarm_tenant_idx ON floor_alarm (tenant_id, id);
  CREATE UNIQUE INDEX floor_alarm_open_key ON floor_alarm (tenant_id, kind, subject) WHERE closed_at IS NULL;

  GRANT SELECT, INSERT, UPDATE ON floor_setting TO sibai_app;
  GRANT SELECT, INSERT ON floor_alarm TO sibai_app;
  GRANT UPDATE (value, advice, acknowledged_by, acknowledged_at, closed_at) ON floor_alarm TO sibai_app;
`;

/** What the intervals are folded from is read by time. */
const INDEXES = `
  CREATE INDEX cdr_queued_idx ON cdr (tenant_id, queued_at) WHERE queued_at IS NOT NULL;
  CREATE INDEX assignment_offered_idx ON assignment (tenant_id, offered_at);
`;
