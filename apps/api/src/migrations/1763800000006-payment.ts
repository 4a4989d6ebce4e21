import type { MigrationInterface, QueryRunner } from 'typeorm';

// prettier-ignore
export const PAYMENT_TABLES = [
  'pay_order', 'pay_receipt', 'pay_notice', 'billing_account', 'balance_entry', 'paid_term', 'usage_month', 'rated_call',
  'bill', 'bill_line', 'invoice', 'bank_statement', 'bank_line', 'reconciliation',
];
/** What the operator's lists show of all customers. */
const OPERATOR = ['pay_order', 'pay_receipt', 'pay_notice', 'billing_account', 'bill', 'paid_term', 'invoice'];
/** What has happened to money is added to, never changed. */
const APPEND_ONLY = ['pay_receipt', 'pay_notice', 'balance_entry', 'bill_line'];

export class Payment1763800000006 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(TABLES);
    for (const table of PAYMENT_TABLES)
      await db.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ${table}_tenant ON ${table}
          USING (tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid);
        GRANT SELECT, INSERT ${APPEND_ONLY.includes(table) ? '' : ', UPDATE'} ON ${table} TO sibai_app`);
    for (const table of OPERATOR)
      await db.query(`CREATE POLICY ${table}_operator ON ${table} FOR SELECT USING ((SELECT is_platform()))`);
    await db.query(FUNCTIONS);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION find_pay_order(uuid), platform_tenant(), pay_orders_waiting(timestamptz), billed_tenants();
      DROP TABLE ${[...PAYMENT_TABLES].reverse().join(', ')}`);
  }
}

