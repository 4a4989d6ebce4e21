import { join } from 'node:path';

import type { Env } from '../../platform/env.js';
import { FileStore, type Store } from './store.js';

/** Where sealed files lie: each begins as a file here, and with VAULT_URL it goes on to the other store. */
export class Stores {
  constructor(
    readonly files: FileStore,
    readonly remote: Store | undefined,
  ) {}

  /** The client of the other store is large: it is only loaded where there is one. */
  static async open(env: Env): Promise<Stores> {
    const files = new FileStore(join(env.DATA_DIR, 'vault'));
    if (!env.VAULT_URL) return new Stores(files, undefined);
    const { S3Store } = await import('./s3-store.js');
    return new Stores(files, S3Store.at(env.VAULT_URL, env));
  }
}
