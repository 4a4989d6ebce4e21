import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables of one tenant each: every one has `tenant_id` and a row-level security policy on it. */
// prettier-ignore
export const TENANT_TABLES = [
  'app_user', 'session', 'trunk', 'line', 'flow', 'flow_version', 'prompt', 'skill_group', 'agent_skill',
  'agent_presence', 'live_call', 'call_event', 'cdr', 'assignment', 'recording', 'tenant_key', 'audit',
];

export class Spine1763790000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(TABLES);
    for (const table of TENANT_TABLES)
      await db.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ${table}_tenant ON ${table}
          USING (tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid)`);
    await db.query(`
      ALTER TABLE tenant ENABLE ROW LEVEL SECURITY;
      CREATE POLICY tenant_self ON tenant USING (id = nullif(current_setting('sibai.tenant', true), '')::uuid)`);
    await db.query(FUNCTIONS);
    await db.query(GRANTS);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION find_login(text), find_session(bytea), find_line(text, text), tenant_ids(),
                    record_call(uuid, uuid, jsonb, jsonb, jsonb), call_event_partition(date), tenant_list();
      DROP TABLE ${[...TENANT_TABLES].reverse().join(', ')}, tenant;
      REVOKE USAGE ON SCHEMA public FROM sibai_app`);
  }
}

/**
 * Foreign keys are checked past row-level security, so a key between two rows of a tenant carries the tenant:
 * a row can never point at another tenant's, whatever id it was given.
 */
