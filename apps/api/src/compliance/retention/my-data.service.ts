import { createHash, randomBytes } from 'node:crypto';

import { callerForms, RETENTION_RULES } from '@sibai/compliance';
import type {
  AskForMyData,
  AskSubjectCode,
  MyData,
  MyDataAsked,
  MyDataOutcome,
  SubjectCodeSent,
} from '@sibai/contracts';
import { DomainError, type FileId, type TenantId } from '@sibai/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Clock } from '../../platform/clock.js';
import { Codes } from '../../platform/codes.js';
import { Db } from '../../platform/db.js';
import { Jobs } from '../../platform/jobs.js';
import { Limits } from '../../platform/limits.js';
import { networkOf } from '../../platform/network-of.js';
import { Safe, type StoredFile } from '../../platform/safe.js';
import { own, OwnCopy } from './own-copy.js';
import { countOf, ownFile, removeFile, staying } from './own-file.js';
import { RetentionRunner } from './runner.js';
import { judged, rulesOf, takeTurn } from './shelf.js';
import type { ZipPart } from './zip-stream.js';

const DAY = 86_400_000;
/** How long the answer can be fetched. */
const OPEN_MS = 7 * DAY;
const ASKING = { points: 20, seconds: 600 };
const FETCHING = { points: 120, seconds: 600 };
/** Who did it, in the audit of the enterprise: nobody who signs in. */
const SUBJECT = '00000000-0000-0000-0000-000000000000';

interface RequestRow {
  readonly id: string;
  readonly tenant_id: TenantId;
  readonly hotline: string;
  readonly mobile: string;
  readonly kind: MyData['kind'];
  readonly notes: boolean;
  readonly asked_at: Date;
  readonly expires_at: Date;
  readonly answered_at: Date | null;
  readonly outcome: MyDataOutcome | null;
}

