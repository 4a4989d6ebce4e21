import { randomBytes } from 'node:crypto';

import type { RecordingId, TenantId } from '@sibai/kernel';

import { Keys } from '../../platform/keys.js';
import type { TestApi } from '../../platform/testing.js';
import { CHUNK } from './sealed-format.js';
import { SealedWriter } from './sealed-writer.js';
import { nameOf, type Print } from './store.js';
import { Stores } from './stores.js';

/** For tests: a sealed file with a key of its own, without a recording. */
export async function sealAlone(
  api: TestApi,
  tenant: TenantId,
  id: RecordingId,
  audio: Buffer,
): Promise<Print & { wrappedKey: Buffer; path: string }> {
  const { files } = api.app.get(Stores, { strict: false });
  const key = randomBytes(32);
  const name = nameOf(tenant, id);
  const writer = await SealedWriter.open(files.partial(name), key, id);
  const whole = Math.max(0, Math.floor((audio.length - 1) / CHUNK)) * CHUNK;
  if (whole > 0) await writer.append(audio.subarray(0, whole));
  const print = await writer.finish(audio.subarray(whole));
  await files.put(name, files.partial(name));
  const wrappedKey = await api.app.get(Keys).wrap(tenant, key, Buffer.from(id));
  return { ...print, wrappedKey, path: files.path(name) };
}
