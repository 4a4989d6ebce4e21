import type { MigrationInterface, QueryRunner } from 'typeorm';

const MINE = `tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid`;

/** The stock of 400 numbers, who holds which, who waits for which, and what they cost. */
export class Number1763800000003 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(TABLES);
    await db.query(FUNCTIONS);
    await db.query(POLICIES);
    await db.query(PREFIXES);
    await db.query(PRICES);
    await db.query(OWNED);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE number_import_line, number_import, number_wait, number_hold, number, number_tier, carrier_prefix;
      DROP FUNCTION number_notify(), first_waiting(text), waiting_ahead(text, timestamptz), number_carrier(text)`);
  }
}

/**
 * Ten million rows fit: nothing is kept per number that can be computed from its digits but the tier, which lists filter by.
 * The indexes on states are partial, since nearly all numbers are free.
 */
const TABLES = `
  CREATE TABLE number (
    number        text        PRIMARY KEY,
    state         text        NOT NULL DEFAULT 'free',
    tier          text        NOT NULL,
    own_price_fen integer,
    price_fen     integer,
    tenant_id     uuid        REFERENCES tenant,
    held_until    timestamptz,
    cooling_until timestamptz,
    suspended_for text[],
    changed_at    timestamptz,
    CONSTRAINT number_number_check CHECK (number ~ '^400[0-9]{7}$'),
    CONSTRAINT number_state_check CHECK (state IN ('free', 'held', 'sold', 'suspended', 'cooling')),
    CONSTRAINT number_price_check CHECK (own_price_fen > 0 AND price_fen > 0),
    CONSTRAINT number_held_check CHECK ((state = 'held') = (held_until IS NOT NULL)),
    CONSTRAINT number_cooling_check CHECK ((state = 'cooling') = (cooling_until IS NOT NULL)),
    CONSTRAINT number_suspended_check CHECK ((state = 'suspended') = (suspended_for IS NOT NULL)),
    CONSTRAINT number_owner_check CHECK (CASE state WHEN 'free' THEN tenant_id IS NULL
                                                    WHEN 'cooling' THEN tenant_id IS NULL
                                                    WHEN 'suspended' THEN true
                                                    ELSE tenant_id IS NOT NULL END),
    CONSTRAINT number_agreed_price_check CHECK ((tenant_id IS NULL) = (price_fen IS NULL))
  );
  CREATE INDEX number_taken_idx ON number (state, number) WHERE state <> 'free';
  CREATE INDEX number_tenant_idx ON number (tenant_id) WHERE tenant_id IS NOT NULL;
  CREATE INDEX number_held_until_idx ON number (held_until) WHERE held_until IS NOT NULL;
  CREATE INDEX number_cooling_until_idx ON number (cooling_until) WHERE cooling_until IS NOT NULL;

  CREATE TABLE number_hold (
    id        uuid        PRIMARY KEY,
    tenant_id uuid        NOT NULL REFERENCES tenant,
    number    text        NOT NULL REFERENCES number,
    kind      text        NOT NULL,
    placed_at timestamptz NOT NULL,
    placed_by text,
    until     timestamptz NOT NULL,
    ended_at  timestamptz,
    outcome   text,
    CONSTRAINT number_hold_kind_check CHECK (kind IN ('cart', 'turn', 'verification', 'contract')),
    CONSTRAINT number_hold_outcome_check CHECK (outcome IN ('released', 'swapped', 'expired', 'sold', 'withdrawn')),
    CONSTRAINT number_hold_ended_check CHECK ((ended_at IS NULL) = (outcome IS NULL))
  );
  CREATE UNIQUE INDEX number_hold_open_key ON number_hold (number) WHERE ended_at IS NULL;
  CREATE INDEX number_hold_number_idx ON number_hold (number, placed_at);
  CREATE INDEX number_hold_tenant_idx ON number_hold (tenant_id, placed_at);

  CREATE TABLE number_wait (
    id         uuid        PRIMARY KEY,
    tenant_id  uuid        NOT NULL REFERENCES tenant,
    number     text        NOT NULL REFERENCES number,
    user_id    uuid        NOT NULL,
    state      text        NOT NULL DEFAULT 'waiting',
    joined_at  timestamptz NOT NULL,
    ended_at   timestamptz,
    CONSTRAINT number_wait_state_check CHECK (state IN ('waiting', 'offered', 'taken', 'passed', 'left', 'gone')),
    CONSTRAINT number_wait_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE
  );
  CREATE UNIQUE INDEX number_wait_open_key ON number_wait (number, tenant_id) WHERE state IN ('waiting', 'offered');
  CREATE INDEX number_wait_queue_idx ON number_wait (number, joined_at, id) WHERE state = 'waiting';
  CREATE INDEX number_wait_tenant_idx ON number_wait (tenant_id, joined_at);

  CREATE TABLE number_import (
    id         uuid        PRIMARY KEY,
    tenant_id  uuid        NOT NULL REFERENCES tenant,
    file_name  text        NOT NULL,
    bytes      bigint      NOT NULL,
    bytes_done bigint      NOT NULL DEFAULT 0,
    lines      integer     NOT NULL DEFAULT 0,
    added      integer     NOT NULL DEFAULT 0,
    repriced   integer     NOT NULL DEFAULT 0,
    bad        integer     NOT NULL DEFAULT 0,
    state      text        NOT NULL DEFAULT 'running',
    failure    text,
    started_by text        NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at   timestamptz,
    CONSTRAINT number_import_state_check CHECK (state IN ('running', 'done', 'cancelled', 'failed'))
  );
  CREATE UNIQUE INDEX number_import_tenant_key ON number_import (tenant_id, id);
  CREATE UNIQUE INDEX number_import_running_key ON number_import (state) WHERE state = 'running';

  CREATE TABLE number_import_line (
    import_id uuid    NOT NULL,
    line      integer NOT NULL,
    tenant_id uuid    NOT NULL,
    reason    text    NOT NULL,
    content   text    NOT NULL,
    PRIMARY KEY (import_id, line),
    CONSTRAINT number_import_line_import_fkey FOREIGN KEY (tenant_id, import_id) REFERENCES number_import (tenant_id, id)
      ON DELETE CASCADE
  );

  CREATE TABLE carrier_prefix (
    prefix     text        PRIMARY KEY,
    carrier    text        NOT NULL,
    confidence text        NOT NULL,
    source     text        NOT NULL DEFAULT '',
    changed_at timestamptz NOT NULL DEFAULT now(),
    changed_by text        NOT NULL,
    CONSTRAINT carrier_prefix_prefix_check CHECK (prefix ~ '^400[0-9]{1,4}$'),
    CONSTRAINT carrier_prefix_carrier_check CHECK (carrier IN ('unicom', 'mobile', 'telecom')),
    CONSTRAINT carrier_prefix_confidence_check CHECK (confidence IN ('confirmed', 'agreed', 'unconfirmed'))
  );

  CREATE TABLE number_tier (
    tier       text        NOT NULL,
    version    integer     NOT NULL,
    price_fen  integer     NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now(),
    changed_by text        NOT NULL,
    reason     text,
    PRIMARY KEY (tier, version),
    CONSTRAINT number_tier_price_check CHECK (price_fen > 0)
  );
