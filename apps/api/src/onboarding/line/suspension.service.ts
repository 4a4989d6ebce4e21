import type { CustomerLine, CustomerLinePage, CustomerLineQuery, Suspension } from '@sibai/contracts';
import { DomainError, type LineId, type TenantId } from '@sibai/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { audit } from '../../platform/audit.js';
import type { Me } from '../../platform/auth.js';
import { Db } from '../../platform/db.js';
import { History } from '../history.js';
import { type StageCause, suspendedFor } from '../suspended-for.js';
import { LineEntity } from './line.entity.js';
import { LineService } from './line.service.js';

const PAGE = 50;

interface Why {
  readonly cause: Suspension;
  readonly actor: Me | 'system';
  readonly reason: string | null;
  /** One line; all of the tenant otherwise. */
  readonly only?: LineId;
}

interface Changed {
  readonly id: LineId;
  readonly number: string;
  readonly trunk_tenant_id: TenantId;
  readonly state: string;
}

const SUSPENDED = {
  type: 'line.suspended',
  set: `suspensions = suspensions || $2, state = 'suspended',
        suspended_note = CASE $2::text WHEN 'operator' THEN $3 ELSE suspended_note END`,
  where: 'NOT suspensions @> ARRAY[$2]',
} as const;
const RESTORED = {
  type: 'line.restored',
  set: `suspensions = array_remove(suspensions, $2),
        state = CASE WHEN array_remove(suspensions, $2) = '{}' THEN 'live' ELSE 'suspended' END,
        suspended_note = CASE $2::text WHEN 'operator' THEN NULL ELSE suspended_note END`,
  where: 'suspensions @> ARRAY[$2] AND $3::text IS NOT DISTINCT FROM $3',
} as const;

