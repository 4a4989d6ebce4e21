import { randomBytes } from 'node:crypto';

import { DataSource } from 'typeorm';

import { dataSourceOptions } from './data-source.js';
import { readEnv } from './env.js';

/** The variable that names the migrated database to copy (template.testing.ts). */
export const TEMPLATE = 'TEST_TEMPLATE';

/** A database of its own, migrated and empty. */
export class TestDatabase {
  private constructor(
    readonly ownerUrl: string,
    readonly appUrl: string,
    /** Sees every tenant: for arranging and for looking at what was done. */
    readonly owner: DataSource,
    private readonly server: DataSource,
  ) {}

  static async create(): Promise<TestDatabase> {
    const { DATABASE_OWNER_URL: owner, DATABASE_URL: app } = readEnv();
    const template = process.env[TEMPLATE];
    if (!owner || !template) throw new Error('medium tests run by tools/test/medium.ts');
    const server = await new DataSource(dataSourceOptions(owner, 1)).initialize();
    const name = `sibai_test_${randomBytes(6).toString('hex')}`;
    await server.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
    const [ownerUrl, appUrl] = [urlOf(owner, name), urlOf(app, name)];
    return new TestDatabase(
      ownerUrl,
      appUrl,
      await new DataSource(dataSourceOptions(ownerUrl, 2)).initialize(),
      server,
    );
  }

  async drop(): Promise<void> {
    await this.owner.destroy();
    await dropDatabase(this.server, new URL(this.ownerUrl).pathname.slice(1));
    await this.server.destroy();
  }
}

/**
 * FORCE, since a process that was killed may still be connected for a moment. It is refused while autovacuum looks at the
 * database, which only a superuser may end; without FORCE Postgres ends that itself, and waits a while for the others.
 */
export async function dropDatabase(server: DataSource, name: string): Promise<void> {
  await server.query(`DROP DATABASE ${name} WITH (FORCE)`).catch(() => server.query(`DROP DATABASE ${name}`));
}

export const urlOf = (url: string, database: string): string =>
  Object.assign(new URL(url), { pathname: `/${database}` }).href;
