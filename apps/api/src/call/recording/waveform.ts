import type { Waveform } from '@sibai/contracts';

/** Bars over the whole length, wide enough a screen for each to be seen. */
export const BARS = 600;
const FRAME = 4;

/**
 * The loudest sample of each of `BARS` equal stretches, agent's channel then caller's, a byte each: 255 is as loud as it can
 * be. `bytes` is the length of the audio: 16-bit samples of two channels, in parts of any size.
 */
export async function peaksOf(audio: AsyncIterable<Buffer>, bytes: number): Promise<Buffer> {
  const peaks = Buffer.alloc(2 * BARS);
  const frames = Math.max(1, Math.floor(bytes / FRAME));
  let rest: Buffer = Buffer.alloc(0);
  let frame = 0;
  for await (const part of audio) {
    const joined = rest.length > 0 ? Buffer.concat([rest, part]) : part;
    const whole = joined.length - (joined.length % FRAME);
    for (let at = 0; at < whole; at += FRAME, frame++) {
      const bar = Math.floor((frame * BARS) / frames);
      for (const channel of [0, 1]) {
        const level = Math.abs(joined.readInt16LE(at + 2 * channel)) >> 7;
        const place = channel * BARS + bar;
        if (level > (peaks[place] ?? 0)) peaks[place] = Math.min(255, level);
      }
    }
    rest = joined.subarray(whole);
  }
  return peaks;
}

export const waveformOf = (peaks: Buffer): Omit<Waveform, 'pauses'> => ({
  agent: [...peaks.subarray(0, BARS)],
  caller: [...peaks.subarray(BARS)],
});
