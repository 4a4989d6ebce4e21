import { describe, expect, it } from 'vitest';

import { watermarked } from './watermark.js';

const SECOND = 32_000;
const loudest = (audio: Buffer): number =>
  Math.max(...new Int16Array(audio.buffer, audio.byteOffset, audio.length / 2).map(Math.abs));

describe('watermarked', () => {
  const whole = watermarked(Buffer.alloc(12 * SECOND), 0, 5);

  it('is heard every so many seconds, for a moment, and silence between', () => {
    for (const at of [0, 5, 10])
      expect(loudest(whole.subarray(at * SECOND, (at + 0.15) * SECOND))).toBeGreaterThan(3000);
    for (const at of [1, 3, 6, 11]) expect(loudest(whole.subarray(at * SECOND, (at + 1) * SECOND))).toBe(0);
  });

  it('is the same wherever reading begins', () => {
    for (const from of [0, 4, SECOND / 10, 5 * SECOND + 400])
      expect(watermarked(Buffer.alloc(SECOND), from, 5).equals(whole.subarray(from, from + SECOND))).toBe(true);
  });

  it('does not wrap what is loud already', () => {
    const loud = Buffer.alloc(SECOND);
    for (let at = 0; at < loud.length; at += 2) loud.writeInt16LE(32_767, at);
    expect(Math.min(...new Int16Array(watermarked(loud, 0, 5).buffer, loud.byteOffset, 1200))).toBeGreaterThan(28_000);
  });
});
