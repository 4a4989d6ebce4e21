import { setImmediate } from 'node:timers/promises';

/** One channel; samples are floats in -1..1. */
export interface Sound {
  readonly rate: number;
  readonly samples: Float32Array;
}

/** What telephones hear. */
export const PHONE_RATE = 8000;

/** Zero crossings of the sinc on each side: enough for 50 dB, the most that A-law could tell. */
const CROSSINGS = 12;
/** Leaves the low-pass room to fall before the Nyquist frequency. */
const ROLL_OFF = 0.92;
/** The event loop also serves live calls: it is given back after so many samples, about every 2 ms. */
const SLICE = 8000;

/** Resamples to 8 kHz behind a windowed-sinc low-pass, so that nothing above 4 kHz folds back into the voice. */
export async function toPhoneRate({ rate, samples }: Sound): Promise<Float32Array> {
  if (rate === PHONE_RATE) return samples;
  const divisor = gcd(rate, PHONE_RATE);
  const [up, down] = [PHONE_RATE / divisor, rate / divisor];
  const kernels = Array.from({ length: up }, (_, phase) => kernel(rate, ((phase * down) % up) / up));
  const out = new Float32Array(Math.floor((samples.length * up) / down));
  for (let n = 0; n < out.length; n++) {
    if (n % SLICE === SLICE - 1) await setImmediate();
    const taps = kernels[n % up]!;
    const first = Math.floor((n * down) / up) - taps.length / 2 + 1;
    let sum = 0;
    for (let i = Math.max(0, -first); i < taps.length && first + i < samples.length; i++)
      sum += taps[i]! * samples[first + i]!;
    out[n] = sum;
  }
  return out;
}

/** The taps for an output that lies `fraction` of an input sample after one. */
function kernel(rate: number, fraction: number): Float32Array {
  const cutoff = (ROLL_OFF * Math.min(PHONE_RATE, rate)) / rate;
  const half = Math.ceil(CROSSINGS / cutoff);
  const taps = Float32Array.from({ length: 2 * half }, (_, i) => {
    const x = i - half + 1 - fraction;
    const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / (half + 1));
    return window * (x === 0 ? 1 : Math.sin(Math.PI * cutoff * x) / (Math.PI * cutoff * x));
  });
  const gain = taps.reduce((a, b) => a + b, 0);
  return taps.map((tap) => tap / gain);
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** How loud speech is on a telephone line, pauses left out: about -20 dB below full scale. */
const SPEECH_RMS = 0.1;
const PEAK = 0.8;
/** More would only lift the noise of a recording. */
const MAX_GAIN = 8;
const FRAME = PHONE_RATE / 50;

/** Brings speech to one loudness without clipping it. */
export function level(samples: Float32Array): Float32Array {
  const gain = Math.min(MAX_GAIN, SPEECH_RMS / (speechRms(samples) || 1), PEAK / (peak(samples) || 1));
  return samples.map((s) => s * gain);
}

export const peak = (samples: Float32Array): number => samples.reduce((max, s) => Math.max(max, Math.abs(s)), 0);

/** The RMS of the 20 ms frames that are not a pause: those within 25 dB of the loudest. */
export function speechRms(samples: Float32Array): number {
  const powers: number[] = [];
  for (let at = 0; at < samples.length; at += FRAME) {
    const frame = samples.subarray(at, at + FRAME);
    powers.push(frame.reduce((sum, s) => sum + s * s, 0) / frame.length);
  }
  const loudest = powers.reduce((a, b) => Math.max(a, b), 0);
  const speech = powers.filter((power) => power >= loudest * 10 ** -2.5);
  return speech.length === 0 ? 0 : Math.sqrt(speech.reduce((a, b) => a + b, 0) / speech.length);
}
