import type { RelatedReview, ReviewList, ReviewQuery, ReviewView } from '@sibai/contracts';
import type { UserId } from '@sibai/kernel';
import type { EntityManager } from 'typeorm';

import type { VerificationEntity } from './verification.entity.js';

export const REVIEWS_PER_PAGE = 20;

/** What a row of the queue is made of. */
export type QueueRow = Pick<
  VerificationEntity,
  | 'id'
  | 'tenantId'
  | 'kind'
  | 'state'
  | 'warnings'
  | 'uscc'
  | 'form'
  | 'createdAt'
  | 'submittedAt'
  | 'dueAt'
  | 'decidedAt'
  | 'claimedBy'
  | 'claimedAt'
> & { readonly tenantName: string };

/** `waiting`: it is the customer's turn, and we wait for it: what was sent back, and reviews of the year. */
const VIEWS: Record<ReviewView, string> = {
  open: `v.state = 'submitted'`,
  refusing: `v.state = 'refusing'`,
  waiting: `(v.state = 'returned' OR v.kind = 'yearly' AND v.state = 'draft')`,
  decided: `v.state IN ('approved', 'refused', 'expired')`,
};

const COLUMNS = `v.id, v.tenant_id AS "tenantId", t.name AS "tenantName", v.kind, v.state, v.warnings, v.uscc,
  jsonb_build_object('companyName', v.form->'companyName') AS form, v.created_at AS "createdAt",
  v.submitted_at AS "submittedAt", v.due_at AS "dueAt", v.decided_at AS "decidedAt", v.claimed_by AS "claimedBy",
  v.claimed_at AS "claimedAt"`;

export async function findReviews(
  em: EntityManager,
  me: UserId,
  { view, kind, mine, overdue, search, page }: ReviewQuery,
  now: Date,
  fingerprint?: string,
): Promise<{ rows: QueueRow[]; total: number; counts: ReviewList['counts'] }> {
  const params: unknown[] = [];
  const value = (given: unknown): string => `$${params.push(given)}`;
  const where = [VIEWS[view]];
  if (kind) where.push(`v.kind = ${value(kind)}`);
  if (mine) where.push(`v.claimed_by = ${value(me)}`);
  if (overdue) where.push(`v.due_at < ${value(now)}`);
  if (fingerprint) where.push(`v.id_fingerprints @> ARRAY[${value(fingerprint)}]`);
  else if (search) {
    const part = value(`%${search.replace(/[\\%_]/g, '\\$&')}%`);
    where.push(`(v.form->>'companyName' ILIKE ${part} OR v.uscc ILIKE ${part} OR t.name ILIKE ${part})`);
  }
  const from = `FROM verification v JOIN tenant t ON t.id = v.tenant_id WHERE ${where.join(' AND ')}`;
  const order = view === 'decided' ? 'v.decided_at DESC' : 'coalesce(v.submitted_at, v.created_at)';
  const [count] = await em.query<{ total: number }[]>(`SELECT count(*)::int AS total ${from}`, params);
  const rows = await em.query<QueueRow[]>(
    `SELECT ${COLUMNS} ${from} ORDER BY ${order}, v.id LIMIT ${REVIEWS_PER_PAGE} OFFSET ${(page - 1) * REVIEWS_PER_PAGE}`,
    params,
  );
  const [counts] = await em.query<ReviewList['counts'][]>(
    `SELECT count(*) FILTER (WHERE ${VIEWS.open})::int AS open,
            count(*) FILTER (WHERE v.state IN ('submitted', 'refusing') AND v.due_at < $1)::int AS overdue,
            count(*) FILTER (WHERE ${VIEWS.refusing})::int AS refusing,
            count(*) FILTER (WHERE ${VIEWS.waiting})::int AS waiting
       FROM verification v`,
    [now],
  );
  return { rows, total: count?.total ?? 0, counts: counts ?? { open: 0, overdue: 0, refusing: 0, waiting: 0 } };
}

export type RelatedRow = Omit<RelatedReview, 'submittedAt' | 'decidedAt'> & {
  readonly submittedAt: Date | null;
  readonly decidedAt: Date | null;
};

/** Other applications of the same company or of one of its persons, of whatever tenant, once they were handed in. */
export const RELATED = `
  SELECT v.id, t.name AS "tenantName", v.tenant_id = $2 AS "sameTenant", v.uscc IS NOT DISTINCT FROM $3 AS "sameCompany",
         coalesce(v.form->>'companyName', '') AS "companyName", v.kind, v.state, v.submitted_at AS "submittedAt",
         v.decided_at AS "decidedAt", v.reasons
    FROM verification v JOIN tenant t ON t.id = v.tenant_id
   WHERE v.id <> $1 AND v.submitted_at IS NOT NULL AND (v.uscc = $3 OR v.id_fingerprints && $4)
   ORDER BY v.submitted_at DESC LIMIT 20`;
