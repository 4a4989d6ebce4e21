import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { Request, Response } from 'express';

import type { Exports, Handed } from './exports.js';
import { WAV_HEADER_BYTES, wavHeader } from './wav.js';

/** Answers the part of a recording that was asked for as a WAV file, and tells how much of the audio went out. */
export async function sendSound(
  { bytes, read }: Awaited<ReturnType<Exports['sound']>>,
  request: Request,
  response: Response,
  heard: (from: number, to: number) => Promise<void>,
): Promise<void> {
  const total = WAV_HEADER_BYTES + bytes;
  const headers = {
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, no-store',
    'Content-Type': 'audio/wav',
  };
  // Who asks only how long it is has heard nothing.
  if (request.method === 'HEAD') {
    response.set({ ...headers, 'Content-Length': String(total) }).end();
    return;
  }
  const ranges = request.range(total);
  if (ranges === -1) {
    response.status(416).set('Content-Range', `bytes */${total}`).end();
    return;
  }
  // More than one range is not worth a multipart answer: the whole is a right answer to that too.
  const asked = Array.isArray(ranges) && ranges.type === 'bytes' && ranges.length === 1 ? ranges[0] : undefined;
  const { start, end } = asked ?? { start: 0, end: total - 1 };
  const from = Math.max(0, start - WAV_HEADER_BYTES);
  const to = Math.max(0, end + 1 - WAV_HEADER_BYTES);
  const audio = read(from, to);
  // The first chunk before the first byte of an answer: a damaged recording is then refused in words.
  const first = await audio.next();
  if (asked) response.status(206).set('Content-Range', `bytes ${start}-${end}/${total}`);
  response.set({ ...headers, 'Content-Length': String(end - start + 1) });
  let sent = from;
  async function* parts(): AsyncGenerator<Buffer> {
    const head = wavHeader(bytes).subarray(start, end + 1);
    if (head.length > 0) yield head;
    if (first.done) return;
    yield first.value;
    sent += first.value.length;
    for await (const part of audio) {
      yield part;
      sent += part.length;
    }
  }
  // A listener who skips about hangs up on most of what was asked for; a damaged chunk ends the answer short.
  await pipeline(Readable.from(parts(), { objectMode: false }), response).catch(() => response.destroy());
  // Who hung up on the very first part has left the file open.
  await audio.return(undefined);
  await heard(from, sent);
}

/** Sends a file whole; a listener who hangs up has had what was sent. */
export async function sendFile(
  response: Response,
  name: string,
  type: string,
  { sha256, bytes, body }: Handed,
): Promise<void> {
  const parts = body[Symbol.asyncIterator]();
  // The first part before the first byte of an answer: a damaged recording is then refused in words.
  const first = await parts.next();
  response.attachment(name).set({
    'Cache-Control': 'private, no-store',
    'Content-Length': String(bytes),
    'Content-Type': type,
    'Repr-Digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
  });
  async function* rest(): AsyncGenerator<Uint8Array> {
    for (let part = first; !part.done; part = await parts.next()) yield part.value;
  }
  await pipeline(Readable.from(rest(), { objectMode: false }), response).catch(() => response.destroy());
  await parts.return?.();
}
