import { AsyncLocalStorage } from 'node:async_hooks';

import type { Role } from '@sibai/contracts';
import type { TenantId, UserId } from '@sibai/kernel';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DatabaseError, type Pool, type QueryResult } from 'pg';
import { DataSource, type EntityManager, QueryFailedError, type QueryRunner } from 'typeorm';

import { naming, type Statement, TenantQuery } from './tenant-query.js';

/** Whose data the current request may touch, and who asks. The auth guard fills it in once it knows. */
export const tenancy = new AsyncLocalStorage<{ tenant?: TenantId; who?: Who }>();

export interface Who {
  readonly userId: UserId;
  readonly role: Role;
}

/** Work of the house itself, which a request may set off but does not do: it names nobody, and is trusted. */
export const asHouse = <T>(work: () => T): T => tenancy.exit(work);

/**
 * The only way to the tables. Work happens in a transaction that names its tenant, and row-level security shows
 * and takes only that tenant's rows; without a tenant no table shows a row. In a request the transaction also names who is signed
 * in, for tables that are not open to everybody of a tenant.
 */
@Injectable()
export class Db implements OnApplicationShutdown {
  constructor(private readonly source: DataSource) {}

  /** A transaction of that tenant. */
  as<T>(tenant: TenantId, work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.source.transaction(async (em) => {
      const { sql, params } = naming(tenant, tenancy.getStore()?.who);
      await em.query(sql, [...params]);
      return work(em);
    });
  }

  /** A transaction of no tenant: for tables that belong to none, and for what is not yet anybody's. */
  free<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.source.transaction(work);
  }

  /** One statement of that tenant, a transaction by itself: for the live path, since it costs one trip to the server. */
  statement<T>(tenant: TenantId, sql: string, params: readonly unknown[] = []): Promise<T[]> {
    return this.#trip(tenant, [{ sql, params }]);
  }

  /** The same of several, all or none of which are done. Their parameters are text, numbers or null. */
  async statements(tenant: TenantId, statements: readonly Statement[]): Promise<void> {
    await this.#trip(tenant, statements);
  }

  /** A transaction of the tenant that is signed in. */
  run<T>(work: (em: EntityManager, tenant: TenantId) => Promise<T>): Promise<T> {
    const tenant = tenancy.getStore()?.tenant;
    if (!tenant) throw new Error('no tenant: Db.run works in an authenticated request only');
    return this.as(tenant, (em) => work(em, tenant));
  }

  /** For the SECURITY DEFINER functions, which answer without a tenant, and for `record_call`, which names its own. */
  query<T>(sql: string, params: readonly unknown[] = []): Promise<T[]> {
    return this.source.query<T[]>(sql, [...params]);
  }

  async #trip<T>(tenant: TenantId, statements: readonly Statement[]): Promise<T[]> {
    const { master } = this.source.driver as unknown as { master: Pool };
    try {
      const { rows } = await (master.query(
        new TenantQuery(naming(tenant, tenancy.getStore()?.who), statements),
      ) as unknown as Promise<QueryResult>);
      return rows as T[];
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      const sql = statements.map((statement) => statement.sql).join('; ');
      throw new QueryFailedError(
        sql,
        statements.flatMap(({ params }) => params),
        error,
      );
    }
  }

  /** A connection of the caller's own, for locks that last as long as it does. */
  connection(): QueryRunner {
    return this.source.createQueryRunner();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.source.destroy();
  }
}
