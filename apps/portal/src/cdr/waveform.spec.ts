import { expect, it } from 'vitest';

import { wavePath } from './waveform';

it('draws a bar per level, the loudest reaching the edge', () => {
  expect(wavePath([50, 100, 0], 32, 30)).toBe('M0 17.00V47.00M1 2.00V62.00M2 31.60V32.40');
});

it('does not make a noise of silence', () => {
  expect(wavePath([1], 32, 30)).toBe('M0 29.50V34.50');
});
