import {
  type ChecklistFacts,
  DEFAULT_OUTBOUND_RULES,
  findBannedWords,
  type IndustryCode,
  type Look,
  type OutboundRules,
  policyOf,
  RETENTION_RULES,
} from '@sibai/compliance';
import type { TenantId } from '@sibai/kernel';
import type { EntityManager } from 'typeorm';

const DAY = 86_400_000;
/** Most that are named of what is wrong. */
const NAMED = 50;
const inChina = (at: Date): string => at.toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' });

interface Identity {
  approved_at: Date;
  expires_on: string | null;
  in_force: boolean;
  industry: IndustryCode | null;
  display_name: string | null;
}
interface LookRow {
  at: Date;
  entries: string;
  fault: string | null;
}

/** Gathers what the checklist judges, in the tenant of the transaction. */
export async function gatherFacts(em: EntityManager, tenant: TenantId, now: Date): Promise<ChecklistFacts> {
  const rows = <T>(sql: string): Promise<T[]> => em.query<T[]>(sql, [tenant]);
  const [identity] = await rows<Identity>(
    `SELECT approved_at, expires_on::text, in_force, industry, display_name FROM verified_identity($1)`,
  );
  const numbers = await rows<{ number: string; confirmed: boolean }>(
    `SELECT number, confirmed FROM verified_numbers($1)`,
  );
  const flows = await rows<{ name: string; definition: unknown }>(`
    SELECT f.name, v.definition FROM flow f
     CROSS JOIN LATERAL (SELECT definition FROM flow_version WHERE flow_id = f.id ORDER BY version DESC LIMIT 1) v
     WHERE f.tenant_id = $1 ORDER BY f.name`);
  const [access] = await rows<{ at: Date; reviewed_name: string }>(
    `SELECT at, reviewed_name FROM access_review WHERE tenant_id = $1 ORDER BY at DESC LIMIT 1`,
  );
  const people = await rows<{ name: string; role: string; second_step: boolean }>(`
    SELECT u.name, u.role, EXISTS (SELECT FROM user_totp t WHERE t.user_id = u.id AND t.confirmed_at IS NOT NULL) AS second_step
      FROM app_user u WHERE u.tenant_id = $1 AND u.disabled_at IS NULL ORDER BY u.name`);
  const [key] = await rows<{ created_at: Date }>(
    `SELECT created_at FROM tenant_key WHERE tenant_id = $1 ORDER BY created_at DESC LIMIT 1`,
  );
  const trunks = await rows<{ name: string; callerId: string | null }>(
    `SELECT name, outbound_cli AS "callerId" FROM trunk WHERE tenant_id = $1 ORDER BY name`,
  );
  const [contract] = await rows<{ no: string; signed_at: Date; place: string | null }>(`
    SELECT c.no, c.signed_at, e.seq AS place FROM contract c LEFT JOIN signature_evidence e ON e.contract_id = c.id
     WHERE c.tenant_id = $1 AND c.state = 'signed' ORDER BY c.signed_at DESC LIMIT 1`);
  const [contractLook] = await em.query<LookRow[]>(
    `SELECT at, entries, fault->>'kind' AS fault FROM chain_check ORDER BY at DESC, id DESC LIMIT 1`,
  );
  const [auditLook] = await rows<LookRow>(
    `SELECT at, entries, fault->>'kind' AS fault FROM audit_check WHERE tenant_id = $1 ORDER BY at DESC, id DESC LIMIT 1`,
  );
  const texts = [
    ...(identity?.display_name ? [{ where: 'displayName', text: identity.display_name }] : []),
    ...flows.flatMap(({ name, definition }) => spoken(definition).map((text) => ({ where: name, text }))),
  ];
  return {
    identity: identity
      ? { approvedAt: identity.approved_at.getTime(), expiresOn: identity.expires_on, inForce: identity.in_force }
      : null,
    boundNumbers: {
      total: numbers.length,
      unconfirmed: numbers.filter(({ confirmed }) => !confirmed).map(({ number }) => number),
    },
    announcement: await announcement(em, tenant, now),
    retention: await retention(em, tenant, identity?.industry ?? null),
    vault: await vault(em, tenant),
    words: {
      texts: texts.length,
      found: texts.flatMap(({ where, text }) =>
        findBannedWords(text)
          .filter(({ severity }) => severity === 'block')
          .map(({ found }) => ({ where, word: found })),
      ),
    },
    access: {
      people: people.length,
      reviewedAt: access?.at.getTime() ?? null,
      reviewedBy: access?.reviewed_name ?? null,
    },
    keyAt: key?.created_at.getTime() ?? null,
    trunks,
    outbound: await outbound(em, tenant, now),
    contract: contract
      ? {
          no: contract.no,
          signedAt: contract.signed_at.getTime(),
          place: contract.place === null ? null : Number(contract.place),
        }
      : null,
    contractLook: lookOf(contractLook),
    auditLook: lookOf(auditLook),
    admins: people
      .filter(({ role }) => role === 'admin')
      .map(({ name, second_step }) => ({ name, secondStep: second_step })),
  };
}