const TABLES = `
  CREATE TABLE invoice (
    id           uuid        PRIMARY KEY,
    tenant_id    uuid        NOT NULL REFERENCES tenant,
    kind         text        NOT NULL CHECK (kind IN ('plain', 'special')),
    title        text        NOT NULL,
    uscc         text        NOT NULL,
    email        text        NOT NULL,
    amount_fen   bigint      NOT NULL CHECK (amount_fen > 0),
    state        text        NOT NULL CHECK (state IN ('requested', 'issued', 'rejected', 'voided')),
    number       text,
    file_id      uuid,
    reason       text,
    requested_at timestamptz NOT NULL,
    issued_at    timestamptz,
    CONSTRAINT invoice_file_fkey FOREIGN KEY (tenant_id, file_id) REFERENCES sealed_file (tenant_id, id)
  );
  CREATE UNIQUE INDEX invoice_tenant_key ON invoice (tenant_id, id);
  CREATE UNIQUE INDEX invoice_number_key ON invoice (number);

  CREATE TABLE pay_order (
    id              uuid        PRIMARY KEY,
    tenant_id       uuid        NOT NULL REFERENCES tenant,
    kind            text        NOT NULL CHECK (kind IN ('first', 'renewal', 'top_up', 'bill')),
    state           text        NOT NULL CHECK (state IN ('open', 'paying', 'paid', 'closed', 'refunding', 'refunded')),
    amount_fen      bigint      NOT NULL CHECK (amount_fen >= 0),
    lines           jsonb       NOT NULL DEFAULT '[]',
    number          text,
    subject         uuid,
    plan_choice_id  uuid,
    reference       text        NOT NULL CHECK (reference ~ '^SB[2-9A-Z]{8}$'),
    idempotency_key text        NOT NULL,
    method          text,
    paid_method     text,
    paid_reference  text,
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    started_at      timestamptz,
    paid_at         timestamptz,
    closed_at       timestamptz,
    close_reason    text,
    refund_reason   text,
    refunds         integer     NOT NULL DEFAULT 0,
    refunded_at     timestamptz,
    invoice_id      uuid,
    CONSTRAINT pay_order_paid_check CHECK ((paid_at IS NOT NULL) = (state IN ('paid', 'refunding', 'refunded'))),
    CONSTRAINT pay_order_plan_fkey FOREIGN KEY (tenant_id, plan_choice_id) REFERENCES plan_choice (tenant_id, id),
    CONSTRAINT pay_order_invoice_fkey FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoice (tenant_id, id)
  );
  CREATE UNIQUE INDEX pay_order_tenant_key ON pay_order (tenant_id, id);
  CREATE UNIQUE INDEX pay_order_reference_key ON pay_order (reference);
  CREATE UNIQUE INDEX pay_order_idempotency_key ON pay_order (tenant_id, idempotency_key);
  CREATE UNIQUE INDEX pay_order_subject_key ON pay_order (subject) WHERE state IN ('open', 'paying', 'paid', 'refunding');
  CREATE INDEX pay_order_waiting_idx ON pay_order (expires_at) WHERE state IN ('open', 'paying', 'refunding');

  CREATE TABLE pay_receipt (
    id           uuid        PRIMARY KEY,
    tenant_id    uuid        NOT NULL,
    order_id     uuid        NOT NULL,
    method       text        NOT NULL CHECK (method IN ('alipay', 'bank', 'balance')),
    reference    text        NOT NULL,
    amount_fen   bigint      NOT NULL CHECK (amount_fen >= 0),
    credited_fen bigint      NOT NULL CHECK (credited_fen BETWEEN 0 AND amount_fen),
    at           timestamptz NOT NULL,
    CONSTRAINT pay_receipt_order_fkey FOREIGN KEY (tenant_id, order_id) REFERENCES pay_order (tenant_id, id)
  );
  CREATE UNIQUE INDEX pay_receipt_reference_key ON pay_receipt (reference);
  CREATE INDEX pay_receipt_order_idx ON pay_receipt (order_id);

  CREATE TABLE pay_notice (
    id        uuid        PRIMARY KEY,
    tenant_id uuid        NOT NULL REFERENCES tenant,
    order_id  uuid,
    source    text        NOT NULL,
    verdict   text        NOT NULL,
    detail    jsonb       NOT NULL DEFAULT '{}',
    at        timestamptz NOT NULL
  );
  CREATE INDEX pay_notice_order_idx ON pay_notice (order_id, at);
  CREATE INDEX pay_notice_at_idx ON pay_notice (at);

  CREATE TABLE billing_account (
    tenant_id      uuid        PRIMARY KEY REFERENCES tenant,
    balance_fen    bigint      NOT NULL DEFAULT 0 CONSTRAINT billing_account_balance_check CHECK (balance_fen >= 0),
    entries        integer     NOT NULL DEFAULT 0,
    auto_renew     boolean     NOT NULL DEFAULT false,
    standing       text        NOT NULL DEFAULT 'good' CHECK (standing IN ('good', 'overdue', 'suspended', 'ended')),
    standing_since timestamptz,
    reminded       integer     NOT NULL DEFAULT 0,
    alarmed_month  text
  );

  CREATE TABLE balance_entry (
    tenant_id   uuid        NOT NULL,
    seq         integer     NOT NULL,
    amount_fen  bigint      NOT NULL CHECK (amount_fen <> 0),
    balance_fen bigint      NOT NULL CHECK (balance_fen >= 0),
    before_seq  integer,
    before_fen  bigint      NOT NULL,
    kind        text        NOT NULL,
    order_id    uuid,
    at          timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, seq),
    CONSTRAINT balance_entry_sum_check CHECK (balance_fen = before_fen + amount_fen),
    CONSTRAINT balance_entry_next_check CHECK (CASE WHEN before_seq IS NULL THEN seq = 1 AND before_fen = 0 ELSE seq = before_seq + 1 END),
    CONSTRAINT balance_entry_account_fkey FOREIGN KEY (tenant_id) REFERENCES billing_account (tenant_id),
    CONSTRAINT balance_entry_order_fkey FOREIGN KEY (tenant_id, order_id) REFERENCES pay_order (tenant_id, id)
  );
  CREATE UNIQUE INDEX balance_entry_chain_key ON balance_entry (tenant_id, seq, balance_fen);
  -- Each entry begins at the very balance that the one before ended at.
  ALTER TABLE balance_entry ADD CONSTRAINT balance_entry_before_fkey
    FOREIGN KEY (tenant_id, before_seq, before_fen) REFERENCES balance_entry (tenant_id, seq, balance_fen);

  CREATE TABLE paid_term (
    id             uuid        PRIMARY KEY,
    tenant_id      uuid        NOT NULL,
    plan_choice_id uuid        NOT NULL,
    order_id       uuid        NOT NULL,
    number         text,
    starts_at      timestamptz NOT NULL,
    ends_at        timestamptz NOT NULL,
    reminded       integer     NOT NULL DEFAULT 0,
    undone_at      timestamptz,
    CONSTRAINT paid_term_check CHECK (ends_at > starts_at),
    CONSTRAINT paid_term_plan_fkey FOREIGN KEY (tenant_id, plan_choice_id) REFERENCES plan_choice (tenant_id, id),
    CONSTRAINT paid_term_order_fkey FOREIGN KEY (tenant_id, order_id) REFERENCES pay_order (tenant_id, id)
  );
  CREATE UNIQUE INDEX paid_term_order_key ON paid_term (order_id);
  CREATE INDEX paid_term_tenant_idx ON paid_term (tenant_id, ends_at);

  CREATE TABLE usage_month (
    id             uuid        PRIMARY KEY,
    tenant_id      uuid        NOT NULL,
    number         text        NOT NULL,
    month          text        NOT NULL CHECK (month ~ '^20[0-9]{2}-[01][0-9]$'),
    plan_choice_id uuid        NOT NULL,
    calls          integer     NOT NULL DEFAULT 0,
    minutes        integer     NOT NULL DEFAULT 0,
    charge_fen     bigint      NOT NULL DEFAULT 0,
    carried_fen    bigint      NOT NULL DEFAULT 0,
    closed_at      timestamptz,
    CONSTRAINT usage_month_plan_fkey FOREIGN KEY (tenant_id, plan_choice_id) REFERENCES plan_choice (tenant_id, id)
  );
  CREATE UNIQUE INDEX usage_month_tenant_key ON usage_month (tenant_id, id);
  CREATE UNIQUE INDEX usage_month_key ON usage_month (tenant_id, number, month);

  CREATE TABLE rated_call (
    call_id     uuid        PRIMARY KEY,
    usage_id    uuid        NOT NULL,
    tenant_id   uuid        NOT NULL,
    started_at  timestamptz NOT NULL,
    from_minute integer     NOT NULL CHECK (from_minute >= 0),
    minutes     integer     NOT NULL CHECK (minutes >= 0),
    charge_fen  bigint      NOT NULL,
    rated_at    timestamptz NOT NULL,
    CONSTRAINT rated_call_usage_fkey FOREIGN KEY (tenant_id, usage_id) REFERENCES usage_month (tenant_id, id)
  );
  CREATE INDEX rated_call_usage_idx ON rated_call (usage_id, started_at, call_id);

  CREATE TABLE bill (
    id        uuid        PRIMARY KEY,
    tenant_id uuid        NOT NULL REFERENCES tenant,
    month     text        NOT NULL CHECK (month ~ '^20[0-9]{2}-[01][0-9]$'),
    state     text        NOT NULL CHECK (state IN ('due', 'paid')),
    total_fen bigint      NOT NULL CHECK (total_fen >= 0),
    issued_at timestamptz NOT NULL,
    due_at    timestamptz NOT NULL,
    paid_at   timestamptz
  );
  CREATE UNIQUE INDEX bill_tenant_key ON bill (tenant_id, id);
  CREATE UNIQUE INDEX bill_month_key ON bill (tenant_id, month);

  CREATE TABLE bill_line (
    bill_id     uuid    NOT NULL,
    no          integer NOT NULL,
    tenant_id   uuid    NOT NULL,
    number      text    NOT NULL,
    usage_id    uuid,
    item        text    NOT NULL,
    quantity    integer NOT NULL,
    unit        integer,
    days        integer,
    from_minute integer,
    to_minute   integer,
    amount_fen  bigint  NOT NULL,
    PRIMARY KEY (bill_id, no),
    CONSTRAINT bill_line_bill_fkey FOREIGN KEY (tenant_id, bill_id) REFERENCES bill (tenant_id, id),
    CONSTRAINT bill_line_usage_fkey FOREIGN KEY (tenant_id, usage_id) REFERENCES usage_month (tenant_id, id)
  );

  CREATE TABLE bank_statement (
    id          uuid        PRIMARY KEY,
    tenant_id   uuid        NOT NULL REFERENCES tenant,
    name        text        NOT NULL,
    sha256      text        NOT NULL,
    lines       integer     NOT NULL,
    known       integer     NOT NULL,
    outgoing    integer     NOT NULL,
    bad         jsonb       NOT NULL DEFAULT '[]',
    uploaded_by text        NOT NULL,
    uploaded_at timestamptz NOT NULL
  );
  CREATE UNIQUE INDEX bank_statement_tenant_key ON bank_statement (tenant_id, id);
  CREATE UNIQUE INDEX bank_statement_file_key ON bank_statement (tenant_id, sha256);

  CREATE TABLE bank_line (
    id            uuid        PRIMARY KEY,
    tenant_id     uuid        NOT NULL,
    statement_id  uuid        NOT NULL,
    fingerprint   text        NOT NULL,
    date          date        NOT NULL,
    amount_fen    bigint      NOT NULL CHECK (amount_fen > 0),
    payer         text        NOT NULL,
    payer_account text        NOT NULL,
    memo          text        NOT NULL,
    state         text        NOT NULL CHECK (state IN ('open', 'matched', 'ignored')),
    customer_id   uuid,
    order_id      uuid,
    settled_by    text,
    settled_at    timestamptz,
    reason        text,
    CONSTRAINT bank_line_statement_fkey FOREIGN KEY (tenant_id, statement_id) REFERENCES bank_statement (tenant_id, id),
    CONSTRAINT bank_line_order_fkey FOREIGN KEY (customer_id, order_id) REFERENCES pay_order (tenant_id, id)
  );
  CREATE UNIQUE INDEX bank_line_fingerprint_key ON bank_line (tenant_id, fingerprint);
  CREATE INDEX bank_line_open_idx ON bank_line (tenant_id) WHERE state = 'open';

  CREATE TABLE reconciliation (
    id          uuid        PRIMARY KEY,
    tenant_id   uuid        NOT NULL REFERENCES tenant,
    date        date        NOT NULL,
    trades      integer     NOT NULL,
    total_fen   bigint      NOT NULL,
    differences jsonb       NOT NULL DEFAULT '[]',
    at          timestamptz NOT NULL
  );
  CREATE UNIQUE INDEX reconciliation_date_key ON reconciliation (tenant_id, date);
`;

