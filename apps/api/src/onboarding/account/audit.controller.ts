import { AuditEntry, AuditPage, AuditQuery } from '@sibai/contracts';
import { type TenantId } from '@sibai/kernel';
import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import { stringify } from 'csv-stringify/sync';
import type { Response } from 'express';

import { Allow, Me } from '../../platform/auth.js';
import { Db } from '../../platform/db.js';
import { Answers } from '../../platform/openapi.js';

const PAGE = 200;
type Row = Omit<AuditEntry, 'at'> & { at: Date };

/** Who did what, in the own enterprise; the operator may look at any. */
@Controller()
export class AuditController {
  constructor(private readonly db: Db) {}

  @Allow('audit.view')
  @Get('audit')
  @Answers(AuditPage)
  page(@Me() me: Me, @Query({ schema: AuditQuery }) query: AuditQuery): Promise<AuditPage> {
    return this.#page(me, query);
  }

  /** Every entry that matches, `limit` and `before` apart, for Excel. */
  @Allow('audit.view')
  @Get('audit.csv')
  @ApiProduces('text/csv')
  async csv(@Me() me: Me, @Query({ schema: AuditQuery }) query: AuditQuery, @Res() response: Response): Promise<void> {
    let page = await this.#page(me, { ...query, before: undefined, limit: PAGE });
    response.type('text/csv').attachment('audit.csv');
    // The byte order mark makes Excel read the file as UTF-8.
    response.write(`\uFEFF${line(['时间', '人员', '操作', '对象', '详情'])}`);
    for (;;) {
      const room = response.write(page.entries.map(csvLine).join(''));
      if (!page.next || response.destroyed) break;
      if (!room) await new Promise((drained) => response.once('drain', drained).once('close', drained));
      page = await this.#page(me, { ...query, before: page.next, limit: PAGE });
    }
    response.end();
  }

  async #page(me: Me, query: AuditQuery): Promise<AuditPage> {
    const tenant: TenantId = me.role === 'operator' ? (query.tenant ?? me.tenantId) : me.tenantId;
    const params: unknown[] = [];
    const $ = (value: unknown): string => `$${params.push(value)}`;
    const { group, q, from, to, before, limit } = query;
    const like = q && $(`%${q.replace(/[\\%_]/g, '\\$&')}%`);
    const where = [
      `tenant_id = ${$(tenant)}`,
      group && `starts_with(act, ${$(`${group}.`)})`,
      like && `(user_name ILIKE ${like} OR subject ILIKE ${like} OR act ILIKE ${like} OR detail::text ILIKE ${like})`,
      from && `at >= ${$(from)}`,
      to && `at < ${$(to)}`,
      before && `id < ${$(before)}`,
    ].filter(Boolean);
    const rows = await this.db.run((em) =>
      em.query<Row[]>(
        `SELECT id, at, user_id AS "userId", user_name AS "userName", act, subject, detail FROM audit
          WHERE ${where.join(' AND ')} ORDER BY id DESC LIMIT ${limit + 1}`,
        params,
      ),
    );
    const shown = rows.slice(0, limit).map((row) => ({ ...row, at: row.at.toISOString() }));
    return { entries: shown, next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
  }
}

const local = (instant: string): string => new Date(instant).toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' });

/** Names are chosen by people: a cell that Excel would run as a formula is made a text. */
const line = (cells: readonly string[]): string =>
  stringify([cells], { escape_formulas: true, record_delimiter: 'windows' });

const csvLine = ({ at, userName, act, subject, detail }: AuditEntry): string =>
  line([local(at), userName ?? '', act, subject, Object.keys(detail).length > 0 ? JSON.stringify(detail) : '']);
