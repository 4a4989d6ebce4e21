import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables of one tenant each, behind the tenants' wall like those of the spine. */
export const ACCOUNT_TENANT_TABLES = ['invitation', 'recovery_code', 'user_totp'];

export class Account1763800000001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(COLUMNS);
    await db.query(TABLES);
    for (const table of ACCOUNT_TENANT_TABLES)
      await db.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ${table}_tenant ON ${table}
          USING (tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid)`);
    await db.query(POLICIES);
    await db.query(FUNCTIONS);
    await db.query(GRANTS);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION find_login(text, text), find_session(bytea, timestamptz), find_invitation(bytea),
                    create_tenant(uuid, text, timestamptz), outbox(text, integer), purge_messages(timestamptz),
                    tenant_list();
      DROP TABLE message, one_time_code, rate_limit, ${ACCOUNT_TENANT_TABLES.join(', ')};
      REVOKE UPDATE (name, state) ON tenant FROM sibai_app;
      ALTER TABLE session DROP COLUMN address, DROP COLUMN agent, DROP COLUMN last_seen_at;
      DELETE FROM app_user WHERE email IS NULL;
      ALTER TABLE app_user DROP CONSTRAINT app_user_reachable_check, DROP COLUMN mobile, ALTER email SET NOT NULL;
      ALTER TABLE tenant DROP COLUMN state`);
    await db.query(FUNCTIONS_BEFORE);
  }
}

const COLUMNS = `
  ALTER TABLE tenant
    ADD COLUMN state text NOT NULL DEFAULT 'customer'
      CONSTRAINT tenant_state_check CHECK (state IN ('applying', 'customer', 'closed'));

  ALTER TABLE app_user
    ADD COLUMN mobile text CONSTRAINT app_user_mobile_check CHECK (mobile ~ '^1[3-9][0-9]{9}$'),
    ALTER COLUMN email DROP NOT NULL,
    ADD CONSTRAINT app_user_reachable_check CHECK (email IS NOT NULL OR mobile IS NOT NULL);
  CREATE UNIQUE INDEX app_user_mobile_key ON app_user (mobile);

  ALTER TABLE session
    ADD COLUMN address text,
    ADD COLUMN agent text,
    ADD COLUMN last_seen_at timestamptz NOT NULL DEFAULT now();
`;

const TABLES = `
  CREATE TABLE user_totp (
    user_id      uuid        PRIMARY KEY,
    tenant_id    uuid        NOT NULL,
    secret       text        NOT NULL,
    confirmed_at timestamptz,
    last_step    bigint      NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT user_totp_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE
  );

  CREATE TABLE recovery_code (
    id        uuid        PRIMARY KEY,
    tenant_id uuid        NOT NULL,
    user_id   uuid        NOT NULL,
    digest    text        NOT NULL,
    used_at   timestamptz,
    CONSTRAINT recovery_code_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE
  );
  CREATE UNIQUE INDEX recovery_code_key ON recovery_code (user_id, digest);

  CREATE TABLE invitation (
    id          uuid        PRIMARY KEY,
    tenant_id   uuid        NOT NULL REFERENCES tenant,
    email       text        CHECK (email = lower(email)),
    mobile      text        CHECK (mobile ~ '^1[3-9][0-9]{9}$'),
    name        text        NOT NULL CHECK (name <> ''),
    role        text        NOT NULL CHECK (role IN ('admin', 'supervisor', 'agent')),
    token_hash  bytea       NOT NULL,
    invited_by  uuid        NOT NULL,
    created_at  timestamptz NOT NULL,
    sent_at     timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    accepted_at timestamptz,
    revoked_at  timestamptz,
    CONSTRAINT invitation_author_fkey FOREIGN KEY (tenant_id, invited_by) REFERENCES app_user (tenant_id, id),
    CONSTRAINT invitation_reachable_check CHECK (email IS NOT NULL OR mobile IS NOT NULL)
  );
  CREATE UNIQUE INDEX invitation_token_key ON invitation (token_hash);
  CREATE INDEX invitation_tenant_idx ON invitation (tenant_id, created_at);

  CREATE TABLE one_time_code (
    id         uuid        PRIMARY KEY,
    purpose    text        NOT NULL,
    address    text        NOT NULL,
    digest     text        NOT NULL,
    tries      smallint    NOT NULL DEFAULT 0,
    sent_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    taken_at   timestamptz
  );
  CREATE INDEX one_time_code_address_idx ON one_time_code (address, sent_at);

  CREATE TABLE rate_limit (
    key       text        PRIMARY KEY,
    points    integer     NOT NULL,
    resets_at timestamptz NOT NULL
  );
  CREATE INDEX rate_limit_resets_idx ON rate_limit (resets_at);

  CREATE TABLE message (
    id           uuid        PRIMARY KEY,
    tenant_id    uuid        REFERENCES tenant,
    channel      text        NOT NULL CHECK (channel IN ('mail', 'sms')),
    address      text        NOT NULL,
    template     text        NOT NULL,
    params       jsonb,
    state        text        NOT NULL CHECK (state IN ('queued', 'sent', 'failed', 'outbox')),
    tries        integer     NOT NULL DEFAULT 0,
    error        text,
    created_at   timestamptz NOT NULL,
    secret_until timestamptz,
    settled_at   timestamptz
  );
  CREATE INDEX message_created_idx ON message (created_at);
  CREATE INDEX message_secret_idx ON message (secret_until) WHERE params IS NOT NULL;
`;

