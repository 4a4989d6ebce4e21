import type { MigrationInterface, QueryRunner } from 'typeorm';

export const VERIFICATION_TABLES = [
  'verification',
  'verification_material',
  'verification_confirmation',
  'verification_decision',
  'verification_reminder',
];

/** Who an enterprise is: its applications, the papers, what reviewers decided, and how long it holds. */
export class Verification1763800000002 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(SCHEMA);
    for (const table of VERIFICATION_TABLES)
      await db.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ${table}_tenant ON ${table}
          USING (tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid);
        CREATE POLICY ${table}_operator ON ${table} FOR SELECT USING ((SELECT is_platform()))`);
    await db.query(FUNCTIONS);
    await db.query(GRANTS);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION open_verification(uuid, uuid, text, timestamptz), verified_identity(uuid), verified_numbers(uuid),
                    verifications_due(date, timestamptz);
      DROP TABLE ${[...VERIFICATION_TABLES].reverse().join(', ')}, verification_setting`);
  }
}

/**
 * ID numbers are in `form` with their middle hidden, whole in `sealed`, and in `id_fingerprints` to look them up by. Users of
 * the platform decide on rows of a tenant, so who claimed or decided is no foreign key.
 */
const SCHEMA = `
  CREATE TABLE verification (
    id              uuid        PRIMARY KEY,
    tenant_id       uuid        NOT NULL REFERENCES tenant,
    kind            text        NOT NULL CHECK (kind IN ('first', 'renewal', 'yearly', 'transfer')),
    state           text        NOT NULL DEFAULT 'draft'
                    CHECK (state IN ('draft', 'submitted', 'returned', 'refusing', 'refused', 'approved', 'expired')),
    version         integer     NOT NULL DEFAULT 1,
    form            jsonb       NOT NULL DEFAULT '{}',
    sealed          text,
    uscc            text,
    id_fingerprints text[]      NOT NULL DEFAULT '{}',
    blocking        integer     NOT NULL DEFAULT 0,
    warnings        integer     NOT NULL DEFAULT 0,
    reasons         jsonb       NOT NULL DEFAULT '[]',
    remark          text,
    previous_id     uuid,
    created_at      timestamptz NOT NULL,
    saved_at        timestamptz NOT NULL,
    submitted_at    timestamptz,
    submitted_by    uuid,
    due_at          timestamptz,
    claimed_by      uuid,
    claimed_at      timestamptz,
    proposed_by     uuid,
    decided_at      timestamptz,
    expires_on      date,
    suspended_at    timestamptz
  );
  CREATE UNIQUE INDEX verification_tenant_key ON verification (tenant_id, id);
  ALTER TABLE verification ADD CONSTRAINT verification_previous_fkey
    FOREIGN KEY (tenant_id, previous_id) REFERENCES verification (tenant_id, id);
  CREATE UNIQUE INDEX verification_open_key ON verification (tenant_id)
    WHERE state IN ('draft', 'submitted', 'returned', 'refusing');
  CREATE INDEX verification_queue_idx ON verification (submitted_at) WHERE state IN ('submitted', 'refusing');
  CREATE INDEX verification_uscc_idx ON verification (uscc);
  CREATE INDEX verification_fingerprint_idx ON verification USING gin (id_fingerprints);

  CREATE TABLE verification_material (
    id              uuid        PRIMARY KEY,
    tenant_id       uuid        NOT NULL,
    verification_id uuid        NOT NULL,
    kind            text        NOT NULL,
    file_id         uuid        NOT NULL,
    name            text        NOT NULL,
    bytes           integer     NOT NULL,
    source          text        NOT NULL,
    notes           text[]      NOT NULL DEFAULT '{}',
    pages           jsonb       NOT NULL,
    reading_state   text        NOT NULL CHECK (reading_state IN ('none', 'waiting', 'running', 'done', 'failed')),
    progress        real        NOT NULL DEFAULT 0,
    reading         text,
    uploaded_at     timestamptz NOT NULL,
    replaced_at     timestamptz,
    CONSTRAINT verification_material_verification_fkey
      FOREIGN KEY (tenant_id, verification_id) REFERENCES verification (tenant_id, id),
    CONSTRAINT verification_material_file_fkey
      FOREIGN KEY (tenant_id, file_id) REFERENCES sealed_file (tenant_id, id)
  );
  CREATE UNIQUE INDEX verification_material_current_key ON verification_material (verification_id, kind)
    WHERE replaced_at IS NULL;

  CREATE TABLE verification_confirmation (
    verification_id uuid        NOT NULL,
    mobile          text        NOT NULL,
    tenant_id       uuid        NOT NULL,
    confirmed_at    timestamptz NOT NULL,
    PRIMARY KEY (verification_id, mobile),
    CONSTRAINT verification_confirmation_verification_fkey
      FOREIGN KEY (tenant_id, verification_id) REFERENCES verification (tenant_id, id)
  );

  CREATE TABLE verification_decision (
    id              uuid        PRIMARY KEY,
    tenant_id       uuid        NOT NULL,
    verification_id uuid        NOT NULL,
    decision        text        NOT NULL
                    CHECK (decision IN ('approve', 'return', 'refuse', 'confirm', 'dismiss')),
    decided_by      uuid,
    decided_name    text,
    reasons         jsonb       NOT NULL DEFAULT '[]',
    remark          text,
    at              timestamptz NOT NULL,
    CONSTRAINT verification_decision_verification_fkey
      FOREIGN KEY (tenant_id, verification_id) REFERENCES verification (tenant_id, id)
  );
  CREATE INDEX verification_decision_idx ON verification_decision (verification_id, at);

  CREATE TABLE verification_reminder (
    verification_id uuid        NOT NULL,
    reminder        text        NOT NULL,
    tenant_id       uuid        NOT NULL,
    sent_at         timestamptz NOT NULL,
    PRIMARY KEY (verification_id, reminder),
    CONSTRAINT verification_reminder_verification_fkey
      FOREIGN KEY (tenant_id, verification_id) REFERENCES verification (tenant_id, id)
  );

  CREATE TABLE verification_setting (
    name       text        PRIMARY KEY CHECK (name IN ('automatic_approval')),
    value      jsonb       NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by text        NOT NULL
  );
`;

