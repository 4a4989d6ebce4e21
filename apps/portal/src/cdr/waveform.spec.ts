import { describe, expect, it } from 'vitest';

import { peaks, wavePath } from './waveform';

describe('peaks', () => {
  it('takes the loudest sample of each stretch, whichever its sign', () => {
    const rounded = peaks(new Float32Array([0, 0.5, -0.75, 0.25, 0, 0]), 3).map((level) => Number(level.toFixed(2)));
    expect(rounded).toEqual([0.5, 0.75, 0]);
  });

  it('is silent where there is nothing to hear', () => {
    expect(peaks(new Float32Array(0), 4)).toEqual([0, 0, 0, 0]);
    expect(peaks(new Float32Array([0.5]), 2)[0]).toBe(0.5);
  });
});

it('draws a bar per level, the loudest reaching the edge', () => {
  expect(wavePath([0.2, 0.4, 0], 32, 30)).toBe('M0 17.00V47.00M1 2.00V62.00M2 31.60V32.40');
});
