import { randomBytes } from 'node:crypto';

import { DataSource } from 'typeorm';

import { dataSourceOptions } from './data-source.js';
import { readEnv } from './env.js';
import { migrate } from './migrate.js';
import { dropDatabase, TEMPLATE, urlOf } from './database.testing.js';

/** Before the medium tests: one database is migrated, of which each file gets a copy. Vitest calls what it answers after them. */
export default async function setup(): Promise<() => Promise<void>> {
  const { DATABASE_OWNER_URL: owner, DATABASE_URL: app } = readEnv();
  if (!owner) throw new Error('medium tests need DATABASE_OWNER_URL and DATABASE_URL');
  const name = `sibai_template_${randomBytes(6).toString('hex')}`;
  const server = await new DataSource(dataSourceOptions(owner, 1)).initialize();
  await server.query(`CREATE DATABASE ${name}`);
  await migrate(urlOf(owner, name), urlOf(app, name));
  process.env[TEMPLATE] = name;
  return async () => {
    await dropDatabase(server, name);
    await server.destroy();
  };
}