const lookOf = (row: LookRow | undefined): Look | null =>
  row ? { at: row.at.getTime(), entries: Number(row.entries), fault: row.fault } : null;

/** Recordings of the last 30 days that were begun before their caller had heard the notice to its end. */
async function announcement(em: EntityManager, tenant: TenantId, now: Date): Promise<ChecklistFacts['announcement']> {
  const since = new Date(now.getTime() - 30 * DAY);
  const [lines] = await em.query<{ recorded: number; unrecorded: number }[]>(
    `SELECT count(*) FILTER (WHERE coalesce(r.policy, 'always') <> 'never')::int AS recorded,
            count(*) FILTER (WHERE r.policy = 'never')::int AS unrecorded
       FROM line l LEFT JOIN line_recording r ON r.line_id = l.id WHERE l.tenant_id = $1 AND l.state <> 'closed'`,
    [tenant],
  );
  // Who leaves a message knows what for.
  const of = `recording r WHERE r.tenant_id = $1 AND r.started_at >= $2 AND NOT EXISTS (SELECT FROM voicemail v WHERE v.id = r.id)`;
  const [made] = await em.query<{ count: number }[]>(`SELECT count(*)::int FROM ${of}`, [tenant, since]);
  const unproven = await em.query<{ at: Date; dialled: string | null; call: string }[]>(
    `SELECT r.started_at AS at, (SELECT dialled FROM cdr WHERE call_id = r.call_id) AS dialled, r.call_id AS call
       FROM ${of} AND NOT EXISTS (
         SELECT FROM call_event e
          WHERE e.call_id = r.call_id AND e.type = 'recording.announced' AND e.data @> '{"complete": true}'
            AND e.at <= r.started_at AND e.at >= r.started_at - interval '1 day')
      ORDER BY r.started_at DESC LIMIT ${NAMED}`,
    [tenant, since],
  );
  return {
    recorded: lines?.recorded ?? 0,
    unrecorded: lines?.unrecorded ?? 0,
    recordings: made?.count ?? 0,
    unproven: unproven.map(({ at, dialled, call }) => `${inChina(at)} · ${dialled ?? '—'} · ${call}`),
  };
}

/** Every text of a flow that is read aloud, wherever a node keeps it. */
function spoken(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return [];
  if ('kind' in part && part.kind === 'text' && 'text' in part && typeof part.text === 'string') return [part.text];
  return Object.values(part).flatMap(spoken);
}

async function outbound(em: EntityManager, tenant: TenantId, now: Date): Promise<ChecklistFacts['outbound']> {
  const [set] = await em.query<{ hours: OutboundRules['hours']; perDay: number }[]>(
    `SELECT hours, per_day AS "perDay" FROM outbound_setting WHERE tenant_id = $1`,
    [tenant],
  );
  const [tried] = await em.query<{ placed: number; refused: number; listed: number }[]>(
    `SELECT count(*) FILTER (WHERE refused IS NULL)::int AS placed, count(refused)::int AS refused,
            (SELECT count(*)::int FROM do_not_call WHERE tenant_id = $1) AS listed
       FROM outbound_try WHERE tenant_id = $1 AND at >= $2`,
    [tenant, new Date(now.getTime() - 30 * DAY)],
  );
  const { hours, perDay } = set ?? DEFAULT_OUTBOUND_RULES;
  return { hours, perDay, ...(tried ?? { placed: 0, refused: 0, listed: 0 }) };
}

async function retention(
  em: EntityManager,
  tenant: TenantId,
  industry: IndustryCode | null,
): Promise<ChecklistFacts['retention']> {
  const [there] = await em.query<{ is: boolean }[]>(`SELECT to_regclass('retention_choice') IS NOT NULL AS is`);
  if (!there?.is) return null;
  const [choice] = await em.query<{ days: number }[]>(
    `SELECT days FROM retention_choice WHERE tenant_id = $1 ORDER BY chosen_at DESC, id DESC LIMIT 1`,
    [tenant],
  );
  const [run] = await em.query<{ finished_at: Date }[]>(
    `SELECT finished_at FROM retention_run WHERE tenant_id = $1 AND kind = 'nightly' AND finished_at IS NOT NULL
      ORDER BY finished_at DESC LIMIT 1`,
    [tenant],
  );
  const { name, days } = policyOf(industry ?? 'other', choice?.days ?? null);
  const { minDays, maxDays } = RETENTION_RULES[name];
  return { days, minDays, maxDays, ranAt: run?.finished_at.getTime() ?? null };
}

async function vault(em: EntityManager, tenant: TenantId): Promise<ChecklistFacts['vault']> {
  const [{ recordings } = { recordings: 0 }] = await em.query<{ recordings: number }[]>(
    `SELECT count(*)::int AS recordings FROM recording WHERE tenant_id = $1 AND state = 'sealed'`,
    [tenant],
  );
  const [look] = await em.query<LookRow[]>(
    `SELECT at, entries, CASE WHEN fault_count > 0 THEN coalesce(faults->0->>'kind', 'broken') END AS fault
       FROM vault_check WHERE tenant_id = $1 ORDER BY at DESC, id DESC LIMIT 1`,
    [tenant],
  );
  return { recordings, look: lookOf(look) };
}
