import { randomBytes, randomUUID } from 'node:crypto';

/** Runs one statement past the tenants' wall, as the owner of the schema. */
type Sql = (sql: string, params: readonly unknown[]) => Promise<unknown>;

export interface Arranged {
  readonly access?: 'sip_trunk' | 'cloud';
  readonly concurrency?: number;
  readonly company?: string;
  /** What is left out is missing at the gate. */
  readonly without?: readonly ('verification' | 'number' | 'plan' | 'contract' | 'payment')[];
}

/** A mobile that a test can be sent codes at. */
export const OPERATOR_MOBILE = '13800138000';

/**
 * For tests: makes the rows that the stages before leave of a tenant that is verified, owns the number, and has a plan, a
 * contract and a paid order for it, so that a test of lines need not walk the way of an applicant.
 */
export async function arrangeCustomer(sql: Sql, tenant: string, number: string, wish: Arranged = {}): Promise<void> {
  const { access = 'sip_trunk', concurrency = 2000, company = '上海测试科技有限公司', without = [] } = wish;
  const has = (what: (typeof without)[number]) => !without.includes(what);
  const [plan, file] = [randomUUID(), randomUUID()];
  if (has('verification')) {
    const form = { companyName: company, displayName: company, operatorName: '李明', operatorMobile: OPERATOR_MOBILE };
    await sql(
      `INSERT INTO verification (id, tenant_id, kind, state, form, created_at, saved_at, submitted_at, decided_at)
         SELECT $1, $2, 'first', 'approved', $3, now(), now(), now(), now()
          WHERE NOT EXISTS (SELECT FROM verification WHERE tenant_id = $2)`,
      [randomUUID(), tenant, JSON.stringify(form)],
    );
  }
  if (has('number'))
    await sql(
      `INSERT INTO number (number, state, tier, price_fen, tenant_id) VALUES ($1, 'sold', 'plain', 6000, $2)
         ON CONFLICT (number) DO UPDATE SET state = 'sold', tenant_id = $2, price_fen = 6000, held_until = NULL,
                                            cooling_until = NULL`,
      [number, tenant],
    );
  if (!has('plan')) return;
  const terms = { period: 'month', concurrency, seats: 5, addOns: [] };
  await sql(
    `INSERT INTO plan_choice (id, tenant_id, tariff_id, number, choice, quote, state, created_at, active_from)
       SELECT $1, $2, id, $3, $4, '{}', 'active', now(), now() FROM tariff
        WHERE definition->>'access' = $5 ORDER BY code LIMIT 1`,
    [plan, tenant, number, JSON.stringify(terms), access],
  );
  if (has('payment'))
    await sql(
      `INSERT INTO pay_order (id, tenant_id, kind, state, amount_fen, number, plan_choice_id, reference, idempotency_key,
                              created_at, expires_at, paid_at)
         VALUES ($1::uuid, $2, 'first', 'paid', 0, $3, $4, $5, $1::uuid::text, now(), now(), now())`,
      [randomUUID(), tenant, number, plan, reference()],
    );
  if (!has('contract')) return;
  await sql(
    `WITH paper AS (INSERT INTO sealed_file (id, tenant_id, kind, mime, size, sha256, content)
                      VALUES ($1, $2, 'contract', 'application/pdf', 0, '', '') RETURNING id)
     INSERT INTO contract (id, tenant_id, no, kind, state, number, plan_choice_id, terms_id, facts, document_id,
                           document_sha256, pages, file_id, file_sha256, created_at, signed_at)
       SELECT $3::uuid, $2, $3::uuid::text, 'first', 'signed', $4, $5, (SELECT id FROM terms ORDER BY version LIMIT 1), '{}', id, '', 1,
              id, '', now(), now()
         FROM paper`,
    [file, tenant, randomUUID(), number, plan],
  );
}

const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const reference = (): string => `SB${[...randomBytes(8)].map((byte) => ALPHABET[byte % 32]).join('')}`;
