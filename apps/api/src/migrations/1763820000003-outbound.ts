import type { MigrationInterface, QueryRunner } from 'typeorm';

export const OUTBOUND_TABLES = [
  'outbound_setting',
  'caller_number',
  'do_not_call',
  'outbound_try',
  'callback',
  'voicemail',
];

/** Calls that go out: with which number, to whom, when; callbacks; and the messages callers leave. */
export class Outbound1763820000003 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(TABLES);
    for (const table of OUTBOUND_TABLES)
      await db.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ${table}_tenant ON ${table}
          USING (tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid)`);
    await db.query(CDR);
    await db.query(hearing(OWN_VOICEMAILS));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(hearing({ supervisor: '', agent: '' }));
    await db.query(`
      ALTER TABLE cdr DROP COLUMN direction;
      DROP TABLE ${[...OUTBOUND_TABLES].reverse().join(', ')};
      ALTER TABLE trunk DROP CONSTRAINT trunk_outbound_cli_check;
      ALTER TABLE trunk ADD CONSTRAINT trunk_outbound_cli_check CHECK (outbound_cli NOT LIKE '400%')`);
  }
}

/** A 400 or 800 number in any spelling a carrier may read as one; the same expression stands in libs/compliance. */
export const HOTLINE_CLI = '^(00)?(86)?0*[48]00';

const TABLES = `
  ALTER TABLE trunk DROP CONSTRAINT trunk_outbound_cli_check;
  ALTER TABLE trunk ADD CONSTRAINT trunk_outbound_cli_check CHECK (outbound_cli !~ '${HOTLINE_CLI}');

  CREATE TABLE outbound_setting (
    tenant_id              uuid     PRIMARY KEY REFERENCES tenant,
    cli_rule               text     NOT NULL,
    hours                  jsonb    NOT NULL,
    on_holidays            boolean  NOT NULL,
    per_minute             smallint NOT NULL,
    per_hour               smallint NOT NULL,
    per_day                smallint NOT NULL,
    callback_tries         smallint NOT NULL,
    callback_pause_minutes smallint NOT NULL,
    CONSTRAINT outbound_setting_rule_check CHECK (cli_rule IN ('same_region', 'group', 'line_default', 'round_robin')),
    CONSTRAINT outbound_setting_limits_check CHECK (
      per_minute = 1 AND per_hour BETWEEN 1 AND 5 AND per_day BETWEEN 1 AND 20),
    CONSTRAINT outbound_setting_callback_check CHECK (
      callback_tries BETWEEN 1 AND 10 AND callback_pause_minutes BETWEEN 1 AND 240)
  );

  CREATE TABLE caller_number (
    id         uuid        PRIMARY KEY,
    tenant_id  uuid        NOT NULL,
    trunk_id   uuid        NOT NULL,
    number     text        NOT NULL,
    group_id   uuid,
    prefixes   text[]      NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT caller_number_cli_check CHECK (number ~ '^[0-9]{5,15}$' AND number !~ '${HOTLINE_CLI}'),
    CONSTRAINT caller_number_trunk_fkey
      FOREIGN KEY (tenant_id, trunk_id) REFERENCES trunk (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT caller_number_group_fkey
      FOREIGN KEY (tenant_id, group_id) REFERENCES skill_group (tenant_id, id)
  );
  CREATE UNIQUE INDEX caller_number_key ON caller_number (tenant_id, trunk_id, number);

  CREATE TABLE do_not_call (
    id            uuid        PRIMARY KEY,
    tenant_id     uuid        NOT NULL REFERENCES tenant,
    number        text        NOT NULL,
    reason        text        NOT NULL DEFAULT '',
    added_by      uuid        NOT NULL,
    added_by_name text        NOT NULL,
    added_at      timestamptz NOT NULL,
    CONSTRAINT do_not_call_number_check CHECK (number ~ '^[0-9]{3,15}$')
  );
  CREATE UNIQUE INDEX do_not_call_key ON do_not_call (tenant_id, number);

  CREATE TABLE outbound_try (
    id        uuid        PRIMARY KEY,
    tenant_id uuid        NOT NULL REFERENCES tenant,
    at        timestamptz NOT NULL,
    callee    text        NOT NULL,
    kind      text        NOT NULL,
    user_id   uuid,
    cli       text,
    call_id   uuid,
    refused   text,
    again_at  timestamptz,
    CONSTRAINT outbound_try_kind_check CHECK (kind IN ('click', 'callback')),
    CONSTRAINT outbound_try_cli_check CHECK (cli !~ '${HOTLINE_CLI}'),
    CONSTRAINT outbound_try_refused_check CHECK (
      refused IN ('not_a_number', 'do_not_call', 'quiet_hours', 'too_often', 'no_cli')
      AND cli IS NULL OR refused IS NULL AND cli IS NOT NULL),
    CONSTRAINT outbound_try_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id)
  );
  CREATE INDEX outbound_try_callee_idx ON outbound_try (tenant_id, callee, at) WHERE refused IS NULL;
  CREATE INDEX outbound_try_cli_idx ON outbound_try (tenant_id, cli, at) WHERE refused IS NULL;
  CREATE INDEX outbound_try_tenant_idx ON outbound_try (tenant_id, id);

  CREATE TABLE callback (
    id           uuid        PRIMARY KEY,
    tenant_id    uuid        NOT NULL,
    number       text        NOT NULL,
    groups       uuid[]      NOT NULL,
    line_id      uuid        NOT NULL,
    source       text        NOT NULL,
    since        timestamptz NOT NULL,
    asked_at     timestamptz NOT NULL,
    due_at       timestamptz NOT NULL,
    state        text        NOT NULL,
    tries        smallint    NOT NULL DEFAULT 0,
    max_tries    smallint    NOT NULL,
    last_result  text,
    last_at      timestamptz,
    last_call_id uuid,
    agent_id     uuid,
    call_id      uuid,
    ended_at     timestamptz,
    note         text        NOT NULL DEFAULT '',
    CONSTRAINT callback_number_check CHECK (number ~ '^[0-9]{3,15}$'),
    CONSTRAINT callback_groups_check CHECK (groups <> '{}'),
    CONSTRAINT callback_source_check CHECK (source IN ('key', 'overflow', 'desk')),
    CONSTRAINT callback_state_check CHECK (
      state IN ('waiting', 'queued', 'calling', 'done', 'failed', 'cancelled')
      AND (ended_at IS NULL) = (state IN ('waiting', 'queued', 'calling'))),
    CONSTRAINT callback_line_fkey FOREIGN KEY (tenant_id, line_id) REFERENCES line (tenant_id, id),
    CONSTRAINT callback_agent_fkey FOREIGN KEY (tenant_id, agent_id) REFERENCES app_user (tenant_id, id)
  );
  CREATE UNIQUE INDEX callback_open_key ON callback (tenant_id, number) WHERE ended_at IS NULL;
  CREATE INDEX callback_due_idx ON callback (tenant_id, due_at) WHERE ended_at IS NULL;
  CREATE INDEX callback_tenant_idx ON callback (tenant_id, id);

  CREATE TABLE voicemail (
    id              uuid        PRIMARY KEY,
    tenant_id       uuid        NOT NULL,
    call_id         uuid        NOT NULL,
    group_id        uuid        NOT NULL,
    caller          text        NOT NULL,
    left_at         timestamptz NOT NULL,
    handled_at      timestamptz,
    handled_by      uuid,
    handled_by_name text,
    note            text        NOT NULL DEFAULT '',
    CONSTRAINT voicemail_handled_check CHECK ((handled_at IS NULL) = (handled_by IS NULL)),
    CONSTRAINT voicemail_recording_fkey FOREIGN KEY (tenant_id, id) REFERENCES recording (tenant_id, id),
    CONSTRAINT voicemail_group_fkey FOREIGN KEY (tenant_id, group_id) REFERENCES skill_group (tenant_id, id)
  );
  CREATE INDEX voicemail_tenant_idx ON voicemail (tenant_id, id);
  CREATE INDEX voicemail_group_idx ON voicemail (group_id) WHERE handled_at IS NULL;

  GRANT SELECT, INSERT, UPDATE ON outbound_setting TO sibai_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON caller_number TO sibai_app;
  GRANT SELECT, INSERT, DELETE ON do_not_call TO sibai_app;
  GRANT SELECT, INSERT ON outbound_try TO sibai_app;
  GRANT SELECT, INSERT, UPDATE ON callback TO sibai_app;
  GRANT SELECT, INSERT, DELETE ON voicemail TO sibai_app;
  GRANT UPDATE (handled_at, handled_by, handled_by_name, note) ON voicemail TO sibai_app;
