import { createHash } from 'node:crypto';

import { RETENTION_RULES } from '@sibai/compliance';
import type { FileId, RecordingId, TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Vault } from '../../call/recording/vault.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { Safe } from '../../platform/safe.js';
import { certificate, type Destroyed, listText } from './certificate.js';
import { staying } from './own-file.js';
import { judged, rulesOf, survey, takeTurn } from './shelf.js';

const AT_ONCE = 200;

export interface RunStart {
  readonly kind: 'nightly' | 'manual' | 'subject';
  /** Of a nightly run, in China; there is one a day. */
  readonly day?: string;
  readonly requestId?: string;
  readonly by?: { readonly userId: string; readonly name: string };
}

interface RunRow {
  readonly id: string;
  readonly kind: RunStart['kind'];
  readonly request_id: string | null;
  readonly mobile: string | null;
  readonly finished_at: Date | null;
}

/**
 * Destroys what is due by destroying its data key. In one transaction the key goes and a line says which and why; the sealed
 * file, which nobody can open any more, is removed after that, and the certificate is made of the lines. So a run that was
 * broken off anywhere is gone on with from what the lines say, and nothing is done twice.
 */
@Injectable()
export class RetentionRunner {
  constructor(
    private readonly db: Db,
    private readonly vault: Vault,
    private readonly safe: Safe,
    private readonly clock: Clock,
  ) {}

