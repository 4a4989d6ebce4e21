import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Asterisk knows a carrier by the address it calls from, so an address is one tenant's: who could name another's would take
 * its calls away. Answers the first of the addresses that another tenant's trunk has, and nothing else of it.
 */
export class TrunkAddress1763800000008 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION trunk_address_taken(p_addresses text[]) RETURNS text
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
          SELECT ours FROM unnest(p_addresses) AS ours, trunk t, unnest(t.addresses) AS theirs
           WHERE t.match = 'address' AND ours::inet && theirs::inet
             AND t.tenant_id IS DISTINCT FROM nullif(current_setting('sibai.tenant', true), '')::uuid LIMIT 1 $$;
      REVOKE EXECUTE ON FUNCTION trunk_address_taken(text[]) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION trunk_address_taken(text[]) TO sibai_app`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP FUNCTION trunk_address_taken(text[])`);
  }
}
