import type { MigrationInterface, QueryRunner } from 'typeorm';

export const FLOOR_TABLES = ['presence_log', 'calendar_day', 'vip_caller', 'wait_forecast', 'acd_setting'];

/** What an administrator sets of the floor, who was at what presence when, and how well waits were foretold. */
export class FloorSettings1763820000005 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(COLUMNS);
    await db.query(TABLES);
    for (const table of FLOOR_TABLES)
      await db.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ${table}_tenant ON ${table}
          USING (tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid);
        GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO sibai_app`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE ${[...FLOOR_TABLES].reverse().join(', ')};
      ALTER TABLE line DROP COLUMN priority;
      ALTER TABLE agent_skill DROP COLUMN priority, DROP COLUMN ring_order;
      ALTER TABLE skill_group DROP COLUMN service_level_percent, DROP COLUMN wrap_up_mode,
        DROP COLUMN disposition_required, DROP COLUMN callback_offered, DROP COLUMN settings`);
  }
}

const COLUMNS = `
  ALTER TABLE skill_group
    ADD COLUMN service_level_percent integer NOT NULL DEFAULT 80,
    ADD COLUMN wrap_up_mode          text    NOT NULL DEFAULT 'fixed',
    ADD COLUMN disposition_required  boolean NOT NULL DEFAULT false,
    ADD COLUMN callback_offered      boolean NOT NULL DEFAULT false,
    ADD COLUMN settings              jsonb   NOT NULL DEFAULT '{}',
    ADD CONSTRAINT skill_group_wrap_up_mode_check CHECK (wrap_up_mode IN ('fixed', 'extendable', 'manual'));
  ALTER TABLE agent_skill
    ADD COLUMN priority   smallint NOT NULL DEFAULT 0,
    ADD COLUMN ring_order smallint NOT NULL DEFAULT 0,
    ADD CONSTRAINT agent_skill_priority_check CHECK (priority BETWEEN 0 AND 9),
    ADD CONSTRAINT agent_skill_ring_order_check CHECK (ring_order BETWEEN 0 AND 999);
  ALTER TABLE line
    ADD COLUMN priority smallint NOT NULL DEFAULT 0,
    ADD CONSTRAINT line_priority_check CHECK (priority BETWEEN 0 AND 9);
`;

const TABLES = `
  CREATE TABLE presence_log (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id  uuid        NOT NULL,
    agent_id   uuid        NOT NULL,
    presence   text        NOT NULL,
    reason     text,
    since      timestamptz NOT NULL,
    until      timestamptz,
    changed_by uuid,
    CONSTRAINT presence_log_until_check CHECK (until >= since),
    CONSTRAINT presence_log_agent_fkey
      FOREIGN KEY (tenant_id, agent_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT presence_log_changer_fkey FOREIGN KEY (tenant_id, changed_by) REFERENCES app_user (tenant_id, id)
  );
  CREATE UNIQUE INDEX presence_log_open_key ON presence_log (agent_id) WHERE until IS NULL;
  CREATE INDEX presence_log_agent_idx ON presence_log (agent_id, since);
  CREATE INDEX presence_log_tenant_idx ON presence_log (tenant_id, since);

  CREATE TABLE calendar_day (
    tenant_id    uuid NOT NULL REFERENCES tenant,
    date         date NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('holiday', 'workday', 'ordinary')),
    name         text NOT NULL,
    PRIMARY KEY (tenant_id, date)
  );

  CREATE TABLE vip_caller (
    id         uuid        PRIMARY KEY,
    tenant_id  uuid        NOT NULL REFERENCES tenant,
    number     text        NOT NULL,
    name       text        NOT NULL DEFAULT '',
    priority   smallint    NOT NULL,
    expires_on date,
    added_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT vip_caller_number_check CHECK (number ~ '^[0-9]{3,15}$'),
    CONSTRAINT vip_caller_priority_check CHECK (priority BETWEEN 1 AND 9)
  );
  CREATE UNIQUE INDEX vip_caller_number_key ON vip_caller (tenant_id, number);

  CREATE TABLE wait_forecast (
    id           uuid        PRIMARY KEY,
    tenant_id    uuid        NOT NULL,
    call_id      uuid        NOT NULL,
    group_id     uuid        NOT NULL,
    at           timestamptz NOT NULL,
    cause        text        NOT NULL CHECK (cause IN ('queued', 'announced')),
    place        integer     NOT NULL,
    predicted_ms integer     NOT NULL,
    low_ms       integer     NOT NULL,
    high_ms      integer     NOT NULL,
    outcome      text        CHECK (outcome IN ('answered', 'left')),
    waited_ms    integer,
    CONSTRAINT wait_forecast_waited_check CHECK ((outcome IS NULL) = (waited_ms IS NULL)),
    CONSTRAINT wait_forecast_group_fkey
      FOREIGN KEY (tenant_id, group_id) REFERENCES skill_group (tenant_id, id) ON DELETE CASCADE
  );
  CREATE INDEX wait_forecast_tenant_idx ON wait_forecast (tenant_id, at);
  CREATE INDEX wait_forecast_open_idx ON wait_forecast (call_id) WHERE outcome IS NULL;

  CREATE TABLE acd_setting (
    tenant_id uuid  PRIMARY KEY REFERENCES tenant,
    settings  jsonb NOT NULL
  );
`;