  /** The id of the run that was begun: the one of its day or its request where there is one. */
  async begin(em: EntityManager, tenant: TenantId, { kind, day, requestId, by }: RunStart): Promise<string> {
    const id = uuid();
    await em.query(
      `INSERT INTO retention_run (id, tenant_id, kind, day, request_id, started_by, started_name, started_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
      [id, tenant, kind, day ?? null, requestId ?? null, by?.userId ?? null, by?.name ?? null, this.clock.now()],
    );
    const [row] = await em.query<{ id: string }[]>(
      `SELECT id FROM retention_run WHERE tenant_id = $1 AND (id = $2 OR day = $3 OR request_id = $4)`,
      [tenant, id, day ?? null, requestId ?? null],
    );
    return row?.id ?? id;
  }

  /** Goes through with a run, from wherever it stands. */
  async finish(tenant: TenantId, id: string): Promise<void> {
    while (await this.db.as(tenant, (em) => this.#destroy(em, tenant, id)));
    await this.removeFiles(tenant);
    await this.db.as(tenant, (em) => this.#close(em, tenant, id));
  }

  /** The runs of an enterprise that were broken off. */
  async open(tenant: TenantId): Promise<string[]> {
    const rows = await this.db.as<{ id: string }[]>(tenant, (em) =>
      em.query(`SELECT id FROM retention_run WHERE tenant_id = $1 AND finished_at IS NULL ORDER BY started_at`, [
        tenant,
      ]),
    );
    return rows.map(({ id }) => id);
  }

  async removeFiles(tenant: TenantId): Promise<void> {
    for (;;) {
      const rows = await this.db.as<{ recording_id: RecordingId }[]>(tenant, (em) =>
        em.query(
          `SELECT recording_id FROM destruction WHERE tenant_id = $1 AND file_removed_at IS NULL LIMIT ${AT_ONCE}`,
          [tenant],
        ),
      );
      if (rows.length === 0) return;
      for (const { recording_id } of rows) await this.vault.remove(tenant, recording_id);
      await this.db.as(tenant, (em) =>
        em.query(`UPDATE destruction SET file_removed_at = $2 WHERE recording_id = ANY ($1)`, [
          rows.map(({ recording_id }) => recording_id),
          this.clock.now(),
        ]),
      );
    }
  }

  /** Destroys some, in the transaction; false when there are no more. */
  async #destroy(em: EntityManager, tenant: TenantId, id: string): Promise<boolean> {
    await takeTurn(em, tenant);
    const run = await runOf(em, tenant, id);
    if (run.finished_at) return false;
    const rules = await rulesOf(em, tenant);
    const now = this.clock.now();
    const requested = run.kind === 'subject';
    const due: RecordingId[] = [];
    const look = { now, lock: true, requested, ...(run.mobile !== null && { mobile: run.mobile }) };
    for await (const batch of judged(em, tenant, rules, look)) {
      due.push(...batch.filter(({ decision }) => decision.kind === 'due').map((one) => one.id));
      if (due.length >= AT_ONCE) break;
    }
    if (due.length === 0) return false;
    const reason = requested ? 'requested' : 'expired';
    await em.query(
      `INSERT INTO destruction (recording_id, tenant_id, run_id, call_id, recorded_at, seconds, sha256, reason, at)
         SELECT id, tenant_id, $2, call_id, started_at, seconds, encode(sha256, 'hex'), $3, $4
           FROM recording WHERE id = ANY ($1)`,
      [due, id, reason, now],
    );
    await em.query(
      `UPDATE recording SET wrapped_key = NULL, destroyed_at = $2, destroy_reason = $3 WHERE id = ANY ($1)`,
      [due, now, reason],
    );
    // How loud it was, and when, is of it too.
    await em.query(`DELETE FROM recording_waveform WHERE recording_id = ANY ($1)`, [due]);
    return true;
  }

  /** Says what was done, with a certificate where something was destroyed. */
  async #close(em: EntityManager, tenant: TenantId, id: string): Promise<void> {
    await takeTurn(em, tenant);
    const run = await runOf(em, tenant, id);
    if (run.finished_at) return;
    const now = this.clock.now();
    const rules = await rulesOf(em, tenant);
    const gone = await destroyedBy(em, id);
    const seconds = gone.reduce((sum, one) => sum + (one.seconds ?? 0), 0);
    const sha256 = gone.length > 0 ? createHash('sha256').update(listText(gone)).digest('hex') : null;
    const file = sha256 !== null ? await this.#certify(em, tenant, { id, gone, sha256, now, run }) : null;
    const { keep, due, held } = await survey(em, tenant, rules, now);
    await em.query(
      `UPDATE retention_run SET finished_at = $2, policy = $3, days = $4, kept = $5, held = $6, destroyed = $7,
              seconds = $8, list_sha256 = $9, certificate_id = $10 WHERE id = $1`,
      [
        ...[id, now, rules.policy?.name ?? null, rules.policy?.days ?? null],
        ...[keep.recordings + due.recordings, held.recordings, gone.length, seconds, sha256, file],
      ],
    );
  }

  async #certify(
    em: EntityManager,
    tenant: TenantId,
    facts: { id: string; gone: readonly Destroyed[]; sha256: string; now: Date; run: RunRow },
  ): Promise<FileId> {
    const [holder] = await em.query<{ name: string; uscc: string | null }[]>(
      `SELECT coalesce(v.company_name, t.name) AS name, v.uscc
         FROM tenant t LEFT JOIN verified_identity(t.id) v ON true WHERE t.id = $1`,
      [tenant],
    );
    const { policy } = await rulesOf(em, tenant);
    const pdf = await certificate({
      run: facts.id,
      holder: holder?.name ?? '',
      uscc: holder?.uscc ?? null,
      requested: facts.run.kind === 'subject',
      days: policy?.days ?? null,
      law: policy ? RETENTION_RULES[policy.name].minLaw : null,
      destroyed: facts.gone,
      staying: facts.run.mobile === null ? [] : await staying(em, tenant, facts.run.mobile, facts.now),
      sha256: facts.sha256,
      at: facts.now,
    });
    const name = `录音销毁证明-${facts.id.slice(-12)}.pdf`;
    const kind = 'destruction_certificate';
    return (await this.safe.put(em, tenant, { kind, mime: 'application/pdf', bytes: pdf, name })).id;
  }
}

async function runOf(em: EntityManager, tenant: TenantId, id: string): Promise<RunRow> {
  const [run] = await em.query<RunRow[]>(
    `SELECT r.id, r.kind, r.request_id, r.finished_at, q.mobile FROM retention_run r
       LEFT JOIN subject_request q ON q.id = r.request_id WHERE r.tenant_id = $1 AND r.id = $2`,
    [tenant, id],
  );
  if (!run) throw new Error(`no retention run ${id}`);
  return run;
}

/** What a run has destroyed, in the order of the list. */
export const destroyedBy = (em: EntityManager, run: string): Promise<Destroyed[]> =>
  em.query(
    `SELECT recording_id AS id, recorded_at AS "recordedAt", seconds, sha256, reason, at
       FROM destruction WHERE run_id = $1 ORDER BY recorded_at, recording_id`,
    [run],
  );
