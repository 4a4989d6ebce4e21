import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { addWorkingTime, dayInShanghai, isWorkingDay, WORKING_DAY_MS, workingTimeBetween } from './working-time.js';

const at = (local: string): number => Date.parse(`${local}:00+08:00`);
const due = (from: string): string =>
  new Date(addWorkingTime(at(from), WORKING_DAY_MS) + 8 * 3600_000).toISOString().slice(0, 16);

describe('one working day after', () => {
  it.each([
    ['a morning', '2026-11-23T10:30', '2026-11-24T10:30'],
    ['before work begins', '2026-11-23T06:00', '2026-11-23T18:00'],
    ['an evening', '2026-11-23T21:00', '2026-11-24T18:00'],
    ['a Friday afternoon', '2026-11-20T17:00', '2026-11-23T17:00'],
    ['a Saturday', '2026-11-21T12:00', '2026-11-23T18:00'],
    ['the day before the National Day', '2026-09-30T16:00', '2026-10-08T16:00'],
    ['the day before the Spring Festival, whose Saturday is worked', '2026-02-13T15:00', '2026-02-14T15:00'],
    ['the last day before the Spring Festival', '2026-02-14T15:00', '2026-02-24T15:00'],
    ['New Year, whose Sunday is worked', '2026-01-01T09:00', '2026-01-04T18:00'],
    ['New Year’s Eve of a year without a notice', '2027-12-31T17:00', '2028-01-03T17:00'],
  ])('%s', (_, from, expected) => {
    expect(due(from)).toBe(expected);
  });
});

describe('working time', () => {
  it('counts nothing at night, at weekends and on holidays', () => {
    expect(workingTimeBetween(at('2026-11-20T18:00'), at('2026-11-23T09:00'))).toBe(0);
    expect(workingTimeBetween(at('2026-10-01T09:00'), at('2026-10-07T18:00'))).toBe(0);
  });

  it('is negative when the end is past', () => {
    expect(workingTimeBetween(at('2026-11-24T10:00'), at('2026-11-23T17:00'))).toBe(-2 * 3600_000);
  });

  const instant = fc.integer({ min: at('2025-12-01T00:00'), max: at('2028-02-01T00:00') });
  const span = fc.integer({ min: 1, max: 20 * WORKING_DAY_MS });

  it('added and measured is the same', () => {
    fc.assert(
      fc.property(instant, span, (from, ms) => {
        expect(workingTimeBetween(from, addWorkingTime(from, ms))).toBe(ms);
      }),
    );
  });

  it('ends on a working day in working hours', () => {
    fc.assert(
      fc.property(instant, span, (from, ms) => {
        const end = addWorkingTime(from, ms);
        const hour = ((end + 8 * 3600_000) % (24 * 3600_000)) / 3600_000;
        expect(isWorkingDay(dayInShanghai(end))).toBe(true);
        expect(hour).toBeGreaterThan(9);
        expect(hour).toBeLessThanOrEqual(18);
      }),
    );
  });
});
