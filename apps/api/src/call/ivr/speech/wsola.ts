import { PHONE_RATE } from './sound.js';

const FRAME = (PHONE_RATE * 25) / 1000;
const HOP = FRAME / 2;
/** Half a period of the deepest voice (80 Hz): within it a matching place can always be found. */
const REACH = Math.ceil(PHONE_RATE / 80 / 2);

const HANN = Float32Array.from({ length: FRAME }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / FRAME));

/**
 * Makes speech `factor` times as fast without changing its pitch (WSOLA): frames are taken from where the wave
 * looks most like what would have followed the last one, and cross-faded.
 */
export function compress(samples: Float32Array, factor: number): Float32Array {
  const length = Math.round(samples.length / factor);
  if (factor <= 1.01 || length < 2 * FRAME) return samples;

  const out = new Float32Array(length + FRAME);
  const weight = new Float32Array(length + FRAME);
  let from = 0;
  for (let to = 0; to < length; to += HOP) {
    const ideal = Math.min(Math.round(to * factor), samples.length - FRAME);
    from = to === 0 ? 0 : mostAlike(samples, from + HOP, ideal);
    for (let i = 0; i < FRAME; i++) {
      out[to + i]! += HANN[i]! * samples[from + i]!;
      weight[to + i]! += HANN[i]!;
    }
  }
  return out.subarray(0, length).map((sample, i) => sample / Math.max(weight[i]!, 1e-3));
}

/** The start, within reach of `ideal`, of the frame most like the natural continuation; every second sample tells. */
function mostAlike(samples: Float32Array, continuation: number, ideal: number): number {
  const last = samples.length - FRAME;
  let best = ideal;
  let highest = -Infinity;
  for (let start = Math.max(0, ideal - REACH); start <= Math.min(last, ideal + REACH); start++) {
    let correlation = 0;
    let energy = 1e-9;
    for (let i = 0; i < FRAME && continuation + i < samples.length; i += 2) {
      correlation += samples[start + i]! * samples[continuation + i]!;
      energy += samples[start + i]! ** 2;
    }
    const likeness = correlation / Math.sqrt(energy);
    if (likeness > highest) [highest, best] = [likeness, start];
  }
  return best;
}
