import {
  callerForms,
  decideRetention,
  type IndustryCode,
  type LegalHold,
  policyOf,
  RETENTION_RULES,
  type RetentionDecision,
  type RetentionPolicy,
} from '@sibai/compliance';
import type { CallId, GroupId, RecordingId, TenantId } from '@sibai/kernel';
import type { EntityManager } from 'typeorm';

const DAY = 86_400_000;
const BATCH = 500;

export interface Kept {
  readonly id: RecordingId;
  readonly callId: CallId;
  readonly caller: string | null;
  readonly groupId: GroupId | null;
  readonly groupName: string | null;
  readonly startedAt: Date;
  readonly seconds: number | null;
}

export interface Judged extends Kept {
  readonly decision: RetentionDecision;
}

/** What an enterprise's recordings are judged by. No policy while the trade is not known: then nothing is destroyed. */
export interface Rules {
  readonly industry: IndustryCode | null;
  readonly policy: RetentionPolicy | null;
  readonly holds: readonly LegalHold[];
}

/**
 * Whoever destroys, and whoever changes what it is judged by, takes turns: a hold that has been placed covers from that
 * moment on, however far a run has come.
 */
export async function takeTurn(em: EntityManager, tenant: TenantId): Promise<void> {
  await em.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`retention ${tenant}`]);
}

export async function rulesOf(em: EntityManager, tenant: TenantId, days?: number): Promise<Rules> {
  const [identity] = await em.query<{ industry: IndustryCode | null }[]>(`SELECT industry FROM verified_identity($1)`, [
    tenant,
  ]);
  const [choice] = await em.query<{ days: number }[]>(
    `SELECT days FROM retention_choice WHERE tenant_id = $1 ORDER BY chosen_at DESC, id DESC LIMIT 1`,
    [tenant],
  );
  const rows = await em.query<
    {
      id: string;
      kind: LegalHold['kind'];
      call_id: string;
      caller: string;
      group_id: string;
      from_at: Date;
      to_at: Date;
    }[]
  >(`SELECT * FROM legal_hold WHERE tenant_id = $1 AND lifted_at IS NULL ORDER BY placed_at, id`, [tenant]);
  const holds = rows.map(({ id, kind, call_id, caller, group_id, from_at, to_at }): LegalHold => {
    switch (kind) {
      case 'call':
        return { id, kind, callId: call_id };
      case 'caller':
        return { id, kind, caller };
      case 'group':
        return { id, kind, groupId: group_id };
      case 'period':
        return { id, kind, from: from_at.getTime(), to: to_at.getTime() };
    }
  });
  const industry = identity?.industry ?? null;
  return { industry, policy: industry && policyOf(industry, days ?? choice?.days ?? null), holds };
}

export interface Look {
  readonly now: Date;
  /** Only this person's; judged as one who asks for deletion when `requested`. */
  readonly mobile?: string;
  readonly requested?: boolean;
  /** Locks the rows against others that would destroy them. */
  readonly lock?: boolean;
}

/**
 * The recordings that are old enough to be due or held, oldest first, in batches; those to be kept for their age are not
 * looked at one by one, except where a person's are asked for.
 */
export async function* judged(
  em: EntityManager,
  tenant: TenantId,
  { policy, holds }: Rules,
  { now, mobile, requested = false, lock = false }: Look,
): AsyncGenerator<Judged[]> {
  if (!policy) return;
  const days = requested ? Math.min(policy.days, RETENTION_RULES[policy.name].lawDays) : policy.days;
  const before = mobile ? now : new Date(now.getTime() - days * DAY);
  let after = ['-infinity', '00000000-0000-0000-0000-000000000000'];
  for (;;) {
    const rows = await em.query<(Kept & { at: string })[]>(
      `SELECT r.id, r.call_id AS "callId", c.caller, a.group_id AS "groupId", g.name AS "groupName",
              r.started_at AS "startedAt", r.started_at::text AS at, r.seconds
         FROM recording r
         LEFT JOIN cdr c ON c.call_id = r.call_id
         LEFT JOIN assignment a ON a.id = r.assignment_id
         LEFT JOIN skill_group g ON g.id = a.group_id
        WHERE r.tenant_id = $1 AND r.state = 'sealed' AND r.destroyed_at IS NULL AND r.started_at <= $2
          AND (r.started_at, r.id) > ($3::timestamptz, $4::uuid) AND ($5::text[] IS NULL OR c.caller = ANY ($5))
        ORDER BY r.started_at, r.id LIMIT ${BATCH} ${lock ? 'FOR UPDATE OF r' : ''}`,
      [tenant, before, ...after, mobile ? callerForms(mobile) : null],
    );
    if (rows.length > 0)
      yield rows.map(({ at: _, ...row }) => {
        const facts = { ...row, startedAt: row.startedAt.getTime() };
        return { ...row, decision: decideRetention(facts, policy, holds, now.getTime(), requested) };
      });
    const last = rows.at(-1);
    if (!last || rows.length < BATCH) return;
    after = [last.at, last.id];
  }
}

interface Counted {
  recordings: number;
  seconds: number;
}

/** How many are kept, due and held, and the first of those that are due or held. */
export async function survey(em: EntityManager, tenant: TenantId, rules: Rules, now: Date, wanted = 0) {
  const [all] = await em.query<{ recordings: string; seconds: number }[]>(
    `SELECT count(*) AS recordings, coalesce(sum(seconds), 0)::float8 AS seconds FROM recording
      WHERE tenant_id = $1 AND state = 'sealed' AND destroyed_at IS NULL`,
    [tenant],
  );
  const due: Counted = { recordings: 0, seconds: 0 };
  const held: Counted = { recordings: 0, seconds: 0 };
  const samples: Judged[] = [];
  for await (const batch of judged(em, tenant, rules, { now }))
    for (const one of batch) {
      if (one.decision.kind === 'keep') continue;
      const count = one.decision.kind === 'due' ? due : held;
      count.recordings++;
      count.seconds += one.seconds ?? 0;
      if (samples.length < wanted) samples.push(one);
    }
  const keep: Counted = {
    recordings: Number(all?.recordings ?? 0) - due.recordings - held.recordings,
    seconds: (all?.seconds ?? 0) - due.seconds - held.seconds,
  };
  return { keep, due, held, samples };
}
