import { afterAll, beforeAll, expect, it } from 'vitest';

import { readEnv } from './env.js';
import { Jobs } from './jobs.js';
import { TestDatabase } from './database.testing.js';

let db: TestDatabase;
let jobs: Jobs;
const done: number[] = [];

beforeAll(async () => {
  db = await TestDatabase.create();
  jobs = new Jobs({ ...readEnv({ NODE_ENV: 'test', DATABASE_URL: db.appUrl }), SIBAI_ROLES: ['jobs'] });
  const work = async ({ n }: { n: number }) => {
    done.push(n);
    if (n === 2) throw new Error('the second fails');
  };
  jobs.work('slow', work, { slow: true });
  await jobs.onApplicationBootstrap();
});
afterAll(async () => {
  await jobs.onApplicationShutdown();
  await db.drop();
});

it('does what came while it was at work without waiting for the next look, also after one that failed', async () => {
  for (let n = 1; n <= 5; n++) await jobs.send('slow', { n });
  // The look that is not asked for comes after 30 seconds.
  await expect.poll(() => [...new Set(done)].toSorted()).toEqual([1, 2, 3, 4, 5]);
});
