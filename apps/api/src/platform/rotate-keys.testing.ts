import pg from 'pg';

import { KeyFile } from './key-file.js';
import { type Query, rotateKeys } from './rotate-keys.js';

/** A program for tests: rotates, and says a dot before each statement, so that it can be killed at any of them. */
const [url = '', path = '', id = '', from = ''] = process.argv.slice(2);
const client = new pg.Client(url);
await client.connect();
const query: Query = async <T>(sql: string, values: readonly unknown[] = []) => {
  process.stdout.write('.');
  return (await client.query(sql, [...values])).rows as T[];
};
await rotateKeys(
  {
    query,
    as: async (tenant, work) => {
      await query('BEGIN');
      await query(`SELECT set_config('sibai.tenant', $1, true)`, [tenant]);
      const answer = await work(query);
      await query('COMMIT');
      return answer;
    },
  },
  new KeyFile(path),
  { id, from },
);
await client.end();
