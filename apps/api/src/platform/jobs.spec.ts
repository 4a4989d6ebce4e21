import { describe, expect, it } from 'vitest';

import { each } from './jobs.js';

describe('a sweep over many', () => {
  it('comes to all of them, whichever fail, and tells that some did', async () => {
    const seen: number[] = [];
    const work = (bad: readonly number[]) => async (item: number) => {
      seen.push(item);
      if (bad.includes(item)) throw new Error(`${item} is bad`);
    };
    await expect(each([1, 2, 3], work([2]))).rejects.toThrow('2 is bad');
    await expect(each([4, 5, 6], work([4, 5]))).rejects.toThrow('2 failed, the first: Error: 4 is bad');
    await each([7], work([]));
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});
