import type { TenantId } from '@sibai/kernel';
import type { EntityManager } from 'typeorm';

import type { LineFacts } from './may-go-live.js';

interface Row {
  readonly number: string;
  readonly identity: boolean;
  readonly state: LineFacts['number'];
  readonly access: 'sip_trunk' | 'cloud' | null;
  readonly concurrency: number | null;
  readonly trunks: number;
  readonly contract: boolean;
  readonly paid: boolean;
}

/** What the stages before this one have on record of these numbers, in a transaction of that tenant. */
export async function factsOf(
  em: EntityManager,
  tenant: TenantId,
  numbers: readonly string[],
): Promise<Map<string, LineFacts>> {
  const rows = await em.query<Row[]>(
    `SELECT w.number,
            coalesce((SELECT in_force FROM verified_identity($1)), false) AS identity,
            (SELECT n.state FROM number n WHERE n.number = w.number AND n.tenant_id = $1) AS state,
            p.access, p.concurrency,
            (SELECT count(*)::int FROM trunk t WHERE t.tenant_id = $1) AS trunks,
            EXISTS (SELECT FROM contract c WHERE c.tenant_id = $1 AND c.number = w.number AND c.state = 'signed') AS contract,
            EXISTS (SELECT FROM pay_order o WHERE o.tenant_id = $1 AND o.kind = 'first' AND o.state = 'paid')
              OR EXISTS (SELECT FROM line_change x WHERE x.number = w.number AND x.to_tenant_id = $1
                            AND x.kind = 'transfer' AND x.state IN ('accepted', 'done')) AS paid
       FROM unnest($2::text[]) AS w (number)
       LEFT JOIN LATERAL (
         SELECT t.definition->>'access' AS access, (c.choice->>'concurrency')::int AS concurrency
           FROM plan_choice c JOIN tariff t ON t.id = c.tariff_id
          WHERE c.tenant_id = $1 AND c.state IN ('active', 'chosen') AND (c.number = w.number OR c.number IS NULL)
          ORDER BY c.state = 'active' DESC, c.number IS NOT NULL DESC, c.created_at DESC LIMIT 1) p ON true`,
    [tenant, numbers],
  );
  return new Map(
    rows.map(({ number, identity, state, access, concurrency, trunks, contract, paid }) => [
      number,
      {
        identityInForce: identity,
        number: state,
        plan: access !== null && concurrency !== null ? { access, concurrency } : null,
        trunks,
        contractSigned: contract,
        paid,
      },
    ]),
  );
}