/**
 * Codes and limits belong to an address, before any tenant is known: no tenant's wall can stand around them. A message
 * without a tenant is seen by all of the application, one of a tenant by that tenant only.
 */
const POLICIES = `
  ALTER TABLE message ENABLE ROW LEVEL SECURITY;
  CREATE POLICY message_tenant ON message
    USING (tenant_id IS NULL OR tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid);
`;

const FUNCTIONS = `
  DROP FUNCTION find_login(text), find_session(bytea), tenant_list();

  CREATE FUNCTION find_login(p_email text, p_mobile text)
    RETURNS TABLE (id uuid, tenant_id uuid, name text, tenant_name text, email text, mobile text, password_hash text,
                   disabled boolean, totp boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT u.id, u.tenant_id, u.name, t.name, u.email, u.mobile, u.password_hash, u.disabled_at IS NOT NULL,
             EXISTS (SELECT FROM user_totp a WHERE a.user_id = u.id AND a.confirmed_at IS NOT NULL)
        FROM app_user u JOIN tenant t ON t.id = u.tenant_id
       WHERE u.email = lower(p_email) OR u.mobile = p_mobile $$;

  CREATE FUNCTION find_session(p_token_hash bytea, p_now timestamptz DEFAULT now())
    RETURNS TABLE (session_id uuid, user_id uuid, tenant_id uuid, role text, name text, email text, mobile text,
                   tenant_name text, tenant_state text, last_seen_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT s.id, u.id, u.tenant_id, u.role, u.name, u.email, u.mobile, t.name, t.state, s.last_seen_at
        FROM session s JOIN app_user u ON u.id = s.user_id JOIN tenant t ON t.id = u.tenant_id
       WHERE s.token_hash = p_token_hash AND s.expires_at > p_now AND u.disabled_at IS NULL $$;

  CREATE FUNCTION find_invitation(p_token_hash bytea) RETURNS TABLE (id uuid, tenant_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT id, tenant_id FROM invitation WHERE token_hash = p_token_hash $$;

  CREATE FUNCTION create_tenant(p_id uuid, p_name text, p_at timestamptz) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      INSERT INTO tenant (id, name, kind, state, created_at) VALUES (p_id, p_name, 'enterprise', 'applying', p_at) $$;

  CREATE FUNCTION outbox(p_address text, p_limit integer) RETURNS SETOF message
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT * FROM message
       WHERE state = 'outbox' AND params IS NOT NULL AND (p_address IS NULL OR address LIKE '%' || p_address || '%')
       ORDER BY created_at DESC, id DESC LIMIT p_limit $$;

  CREATE FUNCTION purge_messages(p_now timestamptz) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      UPDATE message SET state = CASE state WHEN 'queued' THEN 'failed' ELSE state END, params = NULL,
                         error = CASE state WHEN 'queued' THEN coalesce(error, 'lapsed before it was delivered') ELSE error END,
                         settled_at = coalesce(settled_at, p_now)
       WHERE params IS NOT NULL AND (secret_until <= p_now OR state = 'queued' AND created_at < p_now - interval '1 day');
      DELETE FROM message WHERE created_at < p_now - interval '90 days' $$;

  CREATE FUNCTION tenant_list()
    RETURNS TABLE (id uuid, name text, kind text, state text, created_at timestamptz, users bigint, lines bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT t.id, t.name, t.kind, t.state, t.created_at,
             (SELECT count(*) FROM app_user u WHERE u.tenant_id = t.id),
             (SELECT count(*) FROM line l WHERE l.tenant_id = t.id)
        FROM tenant t
       WHERE EXISTS (SELECT FROM tenant me
                      WHERE me.id = nullif(current_setting('sibai.tenant', true), '')::uuid AND me.kind = 'platform')
       ORDER BY t.created_at $$;
`;

/** As the spine made them. */
const FUNCTIONS_BEFORE = `
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
  REVOKE EXECUTE ON FUNCTION find_login(text), find_session(bytea), tenant_list() FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION find_login(text), find_session(bytea), tenant_list() TO sibai_app;
`;

const GRANTS = `
  GRANT SELECT, INSERT, UPDATE, DELETE ON message, one_time_code, rate_limit, ${ACCOUNT_TENANT_TABLES.join(', ')} TO sibai_app;
  GRANT UPDATE (name, state) ON tenant TO sibai_app;
  REVOKE EXECUTE ON FUNCTION find_login(text, text), find_session(bytea, timestamptz), find_invitation(bytea),
    create_tenant(uuid, text, timestamptz), outbox(text, integer), purge_messages(timestamptz), tenant_list() FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION find_login(text, text), find_session(bytea, timestamptz), find_invitation(bytea),
    create_tenant(uuid, text, timestamptz), outbox(text, integer), purge_messages(timestamptz), tenant_list() TO sibai_app;
`;
