import type { MigrationInterface, QueryRunner } from 'typeorm';

export const COMPLIANCE_TABLES = ['audit_head', 'audit_check', 'access_review', 'compliance_report'];

/** The chain over a tenant's audit log and what looks over it found; reviews of who has access; the monthly reports. */
export class Compliance1763810000005 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(TABLES);
    for (const table of COMPLIANCE_TABLES)
      await db.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ${table}_tenant ON ${table}
          USING (tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid);
        GRANT SELECT ${table === 'audit_head' ? '' : ', INSERT'} ON ${table} TO sibai_app`);
    await db.query(CHAIN);
    await db.query(EXISTING);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER audit_chain ON audit;
      DROP FUNCTION audit_chain(), audit_chain_entry(audit), audit_hash(audit);
      DROP TABLE ${[...COMPLIANCE_TABLES].reverse().join(', ')};
      DROP INDEX audit_seq_key;
      ALTER TABLE audit DROP COLUMN seq, DROP COLUMN previous_hash, DROP COLUMN entry_hash`);
  }
}

/** `audit_head` is where each chain ends, so that entries cut off its end are missed too. Only `audit_chain` moves it. */
const TABLES = `
  ALTER TABLE audit ADD COLUMN seq bigint, ADD COLUMN previous_hash text, ADD COLUMN entry_hash text;
  CREATE UNIQUE INDEX audit_seq_key ON audit (tenant_id, seq);

  CREATE TABLE audit_head (
    tenant_id uuid   PRIMARY KEY,
    seq       bigint NOT NULL,
    hash      text   NOT NULL
  );

  CREATE TABLE audit_check (
    id         uuid        PRIMARY KEY,
    tenant_id  uuid        NOT NULL REFERENCES tenant,
    at         timestamptz NOT NULL,
    entries    bigint      NOT NULL,
    head       text        NOT NULL,
    fault      jsonb,
    checked_by text
  );
  CREATE INDEX audit_check_at_idx ON audit_check (tenant_id, at);

  CREATE TABLE access_review (
    id            uuid        PRIMARY KEY,
    tenant_id     uuid        NOT NULL REFERENCES tenant,
    at            timestamptz NOT NULL,
    people        jsonb       NOT NULL,
    reviewed_by   uuid        NOT NULL,
    reviewed_name text        NOT NULL
  );
  CREATE INDEX access_review_at_idx ON access_review (tenant_id, at);

  CREATE TABLE compliance_report (
    id        uuid        PRIMARY KEY,
    tenant_id uuid        NOT NULL REFERENCES tenant,
    month     text        NOT NULL CHECK (month ~ '^[0-9]{4}-[0-9]{2}$'),
    at        timestamptz NOT NULL,
    made_by   text,
    file_id   uuid        NOT NULL,
    sha256    text        NOT NULL,
    green     integer     NOT NULL,
    amber     integer     NOT NULL,
    red       integer     NOT NULL,
    CONSTRAINT compliance_report_file_fkey FOREIGN KEY (tenant_id, file_id) REFERENCES sealed_file (tenant_id, id)
  );
  CREATE INDEX compliance_report_at_idx ON compliance_report (tenant_id, at);
  CREATE UNIQUE INDEX compliance_report_month_key ON compliance_report (tenant_id, month) WHERE made_by IS NULL;
`;

/**
 * An entry gets its place when its transaction commits: until then nobody waits for a tenant's chain, and no lock that the
 * transaction takes later can close a circle with it. Whatever wrote the entry, its place and hashes are those given here.
 */
const CHAIN = `
  CREATE FUNCTION audit_hash(entry audit) RETURNS text
    LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
      SELECT encode(sha256(convert_to(jsonb_build_array(
        entry.seq, entry.previous_hash, entry.id, entry.tenant_id, entry.user_id, entry.user_name, entry.act, entry.subject,
        entry.detail, (extract(epoch FROM entry.at) * 1000000)::bigint)::text, 'UTF8')), 'hex') $$;

  CREATE FUNCTION audit_chain_entry(entry audit) RETURNS void
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    DECLARE last audit_head;
    BEGIN
      INSERT INTO audit_head VALUES (entry.tenant_id, 0, repeat('0', 64)) ON CONFLICT DO NOTHING;
      SELECT * INTO last FROM audit_head WHERE tenant_id = entry.tenant_id FOR UPDATE;
      entry.seq := last.seq + 1;
      entry.previous_hash := last.hash;
      entry.entry_hash := audit_hash(entry);
      UPDATE audit SET seq = entry.seq, previous_hash = entry.previous_hash, entry_hash = entry.entry_hash
       WHERE id = entry.id;
      UPDATE audit_head SET seq = entry.seq, hash = entry.entry_hash WHERE tenant_id = entry.tenant_id;
    END $$;

  CREATE FUNCTION audit_chain() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
      PERFORM audit_chain_entry(NEW);
      RETURN NULL;
    END $$;

  CREATE CONSTRAINT TRIGGER audit_chain AFTER INSERT ON audit DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION audit_chain();

  REVOKE EXECUTE ON FUNCTION audit_hash(audit), audit_chain_entry(audit), audit_chain() FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION audit_hash(audit), audit_chain() TO sibai_app;
`;

const EXISTING = `
  DO $$
  DECLARE entry audit;
  BEGIN
    FOR entry IN SELECT * FROM audit ORDER BY id LOOP
      PERFORM audit_chain_entry(entry);
    END LOOP;
  END $$;
`;
