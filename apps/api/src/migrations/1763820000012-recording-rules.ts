import type { MigrationInterface, QueryRunner } from 'typeorm';

export const RECORDING_RULE_TABLES = [
  'recording_notice',
  'line_recording',
  'recording_setting',
  'recording_pause',
  'recording_export',
  'api_token',
];

/** What is said before a call is recorded, on which lines, how a recording is paused and exported; and credentials of machines. */
export class RecordingRules1763820000012 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(TABLES);
    for (const table of RECORDING_RULE_TABLES)
      await db.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ${table}_tenant ON ${table}
          USING (tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid)`);
    await db.query(FUNCTIONS);
    await db.query(surfaces('flow', 'line', 'group', 'notice', 'script'));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DELETE FROM word_finding WHERE surface IN ('notice', 'script')`);
    await db.query(surfaces('flow', 'line', 'group'));
    await db.query(`
      DROP TRIGGER first_recording_notice ON tenant;
      DROP FUNCTION first_recording_notice(), find_api_token(bytea, timestamptz);
      DROP TABLE ${[...RECORDING_RULE_TABLES].reverse().join(', ')}`);
  }
}

/** A notice is never changed: what a caller heard can be told from its version for ever. */
const TABLES = `
  CREATE TABLE recording_notice (
    tenant_id uuid        NOT NULL REFERENCES tenant,
    version   integer     NOT NULL CHECK (version > 0),
    text      text        NOT NULL CHECK (text <> ''),
    text_en   text,
    made_by   uuid,
    made_name text,
    at        timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, version),
    CONSTRAINT recording_notice_author_fkey FOREIGN KEY (tenant_id, made_by) REFERENCES app_user (tenant_id, id)
  );
  GRANT SELECT, INSERT ON recording_notice TO sibai_app;

  CREATE TABLE line_recording (
    line_id   uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    policy    text NOT NULL CHECK (policy IN ('always', 'opt_out', 'never')),
    CONSTRAINT line_recording_line_fkey FOREIGN KEY (tenant_id, line_id) REFERENCES line (tenant_id, id)
  );
  GRANT SELECT, INSERT, UPDATE ON line_recording TO sibai_app;

  CREATE TABLE recording_setting (
    tenant_id          uuid    PRIMARY KEY REFERENCES tenant,
    opt_out_key        text    NOT NULL CHECK (opt_out_key ~ '^[0-9*#]$'),
    pause_seconds      integer NOT NULL CHECK (pause_seconds BETWEEN 5 AND 600),
    pause_count        integer NOT NULL CHECK (pause_count BETWEEN 0 AND 50),
    pause_total        integer NOT NULL CHECK (pause_total BETWEEN 5 AND 3600),
    card_digits        integer NOT NULL CHECK (card_digits = 0 OR card_digits BETWEEN 4 AND 19),
    watermark          boolean NOT NULL,
    watermark_seconds  integer NOT NULL CHECK (watermark_seconds BETWEEN 2 AND 60)
  );
  GRANT SELECT, INSERT, UPDATE ON recording_setting TO sibai_app;

  CREATE TABLE recording_pause (
    recording_id uuid        NOT NULL,
    no           integer     NOT NULL,
    tenant_id    uuid        NOT NULL,
    from_byte    bigint      NOT NULL CHECK (from_byte >= 0),
    to_byte      bigint,
    reason       text        NOT NULL CHECK (reason IN ('agent', 'api', 'card')),
    by_name      text        NOT NULL,
    at           timestamptz NOT NULL,
    PRIMARY KEY (recording_id, no),
    CONSTRAINT recording_pause_length_check CHECK (to_byte >= from_byte),
    CONSTRAINT recording_pause_recording_fkey FOREIGN KEY (tenant_id, recording_id) REFERENCES recording (tenant_id, id)
  );
  GRANT SELECT, INSERT ON recording_pause TO sibai_app;
  GRANT UPDATE (from_byte, to_byte) ON recording_pause TO sibai_app;

  CREATE TABLE recording_export (
    id           uuid        PRIMARY KEY,
    tenant_id    uuid        NOT NULL,
    recording_id uuid        NOT NULL,
    listening_id uuid        NOT NULL REFERENCES listening,
    format       text        NOT NULL CHECK (format IN ('wav', 'mp3', 'evidence')),
    watermarked  boolean     NOT NULL,
    sha256       text        NOT NULL,
    bytes        bigint      NOT NULL,
    at           timestamptz NOT NULL,
    CONSTRAINT recording_export_recording_fkey FOREIGN KEY (tenant_id, recording_id) REFERENCES recording (tenant_id, id)
  );
  CREATE INDEX recording_export_recording_idx ON recording_export (recording_id, at);
  GRANT SELECT, INSERT ON recording_export TO sibai_app;

  CREATE TABLE api_token (
    id           uuid        PRIMARY KEY,
    tenant_id    uuid        NOT NULL,
    name         text        NOT NULL CHECK (name <> ''),
    digest       bytea       NOT NULL,
    permissions  text[]      NOT NULL CHECK (permissions <> '{}'),
    created_by   uuid        NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    last_used_at timestamptz,
    revoked_at   timestamptz,
    CONSTRAINT api_token_author_fkey FOREIGN KEY (tenant_id, created_by) REFERENCES app_user (tenant_id, id)
  );
  CREATE UNIQUE INDEX api_token_digest_key ON api_token (digest);
  CREATE INDEX api_token_tenant_idx ON api_token (tenant_id, created_at);
  GRANT SELECT, INSERT ON api_token TO sibai_app;
  GRANT UPDATE (last_used_at, revoked_at) ON api_token TO sibai_app;
`;

const FIRST = '您好，为保证服务质量，本次通话将被录音。';

/** Nobody is without a notice: a tenant is born with one. */
const FUNCTIONS = `
  CREATE FUNCTION first_recording_notice() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
      INSERT INTO recording_notice (tenant_id, version, text, at) VALUES (NEW.id, 1, '${FIRST}', now());
      RETURN NULL;
    END $$;
  CREATE TRIGGER first_recording_notice AFTER INSERT ON tenant FOR EACH ROW EXECUTE FUNCTION first_recording_notice();
  INSERT INTO recording_notice (tenant_id, version, text, at) SELECT id, 1, '${FIRST}', now() FROM tenant;

  CREATE FUNCTION find_api_token(p_digest bytea, p_now timestamptz)
    RETURNS TABLE (id uuid, tenant_id uuid, name text, permissions text[], tenant_name text, tenant_state text,
                   last_used_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT a.id, a.tenant_id, a.name, a.permissions, t.name, t.state, a.last_used_at
        FROM api_token a JOIN tenant t ON t.id = a.tenant_id
       WHERE a.digest = p_digest AND a.revoked_at IS NULL AND a.expires_at > p_now AND t.state <> 'closed' $$;

  REVOKE EXECUTE ON FUNCTION first_recording_notice(), find_api_token(bytea, timestamptz) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION first_recording_notice(), find_api_token(bytea, timestamptz) TO sibai_app;
`;

/** Where banned words are looked for. */
const surfaces = (...names: string[]): string => `
  ALTER TABLE word_finding DROP CONSTRAINT word_finding_surface_check;
  ALTER TABLE word_finding
    ADD CONSTRAINT word_finding_surface_check CHECK (surface IN (${names.map((name) => `'${name}'`).join(', ')}))`;
