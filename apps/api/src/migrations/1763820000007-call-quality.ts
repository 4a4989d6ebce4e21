import type { MigrationInterface, QueryRunner } from 'typeorm';

export const QUALITY_TABLES = ['call_quality'];

/** What the agent's browser measured of the network during a call. */
export class CallQuality1763820000007 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(TABLES);
    for (const table of QUALITY_TABLES)
      await db.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ${table}_tenant ON ${table}
          USING (tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE ${[...QUALITY_TABLES].reverse().join(', ')}`);
  }
}

const TABLES = `
  CREATE TABLE call_quality (
    assignment_id uuid        NOT NULL,
    at            timestamptz NOT NULL,
    tenant_id     uuid        NOT NULL,
    call_id       uuid        NOT NULL,
    agent_id      uuid        NOT NULL,
    round_trip_ms integer,
    jitter_ms     integer,
    loss_percent  real        NOT NULL,
    mos           real        NOT NULL,
    PRIMARY KEY (assignment_id, at),
    CONSTRAINT call_quality_mos_check CHECK (mos >= 1 AND mos <= 5),
    CONSTRAINT call_quality_agent_fkey FOREIGN KEY (tenant_id, agent_id) REFERENCES app_user (tenant_id, id)
  );
  CREATE INDEX call_quality_call_idx ON call_quality (call_id, at);
  GRANT SELECT, INSERT ON call_quality TO sibai_app;
`;
