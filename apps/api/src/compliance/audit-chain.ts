import type { AuditCheck, AuditFault } from '@sibai/contracts';
import type { TenantId } from '@sibai/kernel';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { audit } from '../platform/audit.js';
import { Clock } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { Jobs } from '../platform/jobs.js';
import type { Me } from '../platform/session.service.js';

const GENESIS = '0'.repeat(64);
const SHOWN = 30;

interface Found {
  entries: string;
  head: string;
  fault: AuditFault | null;
}

/**
 * Goes over a tenant's audit log entry by entry, in one statement and so of one moment. Its end is compared with the head
 * that is kept apart, and what stands at the end of each earlier look with what stood there then.
 */
const LOOK = `
  WITH link AS (
    SELECT a.id, a.seq, a.at, a.act, a.previous_hash, a.entry_hash, audit_hash(a) AS hash,
           lag(a.seq) OVER chain AS seq_before, lag(a.entry_hash) OVER chain AS hash_before
      FROM audit a WHERE a.tenant_id = $1 WINDOW chain AS (ORDER BY a.seq)
  ), judged AS (
    SELECT *, CASE WHEN seq IS NULL THEN 'unchained'
                   WHEN seq <> coalesce(seq_before, 0) + 1 THEN 'removed'
                   WHEN hash <> entry_hash THEN 'changed'
                   WHEN previous_hash <> coalesce(hash_before, $2) THEN 'relinked' END AS kind
      FROM link
  ), last AS (SELECT seq, entry_hash FROM link WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1),
  fault AS (
    SELECT 1 AS rank, kind, seq, id, at, act FROM judged WHERE kind IS NOT NULL
    UNION ALL
    SELECT 2, 'cut', coalesce(l.seq, 0) + 1, NULL, NULL, NULL
      FROM audit_head h LEFT JOIN last l ON true
     WHERE h.tenant_id = $1 AND (h.seq, h.hash) IS DISTINCT FROM (coalesce(l.seq, 0), coalesce(l.entry_hash, $2))
    UNION ALL
    SELECT 3, 'rewritten', c.entries, j.id, j.at, j.act
      FROM audit_check c LEFT JOIN link j ON j.seq = c.entries
     WHERE c.tenant_id = $1 AND c.fault IS NULL AND c.entries > 0 AND c.head IS DISTINCT FROM j.entry_hash
    ORDER BY 1, 3 NULLS LAST LIMIT 1
  )
  SELECT (SELECT count(*) FROM link) AS entries, coalesce((SELECT entry_hash FROM last), $2) AS head,
         (SELECT jsonb_build_object('kind', kind, 'seq', seq, 'id', id::text, 'act', act, 'at',
                   to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) FROM fault) AS fault`;

/** Whether the audit log is whole: every night, and whenever somebody asks. */
@Injectable()
export class AuditChain implements OnModuleInit {
  readonly #log = new Logger('AuditChain');

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.every('audit.verify', '20 3 * * *', () => this.verifyAll());
  }

  async verifyAll(): Promise<void> {
    for (const { id } of await this.db.query<{ id: TenantId }>('SELECT id FROM tenant_ids() AS id'))
      await this.db.as(id, (em) => this.#verify(em, id, null));
  }

  verify(me: Me): Promise<AuditCheck> {
    return this.db.as(me.tenantId, async (em) => {
      const check = await this.#verify(em, me.tenantId, me.name);
      await audit(em, me, 'audit.verified', 'audit', {
        entries: check.entries,
        ...(check.fault && { fault: check.fault.kind }),
      });
      return check;
    });
  }

  /** The newest looks. */
  async checks(tenant: TenantId): Promise<AuditCheck[]> {
    const rows = await this.db.statement<Omit<AuditCheck, 'at' | 'entries'> & { at: Date; entries: string }>(
      tenant,
      `SELECT at, entries, head, fault, checked_by AS "checkedBy" FROM audit_check
        WHERE tenant_id = $1 ORDER BY at DESC, id DESC LIMIT ${SHOWN}`,
      [tenant],
    );
    return rows.map((row) => ({ ...row, at: row.at.toISOString(), entries: Number(row.entries) }));
  }

  async #verify(em: EntityManager, tenant: TenantId, checkedBy: string | null): Promise<AuditCheck> {
    const [found] = await em.query<Found[]>(LOOK, [tenant, GENESIS]);
    if (!found) throw new Error('the look over the audit log has no answer');
    const { entries, head, fault } = found;
    if (fault) this.#log.error(`the audit log of ${tenant} is broken: ${JSON.stringify(fault)}`);
    const at = this.clock.now();
    await em.query(
      `INSERT INTO audit_check (id, tenant_id, at, entries, head, fault, checked_by) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [uuid(), tenant, at, entries, head, fault && JSON.stringify(fault), checkedBy],
    );
    return { at: at.toISOString(), entries: Number(entries), head, fault, checkedBy };
  }
}
