import fc from 'fast-check';
import { expect, it } from 'vitest';

import { gradeOf, mosOf } from './quality.js';

it('gives G.711 on a good network the 4.3 to 4.4 that G.107 gives it', () => {
  expect(mosOf({ roundTripMs: 0, jitterMs: 0, lossPercent: 0 })).toBeCloseTo(4.39, 2);
  expect(gradeOf(mosOf({ roundTripMs: 80, jitterMs: 5, lossPercent: 0.2 }))).toBe('good');
});

it.each([
  [{ roundTripMs: 40, jitterMs: 4, lossPercent: 3 }, 'good'],
  [{ roundTripMs: 40, jitterMs: 4, lossPercent: 5 }, 'fair'],
  [{ roundTripMs: 40, jitterMs: 4, lossPercent: 10 }, 'poor'],
  [{ roundTripMs: 500, jitterMs: 10, lossPercent: 0 }, 'fair'],
  [{ roundTripMs: 300, jitterMs: 60, lossPercent: 2 }, 'poor'],
] as const)('grades %j as %s', (measured, grade) => expect(gradeOf(mosOf(measured))).toBe(grade));

it('stays within its scale, and never rises with more loss, delay or jitter', () => {
  const measure = fc.double({ min: 0, max: 2000, noNaN: true });
  const share = fc.double({ min: 0, max: 100, noNaN: true });
  fc.assert(
    fc.property(measure, measure, share, measure, share, (roundTripMs, jitterMs, lossPercent, later, more) => {
      const mos = mosOf({ roundTripMs, jitterMs, lossPercent });
      expect(mos).toBeGreaterThanOrEqual(1);
      expect(mos).toBeLessThanOrEqual(4.41);
      const worse = { roundTripMs: roundTripMs + later, jitterMs, lossPercent: Math.min(100, lossPercent + more) };
      expect(mosOf(worse)).toBeLessThanOrEqual(mos + 1e-9);
    }),
  );
});
