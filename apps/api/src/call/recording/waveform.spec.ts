import fc from 'fast-check';
import { expect, it } from 'vitest';

import { BARS, peaksOf, waveformOf } from './waveform.js';

/** Stereo of so many frames, as `level` says for each frame and channel. */
const stereo = (frames: number, level: (frame: number, channel: 0 | 1) => number): Buffer => {
  const audio = Buffer.alloc(4 * frames);
  for (let frame = 0; frame < frames; frame++)
    for (const channel of [0, 1] as const) audio.writeInt16LE(level(frame, channel), 4 * frame + 2 * channel);
  return audio;
};

async function* cut(audio: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let at = 0, i = 0; at < audio.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    yield audio.subarray(at, at + size);
    at += size;
  }
}

it('tells the channels and the places apart', async () => {
  const frames = BARS * 10;
  const audio = stereo(frames, (frame, channel) => (channel === 0 ? (frame < frames / 2 ? 32_767 : 0) : -16_384));
  const { agent, caller } = waveformOf(await peaksOf(cut(audio, [audio.length]), audio.length));
  expect(agent).toEqual([...new Array<number>(BARS / 2).fill(255), ...new Array<number>(BARS / 2).fill(0)]);
  expect(caller).toEqual(new Array<number>(BARS).fill(128));
});

it('is the same however the audio comes in parts', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: -32_768, max: 32_767 }), { minLength: 2, maxLength: 3000 }),
      fc.array(fc.integer({ min: 1, max: 999 }), { minLength: 1, maxLength: 5 }),
      async (samples, sizes) => {
        const frames = Math.floor(samples.length / 2);
        const audio = stereo(frames, (frame, channel) => samples[2 * frame + channel] ?? 0);
        const whole = await peaksOf(cut(audio, [audio.length]), audio.length);
        expect((await peaksOf(cut(audio, sizes), audio.length)).equals(whole)).toBe(true);
        const loudest = Math.max(...samples.slice(0, 2 * frames).map((sample) => Math.min(255, Math.abs(sample) >> 7)));
        expect(Math.max(...whole)).toBe(loudest);
      },
    ),
    { numRuns: 50 },
  ));