`;

/**
 * Every process keeps an index of the free numbers and hears here what to change in it. Of rows added it hears only that
 * there are some: a message for each would be ten million.
 */
const FUNCTIONS = `
  CREATE FUNCTION number_notify() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_LEVEL = 'ROW' THEN
        PERFORM pg_notify('number_changed', NEW.number || ' ' || NEW.state);
      ELSE
        PERFORM pg_notify('number_changed', 'added');
      END IF;
      RETURN NULL;
    END $$;
  CREATE TRIGGER number_moved AFTER UPDATE ON number
    FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION number_notify();
  CREATE TRIGGER number_added AFTER INSERT ON number
    FOR EACH STATEMENT EXECUTE FUNCTION number_notify();

  CREATE FUNCTION first_waiting(p_number text) RETURNS TABLE (id uuid, tenant_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT id, tenant_id FROM number_wait
       WHERE number = p_number AND state = 'waiting' ORDER BY joined_at, id LIMIT 1 $$;

  CREATE FUNCTION waiting_ahead(p_number text, p_joined timestamptz) RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT count(*)::int FROM number_wait
       WHERE number = p_number AND state = 'waiting' AND joined_at < p_joined $$;

  CREATE FUNCTION number_carrier(p_number text) RETURNS text
    LANGUAGE sql STABLE AS $$
      SELECT carrier FROM carrier_prefix WHERE starts_with(p_number, prefix) ORDER BY length(prefix) DESC LIMIT 1 $$;

  REVOKE EXECUTE ON FUNCTION first_waiting(text), waiting_ahead(text, timestamptz), number_carrier(text) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION first_waiting(text), waiting_ahead(text, timestamptz), number_carrier(text) TO sibai_app;
`;

/** Everybody sees the stock and its prices; a tenant may take what nobody has and change what it has itself. */
const POLICIES = `
  ALTER TABLE number ENABLE ROW LEVEL SECURITY;
  CREATE POLICY number_stock ON number FOR SELECT USING (true);
  CREATE POLICY number_tenant ON number FOR UPDATE USING (tenant_id IS NULL OR ${MINE});
  CREATE POLICY number_operator ON number FOR INSERT WITH CHECK ((SELECT is_platform()) AND tenant_id IS NULL);

  ALTER TABLE number_hold ENABLE ROW LEVEL SECURITY;
  CREATE POLICY number_hold_tenant ON number_hold USING (${MINE});
  CREATE POLICY number_hold_operator ON number_hold FOR SELECT USING ((SELECT is_platform()));

  ALTER TABLE number_wait ENABLE ROW LEVEL SECURITY;
  CREATE POLICY number_wait_tenant ON number_wait USING (${MINE});
  CREATE POLICY number_wait_operator ON number_wait FOR SELECT USING ((SELECT is_platform()));

  ALTER TABLE number_import ENABLE ROW LEVEL SECURITY;
  CREATE POLICY number_import_tenant ON number_import USING (${MINE});

  ALTER TABLE number_import_line ENABLE ROW LEVEL SECURITY;
  CREATE POLICY number_import_line_tenant ON number_import_line USING (${MINE});

  ALTER TABLE carrier_prefix ENABLE ROW LEVEL SECURITY;
  CREATE POLICY carrier_prefix_public ON carrier_prefix FOR SELECT USING (true);
  CREATE POLICY carrier_prefix_operator ON carrier_prefix USING ((SELECT is_platform()));

  ALTER TABLE number_tier ENABLE ROW LEVEL SECURITY;
  CREATE POLICY number_tier_public ON number_tier FOR SELECT USING (true);
  CREATE POLICY number_tier_operator ON number_tier FOR INSERT WITH CHECK ((SELECT is_platform()));

  GRANT SELECT, INSERT, UPDATE ON number, number_hold, number_wait, number_import TO sibai_app;
  GRANT SELECT, INSERT ON number_import_line, number_tier TO sibai_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON carrier_prefix TO sibai_app;
`;

/** What resellers' pages agree on; no carrier publishes a list. */
const PREFIXES = `
  INSERT INTO carrier_prefix (prefix, carrier, confidence, source, changed_by) VALUES
    ('4000', 'unicom',  'agreed',      '多家代理商公开资料一致', 'system'),
    ('4006', 'unicom',  'agreed',      '多家代理商公开资料一致', 'system'),
    ('4001', 'mobile',  'agreed',      '多家代理商公开资料一致', 'system'),
    ('4007', 'mobile',  'agreed',      '多家代理商公开资料一致', 'system'),
    ('4008', 'telecom', 'agreed',      '多家代理商公开资料一致', 'system'),
    ('4009', 'telecom', 'agreed',      '多家代理商公开资料一致', 'system'),
    ('4002', 'unicom',  'unconfirmed', '仅一家代理商称 2020 年后启用', 'system'),
    ('4005', 'mobile',  'unconfirmed', '仅一家代理商称 2020 年后启用', 'system');
`;

/** By what resellers ask: ordinary numbers 35 to 60 yuan a month, plans up to 5,000. The operator sets its own. */
const PRICES = `
  INSERT INTO number_tier (tier, version, price_fen, changed_by) VALUES
    ('plain', 1, 3500, 'system'), ('a1', 1, 4500, 'system'), ('a2', 1, 6000, 'system'), ('a3', 1, 9000, 'system'),
    ('sound', 1, 12000, 'system'), ('abcd', 1, 16000, 'system'), ('abab', 1, 18000, 'system'),
    ('aabb', 1, 18000, 'system'), ('aaa', 1, 28000, 'system'), ('a4', 1, 50000, 'system'),
    ('aaaa', 1, 120000, 'system'), ('a5', 1, 500000, 'system');
`;

/** Lines that there were before there was a stock: their numbers are their tenants'. */
const OWNED = `
  INSERT INTO number (number, state, tier, price_fen, tenant_id, changed_at)
    SELECT number, 'sold', 'plain', 3500, tenant_id, created_at FROM line`;
