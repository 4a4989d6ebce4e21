import type { TenantId } from '@sibai/kernel';
import type { EntityManager } from 'typeorm';

const PRESENT = {
  payment: `SELECT FROM billing_account WHERE tenant_id = $1 AND standing IN ('suspended', 'ended')`,
  verification: `SELECT FROM verified_identity($1) WHERE NOT in_force`,
} as const;

export type StageCause = keyof typeof PRESENT;

/**
 * Whether a tenant is suspended for a cause at this moment. Who is told of a suspension or of its end acts by this and not
 * by the event, which may come late and after a later one. Until the transaction ends nobody else acts by it.
 */
export async function suspendedFor(em: EntityManager, tenantId: TenantId, cause: StageCause): Promise<boolean> {
  await em.query(`SELECT pg_advisory_xact_lock(hashtext('suspended-for'), hashtext($1))`, [tenantId]);
  const found = await em.query<unknown[]>(PRESENT[cause], [tenantId]);
  return found.length > 0;
}
