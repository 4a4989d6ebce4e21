import { describe, expect, it } from 'vitest';

import { level, peak, speechRms, toPhoneRate } from './sound.js';
import { compress } from './wsola.js';

const tone = (hz: number, rate = 8000, seconds = 1, amplitude = 0.5): Float32Array =>
  Float32Array.from({ length: rate * seconds }, (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / rate));
const middle = (samples: Float32Array): Float32Array =>
  samples.subarray(Math.round(samples.length * 0.1), Math.round(samples.length * 0.9));
const upCrossings = (samples: Float32Array): number =>
  samples.reduce((n, s, i) => n + (s >= 0 && (samples[i - 1] ?? 0) < 0 ? 1 : 0), 0);

describe('toPhoneRate', () => {
  it.each([11_025, 16_000, 22_050, 44_100, 48_000])(
    'keeps length, pitch and loudness of a voice from %d Hz',
    async (rate) => {
      const out = await toPhoneRate({ rate, samples: tone(1000, rate) });
      expect(out).toHaveLength(8000);
      expect(upCrossings(middle(out))).toBeCloseTo(800, -1);
      expect(peak(middle(out))).toBeCloseTo(0.5, 2);
    },
  );

  it('lets nothing above 4 kHz fold back', async () => {
    const out = await toPhoneRate({ rate: 22_050, samples: tone(5000, 22_050) });
    expect(peak(middle(out))).toBeLessThan(0.5 * 10 ** (-45 / 20));
  });
});

describe('level', () => {
  it('brings quiet and loud speech to one loudness', () => {
    for (const amplitude of [0.05, 0.9]) expect(speechRms(level(tone(300, 8000, 1, amplitude)))).toBeCloseTo(0.1, 2);
  });

  it('does not take a pause for quiet speech', () => {
    const half = Float32Array.of(...tone(300, 8000, 1, 0.2), ...new Float32Array(8000));
    expect(speechRms(half)).toBeCloseTo(0.2 / Math.SQRT2, 2);
  });

  it('leaves silence silent, and hiss where it is', () => {
    expect(peak(level(new Float32Array(100)))).toBe(0);
    expect(peak(level(tone(300, 8000, 1, 0.0001)))).toBeLessThan(0.001);
  });
});

describe('compress', () => {
  it.each([1.3, 1.8])('makes a sound %d times as short at the same pitch and loudness', (factor) => {
    const out = compress(tone(200), factor);
    expect(out.length).toBe(Math.round(8000 / factor));
    expect(upCrossings(out) / out.length).toBeCloseTo(200 / 8000, 3);
    expect(peak(middle(out))).toBeCloseTo(0.5, 1);
  });

  it('leaves alone what is too short to be cut', () => {
    expect(compress(tone(200, 8000, 0.03), 2)).toHaveLength(240);
  });
});
