import { dateInChina } from '@sibai/compliance';
import type { ComplianceReport } from '@sibai/contracts';
import { DomainError, type FileId, type TenantId } from '@sibai/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { v7 as uuid } from 'uuid';

import { audit } from '../platform/audit.js';
import { Clock } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { Jobs } from '../platform/jobs.js';
import { renderPdf } from '../platform/pdf/pdf.js';
import { Safe, type StoredFile } from '../platform/safe.js';
import type { Me } from '../platform/session.service.js';
import { ComplianceService } from './compliance.service.js';
import { reportDocument } from './report.js';

type Row = Omit<ComplianceReport, 'at'> & { at: Date };
const COLUMNS = `id, month, at, made_by AS "madeBy", sha256, green, amber, red`;
const SHOWN = 60;

/** The checklist of a day as a PDF that is kept: on the first of each month, and whenever somebody asks. */
@Injectable()
export class ReportService implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly safe: Safe,
    private readonly compliance: ComplianceService,
  ) {}

  onModuleInit(): void {
    this.jobs.every('compliance.report', '0 6 1 * *', () => this.monthly());
    this.jobs.work<{ tenant: TenantId }>(
      'compliance.report_of',
      async ({ tenant }) => void (await this.make(tenant, null)),
    );
  }

  async monthly(): Promise<void> {
    for (const { id } of await this.db.query<{ id: TenantId }>('SELECT id FROM tenant_ids() AS id'))
      await this.jobs.send('compliance.report_of', { tenant: id }, { key: id });
  }

  async list(tenant: TenantId): Promise<ComplianceReport[]> {
    const rows = await this.db.statement<Row>(
      tenant,
      `SELECT ${COLUMNS} FROM compliance_report WHERE tenant_id = $1 ORDER BY at DESC, id DESC LIMIT ${SHOWN}`,
      [tenant],
    );
    return rows.map(onWire);
  }

  /** The calendar makes one a month, however often it is told to, and none for the platform itself. */
  async make(tenant: TenantId, me: Me): Promise<ComplianceReport>;
  async make(tenant: TenantId, me: null): Promise<ComplianceReport | null>;
  async make(tenant: TenantId, me: Me | null): Promise<ComplianceReport | null> {
    const now = this.clock.now();
    const month = dateInChina(now.getTime()).slice(0, 7);
    const [known] = await this.db.statement<{ name: string; kind: string; made: boolean }>(
      tenant,
      `SELECT coalesce((SELECT company_name FROM verified_identity($1)), t.name) AS name, t.kind, EXISTS (
                SELECT FROM compliance_report WHERE tenant_id = $1 AND month = $2 AND made_by IS NULL) AS made
         FROM tenant t WHERE t.id = $1`,
      [tenant, month],
    );
    if (!me && (known?.kind !== 'enterprise' || known.made)) return null;
    const { items } = await this.compliance.standing(tenant);
    const title = me ? `合规报告 ${dateInChina(now.getTime())}` : `合规月报 ${month}`;
    const bytes = await renderPdf(
      reportDocument({ title, company: known?.name ?? '', now, madeBy: me?.name ?? null, items }),
    );
    const count = (state: string): number => items.filter((item) => item.state === state).length;
    return this.db.as(tenant, async (em) => {
      const { id: file, sha256 } = await this.safe.put(em, tenant, {
        kind: 'compliance_report',
        mime: 'application/pdf',
        bytes,
        name: `${title}.pdf`,
      });
      const [row] = await em.query<Row[]>(
        `INSERT INTO compliance_report (id, tenant_id, month, at, made_by, file_id, sha256, green, amber, red)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING ${COLUMNS}`,
        [uuid(), tenant, month, now, me?.name ?? null, file, sha256, count('green'), count('amber'), count('red')],
      );
      if (!row) throw new Error('a report that was kept has no row');
      if (me) await audit(em, me, 'compliance.report_made', row.id, { month });
      return onWire(row);
    });
  }

  async read(me: Me, id: string): Promise<StoredFile> {
    const [row] = await this.db.statement<{ file_id: FileId }>(
      me.tenantId,
      `SELECT file_id FROM compliance_report WHERE tenant_id = $1 AND id = $2`,
      [me.tenantId, id],
    );
    if (!row) throw new DomainError('compliance_report.missing', { id });
    const file = await this.safe.read(me.tenantId, row.file_id);
    await this.db.as(me.tenantId, (em) => audit(em, me, 'compliance.report_read', id));
    return file;
  }
}

const onWire = (row: Row): ComplianceReport => ({ ...row, at: row.at.toISOString() });
