import { describe, expect, it } from 'vitest';

import { formatDuration, formatNumber, formatPercent, formatTime, formatYuan, maskNumber } from './format.js';

describe('formatDuration', () => {
  it.each([
    [0, '00:00'],
    [-5000, '00:00'],
    [999, '00:00'],
    [187_400, '03:07'],
    [3_599_999, '59:59'],
    [3_787_000, '1:03:07'],
    [90_000_000, '25:00:00'],
  ])('writes %d ms as %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
});

describe('numbers', () => {
  it('groups service and mobile numbers and leaves others alone', () => {
    expect(formatNumber('4008001234')).toBe('400-800-1234');
    expect(formatNumber('13800138000')).toBe('138 0013 8000');
    expect(formatNumber('01062345678')).toBe('01062345678');
    expect(formatNumber('anonymous')).toBe('anonymous');
  });

  it('hides the middle of a personal number', () => {
    expect(maskNumber('13812341234')).toBe('138****1234');
    expect(maskNumber('01062345678')).toBe('010****5678');
    expect(maskNumber('+8613812341234')).toBe('+86138****1234');
    expect(maskNumber('2345678')).toBe('****5678');
  });

  it('has nothing to hide in service numbers, short codes and names', () => {
    expect(maskNumber('4008001234')).toBe('4008001234');
    expect(maskNumber('10086')).toBe('10086');
    expect(maskNumber('anonymous')).toBe('anonymous');
  });
});

describe('formatTime', () => {
  it('shows Shanghai time, whatever the zone of the browser', () => {
    expect(formatTime('2026-11-22T16:00:05.000Z', 'full')).toBe('2026/11/23 00:00:05');
    expect(formatTime('2026-11-22T16:00:05.000Z', 'time')).toBe('00:00:05');
    expect(formatTime('2026-11-22T16:00:05.000Z', 'date', 'en')).toBe('2026-11-23');
  });
});

describe('formatPercent', () => {
  it('shows a dash where nothing was measured', () => {
    expect([formatPercent(null), formatPercent(0), formatPercent(87.25), formatPercent(100)]).toEqual([
      '—',
      '0%',
      '87.3%',
      '100%',
    ]);
  });
});

it('writes fen as yuan', () => {
  expect([0, 5, 100, 123450, 12_345_600, -250].map(formatYuan)).toEqual([
    '¥0',
    '¥0.05',
    '¥1',
    '¥1,234.50',
    '¥123,456',
    '−¥2.50',
  ]);
});
