import { Problem } from './problem.ts';

/** One or more channels of samples in -1..1. */
export interface Audio {
  readonly rate: number;
  readonly channels: readonly Float32Array[];
}

/** What telephones hear. */
export const PHONE_RATE = 8000;

/** A sine of that pitch, loud enough to be found and far from clipping. */
export function tone(hertz: number, seconds: number, rate = PHONE_RATE): Float32Array {
  return Float32Array.from(
    { length: Math.round(seconds * rate) },
    (_, i) => 0.4 * Math.sin((2 * Math.PI * hertz * i) / rate),
  );
}

/** The strongest pitch, to about 1 Hz, or null when there is only silence. */
export function peakHz(samples: Float32Array, rate = PHONE_RATE): number | null {
  if (rms(samples) < SILENCE_RMS) return null;
  const size = 2 ** Math.min(15, Math.floor(Math.log2(samples.length)));
  const from = Math.floor((samples.length - size) / 2);
  const power = spectrum(samples.subarray(from, from + size));
  let best = 1;
  for (let i = 2; i < power.length - 1; i++) if (power[i]! > power[best]!) best = i;
  const [before, at, after] = [power[best - 1]!, power[best]!, power[best + 1]!].map((p) => Math.log(p + 1e-20));
  const bend = before! - 2 * at! + after!;
  const shift = bend === 0 ? 0 : (before! - after!) / (2 * bend);
  return Math.round(((best + shift) * rate * 10) / size) / 10;
}

/** How much of the sound is that one pitch: 1 for a pure tone, near 0 for anything else. */
export function toneShare(samples: Float32Array, hertz: number, rate = PHONE_RATE): number {
  let [re, im, all] = [0, 0, 0];
  samples.forEach((sample, i) => {
    re += sample * Math.cos((2 * Math.PI * hertz * i) / rate);
    im += sample * Math.sin((2 * Math.PI * hertz * i) / rate);
    all += sample * sample;
  });
  return all === 0 ? 0 : (2 * (re * re + im * im)) / (samples.length * all);
}

/** A quiet line carries noise of about -60 dB; a voice, or a tone of ours, is far above. */
export const SILENCE_RMS = 0.01;

export function rms(samples: Float32Array): number {
  if (samples.length === 0) return 0;
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length);
}

/** Power by frequency bin, of a stretch of 2^n samples behind a Hann window. */
function spectrum(samples: Float32Array): Float64Array {
  const n = samples.length;
  const re = Float64Array.from(samples, (s, i) => s * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / n)));
  const im = new Float64Array(n);
  const bits = Math.log2(n);
  for (let i = 0; i < n; i++) {
    let j = 0;
    for (let b = 0; b < bits; b++) j |= ((i >> b) & 1) << (bits - 1 - b);
    if (j > i) [re[i], re[j]] = [re[j]!, re[i]!];
  }
  for (let half = 1; half < n; half *= 2)
    for (let k = 0; k < half; k++) {
      const [cos, sin] = [Math.cos((Math.PI * k) / half), -Math.sin((Math.PI * k) / half)];
      for (let i = k; i < n; i += 2 * half) {
        const j = i + half;
        const [x, y] = [re[j]! * cos - im[j]! * sin, re[j]! * sin + im[j]! * cos];
        [re[j], im[j]] = [re[i]! - x, im[i]! - y];
        [re[i], im[i]] = [re[i]! + x, im[i]! + y];
      }
    }
  return Float64Array.from({ length: n / 2 }, (_, i) => re[i]! ** 2 + im[i]! ** 2);
}

const A_LAW = Float32Array.from({ length: 256 }, (_, code) => {
  const plain = code ^ 0x55;
  const segment = (plain >> 4) & 7;
  const step = ((plain & 15) << 4) + 8;
  const magnitude = segment === 0 ? step : (step + 0x100) << (segment - 1);
  return (plain & 0x80 ? magnitude : -magnitude) / 32768;
});

export const decodeALaw = (codes: Uint8Array): Float32Array => Float32Array.from(codes, (code) => A_LAW[code]!);

export const encodeALaw = (samples: Float32Array): Uint8Array => Uint8Array.from(samples, aLaw);

function aLaw(sample: number): number {
  const value = Math.round(Math.max(-1, Math.min(1, sample)) * 32767);
  const magnitude = (value >= 0 ? value : -value - 1) >> 3;
  const segment = Math.max(0, 27 - Math.clz32(magnitude));
  const step = (segment < 2 ? magnitude >> 1 : magnitude >> segment) & 15;
  return ((value >= 0 ? 0x80 : 0) | (segment << 4) | step) ^ 0x55;
}

/** Reads a WAV file of 16-bit PCM or A-law. */
export function readWav(file: Buffer): Audio {
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE')
    throw new Problem('This is no WAV file.');
  let format = { code: 0, count: 0, rate: 0, bits: 0 };
  for (let at = 12; at + 8 <= file.length;) {
    const size = file.readUInt32LE(at + 4);
    const body = file.subarray(at + 8, at + 8 + size);
    const id = file.toString('latin1', at, at + 4);
    if (id === 'fmt ')
      format = {
        code: body.readUInt16LE(0) === 0xfffe ? body.readUInt16LE(24) : body.readUInt16LE(0),
        count: body.readUInt16LE(2),
        rate: body.readUInt32LE(4),
        bits: body.readUInt16LE(14),
      };
    if (id === 'data') return { rate: format.rate, channels: split(samplesOf(body, format), format.count) };
    at += 8 + size + (size % 2);
  }
  throw new Problem('This WAV file holds no sound.');
}

function samplesOf(body: Buffer, { code, bits }: { code: number; bits: number }): Float32Array {
  if (code === 6 && bits === 8) return decodeALaw(body);
  if (code !== 1 || bits !== 16) throw new Problem('This WAV file is neither 16-bit PCM nor A-law: convert it first.');
  return Float32Array.from({ length: body.length >> 1 }, (_, i) => body.readInt16LE(2 * i) / 32768);
}

const split = (samples: Float32Array, count: number): Float32Array[] =>
  Array.from({ length: count }, (_, channel) =>
    Float32Array.from({ length: Math.floor(samples.length / count) }, (_, i) => samples[i * count + channel]!),
  );

/** A WAV file of 16-bit PCM with one channel. */
export function writeWav(samples: Float32Array, rate = PHONE_RATE): Buffer {
  const file = Buffer.alloc(44 + 2 * samples.length);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + 2 * samples.length, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(2 * rate, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(2 * samples.length, 40);
  samples.forEach((s, i) => file.writeInt16LE(Math.round(Math.max(-1, Math.min(1, s)) * 32767), 44 + 2 * i));
  return file;
}

/** One channel at the rate of telephones. */
export function toPhone({ rate, channels }: Audio): Float32Array {
  const [first = new Float32Array()] = channels;
  const mono = first.map((_, i) => channels.reduce((sum, channel) => sum + channel[i]!, 0) / channels.length);
  if (rate === PHONE_RATE) return mono;
  // A mean over one output sample keeps most of what lies above 4 kHz from folding back.
  const ratio = rate / PHONE_RATE;
  return Float32Array.from({ length: Math.floor(mono.length / ratio) }, (_, n) => {
    const stretch = mono.subarray(
      Math.floor(n * ratio),
      Math.max(Math.floor((n + 1) * ratio), Math.floor(n * ratio) + 1),
    );
    return stretch.reduce((a, b) => a + b, 0) / stretch.length;
  });
}
