import type { EntityManager } from 'typeorm';

import type { Me } from './session.service.js';

/** Writes down who did or saw what, in the tenant of the transaction: an operator's act stands with the tenant it concerns. */
export async function audit(
  em: EntityManager,
  me: Pick<Me, 'userId'> & Partial<Pick<Me, 'name'>>,
  act: string,
  subject: string,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await em.query(
    `INSERT INTO audit (tenant_id, user_id, user_name, act, subject, detail)
     VALUES (current_setting('sibai.tenant')::uuid, $1, $2, $3, $4, $5)`,
    [me.userId, me.name ?? null, act, subject, JSON.stringify(detail)],
  );
}