`;

const CDR = `
  ALTER TABLE cdr
    ADD COLUMN direction text NOT NULL DEFAULT 'in',
    ADD CONSTRAINT cdr_direction_check CHECK (direction IN ('in', 'out'));
`;

interface Arms {
  readonly supervisor: string;
  readonly agent: string;
}

const OWN_VOICEMAILS: Arms = {
  supervisor: `OR EXISTS (
        SELECT FROM voicemail v JOIN group_supervisor s ON s.group_id = v.group_id
         WHERE v.id = recording.id AND s.user_id = nullif(current_setting('sibai.user', true), '')::uuid)`,
  agent: `
      WHEN 'agent' THEN EXISTS (
        SELECT FROM voicemail v JOIN agent_skill s ON s.group_id = v.group_id
         WHERE v.id = recording.id AND s.agent_id = nullif(current_setting('sibai.user', true), '')::uuid)`,
};

/** As migration hearing has it; and a message is heard by who answers for its group, its agents and its supervisors. */
const hearing = ({ supervisor, agent }: Arms): string => `
  DROP POLICY recording_hearing ON recording;
  CREATE POLICY recording_hearing ON recording AS RESTRICTIVE FOR SELECT USING (
    CASE (SELECT coalesce(current_setting('sibai.role', true), ''))
      WHEN '' THEN tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid
      WHEN 'admin' THEN tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid
      WHEN 'supervisor' THEN EXISTS (
        SELECT FROM assignment a JOIN group_supervisor s ON s.group_id = a.group_id
         WHERE a.id = assignment_id AND s.user_id = nullif(current_setting('sibai.user', true), '')::uuid) ${supervisor}
      ${agent}
      WHEN 'operator' THEN EXISTS (
        SELECT FROM hearing_grant g
         WHERE g.tenant_id = recording.tenant_id AND g.revoked_at IS NULL
           AND g.from_at <= clock_timestamp() AND g.until_at > clock_timestamp())
      ELSE false
    END);
`;
