import type {
  InventoryQuery,
  NumberHappening,
  StockCounts,
  StockDetail,
  StockNumber,
  StockPage,
} from '@sibai/contracts';
import { DomainError, type TenantId } from '@sibai/kernel';
import { type NumberState, scoreOf } from '@sibai/numbers';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { audit } from '../../platform/audit.js';
import { Db } from '../../platform/db.js';
import type { Me } from '../../platform/session.service.js';
import { History } from '../history.js';
import { Holds } from './holds.js';
import type { SuspendCause } from './number-state.js';
import { Ownership } from './ownership.js';
import { PRICE_NOW, Stock } from './stock.js';

type Row = Omit<StockNumber, 'tenant' | 'until' | 'changedAt'> & {
  tenantId: TenantId | null;
  tenantName: string | null;
  until: Date | null;
  changedAt: Date | null;
  suspendedFor: SuspendCause[] | null;
};

const SELECT = `
  SELECT number.number, number.state, number.tier, coalesce(number.price_fen, ${PRICE_NOW}) AS "priceFen",
         number.own_price_fen AS "ownPriceFen", number_carrier(number.number) AS carrier, number.tenant_id AS "tenantId",
         tenant.name AS "tenantName", coalesce(number.held_until, number.cooling_until) AS until,
         number.changed_at AS "changedAt", number.suspended_for AS "suspendedFor"
    FROM number LEFT JOIN tenant ON tenant.id = number.tenant_id`;

/** The stock as its operator sees it. All of it runs as the platform; what concerns a tenant, as that tenant. */
@Injectable()
export class InventoryService {
  constructor(
    private readonly db: Db,
    private readonly stock: Stock,
    private readonly holds: Holds,
    private readonly ownership: Ownership,
    private readonly history: History,
  ) {}

  async counts(): Promise<StockCounts> {
    const rows = await this.db.query<{ state: NumberState; n: number }>(
      `SELECT state, count(*)::int AS n FROM number GROUP BY state`,
    );
    const states = { free: 0, held: 0, sold: 0, suspended: 0, cooling: 0 };
    for (const { state, n } of rows) states[state] = n;
    return { total: rows.reduce((sum, { n }) => sum + n, 0), states };
  }

  async page({ q, state, tier, carrier, after, limit }: InventoryQuery): Promise<StockPage> {
    const params: unknown[] = [];
    const where: string[] = [];
    const add = (condition: (param: string) => string, value: unknown): void => {
      params.push(value);
      where.push(condition(`$${params.length}`));
    };
    if (after !== undefined) add((p) => `number.number > ${p}`, after);
    if (state !== undefined) add((p) => `number.state = ${p}`, state);
    if (tier !== undefined) add((p) => `number.tier = ${p}`, tier);
    if (carrier !== undefined) add((p) => `number_carrier(number.number) = ${p}`, carrier);
    if (q !== undefined && q !== '') {
      const pattern = patternOf(q);
      if (pattern !== undefined) add((p) => `number.number LIKE ${p}`, pattern);
      else add((p) => `number.tenant_id IN (SELECT id FROM tenant WHERE name ILIKE ${p})`, `%${escapeLike(q)}%`);
    }
    const rows = await this.db.run((em) =>
      em.query<Row[]>(
        `${SELECT} ${where.length ? `WHERE ${where.join(' AND ')}` : ''} ORDER BY number.number LIMIT ${limit + 1}`,
        params,
      ),
    );
    const numbers = rows.slice(0, limit).map(toWire);
    return { numbers, next: rows.length > limit ? (numbers.at(-1)?.number ?? null) : null };
  }

  async get(number: string): Promise<StockDetail> {
    return this.db.run(async (em) => {
      const row = await this.#row(em, number);
      const waits = await em.query<{ tenantName: string; joinedAt: Date }[]>(
        `SELECT t.name AS "tenantName", w.joined_at AS "joinedAt" FROM number_wait w JOIN tenant t ON t.id = w.tenant_id
          WHERE w.number = $1 AND w.state = 'waiting' ORDER BY w.joined_at, w.id`,
        [number],
      );
      const { score, reasons } = scoreOf(number);
      return {
        ...toWire(row),
        ...{ score, reasons, suspendedFor: row.suspendedFor ?? [] },
        waits: waits.map(({ tenantName, joinedAt }) => ({ tenantName, joinedAt: joinedAt.toISOString() })),
        history: await this.#happenings(em, number),
      };
    });
  }

