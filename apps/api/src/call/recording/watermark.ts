import { BYTES_PER_SECOND } from './silenced.js';

const FRAME = 4;
const RATE = BYTES_PER_SECOND / FRAME;
const TONE_HZ = 1_250;
const TONE_FRAMES = RATE * 0.15;
/** A tenth of full scale: heard, and no word is lost under it. */
const LEVEL = 3_277;
const FULL = 32_767;

/** One tone, with soft ends. */
const TONE = Int16Array.from({ length: TONE_FRAMES }, (_, i) => {
  const fade = Math.min(1, i / 80, (TONE_FRAMES - 1 - i) / 80);
  return Math.round(LEVEL * fade * Math.sin((2 * Math.PI * TONE_HZ * i) / RATE));
});

/** Mixes a short tone every so many seconds into whole frames of audio; `offset` is where they begin in the recording. */
export function watermarked(audio: Buffer, offset: number, everySeconds: number): Buffer {
  const every = everySeconds * RATE;
  const first = offset / FRAME;
  for (let frame = 0; frame < Math.floor(audio.length / FRAME); frame++) {
    const tone = TONE[(first + frame) % every];
    if (tone === undefined) continue;
    for (const at of [frame * FRAME, frame * FRAME + 2])
      audio.writeInt16LE(Math.max(-FULL, Math.min(FULL, audio.readInt16LE(at) + tone)), at);
  }
  return audio;
}
