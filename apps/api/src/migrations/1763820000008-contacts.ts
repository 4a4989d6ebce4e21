import type { MigrationInterface, QueryRunner } from 'typeorm';

export const CONTACT_TABLES = [
  'contact',
  'contact_number',
  'ticket',
  'ticket_entry',
  'script',
  'script_use',
  'disposition',
];

/** Who calls, what is to be done for them, and what an agent says and writes down. */
export class Contacts1763820000008 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(TABLES);
    for (const table of CONTACT_TABLES)
      await db.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ${table}_tenant ON ${table}
          USING (tenant_id = nullif(current_setting('sibai.tenant', true), '')::uuid)`);
    await db.query(`
      GRANT SELECT, INSERT, UPDATE, DELETE ON contact, contact_number, disposition TO sibai_app;
      GRANT SELECT, INSERT, UPDATE ON ticket, script_use TO sibai_app;
      GRANT SELECT, INSERT ON ticket_entry, script TO sibai_app`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE ${[...CONTACT_TABLES].reverse().join(', ')}`);
  }
}

const TABLES = `
  CREATE TABLE contact (
    id         uuid        PRIMARY KEY,
    tenant_id  uuid        NOT NULL REFERENCES tenant,
    name       text        NOT NULL CHECK (name <> ''),
    company    text,
    remark     text,
    tags       text[]      NOT NULL DEFAULT '{}',
    version    integer     NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid        NOT NULL,
    CONSTRAINT contact_author_fkey FOREIGN KEY (tenant_id, updated_by) REFERENCES app_user (tenant_id, id)
  );
  CREATE UNIQUE INDEX contact_tenant_key ON contact (tenant_id, id);

  CREATE TABLE contact_number (
    tenant_id  uuid NOT NULL,
    number     text NOT NULL,
    contact_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, number),
    CONSTRAINT contact_number_check CHECK (number ~ '^[0-9]{3,20}$'),
    CONSTRAINT contact_number_contact_fkey
      FOREIGN KEY (tenant_id, contact_id) REFERENCES contact (tenant_id, id) ON DELETE CASCADE
  );
  CREATE INDEX contact_number_contact_idx ON contact_number (contact_id);

  CREATE TABLE ticket (
    id          uuid        PRIMARY KEY,
    tenant_id   uuid        NOT NULL REFERENCES tenant,
    no          integer     NOT NULL,
    title       text        NOT NULL CHECK (title <> ''),
    body        text        NOT NULL DEFAULT '',
    state       text        NOT NULL,
    priority    text        NOT NULL,
    number      text,
    contact_id  uuid,
    call_id     uuid,
    assignee_id uuid,
    due_at      timestamptz,
    version     integer     NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL,
    created_by  uuid        NOT NULL,
    updated_at  timestamptz NOT NULL,
    closed_at   timestamptz,
    CONSTRAINT ticket_state_check CHECK (state IN ('open', 'pending', 'solved', 'closed')),
    CONSTRAINT ticket_priority_check CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
    CONSTRAINT ticket_closed_check CHECK ((state IN ('solved', 'closed')) = (closed_at IS NOT NULL)),
    CONSTRAINT ticket_contact_fkey
      FOREIGN KEY (tenant_id, contact_id) REFERENCES contact (tenant_id, id) ON DELETE SET NULL (contact_id),
    CONSTRAINT ticket_assignee_fkey FOREIGN KEY (tenant_id, assignee_id) REFERENCES app_user (tenant_id, id),
    CONSTRAINT ticket_author_fkey FOREIGN KEY (tenant_id, created_by) REFERENCES app_user (tenant_id, id)
  );
  CREATE UNIQUE INDEX ticket_no_key ON ticket (tenant_id, no);
  CREATE UNIQUE INDEX ticket_tenant_key ON ticket (tenant_id, id);
  CREATE INDEX ticket_contact_idx ON ticket (contact_id);
  CREATE INDEX ticket_call_idx ON ticket (call_id);

  CREATE TABLE ticket_entry (
    id        uuid        PRIMARY KEY,
    tenant_id uuid        NOT NULL,
    ticket_id uuid        NOT NULL,
    at        timestamptz NOT NULL,
    user_id   uuid        NOT NULL,
    user_name text        NOT NULL,
    body      text,
    changes   jsonb       NOT NULL DEFAULT '{}',
    CONSTRAINT ticket_entry_ticket_fkey FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id)
  );
  CREATE INDEX ticket_entry_ticket_idx ON ticket_entry (ticket_id, at);

  CREATE TABLE script (
    id           uuid        PRIMARY KEY,
    tenant_id    uuid        NOT NULL REFERENCES tenant,
    line_id      uuid        NOT NULL,
    version      integer     NOT NULL,
    sections     jsonb       NOT NULL,
    published_at timestamptz NOT NULL,
    published_by uuid        NOT NULL,
    CONSTRAINT script_line_fkey FOREIGN KEY (tenant_id, line_id) REFERENCES line (tenant_id, id),
    CONSTRAINT script_author_fkey FOREIGN KEY (tenant_id, published_by) REFERENCES app_user (tenant_id, id)
  );
  CREATE UNIQUE INDEX script_version_key ON script (tenant_id, line_id, version);
  CREATE UNIQUE INDEX script_tenant_key ON script (tenant_id, id);

  CREATE TABLE script_use (
    call_id   uuid        NOT NULL,
    agent_id  uuid        NOT NULL,
    tenant_id uuid        NOT NULL REFERENCES tenant,
    script_id uuid        NOT NULL,
    said      integer[]   NOT NULL DEFAULT '{}',
    at        timestamptz NOT NULL,
    PRIMARY KEY (call_id, agent_id),
    CONSTRAINT script_use_script_fkey FOREIGN KEY (tenant_id, script_id) REFERENCES script (tenant_id, id),
    CONSTRAINT script_use_agent_fkey FOREIGN KEY (tenant_id, agent_id) REFERENCES app_user (tenant_id, id)
  );

  CREATE TABLE disposition (
    tenant_id uuid    NOT NULL REFERENCES tenant,
    code      text    NOT NULL,
    name      text    NOT NULL CHECK (name <> ''),
    place     integer NOT NULL,
    offered   boolean NOT NULL DEFAULT true,
    PRIMARY KEY (tenant_id, code),
    CONSTRAINT disposition_code_check CHECK (code ~ '^[a-z0-9_]{1,40}$')
  );
`;
