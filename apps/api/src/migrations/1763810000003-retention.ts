import type { MigrationInterface, QueryRunner } from 'typeorm';

// prettier-ignore
export const RETENTION_TABLES = ['retention_choice', 'legal_hold', 'subject_request', 'retention_run', 'destruction'];

/** How long recordings are kept, what stands over that, who asked for their own, and what was destroyed. */
export class Retention1763810000003 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(TABLES);
    for (const table of RETENTION_TABLES)
      await db.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ${table}_tenant ON ${table}
          USING (tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid);
        GRANT SELECT, INSERT ${table === 'retention_choice' ? '' : ', UPDATE'} ON ${table} TO sibai_app`);
    await db.query(FUNCTIONS);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION find_subject_request(text), hotline_holder(text);
      DROP TABLE ${[...RETENTION_TABLES].reverse().join(', ')};
      DROP INDEX recording_kept_idx, cdr_caller_idx`);
  }
}

const TABLES = `
  CREATE INDEX recording_kept_idx ON recording (tenant_id, started_at, id) WHERE destroyed_at IS NULL;
  CREATE INDEX cdr_caller_idx ON cdr (tenant_id, caller);

  CREATE TABLE retention_choice (
    id          uuid        PRIMARY KEY,
    tenant_id   uuid        NOT NULL REFERENCES tenant,
    days        integer     NOT NULL CHECK (days > 0),
    industry    text        NOT NULL,
    reason      text        NOT NULL,
    chosen_by   uuid        NOT NULL,
    chosen_name text        NOT NULL,
    chosen_at   timestamptz NOT NULL
  );
  CREATE INDEX retention_choice_tenant_idx ON retention_choice (tenant_id, chosen_at);

  CREATE TABLE legal_hold (
    id          uuid        PRIMARY KEY,
    tenant_id   uuid        NOT NULL REFERENCES tenant,
    kind        text        NOT NULL CHECK (kind IN ('call', 'caller', 'group', 'period')),
    call_id     uuid,
    caller      text,
    group_id    uuid,
    from_at     timestamptz,
    to_at       timestamptz,
    reason      text        NOT NULL,
    placed_by   uuid        NOT NULL,
    placed_name text        NOT NULL,
    placed_at   timestamptz NOT NULL,
    lifted_by   uuid,
    lifted_name text,
    lifted_at   timestamptz,
    lift_reason text,
    CONSTRAINT legal_hold_subject_check CHECK (
      num_nonnulls(call_id, caller, group_id, from_at) = 1
      AND (kind = 'call') = (call_id IS NOT NULL) AND (kind = 'caller') = (caller IS NOT NULL)
      AND (kind = 'group') = (group_id IS NOT NULL)
      AND (kind = 'period') = (from_at IS NOT NULL AND to_at IS NOT NULL AND from_at < to_at)),
    CONSTRAINT legal_hold_lifted_check CHECK (num_nonnulls(lifted_by, lifted_name, lifted_at, lift_reason) IN (0, 4))
  );
  CREATE INDEX legal_hold_tenant_idx ON legal_hold (tenant_id, placed_at);

  CREATE TABLE subject_request (
    id          uuid        PRIMARY KEY,
    tenant_id   uuid        NOT NULL REFERENCES tenant,
    token_hash  text        NOT NULL,
    hotline     text        NOT NULL,
    mobile      text        NOT NULL,
    kind        text        NOT NULL CHECK (kind IN ('export', 'delete')),
    notes       boolean     NOT NULL DEFAULT false,
    asked_at    timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    answered_at timestamptz,
    outcome     jsonb,
    fetched_at  timestamptz
  );
  CREATE UNIQUE INDEX subject_request_token_key ON subject_request (token_hash);
  CREATE UNIQUE INDEX subject_request_tenant_key ON subject_request (tenant_id, id);
  CREATE INDEX subject_request_asked_idx ON subject_request (tenant_id, asked_at);

  CREATE TABLE retention_run (
    id             uuid        PRIMARY KEY,
    tenant_id      uuid        NOT NULL REFERENCES tenant,
    kind           text        NOT NULL CHECK (kind IN ('nightly', 'manual', 'subject')),
    day            date,
    request_id     uuid,
    started_by     uuid,
    started_name   text,
    policy         text,
    days           integer,
    started_at     timestamptz NOT NULL,
    finished_at    timestamptz,
    kept           integer,
    held           integer,
    destroyed      integer,
    seconds        real,
    list_sha256    text,
    certificate_id uuid,
    CONSTRAINT retention_run_shape_check CHECK (
      (kind = 'nightly') = (day IS NOT NULL) AND (kind = 'subject') = (request_id IS NOT NULL)),
    CONSTRAINT retention_run_request_fkey FOREIGN KEY (tenant_id, request_id) REFERENCES subject_request (tenant_id, id),
    CONSTRAINT retention_run_certificate_fkey FOREIGN KEY (tenant_id, certificate_id) REFERENCES sealed_file (tenant_id, id)
  );
  CREATE UNIQUE INDEX retention_run_tenant_key ON retention_run (tenant_id, id);
  CREATE UNIQUE INDEX retention_run_day_key ON retention_run (tenant_id, day);
  CREATE UNIQUE INDEX retention_run_request_key ON retention_run (tenant_id, request_id);
  CREATE INDEX retention_run_started_idx ON retention_run (tenant_id, started_at);
  CREATE INDEX retention_run_open_idx ON retention_run (tenant_id) WHERE finished_at IS NULL;

  CREATE TABLE destruction (
    recording_id    uuid        PRIMARY KEY,
    tenant_id       uuid        NOT NULL,
    run_id          uuid        NOT NULL,
    call_id         uuid        NOT NULL,
    recorded_at     timestamptz NOT NULL,
    seconds         real,
    sha256          text,
    reason          text        NOT NULL CHECK (reason IN ('expired', 'requested')),
    at              timestamptz NOT NULL,
    file_removed_at timestamptz,
    CONSTRAINT destruction_run_fkey FOREIGN KEY (tenant_id, run_id) REFERENCES retention_run (tenant_id, id)
  );
  CREATE INDEX destruction_run_idx ON destruction (run_id, recorded_at, recording_id);
  CREATE INDEX destruction_file_idx ON destruction (tenant_id) WHERE file_removed_at IS NULL;
`;

/** What a person outside comes in by: the hotline they called, and the secret they were given for their request. */
const FUNCTIONS = `
  CREATE FUNCTION hotline_holder(p_number text) RETURNS TABLE (tenant_id uuid, name text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT l.tenant_id, coalesce((SELECT v.company_name FROM verified_identity(l.tenant_id) v), t.name)
        FROM line l JOIN tenant t ON t.id = l.tenant_id
       WHERE l.number = p_number ORDER BY l.state = 'closed', l.created_at DESC LIMIT 1 $$;

  CREATE FUNCTION find_subject_request(p_token_hash text) RETURNS TABLE (id uuid, tenant_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT r.id, r.tenant_id FROM subject_request r WHERE r.token_hash = p_token_hash $$;

  REVOKE EXECUTE ON FUNCTION hotline_holder(text), find_subject_request(text) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION hotline_holder(text), find_subject_request(text) TO sibai_app;
`;
