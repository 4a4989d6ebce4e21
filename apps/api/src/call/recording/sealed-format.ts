import { DomainError, type RecordingId } from '@sibai/kernel';

import { NONCE_BYTES, openBytes, sealedParts, TAG_BYTES } from '../../platform/sealing.js';

/**
 * A sealed recording: the magic, then chunks of AES-256-GCM under a data key of its own. Each chunk is bound to its recording,
 * its place and to being the last or not, so that neither a flipped bit nor a missing, moved or foreign chunk goes unnoticed.
 * The last may be empty.
 */
export const MAGIC = Buffer.from('SIBAIREC1\n');
/** Plain bytes of a chunk: two seconds of stereo, so that playing from the middle decrypts little. */
export const CHUNK = 64_000;
export const SEALED_CHUNK = NONCE_BYTES + CHUNK + TAG_BYTES;
const OVERHEAD = NONCE_BYTES + TAG_BYTES;

export interface Shape {
  readonly chunks: number;
  /** Of the audio. */
  readonly bytes: number;
}

/** What a sealed file of that length holds; nothing when no sealed file is so short. */
export function shapeOf(fileBytes: number): Shape | undefined {
  const body = fileBytes - MAGIC.length;
  if (body < OVERHEAD) return undefined;
  const chunks = Math.ceil(body / SEALED_CHUNK);
  return { chunks, bytes: body - chunks * OVERHEAD };
}

/** Where a chunk begins in the file. */
export const placeOf = (index: number): number => MAGIC.length + index * SEALED_CHUNK;

export const sealChunk = (key: Buffer, id: RecordingId, index: number, plain: Buffer, last: boolean): Buffer[] =>
  sealedParts(key, plain, binding(id, index, last));

/** Throws `recording.damaged` rather than give noise. */
export function openChunk(key: Buffer, id: RecordingId, index: number, sealed: Buffer, last: boolean): Buffer {
  try {
    return openBytes(key, sealed, binding(id, index, last));
  } catch (cause) {
    throw new DomainError('recording.damaged', { id, reason: 'authentication_failed' }, { cause });
  }
}

const binding = (id: RecordingId, index: number, last: boolean): Buffer =>
  Buffer.from(`${id}:${index}:${last ? 'last' : 'more'}`);

/** The bytes of a stream in pieces of that many, the last of which may be shorter. */
export async function* inPieces(parts: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let length = 0;
  for await (const part of parts) {
    held.push(part);
    length += part.length;
    if (length < bytes) continue;
    let rest = held.length === 1 ? part : Buffer.concat(held, length);
    for (; rest.length >= bytes; rest = rest.subarray(bytes)) yield rest.subarray(0, bytes);
    held = rest.length > 0 ? [rest] : [];
    length = rest.length;
  }
  if (length > 0) yield Buffer.concat(held, length);
}