/** What has to be known before, or over, a tenant: whose order a notification speaks of, and for whom there is work. */
const FUNCTIONS = `
  CREATE FUNCTION find_pay_order(p_id uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT tenant_id FROM pay_order WHERE id = p_id $$;

  CREATE FUNCTION platform_tenant() RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT id FROM tenant WHERE kind = 'platform' ORDER BY created_at LIMIT 1 $$;

  CREATE FUNCTION pay_orders_waiting(p_now timestamptz) RETURNS TABLE (tenant_id uuid, id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT o.tenant_id, o.id FROM pay_order o
       WHERE (o.state IN ('open', 'paying') AND o.expires_at <= p_now)
          OR (o.state = 'paying' AND o.method = 'alipay')
          OR (o.state = 'refunding' AND o.paid_method = 'alipay')
       ORDER BY o.id $$;

  CREATE FUNCTION billed_tenants() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT p.tenant_id FROM plan_choice p WHERE p.active_from IS NOT NULL
      UNION SELECT b.tenant_id FROM bill b WHERE b.state = 'due'
      UNION SELECT a.tenant_id FROM billing_account a WHERE a.standing <> 'good' $$;

  REVOKE EXECUTE ON FUNCTION find_pay_order(uuid), platform_tenant(), pay_orders_waiting(timestamptz), billed_tenants()
    FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION find_pay_order(uuid), platform_tenant(), pay_orders_waiting(timestamptz), billed_tenants()
    TO sibai_app;
`;
