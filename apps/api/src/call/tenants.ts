import type { TenantId } from '@sibai/kernel';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { QueryRunner } from 'typeorm';

import { Db } from '../platform/db.js';

/**
 * Which tenants this process is the engine of. Each is held by a Postgres advisory lock on one connection of our own: if
 * the process dies the connection closes, the locks are free, and another engine takes the tenants.
 */
@Injectable()
export class Tenants implements OnApplicationShutdown {
  readonly #held = new Set<TenantId>();
  #connection: QueryRunner | undefined;

  constructor(private readonly db: Db) {}

  get held(): ReadonlySet<TenantId> {
    return this.#held;
  }

  /** Takes every tenant that no other engine holds, and answers those that are new. */
  async claim(): Promise<TenantId[]> {
    try {
      return await this.#claim();
    } catch {
      // With the connection the locks have gone: they are taken again on another.
      await this.#connection?.release().catch(() => undefined);
      this.#connection = undefined;
      return this.#claim();
    }
  }

  async #claim(): Promise<TenantId[]> {
    this.#connection ??= await this.#connect();
    const free: { id: TenantId }[] = await this.#connection.query(
      `SELECT id FROM tenant_ids() AS id WHERE id <> ALL ($1) AND pg_try_advisory_lock(hashtextextended(id::text, 4008))`,
      [[...this.#held]],
    );
    for (const { id } of free) this.#held.add(id);
    return free.map(({ id }) => id);
  }

  async #connect(): Promise<QueryRunner> {
    const connection = this.db.connection();
    const kept: { id: TenantId }[] = await connection.query(
      `SELECT id FROM unnest($1::uuid[]) AS id WHERE pg_try_advisory_lock(hashtextextended(id::text, 4008))`,
      [[...this.#held]],
    );
    for (const id of this.#held) if (!kept.some((tenant) => tenant.id === id)) this.#held.delete(id);
    return connection;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#connection?.release();
  }
}
