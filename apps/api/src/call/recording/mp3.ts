import { randomUUID } from 'node:crypto';

import { Thread } from '../../platform/thread.js';

/** Of one job at a time: its audio in order, then `last`; or `drop`, when nobody wants it any more. */
export type Question =
  | { readonly job: string; readonly do: 'encode'; readonly audio: Uint8Array }
  | { readonly job: string; readonly do: 'last' }
  | { readonly job: string; readonly do: 'drop' };

/** Six seconds of work for an hour of talk, so it has a thread of its own. */
const thread = new Thread<Question, Uint8Array>('./mp3-worker', import.meta.url);

/** Stereo 16-bit PCM at 8 kHz, in whole frames, as MP3 of 32 kbit/s. */
export async function* mp3(audio: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  const job = randomUUID();
  try {
    // A copy: a part of a buffer would be sent with all of it.
    for await (const part of audio) yield await thread.ask({ job, do: 'encode', audio: new Uint8Array(part) });
    yield await thread.ask({ job, do: 'last' });
  } finally {
    await thread.ask({ job, do: 'drop' });
  }
}