const TABLES = `
  CREATE TABLE tenant (
    id         uuid        PRIMARY KEY,
    name       text        NOT NULL CHECK (name <> ''),
    kind       text        NOT NULL CHECK (kind IN ('platform', 'enterprise')),
    created_at timestamptz NOT NULL DEFAULT now()
  );

  CREATE TABLE app_user (
    id            uuid        PRIMARY KEY,
    tenant_id     uuid        NOT NULL REFERENCES tenant,
    email         text        NOT NULL CHECK (email = lower(email)),
    name          text        NOT NULL CHECK (name <> ''),
    role          text        NOT NULL CHECK (role IN ('operator', 'admin', 'supervisor', 'agent')),
    password_hash text        NOT NULL,
    disabled_at   timestamptz,
    created_at    timestamptz NOT NULL DEFAULT now()
  );
  CREATE UNIQUE INDEX app_user_email_key ON app_user (email);
  CREATE UNIQUE INDEX app_user_tenant_key ON app_user (tenant_id, id);

  CREATE TABLE session (
    id         uuid        PRIMARY KEY,
    tenant_id  uuid        NOT NULL,
    user_id    uuid        NOT NULL,
    token_hash bytea       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    CONSTRAINT session_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE
  );
  CREATE UNIQUE INDEX session_token_key ON session (token_hash);
  CREATE INDEX session_user_idx ON session (user_id);

  CREATE TABLE trunk (
    id           uuid        PRIMARY KEY,
    tenant_id    uuid        NOT NULL REFERENCES tenant,
    name         text        NOT NULL CHECK (name <> ''),
    match        text        NOT NULL CHECK (match IN ('address', 'registration')),
    addresses    text[]      NOT NULL DEFAULT '{}',
    username     text,
    digest       text,
    outbound_cli text        CHECK (outbound_cli NOT LIKE '400%'),
    created_at   timestamptz NOT NULL DEFAULT now()
  );
  CREATE UNIQUE INDEX trunk_tenant_key ON trunk (tenant_id, id);
  CREATE UNIQUE INDEX trunk_tenant_name_key ON trunk (tenant_id, name);
  CREATE UNIQUE INDEX trunk_username_key ON trunk (username);

  CREATE TABLE flow (
    id         uuid        PRIMARY KEY,
    tenant_id  uuid        NOT NULL REFERENCES tenant,
    name       text        NOT NULL CHECK (name <> ''),
    created_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE UNIQUE INDEX flow_tenant_key ON flow (tenant_id, id);

  CREATE TABLE flow_version (
    id         uuid        PRIMARY KEY,
    tenant_id  uuid        NOT NULL,
    flow_id    uuid        NOT NULL,
    version    integer     NOT NULL CHECK (version > 0),
    definition jsonb       NOT NULL,
    created_by uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT flow_version_flow_fkey FOREIGN KEY (tenant_id, flow_id) REFERENCES flow (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT flow_version_author_fkey FOREIGN KEY (tenant_id, created_by) REFERENCES app_user (tenant_id, id)
  );
  CREATE UNIQUE INDEX flow_version_key ON flow_version (flow_id, version);

  CREATE TABLE prompt (
    id         uuid        PRIMARY KEY,
    tenant_id  uuid        NOT NULL REFERENCES tenant,
    name       text        NOT NULL CHECK (name <> ''),
    file       text        NOT NULL,
    seconds    real        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX prompt_tenant_idx ON prompt (tenant_id);

  CREATE TABLE line (
    id          uuid        PRIMARY KEY,
    tenant_id   uuid        NOT NULL,
    number      text        NOT NULL CHECK (number ~ '^400[0-9]{7}$'),
    name        text        NOT NULL CHECK (name <> ''),
    trunk_id    uuid        NOT NULL,
    flow_id     uuid        NOT NULL,
    concurrency integer     NOT NULL CHECK (concurrency > 0),
    created_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT line_trunk_fkey FOREIGN KEY (tenant_id, trunk_id) REFERENCES trunk (tenant_id, id),
    CONSTRAINT line_flow_fkey FOREIGN KEY (tenant_id, flow_id) REFERENCES flow (tenant_id, id)
  );
  CREATE UNIQUE INDEX line_number_key ON line (number);
  CREATE INDEX line_tenant_idx ON line (tenant_id);

  CREATE TABLE skill_group (
    id                    uuid        PRIMARY KEY,
    tenant_id             uuid        NOT NULL REFERENCES tenant,
    name                  text        NOT NULL CHECK (name <> ''),
    ring_seconds          integer     NOT NULL DEFAULT 20,
    wrap_up_seconds       integer     NOT NULL DEFAULT 30,
    service_level_seconds integer     NOT NULL DEFAULT 20,
    created_at            timestamptz NOT NULL DEFAULT now()
  );
  CREATE UNIQUE INDEX skill_group_tenant_key ON skill_group (tenant_id, id);
  CREATE UNIQUE INDEX skill_group_tenant_name_key ON skill_group (tenant_id, name);

  CREATE TABLE agent_skill (
    agent_id    uuid     NOT NULL,
    group_id    uuid     NOT NULL,
    tenant_id   uuid     NOT NULL,
    proficiency smallint NOT NULL CHECK (proficiency BETWEEN 1 AND 10),
    PRIMARY KEY (agent_id, group_id),
    CONSTRAINT agent_skill_agent_fkey FOREIGN KEY (tenant_id, agent_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT agent_skill_group_fkey FOREIGN KEY (tenant_id, group_id) REFERENCES skill_group (tenant_id, id) ON DELETE CASCADE
  );
  CREATE INDEX agent_skill_group_idx ON agent_skill (group_id);

  CREATE TABLE agent_presence (
    agent_id  uuid        PRIMARY KEY,
    tenant_id uuid        NOT NULL,
    presence  text        NOT NULL,
    reason    text,
    since     timestamptz NOT NULL,
    endpoint  text,
    state     jsonb,
    CONSTRAINT agent_presence_agent_fkey FOREIGN KEY (tenant_id, agent_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE
  );
  CREATE UNIQUE INDEX agent_presence_endpoint_key ON agent_presence (endpoint);

  CREATE TABLE live_call (
    call_id    uuid        PRIMARY KEY,
    tenant_id  uuid        NOT NULL REFERENCES tenant,
    line_id    uuid,
    channel    text        NOT NULL,
    state      jsonb       NOT NULL,
    started_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
  );
  CREATE INDEX live_call_tenant_idx ON live_call (tenant_id);

  CREATE TABLE call_event (
    id        bigint      GENERATED ALWAYS AS IDENTITY,
    tenant_id uuid        NOT NULL,
    call_id   uuid        NOT NULL,
    at        timestamptz NOT NULL,
    type      text        NOT NULL,
    data      jsonb       NOT NULL,
    PRIMARY KEY (at, id)
  ) PARTITION BY RANGE (at);
  CREATE INDEX call_event_call_idx ON call_event (call_id, at, id);
  CREATE TABLE call_event_default PARTITION OF call_event DEFAULT;

  CREATE TABLE cdr (
    call_id     uuid        PRIMARY KEY,
    tenant_id   uuid        NOT NULL,
    caller      text        NOT NULL,
    dialled     text        NOT NULL,
    line_id     uuid,
    started_at  timestamptz NOT NULL,
    ended_at    timestamptz,
    queued_at   timestamptz,
    answered_at timestamptz,
    outcome     text,
    cause       text,
    group_id    uuid,
    agent_id    uuid,
    ivr_path    text[]      NOT NULL DEFAULT '{}',
    ivr_ms      integer     NOT NULL DEFAULT 0,
    queue_ms    integer     NOT NULL DEFAULT 0,
    ring_ms     integer     NOT NULL DEFAULT 0,
    talk_ms     integer     NOT NULL DEFAULT 0,
    hold_ms     integer     NOT NULL DEFAULT 0,
    recorded    boolean     NOT NULL DEFAULT false,
    notes       text,
    disposition text
  );
  CREATE INDEX cdr_tenant_started_idx ON cdr (tenant_id, started_at, call_id);

  CREATE TABLE assignment (
    id          uuid        PRIMARY KEY,
    tenant_id   uuid        NOT NULL,
    call_id     uuid        NOT NULL,
    agent_id    uuid        NOT NULL,
    group_id    uuid        NOT NULL,
    state       text        NOT NULL CHECK (state IN ('offered', 'answered', 'refused', 'withdrawn', 'ended')),
    reason      text,
    offered_at  timestamptz NOT NULL,
    answered_at timestamptz,
    ended_at    timestamptz,
    trace       jsonb       NOT NULL,
    CONSTRAINT assignment_agent_fkey FOREIGN KEY (tenant_id, agent_id) REFERENCES app_user (tenant_id, id),
    CONSTRAINT assignment_group_fkey FOREIGN KEY (tenant_id, group_id) REFERENCES skill_group (tenant_id, id)
  );
  CREATE UNIQUE INDEX assignment_live_agent_key ON assignment (agent_id) WHERE state IN ('offered', 'answered');
  CREATE UNIQUE INDEX assignment_live_call_key ON assignment (call_id) WHERE state IN ('offered', 'answered');
  CREATE INDEX assignment_call_idx ON assignment (call_id);
  CREATE INDEX assignment_agent_idx ON assignment (agent_id, offered_at);

  CREATE TABLE recording (
    id            uuid        PRIMARY KEY,
    tenant_id     uuid        NOT NULL,
    call_id       uuid        NOT NULL,
    assignment_id uuid        NOT NULL,
    state         text        NOT NULL CHECK (state IN ('recording', 'sealed', 'lost')),
    wrapped_key   bytea,
    sha256        bytea,
    seconds       real,
    channels      smallint    NOT NULL DEFAULT 2,
    started_at    timestamptz NOT NULL,
    sealed_at     timestamptz
  );
  CREATE UNIQUE INDEX recording_assignment_key ON recording (assignment_id);
  CREATE INDEX recording_call_idx ON recording (call_id);
  CREATE INDEX recording_open_idx ON recording (tenant_id) WHERE state = 'recording';

  CREATE TABLE tenant_key (
    tenant_id   uuid        PRIMARY KEY REFERENCES tenant,
    wrapped_key bytea       NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now()
  );

  CREATE TABLE audit (
    id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id uuid        NOT NULL,
    user_id   uuid        NOT NULL,
    act       text        NOT NULL,
    subject   text        NOT NULL,
    at        timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX audit_tenant_idx ON audit (tenant_id, at);
`;

