import 'reflect-metadata';

import { readEnv } from './platform/env.js';
import { seed } from './seed/seed.js';

const env = readEnv();
if (!env.DATABASE_OWNER_URL) throw new Error('DATABASE_OWNER_URL is needed to seed: rows of several tenants are made');
const seeded = await seed(env.DATABASE_OWNER_URL, !process.argv.includes('--no-demo'));
process.stdout.write(`${JSON.stringify(seeded)}\n`);
