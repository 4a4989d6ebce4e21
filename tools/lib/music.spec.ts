import { expect, it } from 'vitest';
import { holdMusic } from './music.ts';

it('is a 32-second mono 8 kHz WAV that never clips and loops without a click', () => {
  const file = holdMusic();
  expect(file.subarray(0, 4).toString()).toBe('RIFF');
  expect([file.readUInt16LE(22), file.readUInt32LE(24), file.readUInt16LE(34)]).toEqual([1, 8000, 16]);
  const samples = new Int16Array(file.buffer, file.byteOffset + 44, (file.length - 44) / 2);
  expect(samples.length).toBe(32 * 8000);
  expect(samples.every((value) => Math.abs(value) < 13_000)).toBe(true);
  const seam = Math.abs((samples.at(-1) ?? 0) - (samples[0] ?? 0));
  const largestStep = samples.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (samples[i - 1] ?? value))),
    0,
  );
  expect(seam).toBeLessThanOrEqual(largestStep);
});