/**
 * SECURITY DEFINER functions are the only ways past the tenants' wall. Each answers one question that has to be asked
 * before a tenant is known, and returns no more than its answer.
 */
const FUNCTIONS = `
  CREATE FUNCTION find_login(p_email text)
    RETURNS TABLE (id uuid, tenant_id uuid, password_hash text, disabled boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT id, tenant_id, password_hash, disabled_at IS NOT NULL FROM app_user WHERE email = lower(p_email) $$;

  CREATE FUNCTION find_session(p_token_hash bytea)
    RETURNS TABLE (session_id uuid, user_id uuid, tenant_id uuid, role text, name text, email text, tenant_name text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT s.id, u.id, u.tenant_id, u.role, u.name, u.email, t.name
        FROM session s JOIN app_user u ON u.id = s.user_id JOIN tenant t ON t.id = u.tenant_id
       WHERE s.token_hash = p_token_hash AND s.expires_at > now() AND u.disabled_at IS NULL $$;

  CREATE FUNCTION find_line(p_endpoint text, p_number text) RETURNS TABLE (id uuid, tenant_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT l.id, l.tenant_id FROM line l JOIN trunk t ON t.id = l.trunk_id
       WHERE l.number = p_number
         AND CASE t.match WHEN 'registration' THEN t.username ELSE 'trunk-' || t.id END = p_endpoint $$;

  CREATE FUNCTION tenant_ids() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT id FROM tenant $$;

  CREATE FUNCTION tenant_list()
    RETURNS TABLE (id uuid, name text, kind text, created_at timestamptz, users bigint, lines bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT t.id, t.name, t.kind, t.created_at,
             (SELECT count(*) FROM app_user u WHERE u.tenant_id = t.id),
             (SELECT count(*) FROM line l WHERE l.tenant_id = t.id)
        FROM tenant t
       WHERE EXISTS (SELECT FROM tenant me
                      WHERE me.id = nullif(current_setting('sibai.tenant', true), '')::uuid AND me.kind = 'platform')
       ORDER BY t.created_at $$;

  CREATE FUNCTION record_call(p_tenant uuid, p_call uuid, p_live jsonb, p_events jsonb, p_cdr jsonb)
    RETURNS void
    LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM set_config('sibai.tenant', p_tenant::text, true);
      INSERT INTO call_event (tenant_id, call_id, at, type, data)
        SELECT p_tenant, p_call, to_timestamp((e->>'at')::float8 / 1000), e->>'type', e->'data'
          FROM jsonb_array_elements(p_events) WITH ORDINALITY AS t(e, n) ORDER BY n;
      IF p_live IS NULL THEN
        DELETE FROM live_call WHERE call_id = p_call;
      ELSE
        INSERT INTO live_call (call_id, tenant_id, line_id, channel, state, started_at, updated_at)
          VALUES (p_call, p_tenant, (p_live->>'lineId')::uuid, p_live->>'channel', p_live->'state',
                  to_timestamp((p_live->>'startedAt')::float8 / 1000), clock_timestamp())
          ON CONFLICT (call_id) DO UPDATE SET state = EXCLUDED.state, updated_at = EXCLUDED.updated_at;
      END IF;
      IF p_cdr IS NOT NULL THEN
        INSERT INTO cdr SELECT * FROM jsonb_populate_record(NULL::cdr, p_cdr)
          ON CONFLICT (call_id) DO UPDATE SET
            ended_at = EXCLUDED.ended_at, queued_at = EXCLUDED.queued_at, answered_at = EXCLUDED.answered_at,
            outcome = EXCLUDED.outcome, cause = EXCLUDED.cause, group_id = EXCLUDED.group_id,
            agent_id = EXCLUDED.agent_id, ivr_path = EXCLUDED.ivr_path, ivr_ms = EXCLUDED.ivr_ms,
            queue_ms = EXCLUDED.queue_ms, ring_ms = EXCLUDED.ring_ms, talk_ms = EXCLUDED.talk_ms,
            hold_ms = EXCLUDED.hold_ms, recorded = EXCLUDED.recorded;
      END IF;
    END $$;

  CREATE FUNCTION call_event_partition(p_month date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
    DECLARE first date := date_trunc('month', p_month);
            name text := 'call_event_' || to_char(first, 'YYYY_MM');
    BEGIN
      IF to_regclass(name) IS NULL THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF call_event FOR VALUES FROM (%L) TO (%L)',
                       name, first, first + interval '1 month');
      END IF;
    END $$;
`;

const GRANTS = `
  GRANT USAGE ON SCHEMA public TO sibai_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO sibai_app;
  REVOKE ALL ON migrations FROM sibai_app;
  REVOKE INSERT, UPDATE, DELETE ON tenant FROM sibai_app;
  REVOKE UPDATE, DELETE ON call_event, audit FROM sibai_app;
  REVOKE ALL ON call_event_default FROM sibai_app;
  REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO sibai_app;
`;
