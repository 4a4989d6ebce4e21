import dayjs from 'dayjs';
import { expect, it } from 'vitest';

import { momentOf, wallClock } from './china-time';

it('reads a picked time as a time in China', () => {
  expect(momentOf(dayjs('2026-11-22T08:30:00'))).toBe('2026-11-22T00:30:00.000Z');
  expect(momentOf(dayjs('2026-01-01T00:00:00'))).toBe('2025-12-31T16:00:00.000Z');
});

it('shows an instant as the time in China, and back', () => {
  const instant = '2025-12-31T16:00:00.000Z';
  expect(wallClock(instant).format('YYYY-MM-DD HH:mm')).toBe('2026-01-01 00:00');
  expect(momentOf(wallClock(instant))).toBe(instant);
});
