import type { MigrationInterface, QueryRunner } from 'typeorm';

export const BLOCK_TABLES = ['block_setting', 'blocked_caller'];

/** Callers whose calls an enterprise does not take. */
export class Blocks1763830000009 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(TABLES);
    for (const table of BLOCK_TABLES)
      await db.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ${table}_tenant ON ${table}
          USING (tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE ${BLOCK_TABLES.join(', ')}`);
  }
}

const TABLES = `
  CREATE TABLE block_setting (
    tenant_id uuid    PRIMARY KEY REFERENCES tenant,
    anonymous boolean NOT NULL,
    answer    text    NOT NULL,
    CONSTRAINT block_setting_answer_check CHECK (answer IN ('sentence', 'busy'))
  );

  CREATE TABLE blocked_caller (
    id              uuid        PRIMARY KEY,
    tenant_id       uuid        NOT NULL REFERENCES tenant,
    number          text        NOT NULL,
    whole           boolean     NOT NULL,
    reason          text        NOT NULL DEFAULT '',
    until           timestamptz,
    state           text        NOT NULL,
    call_id         uuid,
    added_by        uuid        NOT NULL,
    added_by_name   text        NOT NULL,
    added_at        timestamptz NOT NULL,
    decided_by      uuid,
    decided_by_name text,
    decided_at      timestamptz,
    ended_by        uuid,
    ended_by_name   text,
    ended_at        timestamptz,
    CONSTRAINT blocked_caller_number_check CHECK (number ~ '^[0-9]{2,20}$'),
    CONSTRAINT blocked_caller_state_check CHECK (
      state IN ('proposed', 'in_force', 'declined', 'ended') AND (state = 'ended') = (ended_at IS NOT NULL)),
    CONSTRAINT blocked_caller_decided_check CHECK (
      (decided_by IS NULL) = (decided_at IS NULL) AND (state <> 'declined' OR decided_at IS NOT NULL)),
    CONSTRAINT blocked_caller_added_fkey FOREIGN KEY (tenant_id, added_by) REFERENCES app_user (tenant_id, id),
    CONSTRAINT blocked_caller_decided_fkey FOREIGN KEY (tenant_id, decided_by) REFERENCES app_user (tenant_id, id),
    CONSTRAINT blocked_caller_ended_fkey FOREIGN KEY (tenant_id, ended_by) REFERENCES app_user (tenant_id, id)
  );
  CREATE UNIQUE INDEX blocked_caller_open_key ON blocked_caller (tenant_id, number, whole)
    WHERE state IN ('proposed', 'in_force');
  CREATE INDEX blocked_caller_tenant_idx ON blocked_caller (tenant_id, id);

  GRANT SELECT, INSERT, UPDATE ON block_setting TO sibai_app;
  GRANT SELECT, INSERT ON blocked_caller TO sibai_app;
  GRANT UPDATE (reason, until, state, decided_by, decided_by_name, decided_at, ended_by, ended_by_name, ended_at)
    ON blocked_caller TO sibai_app;
`;
