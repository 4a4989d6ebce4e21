import type { MigrationInterface, QueryRunner } from 'typeorm';

export const WORD_TABLES = ['word_rule', 'word_finding', 'word_confirmation', 'word_check'];

/** What an enterprise adds to the platform's list of banned words, and what of them stands in what is live. */
export class Words1763810000004 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(SCHEMA);
    for (const table of WORD_TABLES)
      await db.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ${table}_tenant ON ${table}
          USING (tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid)`);
    await db.query(`
      GRANT SELECT, INSERT ON word_rule TO sibai_app;
      GRANT UPDATE (ended_at, ended_by, ended_by_name) ON word_rule TO sibai_app;
      GRANT SELECT, INSERT, DELETE ON word_finding TO sibai_app;
      GRANT SELECT, INSERT ON word_confirmation TO sibai_app;
      GRANT SELECT, INSERT, UPDATE ON word_check TO sibai_app`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE ${WORD_TABLES.join(', ')}`);
  }
}

/** A rule is never changed: it is ended, and another begins. So what held at any time is known, and who made it so. */
const SCHEMA = `
  CREATE TABLE word_rule (
    id            uuid        PRIMARY KEY,
    tenant_id     uuid        NOT NULL REFERENCES tenant,
    kind          text        NOT NULL,
    word          text        NOT NULL,
    severity      text,
    article       text        NOT NULL,
    suggestion    text        NOT NULL DEFAULT '',
    added_by      uuid        NOT NULL,
    added_by_name text        NOT NULL,
    added_at      timestamptz NOT NULL,
    ended_by      uuid,
    ended_by_name text,
    ended_at      timestamptz,
    CONSTRAINT word_rule_word_check CHECK (word <> ''),
    CONSTRAINT word_rule_kind_check CHECK (
      (kind = 'word' AND severity IN ('block', 'ask', 'inform')) OR (kind = 'harmless' AND severity IS NULL)),
    CONSTRAINT word_rule_ended_check CHECK ((ended_at IS NULL) = (ended_by IS NULL))
  );
  CREATE UNIQUE INDEX word_rule_word_key ON word_rule (tenant_id, word) WHERE ended_at IS NULL;
  CREATE INDEX word_rule_tenant_idx ON word_rule (tenant_id, added_at);

  CREATE TABLE word_finding (
    id         uuid        PRIMARY KEY,
    tenant_id  uuid        NOT NULL REFERENCES tenant,
    surface    text        NOT NULL,
    subject_id uuid        NOT NULL,
    subject    text        NOT NULL,
    node       text,
    place      text        NOT NULL,
    word       text        NOT NULL,
    found      text        NOT NULL,
    family     text        NOT NULL,
    severity   text        NOT NULL,
    article    text        NOT NULL,
    suggestion text        NOT NULL,
    found_at   timestamptz NOT NULL,
    CONSTRAINT word_finding_surface_check CHECK (surface IN ('flow', 'line', 'group')),
    CONSTRAINT word_finding_severity_check CHECK (severity IN ('block', 'ask', 'inform'))
  );
  CREATE INDEX word_finding_tenant_idx ON word_finding (tenant_id, severity);

  -- Who answered for a word that may be used with evidence only, in which subject.
  CREATE TABLE word_confirmation (
    id                uuid        PRIMARY KEY,
    tenant_id         uuid        NOT NULL REFERENCES tenant,
    surface           text        NOT NULL,
    subject_id        uuid        NOT NULL,
    word              text        NOT NULL,
    found             text        NOT NULL,
    confirmed_by      uuid        NOT NULL,
    confirmed_by_name text        NOT NULL,
    confirmed_at      timestamptz NOT NULL
  );
  CREATE INDEX word_confirmation_tenant_idx ON word_confirmation (tenant_id, subject_id, word, confirmed_at);

  CREATE TABLE word_check (
    tenant_id     uuid        PRIMARY KEY REFERENCES tenant,
    at            timestamptz NOT NULL,
    floor_version integer     NOT NULL,
    rules         integer     NOT NULL
  );
`;
