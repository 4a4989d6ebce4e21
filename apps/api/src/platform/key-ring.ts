import { DomainError, type TenantId } from '@sibai/kernel';

import type { KeyFile } from './key-file.js';
import { NONCE_BYTES, openBytes, sealBytes, TAG_BYTES } from './sealing.js';

export interface TenantKeyRow {
  readonly version: number;
  readonly wrapped_key: Buffer;
  /** Which of the installation's keys wraps it; unknown of those from before there were several. */
  readonly master: string | null;
}

const BARE_BYTES = NONCE_BYTES + 32 + TAG_BYTES;
const FIRST = 1;

/** A tenant's key, freed of the installation's. Throws `vault.key_missing` rather than guess. */
export async function openTenantKey(file: KeyFile, tenant: TenantId, row: TenantKeyRow): Promise<Buffer> {
  const named = row.master === null ? undefined : await file.find(row.master);
  const candidates = row.master === null ? (await file.all()).map(({ key }) => key) : named ? [named] : [];
  for (const key of candidates) {
    try {
      return openBytes(key, row.wrapped_key, Buffer.from(tenant));
    } catch {
      continue;
    }
  }
  throw new DomainError('vault.key_missing', { key: row.master, version: row.version });
}

/** The keys of a tenant by version: the newest wraps, and all unwrap. */
export class KeyRing {
  readonly #keys: ReadonlyMap<number, Buffer | DomainError>;
  readonly newest: number;

  constructor(keys: ReadonlyMap<number, Buffer | DomainError>) {
    this.#keys = keys;
    this.newest = Math.max(...keys.keys());
  }

  static async open(file: KeyFile, tenant: TenantId, rows: readonly TenantKeyRow[]): Promise<KeyRing> {
    const keys = new Map<number, Buffer | DomainError>();
    for (const row of rows)
      keys.set(
        row.version,
        await openTenantKey(file, tenant, row).catch((error: unknown) => {
          if (error instanceof DomainError && error.code === 'vault.key_missing') return error;
          throw error;
        }),
      );
    return new KeyRing(keys);
  }

  has(version: number): boolean {
    return this.#keys.has(version);
  }

  /** What kept a key from being opened. */
  get faults(): DomainError[] {
    return [...this.#keys.values()].filter((key) => key instanceof DomainError);
  }

  key(version: number): Buffer {
    const key = this.#keys.get(version);
    if (key instanceof Buffer) return key;
    throw key ?? new DomainError('vault.key_missing', { version });
  }

  /** A data key, wrapped by the newest. What the first version wraps has no mark of it, as from before there were several. */
  wrap(key: Buffer, binding: Buffer): Buffer {
    const wrapped = sealBytes(this.key(this.newest), key, binding);
    return this.newest === FIRST ? wrapped : Buffer.concat([this.mark, wrapped]);
  }

  /** Throws `vault.key_missing` without the version it needs, and a plain error when the wrapping is damaged. */
  unwrap(wrapped: Buffer, binding: Buffer): Buffer {
    const version = versionOf(wrapped);
    return openBytes(this.key(version), version === FIRST ? wrapped : wrapped.subarray(4), binding);
  }

  /** What all that the newest key wraps begins with, but for the first version. */
  get mark(): Buffer {
    const mark = Buffer.alloc(4);
    mark.writeUInt32BE(this.newest);
    return mark;
  }
}

export const versionOf = (wrapped: Buffer): number => (wrapped.length <= BARE_BYTES ? FIRST : wrapped.readUInt32BE());
