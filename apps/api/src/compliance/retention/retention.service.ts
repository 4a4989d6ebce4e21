import { callerKey, checkDays, dateInChina, retentionClassOf, RETENTION_RULES } from '@sibai/compliance';
import type {
  ChooseRetention,
  Hold,
  LiftHold,
  PlaceHold,
  RetentionOverview,
  RetentionPreview,
  RetentionRun,
  SubjectRequest,
} from '@sibai/contracts';
import { DomainError, type FileId, type TenantId } from '@sibai/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { Jobs } from '../../platform/jobs.js';
import { Safe, type StoredFile } from '../../platform/safe.js';
import type { Me } from '../../platform/session.service.js';
import { listText } from './certificate.js';
import { destroyedBy, RetentionRunner } from './runner.js';
import { rulesOf, survey, takeTurn } from './shelf.js';

const SAMPLES = 50;
const SHOWN = 200;

/** How long recordings are kept, what stands over it, and the runs that destroy what is due. */
@Injectable()
export class RetentionService implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly safe: Safe,
    private readonly runner: RetentionRunner,
  ) {}

  onModuleInit(): void {
    this.jobs.every('retention.nightly', '40 2 * * *', () => this.nightly());
    this.jobs.work<{ tenantId: TenantId; day: string }>('retention.tenant', ({ tenantId, day }) =>
      this.#night(tenantId, day),
    );
    this.jobs.work<{ tenantId: TenantId; run: string }>('retention.run', ({ tenantId, run }) =>
      this.runner.finish(tenantId, run),
    );
  }

  /** A job for every enterprise, so that the trouble of one is not that of all. */
  async nightly(): Promise<void> {
    const day = dateInChina(this.clock.now().getTime());
    for (const { id } of await this.db.query<{ id: TenantId }>(`SELECT id FROM tenant_ids() AS id`))
      await this.jobs.send('retention.tenant', { tenantId: id, day }, { key: id });
  }

  async #night(tenant: TenantId, day: string): Promise<void> {
    for (const run of await this.runner.open(tenant)) await this.runner.finish(tenant, run);
    await this.runner.removeFiles(tenant);
    const run = await this.db.as(tenant, async (em) => {
      const { policy } = await rulesOf(em, tenant);
      return policy && this.runner.begin(em, tenant, { kind: 'nightly', day });
    });
    if (run) await this.runner.finish(tenant, run);
  }

  overview(): Promise<RetentionOverview> {
    return this.db.run(async (em, tenant) => {
      const { industry, policy } = await rulesOf(em, tenant);
      const history = await em.query<{ id: string; days: number; reason: string; by: string; at: Date }[]>(
        `SELECT id, days, reason, chosen_name AS by, chosen_at AS at FROM retention_choice
          WHERE tenant_id = $1 ORDER BY chosen_at DESC, id DESC LIMIT 20`,
        [tenant],
      );
      const { lawDays: _, ...rule } = RETENTION_RULES[policy?.name ?? 'general'];
      return {
        rule: policy && industry ? { name: policy.name, industry, ...rule } : null,
        days: policy?.days ?? null,
        history: history.map((one) => ({ ...one, at: one.at.toISOString() })),
      };
    });
  }

  async choose(me: Me, { days, reason }: ChooseRetention): Promise<RetentionOverview> {
    await this.db.as(me.tenantId, async (em) => {
      await takeTurn(em, me.tenantId);
      const before = await rulesOf(em, me.tenantId);
      const { industry } = before;
      if (!industry) throw new DomainError('retention.no_industry');
      const verdict = checkDays(retentionClassOf(industry), days);
      if (verdict.kind !== 'allowed') {
        const { limit, law } = verdict;
        throw new DomainError(`retention.${verdict.kind}`, { days: limit, law });
      }
      await em.query(
        `INSERT INTO retention_choice (id, tenant_id, days, industry, reason, chosen_by, chosen_name, chosen_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [uuid(), me.tenantId, days, industry, reason, me.userId, me.name, this.clock.now()],
      );
      const detail = { before: before.policy?.days, after: days, reason };
      await audit(em, me, 'retention.policy_chosen', me.tenantId, detail);
    });
    return this.overview();
  }

  preview(me: Me, days?: number): Promise<RetentionPreview> {
    return this.db.run(async (em, tenant) => {
      const rules = await rulesOf(em, tenant, days);
      const { samples, ...counts } = await survey(em, tenant, rules, this.clock.now(), SAMPLES);
      await audit(em, me, 'retention.previewed', tenant, { days: rules.policy?.days });
      return {
        days: rules.policy?.days ?? null,
        ...counts,
        samples: samples.flatMap(({ decision, startedAt, caller, groupId: _, ...one }) =>
          decision.kind === 'keep'
            ? []
            : [
                {
                  ...one,
                  caller: caller ?? '',
                  startedAt: startedAt.toISOString(),
                  decision: decision.kind,
                  since: decision.kind === 'due' ? new Date(decision.since).toISOString() : null,
                  holds: decision.kind === 'held' ? [...decision.holds] : [],
                },
              ],
        ),
      };
    });
  }

  holds(): Promise<Hold[]> {
    return this.db.run((em, tenant) => this.#holds(em, tenant));
  }

  place(me: Me, hold: PlaceHold): Promise<Hold> {
    const { tenantId } = me;
    return this.db.as(tenantId, async (em) => {
      await takeTurn(em, tenantId);
      const id = uuid();
      const [call, caller, group, from, to] = columnsOf(hold);
      await exists(em, tenantId, hold);
      await em.query(
        `INSERT INTO legal_hold (id, tenant_id, kind, call_id, caller, group_id, from_at, to_at, reason, placed_by,
                                 placed_name, placed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
        [id, tenantId, hold.kind, call, caller, group, from, to, hold.reason, me.userId, me.name, this.clock.now()],
      );
      await audit(em, me, 'retention.hold_placed', id, { kind: hold.kind, reason: hold.reason });
      return this.#hold(em, tenantId, id);
    });
  }

  lift(me: Me, id: string, { reason }: LiftHold): Promise<Hold> {
    const { tenantId } = me;
    return this.db.as(tenantId, async (em) => {
      await takeTurn(em, tenantId);
      const before = await this.#hold(em, tenantId, id);
      if (before.liftedAt) throw new DomainError('hold.lifted', { id });
      await em.query(
        `UPDATE legal_hold SET lifted_by = $3, lifted_name = $4, lifted_at = $5, lift_reason = $6
          WHERE tenant_id = $1 AND id = $2`,
        [tenantId, id, me.userId, me.name, this.clock.now(), reason],
      );
      await audit(em, me, 'retention.hold_lifted', id, { kind: before.kind, reason });
      return this.#hold(em, tenantId, id);
    });
  }

  requests(me: Me): Promise<SubjectRequest[]> {
    return this.db.run(async (em, tenant) => {
      const rows = await em.query<(Omit<SubjectRequest, At> & Record<At, Date | null> & { askedAt: Date })[]>(
        `SELECT q.id, q.kind, q.hotline, q.mobile, q.notes, q.asked_at AS "askedAt", q.answered_at AS "answeredAt",
                q.fetched_at AS "fetchedAt", q.outcome, r.id AS "runId"
           FROM subject_request q LEFT JOIN retention_run r ON r.request_id = q.id AND r.certificate_id IS NOT NULL
          WHERE q.tenant_id = $1 ORDER BY q.asked_at DESC, q.id DESC LIMIT ${SHOWN}`,
        [tenant],
      );
      if (rows.length > 0) await audit(em, me, 'retention.requests_viewed', tenant, { shown: rows.length });
      return rows.map((row) => ({
        ...row,
        askedAt: row.askedAt.toISOString(),
        answeredAt: row.answeredAt?.toISOString() ?? null,
        fetchedAt: row.fetchedAt?.toISOString() ?? null,
      }));
    });
  }

  runs(): Promise<RetentionRun[]> {
    return this.db.run((em, tenant) => runsOf(em, tenant));
  }

  /** Begins a run now; a job does it. */
  start(me: Me): Promise<RetentionRun> {
    return this.db.as(me.tenantId, async (em) => {
      const { tenantId } = me;
      const { policy } = await rulesOf(em, tenantId);
      if (!policy) throw new DomainError('retention.no_industry');
      await takeTurn(em, tenantId);
      const [open] = await em.query<{ id: string }[]>(
        `SELECT id FROM retention_run WHERE tenant_id = $1 AND kind = 'manual' AND finished_at IS NULL`,
        [tenantId],
      );
      const run = open?.id ?? (await this.runner.begin(em, tenantId, { kind: 'manual', by: me }));
      await this.jobs.send('retention.run', { tenantId, run }, { em, key: run });
      await audit(em, me, 'retention.run_started', run);
      const found = (await runsOf(em, tenantId, run))[0];
      if (!found) throw new Error(`no retention run ${run}`);
      return found;
    });
  }

  async certificate(me: Me, run: string): Promise<StoredFile> {
    const row = await this.db.as(me.tenantId, async (em) => {
      await audit(em, me, 'retention.certificate_fetched', run);
      const [found] = await em.query<{ certificate_id: FileId | null }[]>(
        `SELECT certificate_id FROM retention_run WHERE tenant_id = $1 AND id = $2`,
        [me.tenantId, run],
      );
      return found;
    });
    if (!row?.certificate_id) throw new DomainError('retention_run.missing', { id: run });
    return this.safe.read(me.tenantId, row.certificate_id);
  }

  /** The list whose hash is on the certificate. */
  list(tenant: TenantId, run: string): Promise<string> {
    return this.db.as(tenant, async (em) => {
      const rows = await destroyedBy(em, run);
      if (rows.length === 0) throw new DomainError('retention_run.missing', { id: run });
      return listText(rows);
    });
  }

  async #hold(em: EntityManager, tenant: TenantId, id: string): Promise<Hold> {
    const [hold] = await this.#holds(em, tenant, id);
    if (!hold) throw new DomainError('hold.missing', { id });
    return hold;
  }

  async #holds(em: EntityManager, tenant: TenantId, id: string | null = null): Promise<Hold[]> {
    const rows = await em.query<HoldRow[]>(
      `SELECT h.id, h.kind, h.call_id AS "callId", h.caller, g.name AS "groupName", h.from_at AS "from", h.to_at AS "to",
              h.reason, h.placed_name AS "placedBy", h.placed_at AS "placedAt", h.lifted_name AS "liftedBy",
              h.lifted_at AS "liftedAt", h.lift_reason AS "liftReason"
         FROM legal_hold h LEFT JOIN skill_group g ON g.id = h.group_id
        WHERE h.tenant_id = $1 AND ($2::uuid IS NULL OR h.id = $2)
        ORDER BY h.lifted_at IS NOT NULL, h.placed_at DESC, h.id DESC LIMIT ${SHOWN}`,
      [tenant, id],
    );
    return rows.map((row) => ({
      ...row,
      from: row.from?.toISOString() ?? null,
      to: row.to?.toISOString() ?? null,
      placedAt: row.placedAt.toISOString(),
      liftedAt: row.liftedAt?.toISOString() ?? null,
    }));
  }
}

