import type { MigrationInterface, QueryRunner } from 'typeorm';

import { FIRST_TERMS } from '../onboarding/contract/first-terms.js';

export class Contract1763800000005 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(TABLES);
    for (const table of ['contract', 'signature_evidence'])
      await db.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ${table}_tenant ON ${table}
          USING (tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid);
        CREATE POLICY ${table}_operator ON ${table} FOR SELECT USING ((SELECT is_platform()))`);
    await db.query(FUNCTIONS);
    await db.query(GRANTS);
    const { title, body, note } = FIRST_TERMS;
    await db.query(
      `INSERT INTO terms (id, version, title, body, note, sha256, effective_from, published_at)
       VALUES ('019a0000-0000-7000-8000-0000000000c1', 1, $1, $2, $3, encode(sha256(convert_to($2, 'UTF8')), 'hex'),
               '2026-01-01T00:00:00+08:00', '2026-01-01T00:00:00+08:00')`,
      [title, body, note],
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION append_evidence(uuid, uuid, text, integer, text, text, timestamptz, text),
                    evidence_chain(bigint, integer), find_signed_contract(text, text), unproven_contracts();
      DROP TABLE chain_check, signature_evidence, contract, signing_certificate, terms;
      DROP SEQUENCE contract_no`);
  }
}

/** Terms, certificates and checks of the chain belong to no tenant. Rows of `signature_evidence` are only ever added. */
const TABLES = `
  CREATE TABLE terms (
    id             uuid        PRIMARY KEY,
    version        integer     NOT NULL CHECK (version > 0),
    title          text        NOT NULL CHECK (title <> ''),
    body           text        NOT NULL CHECK (body <> ''),
    note           text        NOT NULL,
    sha256         text        NOT NULL,
    effective_from timestamptz NOT NULL,
    published_at   timestamptz NOT NULL,
    published_by   text
  );
  CREATE UNIQUE INDEX terms_version_key ON terms (version);

  CREATE TABLE signing_certificate (
    fingerprint   text        PRIMARY KEY,
    certificate   bytea       NOT NULL,
    subject       text        NOT NULL,
    not_before    timestamptz NOT NULL,
    not_after     timestamptz NOT NULL,
    first_used_at timestamptz NOT NULL
  );

  CREATE SEQUENCE contract_no;
  CREATE TABLE contract (
    id              uuid        PRIMARY KEY,
    tenant_id       uuid        NOT NULL REFERENCES tenant,
    no              text        NOT NULL,
    kind            text        NOT NULL CHECK (kind IN ('first', 'supplement', 'transfer')),
    state           text        NOT NULL CHECK (state IN ('draft', 'signing', 'signed', 'superseded', 'ended')),
    number          text        NOT NULL CHECK (number ~ '^400[0-9]{7}$'),
    plan_choice_id  uuid        NOT NULL,
    supplement_to   uuid,
    terms_id        uuid        NOT NULL REFERENCES terms,
    facts           jsonb       NOT NULL,
    document_id     uuid        NOT NULL,
    document_sha256 text        NOT NULL,
    pages           integer     NOT NULL CHECK (pages > 0),
    file_id         uuid,
    file_sha256     text,
    code_sent_at    timestamptz,
    created_at      timestamptz NOT NULL,
    signed_at       timestamptz,
    signed_by       text,
    ended_at        timestamptz,
    end_reason      text,
    CONSTRAINT contract_plan_choice_fkey FOREIGN KEY (tenant_id, plan_choice_id) REFERENCES plan_choice (tenant_id, id),
    CONSTRAINT contract_document_fkey FOREIGN KEY (tenant_id, document_id) REFERENCES sealed_file (tenant_id, id),
    CONSTRAINT contract_file_fkey FOREIGN KEY (tenant_id, file_id) REFERENCES sealed_file (tenant_id, id),
    CONSTRAINT contract_signed_check CHECK ((state IN ('draft', 'signing')) = (file_id IS NULL)
      AND (file_id IS NULL) = (file_sha256 IS NULL) AND (file_id IS NULL) = (signed_at IS NULL)),
    CONSTRAINT contract_supplement_check CHECK ((kind = 'supplement') = (supplement_to IS NOT NULL))
  );
  CREATE UNIQUE INDEX contract_tenant_key ON contract (tenant_id, id);
  ALTER TABLE contract ADD CONSTRAINT contract_supplement_fkey
    FOREIGN KEY (tenant_id, supplement_to) REFERENCES contract (tenant_id, id);
  CREATE UNIQUE INDEX contract_no_key ON contract (no);
  CREATE UNIQUE INDEX contract_open_key ON contract (tenant_id) WHERE state IN ('draft', 'signing');
  CREATE UNIQUE INDEX contract_plan_key ON contract (plan_choice_id) WHERE state = 'signed';
  CREATE INDEX contract_signed_idx ON contract (signed_at);

  CREATE TABLE signature_evidence (
    seq             bigint      PRIMARY KEY,
    tenant_id       uuid        NOT NULL,
    contract_id     uuid        NOT NULL,
    document_sha256 text        NOT NULL,
    document_bytes  integer     NOT NULL,
    file_sha256     text        NOT NULL,
    certificate     text        NOT NULL REFERENCES signing_certificate,
    signed_at       timestamptz NOT NULL,
    payload         text        NOT NULL,
    previous_hash   text        NOT NULL,
    entry_hash      text        NOT NULL,
    CONSTRAINT signature_evidence_contract_fkey FOREIGN KEY (tenant_id, contract_id) REFERENCES contract (tenant_id, id)
  );
  CREATE UNIQUE INDEX signature_evidence_contract_key ON signature_evidence (contract_id);
  CREATE UNIQUE INDEX signature_evidence_file_key ON signature_evidence (file_sha256);
  CREATE UNIQUE INDEX signature_evidence_previous_key ON signature_evidence (previous_hash);

  CREATE TABLE chain_check (
    id      uuid        PRIMARY KEY,
    at      timestamptz NOT NULL,
    entries bigint      NOT NULL,
    head    text        NOT NULL,
    fault   jsonb
  );
  CREATE INDEX chain_check_at_idx ON chain_check (at);
`;

