import { DataSource } from 'typeorm';

import { dataSourceOptions } from './data-source.js';
import { readEnv } from './env.js';

const env = readEnv();

/** For the TypeORM command line: `typeorm -d apps/api/dist/platform/typeorm-cli.js migration:show`. */
export default new DataSource(dataSourceOptions(env.DATABASE_OWNER_URL ?? env.DATABASE_URL));
