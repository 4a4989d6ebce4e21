import { createHash } from 'node:crypto';

import { DomainError, type RecordingId, type TenantId } from '@sibai/kernel';

import { type FileStore, nameOf, type Print, type Store } from './store.js';

/** A recording that waits for the store. */
export interface Waiting {
  readonly id: RecordingId;
  readonly bytes: string;
  readonly sha256: Buffer;
  readonly destroyed: boolean;
}

export interface BringPorts {
  statement<T>(tenant: TenantId, sql: string, params: readonly unknown[]): Promise<T[]>;
  readonly files: FileStore;
  readonly remote: Store;
}

/**
 * Brings a sealed file from here to the store. First it is there, then the row goes, then the file here: whoever begins again
 * after a death at any point finds one of them, and does what is left.
 */
export async function bring(ports: BringPorts, tenant: TenantId, waiting: Waiting): Promise<void> {
  const { files, remote } = ports;
  const name = nameOf(tenant, waiting.id);
  if (!waiting.destroyed) {
    const print = { bytes: Number(waiting.bytes), sha256: waiting.sha256 };
    await expectSound(files, name, print, waiting.id);
    await remote.put(name, files.path(name), print);
  }
  const [recording] = await ports.statement<{ destroyed: boolean }>(
    tenant,
    `WITH brought AS (DELETE FROM recording_upload WHERE recording_id = $1)
     SELECT destroyed_at IS NOT NULL AS destroyed FROM recording WHERE id = $1`,
    [waiting.id],
  );
  // Destroyed while it was on its way: what has arrived goes again.
  if (recording?.destroyed) await remote.remove(name);
  await files.remove(name);
}

/** A file that was hurt on the disk here is not brought to where it would be believed. */
async function expectSound(files: FileStore, name: string, { bytes, sha256 }: Print, id: RecordingId): Promise<void> {
  const file = await files.open(name);
  if (!file) throw new DomainError('recording.damaged', { id, reason: 'file_missing' });
  const hash = createHash('sha256');
  try {
    for await (const part of file.read(0, file.bytes)) hash.update(part);
  } finally {
    await file.close();
  }
  if (file.bytes !== bytes || !hash.digest().equals(sha256))
    throw new DomainError('recording.damaged', {
      id,
      reason: file.bytes < bytes ? 'file_cut' : 'authentication_failed',
    });
}
