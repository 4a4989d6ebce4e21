import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A line of its own kind and state; trunks of the platform that carry lines of many; checks and changes of owner. */
export class Line1763800000007 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(LINE);
    await db.query(TRUNKS);
    await db.query(TABLES);
    for (const table of ['line_check', 'line_change'])
      await db.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ${table}_tenant ON ${table}
          USING (tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid);
        CREATE POLICY ${table}_operator ON ${table} FOR SELECT USING ((SELECT is_platform()));
        GRANT SELECT, INSERT, UPDATE ON ${table} TO sibai_app`);
    await db.query(`
      CREATE POLICY line_operator ON line FOR SELECT USING ((SELECT is_platform()));
      CREATE POLICY line_change_taker ON line_change FOR SELECT
        USING (to_tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE line_change, line_check;
      DROP POLICY line_operator ON line;
      DROP TRIGGER line_trunk_owner ON line;
      DROP FUNCTION line_trunk_owner(), line_trunk(uuid), trunk_media(uuid), platform_trunk(), find_transfer(bytea),
                    open_line_changes(timestamptz);
      DELETE FROM line WHERE state = 'closed' OR trunk_tenant_id <> tenant_id;
      DROP INDEX line_tenant_key, line_number_key;
      CREATE UNIQUE INDEX line_number_key ON line (number);
      ALTER TABLE line
        DROP CONSTRAINT line_trunk_fkey,
        DROP COLUMN state, DROP COLUMN suspensions, DROP COLUMN suspended_note, DROP COLUMN line_type,
        DROP COLUMN codecs, DROP COLUMN dtmf, DROP COLUMN trunk_tenant_id, DROP COLUMN live_at, DROP COLUMN closed_at,
        ALTER COLUMN trunk_id SET NOT NULL,
        ADD CONSTRAINT line_trunk_fkey FOREIGN KEY (tenant_id, trunk_id) REFERENCES trunk (tenant_id, id);
      CREATE OR REPLACE FUNCTION find_line(p_endpoint text, p_number text) RETURNS TABLE (id uuid, tenant_id uuid)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
          SELECT l.id, l.tenant_id FROM line l JOIN trunk t ON t.id = l.trunk_id
           WHERE l.number = p_number
             AND CASE t.match WHEN 'registration' THEN t.username ELSE 'trunk-' || t.id END = p_endpoint $$`);
  }
}

const LINE = `
  ALTER TABLE line
    ADD COLUMN state           text        NOT NULL DEFAULT 'live',
    ADD COLUMN suspensions     text[]      NOT NULL DEFAULT '{}',
    ADD COLUMN suspended_note  text,
    ADD COLUMN line_type       text        NOT NULL DEFAULT 'sip_trunk',
    ADD COLUMN codecs          text[]      NOT NULL DEFAULT '{alaw,ulaw,g729}',
    ADD COLUMN dtmf            text        NOT NULL DEFAULT 'rfc4733',
    ADD COLUMN trunk_tenant_id uuid,
    ADD COLUMN live_at         timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN closed_at       timestamptz,
    ALTER COLUMN trunk_id DROP NOT NULL;
  UPDATE line SET trunk_tenant_id = tenant_id, live_at = created_at;
  ALTER TABLE line
    ALTER COLUMN trunk_tenant_id SET NOT NULL,
    ADD CONSTRAINT line_state_check CHECK (state IN ('live', 'suspended', 'closed')),
    ADD CONSTRAINT line_suspensions_check CHECK (
      suspensions <@ '{payment,verification,operator}'::text[]
      AND (state = 'closed' OR (state = 'suspended') = (suspensions <> '{}'))),
    ADD CONSTRAINT line_type_check CHECK (line_type IN ('sip_trunk', 'cloud')),
    ADD CONSTRAINT line_codecs_check CHECK (
      codecs <@ '{alaw,ulaw,g722,g729}'::text[] AND codecs && '{alaw,ulaw}'::text[]),
    ADD CONSTRAINT line_dtmf_check CHECK (dtmf IN ('rfc4733', 'inband', 'info')),
    ADD CONSTRAINT line_trunk_check CHECK (state = 'closed' OR trunk_id IS NOT NULL),
    ADD CONSTRAINT line_trunk_owner_check CHECK ((trunk_tenant_id = tenant_id) = (line_type = 'sip_trunk')),
    DROP CONSTRAINT line_trunk_fkey,
    ADD CONSTRAINT line_trunk_fkey FOREIGN KEY (trunk_tenant_id, trunk_id) REFERENCES trunk (tenant_id, id);
  CREATE UNIQUE INDEX line_tenant_key ON line (tenant_id, id);
  -- A number comes back after its line was closed: to another owner, or after its rest.
  DROP INDEX line_number_key;
  CREATE UNIQUE INDEX line_number_key ON line (number) WHERE state <> 'closed';
`;

/**
 * A line arrives on a trunk of its own tenant or of the platform; which of the two its kind says, and nobody can name a
 * third. The trunks of the platform are not shown to tenants: what a line needs of its trunk it gets by these functions.
 */
const TRUNKS = `
  CREATE FUNCTION line_trunk_owner() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
      NEW.trunk_tenant_id := CASE NEW.line_type
        WHEN 'cloud' THEN coalesce((SELECT t.tenant_id FROM trunk t JOIN tenant o ON o.id = t.tenant_id
                                     WHERE t.id = NEW.trunk_id AND o.kind = 'platform'),
                                   CASE TG_OP WHEN 'UPDATE' THEN OLD.trunk_tenant_id END, NEW.tenant_id)
        ELSE NEW.tenant_id END;
      RETURN NEW;
    END $$;
  CREATE TRIGGER line_trunk_owner BEFORE INSERT OR UPDATE OF line_type, trunk_id, trunk_tenant_id, tenant_id ON line
    FOR EACH ROW EXECUTE FUNCTION line_trunk_owner();

  CREATE OR REPLACE FUNCTION find_line(p_endpoint text, p_number text) RETURNS TABLE (id uuid, tenant_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT l.id, l.tenant_id FROM line l JOIN trunk t ON t.tenant_id = l.trunk_tenant_id AND t.id = l.trunk_id
       WHERE l.number = p_number AND l.state <> 'closed'
         AND CASE t.match WHEN 'registration' THEN t.username ELSE 'trunk-' || t.id END = p_endpoint $$;

  -- Asterisk has one setting for each trunk: what any of its lines may speak, and how keys come when all agree on that.
  CREATE FUNCTION trunk_media(p_trunk uuid) RETURNS TABLE (codecs text[], dtmf text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT coalesce(array(SELECT codec FROM unnest('{alaw,ulaw,g722,g729}'::text[]) WITH ORDINALITY AS c (codec, n)
                             WHERE codec IN (SELECT unnest(l.codecs) FROM line l
                                              WHERE l.trunk_id = p_trunk AND l.state <> 'closed') ORDER BY n), '{}'),
             (SELECT CASE WHEN count(DISTINCT l.dtmf) = 1 THEN min(l.dtmf) ELSE 'rfc4733' END
                FROM line l WHERE l.trunk_id = p_trunk AND l.state <> 'closed') $$;

  CREATE FUNCTION line_trunk(p_line uuid)
    RETURNS TABLE (id uuid, match text, username text, outbound_cli text, dtmf text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT t.id, t.match, t.username, t.outbound_cli, m.dtmf
        FROM line l
        JOIN trunk t ON t.tenant_id = l.trunk_tenant_id AND t.id = l.trunk_id,
             LATERAL trunk_media(t.id) m
       WHERE l.id = p_line AND l.tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid $$;

  CREATE FUNCTION platform_trunk() RETURNS TABLE (id uuid, name text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT t.id, t.name FROM trunk t JOIN tenant o ON o.id = t.tenant_id
       WHERE o.kind = 'platform' ORDER BY t.created_at, t.id LIMIT 1 $$;
  REVOKE EXECUTE ON FUNCTION line_trunk_owner(), trunk_media(uuid), line_trunk(uuid), platform_trunk() FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION line_trunk_owner(), trunk_media(uuid), line_trunk(uuid), platform_trunk() TO sibai_app;
`;

const TABLES = `
  CREATE TABLE line_check (
    id          uuid        PRIMARY KEY,
    tenant_id   uuid        NOT NULL,
    line_id     uuid        NOT NULL,
    state       text        NOT NULL CHECK (state IN ('running', 'done', 'broken_off')),
    verdict     text        CHECK (verdict IN ('pass', 'warn', 'fail')),
    items       jsonb       NOT NULL DEFAULT '[]',
    ladder      jsonb       NOT NULL DEFAULT '[]',
    started_by  uuid,
    started_at  timestamptz NOT NULL,
    finished_at timestamptz,
    CONSTRAINT line_check_line_fkey FOREIGN KEY (tenant_id, line_id) REFERENCES line (tenant_id, id)
  );
  CREATE INDEX line_check_line_idx ON line_check (line_id, started_at);
  CREATE UNIQUE INDEX line_check_running_key ON line_check (line_id) WHERE state = 'running';

  CREATE TABLE line_change (
    id              uuid        PRIMARY KEY,
    tenant_id       uuid        NOT NULL,
    line_id         uuid        NOT NULL,
    number          text        NOT NULL,
    kind            text        NOT NULL CHECK (kind IN ('transfer', 'port_out', 'cancel')),
    state           text        NOT NULL CHECK (state IN ('requested', 'notice', 'offered', 'accepted', 'done', 'withdrawn', 'lapsed')),
    reason          text        NOT NULL,
    requested_by    uuid,
    requested_at    timestamptz NOT NULL,
    confirmed_at    timestamptz,
    effective_at    timestamptz,
    to_name         text,
    invite_hash     bytea,
    to_tenant_id    uuid        REFERENCES tenant,
    accepted_at     timestamptz,
    verified_at     timestamptz,
    contract_id     uuid,
    authorisation   text,
    ended_at        timestamptz,
    CONSTRAINT line_change_line_fkey FOREIGN KEY (tenant_id, line_id) REFERENCES line (tenant_id, id)
  );
  CREATE UNIQUE INDEX line_change_open_key ON line_change (line_id)
    WHERE state NOT IN ('done', 'withdrawn', 'lapsed');
  CREATE INDEX line_change_tenant_idx ON line_change (tenant_id, requested_at);
  CREATE INDEX line_change_taker_idx ON line_change (to_tenant_id);
  CREATE UNIQUE INDEX line_change_invite_key ON line_change (invite_hash);

  CREATE FUNCTION find_transfer(p_invite bytea) RETURNS TABLE (id uuid, tenant_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT id, tenant_id FROM line_change WHERE invite_hash = p_invite AND kind = 'transfer' $$;

  -- Those the calendar may move on: not confirmed within a day, or past their own day.
  CREATE FUNCTION open_line_changes(p_now timestamptz) RETURNS TABLE (id uuid, tenant_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT id, tenant_id FROM line_change
       WHERE state = 'requested' AND requested_at <= p_now - interval '1 day'
          OR state IN ('notice', 'offered', 'accepted') AND effective_at <= p_now $$;
  REVOKE EXECUTE ON FUNCTION find_transfer(bytea), open_line_changes(timestamptz) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION find_transfer(bytea), open_line_changes(timestamptz) TO sibai_app;
`;