/**
 * `open_verification` begins one for the tenant of the transaction, filled in from the identity in force, and answers its id;
 * that of the open one when there is one, since a tenant has one at a time. `verified_identity` is who the tenant is: the
 * newest application that was approved. It is in force until the grace after its expiry is over. `verifications_due` is for
 * the calendar, which looks over all tenants: identities that near their end, and yearly reviews that are not answered.
 */
const FUNCTIONS = `
  CREATE FUNCTION open_verification(p_id uuid, p_tenant uuid, p_kind text, p_now timestamptz) RETURNS uuid
    LANGUAGE plpgsql AS $$
    DECLARE opened uuid;
            old verification;
    BEGIN
      SELECT id INTO opened FROM verification
       WHERE tenant_id = p_tenant AND state IN ('draft', 'submitted', 'returned', 'refusing');
      IF opened IS NOT NULL THEN RETURN opened; END IF;
      SELECT * INTO old FROM verification
       WHERE tenant_id = p_tenant AND state IN ('approved', 'expired', 'refused')
       ORDER BY state = 'refused', decided_at DESC LIMIT 1;
      INSERT INTO verification (id, tenant_id, kind, form, sealed, uscc, id_fingerprints, previous_id, created_at, saved_at)
        VALUES (p_id, p_tenant, p_kind, coalesce(old.form, '{}'), old.sealed, old.uscc,
                coalesce(old.id_fingerprints, '{}'), old.id, p_now, p_now)
        ON CONFLICT (tenant_id) WHERE state IN ('draft', 'submitted', 'returned', 'refusing') DO NOTHING
        RETURNING id INTO opened;
      IF opened IS NULL THEN
        RETURN (SELECT id FROM verification
                 WHERE tenant_id = p_tenant AND state IN ('draft', 'submitted', 'returned', 'refusing'));
      END IF;
      INSERT INTO verification_material (id, tenant_id, verification_id, kind, file_id, name, bytes, source, notes,
                                         pages, reading_state, progress, reading, uploaded_at)
        SELECT gen_random_uuid(), p_tenant, opened, kind, file_id, name, bytes, source, notes, pages, reading_state,
               progress, reading, uploaded_at
          FROM verification_material
         WHERE verification_id = old.id AND replaced_at IS NULL
           AND (p_kind = 'yearly' OR kind NOT IN ('authorisation', 'commitment'));
      INSERT INTO verification_confirmation (verification_id, mobile, tenant_id, confirmed_at)
        SELECT opened, mobile, p_tenant, confirmed_at FROM verification_confirmation WHERE verification_id = old.id;
      RETURN opened;
    END $$;

  CREATE FUNCTION verified_identity(p_tenant uuid)
    RETURNS TABLE (verification_id uuid, company_name text, uscc text, address text, legal_name text, operator_name text,
                   operator_mobile text, industry text, display_name text, approved_at timestamptz, expires_on date,
                   in_force boolean)
    LANGUAGE sql STABLE AS $$
      SELECT id, form->>'companyName', uscc, form->>'address', form->>'legalName',
             CASE WHEN (form->>'operatorIsLegal')::boolean THEN form->>'legalName' ELSE form->>'operatorName' END,
             form->>'operatorMobile', form->>'industry', form->>'displayName', decided_at, expires_on, suspended_at IS NULL
        FROM verification
       WHERE tenant_id = p_tenant AND state IN ('approved', 'expired')
       ORDER BY decided_at DESC LIMIT 1 $$;

  CREATE FUNCTION verifications_due(p_today date, p_now timestamptz) RETURNS TABLE (tenant_id uuid, id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT i.tenant_id, i.id
        FROM (SELECT DISTINCT ON (v.tenant_id) v.* FROM verification v
               WHERE v.state IN ('approved', 'expired') ORDER BY v.tenant_id, v.decided_at DESC) i
       WHERE i.expires_on <= p_today + 60 AND i.suspended_at IS NULL OR i.decided_at <= p_now - interval '1 year'
       UNION ALL
      SELECT v.tenant_id, v.id FROM verification v
       WHERE v.kind = 'yearly' AND v.state IN ('draft', 'returned') AND v.created_at <= p_now - interval '30 days' $$;

  CREATE FUNCTION verified_numbers(p_tenant uuid)
    RETURNS TABLE (number text, owner_name text, owner_kind text, confirmed boolean)
    LANGUAGE sql STABLE AS $$
      SELECT b->>'number', b->>'ownerName', b->>'ownerKind',
             EXISTS (SELECT FROM verification_confirmation c
                      WHERE c.verification_id = i.verification_id AND c.mobile = b->>'number')
        FROM verified_identity(p_tenant) i
        JOIN verification v ON v.id = i.verification_id
       CROSS JOIN jsonb_array_elements(coalesce(v.form->'boundNumbers', '[]')) b $$;
`;

const GRANTS = `
  GRANT SELECT, INSERT, UPDATE ON verification, verification_material, verification_confirmation TO sibai_app;
  GRANT DELETE ON verification_material TO sibai_app;
  GRANT SELECT, INSERT ON verification_decision, verification_reminder TO sibai_app;
  GRANT SELECT, INSERT, UPDATE ON verification_setting TO sibai_app;
  REVOKE EXECUTE ON FUNCTION open_verification(uuid, uuid, text, timestamptz), verified_identity(uuid),
                             verified_numbers(uuid), verifications_due(date, timestamptz) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION open_verification(uuid, uuid, text, timestamptz), verified_identity(uuid),
                            verified_numbers(uuid), verifications_due(date, timestamptz) TO sibai_app;
`;