/** What somebody who has called a hotline may ask of its holder: a copy of the calls, or their deletion (PIPL 45, 47). */
@Injectable()
export class MyDataService implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly codes: Codes,
    private readonly limits: Limits,
    private readonly jobs: Jobs,
    private readonly safe: Safe,
    private readonly copies: OwnCopy,
    private readonly runner: RetentionRunner,
  ) {}

  onModuleInit(): void {
    this.jobs.work<{ tenantId: TenantId; request: string }>('retention.request', ({ tenantId, request }) =>
      this.#answer(tenantId, request),
    );
  }

  async sendCode({ hotline, mobile }: AskSubjectCode, ip: string): Promise<SubjectCodeSent> {
    await this.limits.take(`my_data:${networkOf(ip)}`, ASKING);
    const { tenantId, name } = await this.#holder(hotline);
    const sent = await this.codes.send({ purpose: 'subject_request', to: { mobile }, ip, tenantId });
    return { ...sent, holder: name };
  }

  async ask({ hotline, mobile, code, kind, notes }: AskForMyData, ip: string): Promise<MyDataAsked> {
    await this.limits.take(`my_data:${networkOf(ip)}`, ASKING);
    const { tenantId } = await this.#holder(hotline);
    await this.codes.take({ purpose: 'subject_request', to: { mobile }, code });
    const token = randomBytes(24).toString('base64url');
    const now = this.clock.now();
    const request = uuid();
    await this.db.as(tenantId, async (em) => {
      await em.query(
        `INSERT INTO subject_request (id, tenant_id, token_hash, hotline, mobile, kind, notes, asked_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          ...[request, tenantId, hashOf(token), hotline, mobile, kind, kind === 'delete' && notes, now],
          new Date(now.getTime() + OPEN_MS),
        ],
      );
      if (kind === 'delete') await this.runner.begin(em, tenantId, { kind: 'subject', requestId: request });
      await trace(em, `subject.${kind}_asked`, request);
      await this.jobs.send('retention.request', { tenantId, request }, { em, key: request });
    });
    return { token };
  }

  async status(token: string, ip: string): Promise<MyData> {
    const request = await this.#request(token, ip);
    const [holder, run] = await Promise.all([this.#holder(request.hotline), this.#run(request)]);
    return {
      id: request.id,
      holder: holder.name,
      hotline: request.hotline,
      mobile: request.mobile,
      kind: request.kind,
      askedAt: request.asked_at.toISOString(),
      expiresAt: request.expires_at.toISOString(),
      outcome: request.outcome,
      certificate: Boolean(run?.certificate_id),
    };
  }

  async certificate(token: string, ip: string): Promise<StoredFile> {
    const request = await this.#request(token, ip);
    const run = await this.#run(request);
    if (!run?.certificate_id) throw new DomainError('my_data.not_ready');
    return this.safe.read(request.tenant_id, run.certificate_id);
  }

  async copy(token: string, ip: string): Promise<ZipPart[]> {
    const request = await this.#request(token, ip);
    if (request.kind !== 'export' || !request.answered_at) throw new DomainError('my_data.not_ready');
    const { tenant_id: tenant, id, hotline, mobile } = request;
    await this.db.as(tenant, async (em) => {
      await trace(em, 'subject.copy_fetched', id);
      await em.query(`UPDATE subject_request SET fetched_at = $2 WHERE id = $1`, [id, this.clock.now()]);
    });
    const { name: holder } = await this.#holder(hotline);
    return this.copies.of(tenant, { holder, hotline, mobile });
  }

  /** Does what was asked, from wherever it stands, and says what came of it. */
  async #answer(tenant: TenantId, id: string): Promise<void> {
    const request = await this.db.as(tenant, (em) => rowOf(em, tenant, id));
    if (request.answered_at) return;
    const run = request.kind === 'delete' ? await this.#run(request) : undefined;
    if (run) await this.runner.finish(tenant, run.id);
    await this.db.as(tenant, async (em) => {
      await takeTurn(em, tenant);
      if ((await rowOf(em, tenant, id)).answered_at) return;
      const { calls, recordings } = await own(em, tenant, request.mobile);
      const remain = recordings.filter(({ destroyedAt }) => destroyedAt === null);
      const outcome: MyDataOutcome = {
        calls: calls.length,
        recordings: remain.length,
        destroyed: run ? await destroyed(em, run.id) : 0,
        ...(run
          ? await this.#rest(em, request)
          : { notesRemoved: 0, kept: [], file: countOf(await ownFile(em, tenant, request.mobile)), fileKept: [] }),
      };
      await em.query(`UPDATE subject_request SET answered_at = $2, outcome = $3 WHERE id = $1`, [
        ...[id, this.clock.now(), JSON.stringify(outcome)],
      ]);
      await trace(em, `subject.${request.kind}_answered`, id, {
        destroyed: outcome.destroyed,
        kept: outcome.kept.length,
        ...(run && { file: outcome.file, fileKept: outcome.fileKept.length }),
      });
    });
  }

  /** What of a person's stays, with why and until when; and the notes go, where they may. */
  async #rest(em: EntityManager, { tenant_id: tenant, mobile, notes }: RequestRow) {
    const rules = await rulesOf(em, tenant);
    const now = this.clock.now();
    const law = rules.policy ? RETENTION_RULES[rules.policy.name] : null;
    const kept: MyDataOutcome['kept'] = [];
    for await (const batch of judged(em, tenant, rules, { now, mobile, requested: true }))
      for (const { id, startedAt, decision } of batch)
        kept.push({
          id,
          startedAt: startedAt.toISOString(),
          reason: decision.kind === 'held' ? 'hold' : 'law',
          until: decision.kind === 'keep' ? new Date(decision.until).toISOString() : null,
          law: decision.kind === 'held' ? null : (law?.minLaw ?? null),
        });
    const file = await removeFile(em, tenant, mobile, now);
    const notesRemoved = notes && law ? await removeNotes(em, tenant, mobile, law.lawDays, now) : 0;
    return { kept, notesRemoved, file, fileKept: await staying(em, tenant, mobile, now) };
  }

  async #holder(hotline: string): Promise<{ tenantId: TenantId; name: string }> {
    const [row] = await this.db.query<{ tenant_id: TenantId; name: string }>(`SELECT * FROM hotline_holder($1)`, [
      hotline,
    ]);
    if (!row) throw new DomainError('my_data.no_holder', { hotline });
    return { tenantId: row.tenant_id, name: row.name };
  }

  async #request(token: string, ip: string): Promise<RequestRow> {
    await this.limits.take(`my_data_fetch:${networkOf(ip)}`, FETCHING);
    const [found] = await this.db.query<{ id: string; tenant_id: TenantId }>(`SELECT * FROM find_subject_request($1)`, [
      hashOf(token),
    ]);
    if (!found) throw new DomainError('my_data.gone');
    const request = await this.db.as(found.tenant_id, (em) => rowOf(em, found.tenant_id, found.id));
    if (request.expires_at <= this.clock.now()) throw new DomainError('my_data.gone');
    return request;
  }

  async #run({ tenant_id, id }: RequestRow): Promise<{ id: string; certificate_id: FileId | null } | undefined> {
    const [run] = await this.db.statement<{ id: string; certificate_id: FileId | null }>(
      tenant_id,
      `SELECT id, certificate_id FROM retention_run WHERE tenant_id = $1 AND request_id = $2`,
      [tenant_id, id],
    );
    return run;
  }
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** The number of who asked is in the request the line names, not in the line. */
const trace = (em: EntityManager, act: string, request: string, detail = {}): Promise<unknown> =>
  em.query(
    `INSERT INTO audit (tenant_id, user_id, act, subject, detail)
     VALUES (current_setting('sibai.tenant')::uuid, $1, $2, $3, $4)`,
    [SUBJECT, act, request, JSON.stringify(detail)],
  );

async function rowOf(em: EntityManager, tenant: TenantId, id: string): Promise<RequestRow> {
  const [row] = await em.query<RequestRow[]>(`SELECT * FROM subject_request WHERE tenant_id = $1 AND id = $2`, [
    tenant,
    id,
  ]);
  if (!row) throw new Error(`no subject request ${id}`);
  return row;
}

async function destroyed(em: EntityManager, run: string): Promise<number> {
  const [row] = await em.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM destruction WHERE run_id = $1`,
    [run],
  );
  return row?.count ?? 0;
}

/** What was noted of calls that the law does not want kept, and whose recordings are gone; so nothing a hold covers. */
async function removeNotes(
  em: EntityManager,
  tenant: TenantId,
  mobile: string,
  days: number,
  now: Date,
): Promise<number> {
  const [, count] = (await em.query(
    `UPDATE cdr SET notes = NULL
      WHERE tenant_id = $1 AND caller = ANY ($2) AND started_at <= $3 AND notes IS NOT NULL AND NOT EXISTS (
        SELECT FROM legal_hold h WHERE h.tenant_id = $1 AND h.lifted_at IS NULL AND (
          h.call_id = cdr.call_id OR h.caller = $4 OR h.from_at <= cdr.started_at AND cdr.started_at < h.to_at
          OR h.group_id = cdr.group_id
          OR h.group_id IN (SELECT a.group_id FROM assignment a WHERE a.call_id = cdr.call_id)))`,
    [tenant, callerForms(mobile), new Date(now.getTime() - days * DAY), mobile],
  )) as [unknown, number];
  return count;
}
