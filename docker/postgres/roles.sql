-- The two roles of the product; run by a superuser at every start, in the database `sibai` or before it is used.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sibai_owner') THEN CREATE ROLE sibai_owner; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sibai_app') THEN CREATE ROLE sibai_app; END IF;
END
$$;

-- Migrates: owns the schema and sees all tenants, but is no superuser.
ALTER ROLE sibai_owner LOGIN NOSUPERUSER CREATEDB CREATEROLE BYPASSRLS PASSWORD '${OWNER_PASSWORD}';

-- What the api signs in as: row-level security binds it.
ALTER ROLE sibai_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD '${APP_PASSWORD}';

ALTER DATABASE sibai OWNER TO sibai_owner;
