import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeALaw, encodeALaw, peakHz, readWav, rms, tone, toneShare, toPhone, writeWav } from './audio.ts';

describe('the strongest pitch', () => {
  it.each([350, 440, 1000, 2999.5])('of a tone of %s Hz is that tone', (hertz) => {
    expect(peakHz(tone(hertz, 1))).toBeCloseTo(hertz, 0);
  });

  it('is found in A-law, and beneath a softer one', () => {
    const softer = tone(440, 1);
    const both = tone(1000, 1).map((sample, i) => sample + 0.3 * (softer[i] ?? 0));
    expect(peakHz(decodeALaw(encodeALaw(both)))).toBeCloseTo(1000, 0);
  });

  it('of silence is none', () => {
    expect(peakHz(new Float32Array(8000))).toBeNull();
    expect(peakHz(new Float32Array())).toBeNull();
  });
});

it('tells how much of a frame is one pitch', () => {
  expect(toneShare(tone(1000, 0.02), 1000)).toBeCloseTo(1);
  expect(toneShare(tone(440, 0.02), 1000)).toBeLessThan(0.1);
  expect(toneShare(new Float32Array(160), 1000)).toBe(0);
});

it('A-law keeps a sample to within a thirtieth of itself', () => {
  fc.assert(
    fc.property(fc.double({ min: -1, max: 1, noNaN: true }), (sample) => {
      const [heard = NaN] = decodeALaw(encodeALaw(Float32Array.of(sample)));
      expect(Math.abs(heard - sample)).toBeLessThanOrEqual(Math.abs(sample) / 30 + 0.001);
    }),
  );
});

it('a WAV file is read as it was written', () => {
  const { rate, channels } = readWav(writeWav(tone(440, 0.5, 48_000), 48_000));
  expect({ rate, channels: channels.length }).toEqual({ rate: 48_000, channels: 1 });
  expect(peakHz(channels[0] ?? new Float32Array(), rate)).toBeCloseTo(440, 0);
});

it('two channels at another rate become what a telephone says', () => {
  const voice = tone(440, 1, 48_000);
  const said = toPhone({ rate: 48_000, channels: [voice, voice] });
  expect(said).toHaveLength(8000);
  expect(peakHz(said)).toBeCloseTo(440, 0);
  expect(rms(said)).toBeCloseTo(rms(voice), 1);
});

it.each([Buffer.from('not a WAV'), writeWav(tone(440, 0.1)).subarray(0, 36)])('refuses what is no WAV file', (file) => {
  expect(() => readWav(file)).toThrow(/WAV/);
});