/**
 * The chain runs over all tenants, so these look over the wall: to add an entry of the tenant of the transaction, to check
 * the chain, and to answer the public whose file is in their hands.
 */
const FUNCTIONS = `
  CREATE FUNCTION append_evidence(p_tenant uuid, p_contract uuid, p_document text, p_document_bytes integer, p_file text,
                                  p_certificate text, p_signed_at timestamptz, p_payload text)
    RETURNS TABLE (seq bigint, hash text)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE last_seq bigint;
            last_hash text;
    BEGIN
      IF p_tenant IS DISTINCT FROM nullif(current_setting('sibai.tenant', true), '')::uuid THEN
        RAISE EXCEPTION 'the evidence is of another tenant';
      END IF;
      -- Held until the end of the transaction: the next entry follows this one or, if it is undone, the one before.
      PERFORM pg_advisory_xact_lock(hashtextextended('signature_evidence', 0));
      SELECT e.seq, e.entry_hash INTO last_seq, last_hash FROM signature_evidence e ORDER BY e.seq DESC LIMIT 1;
      seq := coalesce(last_seq, 0) + 1;
      last_hash := coalesce(last_hash, repeat('0', 64));
      hash := encode(sha256(convert_to(seq || E'\\n' || last_hash || E'\\n' || p_payload, 'UTF8')), 'hex');
      INSERT INTO signature_evidence VALUES (seq, p_tenant, p_contract, p_document, p_document_bytes, p_file,
                                             p_certificate, p_signed_at, p_payload, last_hash, hash);
      RETURN NEXT;
    END $$;

  CREATE FUNCTION evidence_chain(p_after bigint, p_limit integer)
    RETURNS TABLE (seq bigint, payload text, previous_hash text, entry_hash text, document_sha256 text, file_sha256 text,
                   no text, contract_id uuid, contract_document text, contract_file text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT e.seq, e.payload, e.previous_hash, e.entry_hash, e.document_sha256, e.file_sha256,
             c.no, c.id, c.document_sha256, c.file_sha256
        FROM signature_evidence e JOIN contract c ON c.id = e.contract_id
       WHERE e.seq > p_after ORDER BY e.seq LIMIT p_limit $$;

  CREATE FUNCTION unproven_contracts() RETURNS TABLE (no text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT c.no FROM contract c
       WHERE c.signed_at IS NOT NULL AND NOT EXISTS (SELECT FROM signature_evidence e WHERE e.contract_id = c.id)
       ORDER BY c.no LIMIT 1 $$;

  CREATE FUNCTION find_signed_contract(p_file text, p_no text)
    RETURNS TABLE (no text, kind text, state text, number text, signed_at timestamptz, customer text, provider text,
                   document_sha256 text, document_bytes integer, file_sha256 text, certificate text, seq bigint, hash text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT c.no, c.kind, c.state, c.number, c.signed_at, c.facts->'customer'->>'name', c.facts->'provider'->>'name',
             e.document_sha256, e.document_bytes, e.file_sha256, e.certificate, e.seq, e.entry_hash
        FROM signature_evidence e JOIN contract c ON c.id = e.contract_id
       WHERE e.file_sha256 = p_file OR c.no = p_no
       ORDER BY e.file_sha256 = p_file DESC LIMIT 1 $$;
`;

const GRANTS = `
  GRANT SELECT, INSERT ON terms, signing_certificate, chain_check TO sibai_app;
  GRANT SELECT, INSERT, UPDATE ON contract TO sibai_app;
  GRANT SELECT ON signature_evidence TO sibai_app;
  GRANT USAGE ON SEQUENCE contract_no TO sibai_app;
  REVOKE EXECUTE ON FUNCTION append_evidence(uuid, uuid, text, integer, text, text, timestamptz, text),
                             evidence_chain(bigint, integer), find_signed_contract(text, text), unproven_contracts()
    FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION append_evidence(uuid, uuid, text, integer, text, text, timestamptz, text),
                            evidence_chain(bigint, integer), find_signed_contract(text, text), unproven_contracts()
    TO sibai_app;
`;