type At = 'askedAt' | 'answeredAt' | 'fetchedAt';
type HoldRow = Omit<Hold, 'from' | 'to' | 'placedAt' | 'liftedAt'> &
  Record<'from' | 'to' | 'liftedAt', Date | null> & { placedAt: Date };

/** A hold on what is not there would hold nothing, and nobody would notice. */
async function exists(em: EntityManager, tenant: TenantId, hold: PlaceHold): Promise<void> {
  if (hold.kind === 'period') {
    if (hold.from >= hold.to)
      throw new DomainError('request.invalid', { issues: [{ message: 'period', path: ['to'] }] });
    return;
  }
  if (hold.kind === 'caller') return;
  const [table, column, id] =
    hold.kind === 'call' ? (['cdr', 'call_id', hold.callId] as const) : (['skill_group', 'id', hold.groupId] as const);
  const found = await em.query<unknown[]>(`SELECT FROM ${table} WHERE tenant_id = $1 AND ${column} = $2`, [tenant, id]);
  if (found.length === 0) throw new DomainError(hold.kind === 'call' ? 'call.missing' : 'group.missing', { id });
}

function columnsOf(hold: PlaceHold): (string | null)[] {
  switch (hold.kind) {
    case 'call':
      return [hold.callId, null, null, null, null];
    case 'caller':
      return [null, callerKey(hold.caller), null, null, null];
    case 'group':
      return [null, null, hold.groupId, null, null];
    case 'period':
      return [null, null, null, hold.from, hold.to];
  }
}

async function runsOf(em: EntityManager, tenant: TenantId, id: string | null = null): Promise<RetentionRun[]> {
  const rows = await em.query<
    (Omit<RetentionRun, 'startedAt' | 'finishedAt'> & { startedAt: Date; finishedAt: Date | null })[]
  >(
    `SELECT id, kind, started_name AS by, days, started_at AS "startedAt", finished_at AS "finishedAt", kept, held, destroyed,
            seconds, list_sha256 AS "listSha256", certificate_id IS NOT NULL AS certificate
       FROM retention_run WHERE tenant_id = $1 AND ($2::uuid IS NULL OR id = $2)
      ORDER BY started_at DESC, id DESC LIMIT ${SHOWN}`,
    [tenant, id],
  );
  return rows.map((row) => ({
    ...row,
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  }));
}
