import 'reflect-metadata';

import { readEnv } from './platform/env.js';
import { migrate } from './platform/migrate.js';

const env = readEnv();
if (!env.DATABASE_OWNER_URL) throw new Error('DATABASE_OWNER_URL is needed to migrate: the tables belong to that role');
await migrate(env.DATABASE_OWNER_URL, env.DATABASE_URL);
