import { type CallId, DomainError, type GroupId, type TenantId } from '@sibai/kernel';

import type { Db } from '../../platform/db.js';

/** Refuses to leave a wrap-up while the call has no result and its group requires one. */
export async function assertWrittenUp(db: Db, tenant: TenantId, call: CallId, group: GroupId): Promise<void> {
  const [missing] = await db.statement(
    tenant,
    `SELECT FROM cdr c JOIN skill_group g ON g.id = $2
      WHERE c.call_id = $1 AND c.disposition IS NULL AND c.outcome = 'answered' AND g.disposition_required`,
    [call, group],
  );
  if (missing) throw new DomainError('disposition.required', { call });
}