/** Suspends lines and restores them: as verification and payment report, and by the operator's hand. */
@Injectable()
export class SuspensionService implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly lines: LineService,
    private readonly history: History,
  ) {}

  onModuleInit(): void {
    const { history } = this;
    for (const [type, name] of [
      ['payment.suspended', 'lines are suspended'],
      ['payment.restored', 'lines are restored'],
      ['verification.suspended', 'lines are suspended'],
      ['verification.approved', 'lines are restored'],
    ] as const)
      history.on(type, name, ({ tenantId, reason }) =>
        this.#follow(tenantId, type.startsWith('payment') ? 'payment' : 'verification', reason),
      );
    for (const type of ['number.suspended', 'number.restored'] as const)
      history.on(type, 'its line goes with it', async ({ tenantId, subject, reason, data }) => {
        if (subject && data['cause'] === 'operator') await this.#followNumber(tenantId, subject, reason);
      });
    history.on('payment.ended', 'lines end', ({ tenantId }) => this.#end(tenantId));
    history.on('number.cooling', 'its line ends', async ({ tenantId, subject }) => {
      if (subject) await this.#end(tenantId, subject);
    });
  }

  suspend(tenantId: TenantId, why: Why): Promise<void> {
    return this.#change(tenantId, (em) => this.#write(em, tenantId, why, SUSPENDED));
  }

  /** Live again once no other reason is left. */
  restore(tenantId: TenantId, why: Why): Promise<void> {
    return this.#change(tenantId, (em) => this.#write(em, tenantId, why, RESTORED));
  }

  #follow(tenantId: TenantId, cause: StageCause, reason: string | null): Promise<void> {
    return this.#change(tenantId, async (em) => {
      const change = (await suspendedFor(em, tenantId, cause)) ? SUSPENDED : RESTORED;
      return this.#write(em, tenantId, { cause, actor: 'system', reason }, change);
    });
  }

  /** What the operator has done to a number is so for its line. */
  #followNumber(tenantId: TenantId, number: string, reason: string | null): Promise<void> {
    return this.#change(tenantId, async (em) => {
      const [line] = await em.query<{ id: LineId; suspended: boolean }[]>(
        `SELECT l.id, 'operator' = ANY (coalesce(n.suspended_for, '{}')) AS suspended
           FROM number n JOIN line l ON l.tenant_id = n.tenant_id AND l.number = n.number AND l.state <> 'closed'
          WHERE n.tenant_id = $1 AND n.number = $2 FOR UPDATE OF n`,
        [tenantId, number],
      );
      if (!line) return [];
      const why = { cause: 'operator', actor: 'system', reason, only: line.id } as const;
      return this.#write(em, tenantId, why, line.suspended ? SUSPENDED : RESTORED);
    });
  }

  /** The operator's own act, which stands in the tenant's audit with its reason. */
  async operate(me: Me, tenantId: TenantId, only: LineId, act: 'suspend' | 'restore', reason: string): Promise<void> {
    await this.db.as(tenantId, async (em) => {
      const [line] = await em.query<unknown[]>(
        `SELECT FROM line WHERE id = $1 AND tenant_id = $2 AND state <> 'closed'`,
        [only, tenantId],
      );
      if (!line) throw new DomainError('line.missing', { id: only });
      await audit(em, me, `line.${act}`, only, { reason });
    });
    await this[act](tenantId, { cause: 'operator', actor: me, reason, only });
  }

  /** Lines of all customers, for the operator. */
  customers({ q, state, page }: CustomerLineQuery): Promise<CustomerLinePage> {
    return this.db.run(async (em) => {
      const where = `($1::text IS NULL OR l.number LIKE '%' || $1 || '%' OR t.name ILIKE '%' || $2 || '%')
                     AND ($3::text IS NULL OR l.state = $3)`;
      const digits = q?.replace(/[\s-]/g, '') ?? null;
      const params = [digits, q ?? null, state ?? null];
      const [count] = await em.query<{ total: number }[]>(
        `SELECT count(*)::int AS total FROM line l JOIN tenant t ON t.id = l.tenant_id WHERE ${where}`,
        params,
      );
      const rows = await em.query<{ id: LineId; tenantName: string; lastCheck: never; openChange: never }[]>(
        `SELECT l.id, t.name AS "tenantName",
                (SELECT c.verdict FROM line_check c WHERE c.line_id = l.id AND c.state = 'done'
                  ORDER BY c.started_at DESC LIMIT 1) AS "lastCheck",
                (SELECT x.kind FROM line_change x WHERE x.line_id = l.id
                    AND x.state NOT IN ('done', 'withdrawn', 'lapsed')) AS "openChange"
           FROM line l JOIN tenant t ON t.id = l.tenant_id
          WHERE ${where} ORDER BY l.state = 'suspended' DESC, l.state = 'closed', l.live_at DESC, l.id
          LIMIT ${PAGE} OFFSET $4`,
        [...params, (page - 1) * PAGE],
      );
      const entities = await em
        .createQueryBuilder(LineEntity, 'l')
        .where('l.id = ANY (:ids)', { ids: rows.map(({ id }) => id) })
        .getMany();
      const lines = rows.flatMap(({ id, tenantName, lastCheck, openChange }): CustomerLine[] => {
        const line = entities.find((entity) => entity.id === id);
        if (!line) return [];
        const { inUse: _, ...wire } = line.toWire(0);
        return [{ ...wire, tenantId: line.tenantId, tenantName, lastCheck, openChange }];
      });
      return { lines, total: count?.total ?? 0 };
    });
  }

  async #change(tenantId: TenantId, work: (em: EntityManager) => Promise<Changed[]>): Promise<void> {
    const changed = await this.db.as(tenantId, work);
    for (const { trunk_tenant_id } of changed.slice(0, 1))
      this.lines.tell({ tenantId, trunkTenantId: trunk_tenant_id });
  }

  async #write(
    em: EntityManager,
    tenantId: TenantId,
    { cause, actor, reason, only }: Why,
    { type, set, where }: typeof SUSPENDED | typeof RESTORED,
  ): Promise<Changed[]> {
    const [rows] = await em.query<[Changed[], number]>(
      `UPDATE line SET ${set}
        WHERE tenant_id = $1 AND state <> 'closed' AND ${where} AND ($4::uuid IS NULL OR id = $4)
        RETURNING id, number, trunk_tenant_id, state`,
      [tenantId, cause, reason, only ?? null],
    );
    for (const { id, number, state } of rows) {
      const data = { lineId: id, cause, state };
      await this.history.record(em, { tenantId, type, actor, subject: number, reason: reason ?? cause, data });
    }
    return rows;
  }

  /** All lines, or that of a number that was taken away. */
  async #end(tenantId: TenantId, number: string | null = null): Promise<void> {
    const ended = await this.db.as(tenantId, async (em) => {
      const lines = (await openLines(em, tenantId)).filter((line) => number === null || line.number === number);
      for (const line of lines) await this.lines.close(em, 'system', line, 'ended');
      return lines;
    });
    for (const line of ended) this.lines.tell(line);
  }
}

const openLines = (em: EntityManager, tenantId: TenantId): Promise<LineEntity[]> =>
  em
    .createQueryBuilder(LineEntity, 'l')
    .where(`l.tenant_id = :tenantId AND l.state <> 'closed'`, { tenantId })
    .getMany();
