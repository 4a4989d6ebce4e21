import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The chain over a tenant's recordings, what looks over the vault found, and recordings whose key was destroyed. */
export class Vault1763810000001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(TABLES);
    for (const table of VAULT_TABLES)
      await db.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ${table}_tenant ON ${table}
          USING (tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid);
        CREATE POLICY ${table}_operator ON ${table} FOR SELECT USING ((SELECT is_platform()))`);
    await db.query(APPENDER);
    await db.query(GRANTS);
    await db.query(EXISTING);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER recording_destroyed ON recording;
      DROP FUNCTION chain_destroyed_recording();
      DROP FUNCTION append_recording_chain(text, uuid, uuid, bytea, bigint, timestamptz, timestamptz, text);
      DROP TABLE vault_alarm, vault_check, recording_chain;
      DROP INDEX recording_tenant_key;
      ALTER TABLE recording DROP COLUMN destroyed_at, DROP COLUMN destroy_reason;
      GRANT DELETE ON recording TO sibai_app`);
  }
}

export const VAULT_TABLES = ['recording_chain', 'vault_check', 'vault_alarm'];

/** Rows of `recording_chain` are only ever added, and by `append_recording_chain` alone. Destroying a recording adds one by itself. */
const TABLES = `
  ALTER TABLE recording
    ADD COLUMN destroyed_at   timestamptz,
    ADD COLUMN destroy_reason text,
    ADD CONSTRAINT recording_destroyed_check CHECK ((destroyed_at IS NULL) = (destroy_reason IS NULL)
      AND (destroyed_at IS NULL OR wrapped_key IS NULL));
  CREATE UNIQUE INDEX recording_tenant_key ON recording (tenant_id, id);

  CREATE TABLE recording_chain (
    tenant_id     uuid        NOT NULL,
    seq           bigint      NOT NULL,
    kind          text        NOT NULL CHECK (kind IN ('sealed', 'destroyed')),
    recording_id  uuid        NOT NULL,
    call_id       uuid        NOT NULL,
    file_sha256   text        NOT NULL,
    file_bytes    bigint,
    started_at    timestamptz NOT NULL,
    at            timestamptz NOT NULL,
    reason        text,
    previous_hash text        NOT NULL,
    entry_hash    text        NOT NULL,
    PRIMARY KEY (tenant_id, seq),
    CONSTRAINT recording_chain_recording_fkey FOREIGN KEY (tenant_id, recording_id) REFERENCES recording (tenant_id, id),
    CONSTRAINT recording_chain_reason_check CHECK ((kind = 'destroyed') = (reason IS NOT NULL))
  );
  CREATE UNIQUE INDEX recording_chain_recording_key ON recording_chain (recording_id, kind);
  CREATE UNIQUE INDEX recording_chain_previous_key ON recording_chain (tenant_id, previous_hash);

  CREATE TABLE vault_check (
    id          uuid        PRIMARY KEY,
    tenant_id   uuid        NOT NULL REFERENCES tenant,
    at          timestamptz NOT NULL,
    took_ms     integer     NOT NULL,
    entries     bigint      NOT NULL,
    head        text        NOT NULL,
    chain_sound boolean     NOT NULL,
    recordings  integer     NOT NULL,
    bytes       bigint      NOT NULL,
    fault_count integer     NOT NULL,
    faults      jsonb       NOT NULL
  );
  CREATE INDEX vault_check_at_idx ON vault_check (tenant_id, at);

  CREATE TABLE vault_alarm (
    id            uuid        PRIMARY KEY,
    tenant_id     uuid        NOT NULL REFERENCES tenant,
    kind          text        NOT NULL,
    subject       text        NOT NULL,
    first_seen_at timestamptz NOT NULL,
    last_seen_at  timestamptz NOT NULL,
    times         integer     NOT NULL DEFAULT 1,
    cleared_at    timestamptz
  );
  CREATE UNIQUE INDEX vault_alarm_open_key ON vault_alarm (tenant_id, kind, subject) WHERE cleared_at IS NULL;
`;

const APPENDER = `
  CREATE FUNCTION append_recording_chain(p_kind text, p_recording uuid, p_call uuid, p_sha256 bytea, p_bytes bigint,
                                         p_started timestamptz, p_at timestamptz, p_reason text)
    RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE tenant uuid := nullif(current_setting('sibai.tenant', true), '')::uuid;
            place bigint;
            previous text;
            payload text;
    BEGIN
      IF tenant IS NULL THEN RAISE EXCEPTION 'the recording is of no tenant'; END IF;
      -- Held until the end of the transaction: the next entry follows this one or, if it is undone, the one before.
      PERFORM pg_advisory_xact_lock(hashtextextended('recording_chain ' || tenant, 0));
      SELECT c.seq, c.entry_hash INTO place, previous FROM recording_chain c
       WHERE c.tenant_id = tenant ORDER BY c.seq DESC LIMIT 1;
      place := coalesce(place, 0) + 1;
      previous := coalesce(previous, repeat('0', 64));
      payload := concat_ws(E'\\n', p_kind, p_recording, p_call, encode(p_sha256, 'hex'), coalesce(p_bytes::text, ''),
                           floor(extract(epoch FROM p_started) * 1000)::bigint,
                           floor(extract(epoch FROM p_at) * 1000)::bigint, coalesce(p_reason, ''));
      INSERT INTO recording_chain VALUES (
        tenant, place, p_kind, p_recording, p_call, encode(p_sha256, 'hex'), p_bytes, p_started, p_at, p_reason, previous,
        encode(sha256(convert_to(place || E'\\n' || previous || E'\\n' || payload, 'UTF8')), 'hex'));
      RETURN place;
    END $$;

  CREATE FUNCTION chain_destroyed_recording() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
      PERFORM append_recording_chain('destroyed', NEW.id, NEW.call_id, NEW.sha256, NULL, NEW.started_at, NEW.destroyed_at,
                                     NEW.destroy_reason);
      RETURN NULL;
    END $$;

  CREATE TRIGGER recording_destroyed AFTER UPDATE OF destroyed_at ON recording
    FOR EACH ROW WHEN (NEW.state = 'sealed' AND OLD.destroyed_at IS NULL AND NEW.destroyed_at IS NOT NULL)
    EXECUTE FUNCTION chain_destroyed_recording();
`;

const GRANTS = `
  GRANT SELECT ON recording_chain TO sibai_app;
  GRANT SELECT, INSERT ON vault_check TO sibai_app;
  GRANT SELECT, INSERT, UPDATE ON vault_alarm TO sibai_app;
  REVOKE DELETE ON recording FROM sibai_app;
  REVOKE EXECUTE ON FUNCTION chain_destroyed_recording(),
    append_recording_chain(text, uuid, uuid, bytea, bigint, timestamptz, timestamptz, text) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION append_recording_chain(text, uuid, uuid, bytea, bigint, timestamptz, timestamptz, text) TO sibai_app;
  GRANT EXECUTE ON FUNCTION chain_destroyed_recording() TO sibai_app;
`;

/** Recordings that were sealed before there was a chain. How long their files were was not written down. */
const EXISTING = `
  DO $$
  DECLARE r recording;
  BEGIN
    FOR r IN SELECT * FROM recording WHERE state = 'sealed' ORDER BY tenant_id, sealed_at, id LOOP
      PERFORM set_config('sibai.tenant', r.tenant_id::text, true);
      PERFORM append_recording_chain('sealed', r.id, r.call_id, r.sha256, NULL, r.started_at, r.sealed_at, NULL);
    END LOOP;
    PERFORM set_config('sibai.tenant', '', true);
  END $$;
`;
