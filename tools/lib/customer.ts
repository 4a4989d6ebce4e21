import { join } from 'node:path';
import { Client } from 'pg';
import { ROOT } from './paths.ts';

type Sql = (sql: string, params: readonly unknown[]) => Promise<unknown>;

/**
 * Makes a number one of the demonstration tenant's, verified, contracted and paid for: what tests and benchmarks of calls
 * begin with. The rows are those of the api's own tests, so the api must have been built.
 */
export async function sellNumber(
  ownerUrl: string,
  number: string,
  access: 'cloud' | 'sip_trunk' = 'cloud',
): Promise<void> {
  const { arrangeCustomer } = (await import(
    /* @vite-ignore */ join(ROOT, 'apps/api/dist/onboarding/line/testing.js')
  )) as { arrangeCustomer: (sql: Sql, tenant: string, number: string, wish: object) => Promise<void> };
  const db = new Client({ connectionString: ownerUrl });
  await db.connect();
  try {
    const { rows } = await db.query<{ id: string }>(
      `SELECT tenant_id AS id FROM app_user WHERE email = 'admin@demo.sibai'`,
    );
    const [tenant] = rows;
    if (!tenant) throw new Error('there is no demonstration tenant');
    await arrangeCustomer((sql, params) => db.query(sql, [...params]), tenant.id, number, { access });
  } finally {
    await db.end();
  }
}
