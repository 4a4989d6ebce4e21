import type { Customer, CustomerDetail, CustomerPage, CustomerQuery } from '@sibai/contracts';
import { DomainError, type TenantId } from '@sibai/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { audit } from '../../platform/audit.js';
import { Db } from '../../platform/db.js';
import type { Me } from '../../platform/session.service.js';
import { History } from '../history.js';

type Row = Omit<Customer, 'createdAt' | 'lastEvent'> & {
  createdAt: Date;
  eventType: string | null;
  eventAt: Date | null;
};
type Dated<T, K extends keyof T> = Omit<T, K> & Record<K, Date | null>;

const EVENTS_SHOWN = 200;

/** `tenant_list()` looks over the tenants' wall, and answers the platform's own tenant only. */
const CUSTOMERS = `
  SELECT t.id, t.name, t.state, t.created_at AS "createdAt", t.users::int, t.lines::int,
         ARRAY(SELECT n.number FROM number n WHERE n.tenant_id = t.id AND n.state IN ('held', 'sold', 'suspended')
                ORDER BY n.state = 'held', n.number) AS numbers,
         e.type AS "eventType", e.at AS "eventAt"
    FROM tenant_list() t
    LEFT JOIN LATERAL (SELECT type, at FROM onboarding_event
                        WHERE tenant_id = t.id ORDER BY at DESC, id DESC LIMIT 1) e ON true
   WHERE t.kind = 'enterprise'`;

/** The enterprises as the operator sees them. It also knows when one has become a customer: with its first live line. */
@Injectable()
export class CustomerService implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly history: History,
  ) {}

  onModuleInit(): void {
    this.history.on('line.live', 'account.customer', async ({ tenantId }) => {
      await this.db.statement(tenantId, `UPDATE tenant SET state = 'customer' WHERE id = $1 AND state = 'applying'`, [
        tenantId,
      ]);
    });
  }

  async page({ q, state, page, limit }: CustomerQuery): Promise<CustomerPage> {
    const params: unknown[] = [];
    const $ = (value: unknown): string => `$${params.push(value)}`;
    const digits = q?.replace(/[\s-]/g, '') ?? '';
    const found = [
      q && `t.name ILIKE ${$(`%${literal(q)}%`)}`,
      /^\d{3,10}$/.test(digits) &&
        `EXISTS (SELECT FROM number n WHERE n.tenant_id = t.id AND n.number LIKE ${$(`%${digits}%`)})`,
    ].filter(Boolean);
    const where = [found.length > 0 && `(${found.join(' OR ')})`, state && `t.state = ${$(state)}`].filter(Boolean);
    const filter = where.map((condition) => ` AND ${condition}`).join('');
    return this.db.run(async (em) => {
      const rows = await em.query<Row[]>(
        `${CUSTOMERS}${filter} ORDER BY t.created_at DESC, t.id LIMIT ${limit} OFFSET ${(page - 1) * limit}`,
        params,
      );
      const [count] = await em.query<{ total: number }[]>(
        `SELECT count(*)::int AS total FROM tenant_list() t WHERE t.kind = 'enterprise'${filter}`,
        params,
      );
      return { customers: rows.map(wire), total: count?.total ?? 0 };
    });
  }

  async get(me: Me, tenantId: TenantId): Promise<CustomerDetail> {
    const [row] = await this.db.run((em) => em.query<Row[]>(`${CUSTOMERS} AND t.id = $1`, [tenantId]));
    if (!row) throw new DomainError('customer.missing', { id: tenantId });
    return this.db.as(tenantId, async (em) => {
      await audit(em, me, 'customer.viewed', row.name);
      return { ...wire(row), ...(await details(em, tenantId)) };
    });
  }
}

async function details(em: EntityManager, tenantId: TenantId): Promise<Omit<CustomerDetail, keyof Customer>> {
  const [identity] = await em.query<{ company: string; uscc: string; until: string | null }[]>(
    `SELECT company_name AS company, uscc, expires_on::text AS until FROM verified_identity($1)`,
    [tenantId],
  );
  const admins = await em.query<CustomerDetail['admins']>(
    `SELECT name, email, mobile FROM app_user
      WHERE tenant_id = $1 AND role = 'admin' AND disabled_at IS NULL ORDER BY created_at`,
    [tenantId],
  );
  const numbers = await em.query<Dated<CustomerDetail['numberRows'][number], 'until'>[]>(
    `SELECT number, state, price_fen AS "priceFen", held_until AS until FROM number WHERE tenant_id = $1 ORDER BY number`,
    [tenantId],
  );
  const contracts = await em.query<Dated<CustomerDetail['contracts'][number], 'signedAt'>[]>(
    `SELECT id, no, kind, state, number, signed_at AS "signedAt" FROM contract WHERE tenant_id = $1 ORDER BY created_at DESC`,
    [tenantId],
  );
  const orders = await em.query<Dated<CustomerDetail['orders'][number], 'createdAt' | 'paidAt'>[]>(
    `SELECT id, reference, kind, state, amount_fen::float8 AS "amountFen", created_at AS "createdAt", paid_at AS "paidAt"
       FROM pay_order WHERE tenant_id = $1 ORDER BY created_at DESC`,
    [tenantId],
  );
  const events = await em.query<Dated<CustomerDetail['events'][number], 'at'>[]>(
    `SELECT id, at, type, actor, actor_name AS "actorName", subject, reason FROM onboarding_event
      WHERE tenant_id = $1 ORDER BY at DESC, id DESC LIMIT ${EVENTS_SHOWN}`,
    [tenantId],
  );
  return {
    company: identity?.company ?? null,
    uscc: identity?.uscc ?? null,
    identityUntil: identity?.until ?? null,
    admins,
    numberRows: numbers.map((row) => ({ ...row, until: iso(row.until) })),
    contracts: contracts.map((row) => ({ ...row, signedAt: iso(row.signedAt) })),
    orders: orders.map((row) => ({ ...row, createdAt: iso(row.createdAt), paidAt: iso(row.paidAt) })),
    events: events.map((row) => ({ ...row, at: iso(row.at) ?? '' })),
  };
}

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

/** The text itself, where LIKE would see patterns. */
const literal = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

function wire({ createdAt, eventType, eventAt, ...row }: Row): Customer {
  const lastEvent = eventType && eventAt ? { type: eventType, at: eventAt.toISOString() } : null;
  return { ...row, createdAt: createdAt.toISOString(), lastEvent };
}
