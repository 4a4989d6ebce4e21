import { describe, expect, it } from 'vitest';

import { silenced } from './silenced.js';

const audio = () => Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]);

describe('silenced', () => {
  it('makes zeros of a window, wherever the block begins in the recording', () => {
    expect([...silenced(audio(), 0, [{ from: 2, to: 4 }])]).toEqual([1, 2, 0, 0, 5, 6, 7, 8]);
    expect([...silenced(audio(), 100, [{ from: 98, to: 102 }])]).toEqual([0, 0, 3, 4, 5, 6, 7, 8]);
    expect([...silenced(audio(), 100, [{ from: 106, to: 900 }])]).toEqual([1, 2, 3, 4, 5, 6, 0, 0]);
  });

  it('lasts to the end when nobody has ended it, and leaves alone what is not its', () => {
    expect([...silenced(audio(), 4, [{ from: 6, to: null }])]).toEqual([1, 2, 0, 0, 0, 0, 0, 0]);
    expect([...silenced(audio(), 0, [{ from: 8, to: 12 }])]).toEqual([...audio()]);
    expect([...silenced(audio(), 50, [{ from: 8, to: 12 }])]).toEqual([...audio()]);
    expect([...silenced(audio(), 0, [])]).toEqual([...audio()]);
  });
});
