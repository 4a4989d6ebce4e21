import { DataSource } from 'typeorm';

import { dataSourceOptions } from './data-source.js';
import { migrateJobs } from './jobs.js';
import { makePartitions } from './partitions.js';

/** The role of the application, which GRANTs in the migrations name. */
const APP_ROLE = 'sibai_app';

/** Brings the schema to the newest version as its owner; makes the application's role where there is none. */
export async function migrate(ownerUrl: string, appUrl: string): Promise<void> {
  const { username, password } = new URL(appUrl);
  if (username !== APP_ROLE) throw new Error(`DATABASE_URL must sign in as ${APP_ROLE}, not as "${username}"`);

  const owner = await new DataSource(dataSourceOptions(ownerUrl, 1)).initialize();
  try {
    const [role] = await owner.query<unknown[]>(`SELECT FROM pg_roles WHERE rolname = $1`, [APP_ROLE]);
    if (!role) await owner.query(await createRole(owner, decodeURIComponent(password)));
    await owner.runMigrations();
    await makePartitions((sql) => owner.query(sql));
    await migrateJobs(ownerUrl);
  } finally {
    await owner.destroy();
  }
}

/** DDL takes no parameters; Postgres itself does the quoting. */
async function createRole(owner: DataSource, password: string): Promise<string> {
  const [made] = await owner.query<{ sql: string }[]>(
    `SELECT format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD %L', $1::text, $2::text) AS sql`,
    [APP_ROLE, password],
  );
  if (!made) throw new Error('format() answered nothing');
  return made.sql;
}
