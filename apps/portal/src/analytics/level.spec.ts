import { FLOOR_DEFAULTS } from '@sibai/contracts';
import { describe, expect, it } from 'vitest';

import { levelOf } from './level';

const { thresholds } = FLOOR_DEFAULTS;

describe('the colour of a figure', () => {
  it.each([
    ['connectRate', 99, 'good'],
    ['connectRate', 98.9, 'warn'],
    ['connectRate', 98, 'warn'],
    ['connectRate', 97.9, 'bad'],
    ['handleSeconds', 150, 'good'],
    ['handleSeconds', 151, 'warn'],
    ['handleSeconds', 180, 'warn'],
    ['handleSeconds', 180.1, 'bad'],
    ['lineLoad', 59, 'good'],
    ['lineLoad', 60, 'warn'],
    ['lineLoad', 80, 'bad'],
    ['serviceLevel', null, null],
  ] as const)('of %s at %s is %s, as the alarm has it', (metric, value, level) => {
    expect(levelOf(metric, value, thresholds)).toBe(level);
  });
});
