import { expect, it } from 'vitest';

import { Silence } from './stall';

/** Marks that were read every half second: at which of them the silence was told. */
function told(marks: readonly (number | null)[]): number[] {
  const silence = new Silence();
  return marks.flatMap((mark, n) => (silence.isNew(mark, n * 500) ? [n] : []));
}

it('tells of a silence after two seconds, once, and of the next one again', () => {
  expect(told([1, 2, 3, 3, 3, 3, 3, 3, 3])).toEqual([6]);
  expect(told([1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2])).toEqual([4, 10]);
});

it('does not tell before the first packet, of a shorter gap, nor while the call is held', () => {
  expect(told([null, null, null, null, null, null])).toEqual([]);
  expect(told([1, 1, 1, 1, 2, 2, 2, 2, 3])).toEqual([]);
  expect(told([1, 1, null, null, null, null, null, 1, 1])).toEqual([]);
});
