import { createMp3Encoder } from 'wasm-media-encoders';

import { answerQuestions } from '../../platform/thread.js';
import type { Question } from './mp3.js';

type Encoder = Awaited<ReturnType<typeof createMp3Encoder>>;

const jobs = new Map<string, Encoder>();
const NOTHING = new Uint8Array();

async function begun(job: string): Promise<Encoder> {
  const known = jobs.get(job);
  if (known) return known;
  const encoder = await createMp3Encoder();
  encoder.configure({ sampleRate: 8000, channels: 2, bitrate: 32 });
  jobs.set(job, encoder);
  return encoder;
}

/** Each channel apart, as fractions of full scale. */
function channels(audio: Uint8Array): [Float32Array, Float32Array] {
  const view = new DataView(audio.buffer, audio.byteOffset, audio.byteLength);
  const frames = Math.floor(audio.byteLength / 4);
  const of = (channel: 0 | 1): Float32Array =>
    Float32Array.from({ length: frames }, (_, i) => view.getInt16(i * 4 + channel * 2, true) / 32_768);
  return [of(0), of(1)];
}

answerQuestions<Question, Uint8Array>(async (question) => {
  const { job } = question;
  if (question.do === 'drop') {
    jobs.delete(job);
    return NOTHING;
  }
  const encoder = await begun(job);
  // What the encoder answers lies in its own memory, and is written over by the next.
  if (question.do === 'last') return encoder.finalize().slice();
  return encoder.encode(channels(question.audio)).slice();
});