  /** Takes a number from whoever has it: a hold ends at once, a sold number goes to rest. */
  async release(me: Me, number: string, reason: string): Promise<StockDetail> {
    const { tenantId } = await this.#find(number);
    if (tenantId === null) throw new DomainError('number.state_changed', { number });
    const done = await this.db.as(tenantId, async (em) => {
      await audit(em, me, 'number.release', number, { reason });
      const held = await this.holds.release(em, tenantId, number, { actor: me, outcome: 'withdrawn', reason });
      return held || (await this.ownership.end(em, tenantId, number, me, reason));
    });
    if (!done) throw new DomainError('number.state_changed', { number });
    return this.get(number);
  }

  /** Suspends a sold number, or keeps a free one from sale. */
  suspend(me: Me, number: string, reason: string): Promise<StockDetail> {
    return this.#operate(me, number, reason, 'suspend');
  }

  restore(me: Me, number: string, reason: string): Promise<StockDetail> {
    return this.#operate(me, number, reason, 'restore');
  }

  /** Gives a number a price of its own, or its tier's again. What somebody has keeps the price that was agreed. */
  async price(me: Me, number: string, ownPriceFen: number | null, reason: string): Promise<StockDetail> {
    await this.db.run(async (em) => {
      const [, changed]: [unknown, number] = await em.query(
        `UPDATE number SET own_price_fen = $2 WHERE number = $1 AND tenant_id IS NULL`,
        [number, ownPriceFen],
      );
      if (changed === 0) throw new DomainError('number.state_changed', { number });
      await audit(em, me, 'number.price', number, { ownPriceFen, reason });
    });
    return this.get(number);
  }

  async #operate(me: Me, number: string, reason: string, act: 'suspend' | 'restore'): Promise<StockDetail> {
    const { tenantId, suspendedFor } = await this.#find(number);
    // A number that went to another operator comes back by the same way as one that was kept from sale.
    const cause = act === 'restore' && suspendedFor?.includes('ported') ? 'ported' : 'operator';
    await this.db.as(tenantId ?? me.tenantId, async (em) => {
      const moved = await this.stock.move(em, number, { act, cause });
      if (moved.kind !== 'moved') throw new DomainError('number.state_changed', { number });
      await audit(em, me, `number.${act}`, number, { reason });
      if (tenantId === null) return;
      const type = act === 'suspend' ? 'number.suspended' : 'number.restored';
      await this.history.record(em, { tenantId, type, actor: me, subject: number, reason, data: { cause } });
    });
    return this.get(number);
  }

  #find(number: string): Promise<Row> {
    return this.db.run((em) => this.#row(em, number));
  }

  async #row(em: EntityManager, number: string): Promise<Row> {
    const [row] = await em.query<Row[]>(`${SELECT} WHERE number.number = $1`, [number]);
    if (!row) throw new DomainError('number.missing', { number });
    return row;
  }

  /** Newest first. Only tenants that ever held the number can have events about it. */
  async #happenings(em: EntityManager, number: string): Promise<NumberHappening[]> {
    const rows = await em.query<(Omit<NumberHappening, 'at'> & { at: Date })[]>(
      `SELECT e.at, e.type, coalesce(e.actor_name, e.actor) AS actor, t.name AS "tenantName", e.reason
         FROM onboarding_event e JOIN tenant t ON t.id = e.tenant_id
        WHERE e.tenant_id IN (SELECT h.tenant_id FROM number_hold h WHERE h.number = $1
                              UNION SELECT n.tenant_id FROM number n WHERE n.number = $1)
          AND e.subject = $1 AND e.type LIKE 'number.%'
        UNION ALL
       SELECT a.at, a.act, coalesce(a.user_name, ''), NULL, a.detail->>'reason'
         FROM audit a WHERE a.tenant_id = $2 AND a.subject = $1 AND a.act LIKE 'number.%'
        ORDER BY 1 DESC LIMIT 200`,
      [number, (await em.query<{ id: string }[]>(`SELECT current_setting('sibai.tenant') AS id`))[0]?.id],
    );
    return rows.map(({ at, ...happening }) => ({ ...happening, at: at.toISOString() }));
  }
}

const toWire = ({ tenantId, tenantName, until, changedAt, suspendedFor: _, ...row }: Row): StockNumber => ({
  ...row,
  tenant: tenantId && { id: tenantId, name: tenantName ?? '' },
  until: until?.toISOString() ?? null,
  changedAt: changedAt?.toISOString() ?? null,
});

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** Digits, dashes, `?` and `*` are a number; anything else is a name. Digits alone are looked for anywhere. */
function patternOf(q: string): string | undefined {
  const compact = q.replace(/[\s-]/g, '');
  if (!/^[\d?*]+$/.test(compact)) return undefined;
  if (/[?*]/.test(compact)) return compact.replaceAll('?', '_').replaceAll('*', '%');
  return compact.length === 10 ? compact : compact.startsWith('400') ? `${compact}%` : `%${compact}%`;
}
