import { expect, it } from 'vitest';

import { meanOf, polyline, type Sample, SCALE, worstOf } from './quality';

const sample = (second: number, mos: number, roundTripMs: number | null = 40): Sample => ({
  at: new Date(Date.UTC(2026, 10, 22, 8, 0, second)).toISOString(),
  roundTripMs,
  jitterMs: 3,
  lossPercent: 0,
  mos,
});

it('draws the samples by their times over the whole width, the best on top', () => {
  expect(polyline([sample(0, 4.5), sample(5, 1), sample(20, 4.5)])).toBe(
    `0,0 ${SCALE.width / 4},${SCALE.height} ${SCALE.width},0`,
  );
  expect(polyline([sample(7, 1)])).toBe(`0,${SCALE.height} ${SCALE.width},${SCALE.height}`);
});

it('tells the first of the worst moments, and means of what was measured only', () => {
  const samples = [sample(0, 4.4, null), sample(5, 3.1, 100), sample(10, 3.1, 200)];
  expect(worstOf(samples)?.at).toBe('2026-11-22T08:00:05.000Z');
  expect(worstOf([])).toBeUndefined();
  expect(meanOf(samples, ({ roundTripMs }) => roundTripMs)).toBe(150);
  expect(meanOf([sample(0, 4, null)], ({ roundTripMs }) => roundTripMs)).toBeNull();
});
