import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { breakLines, pieces } from './lines.js';

/** A CJK character is one wide, any other half. */
const width = (text: string) => [...text].reduce((sum, char) => sum + (char > '\u2e7f' ? 1 : 0.5), 0);
const lines = (text: string, room: number, indent = 0) =>
  breakLines(text, room, width, indent).map((line) => line.text);

describe('a line', () => {
  it('ends between any two characters of Chinese', () => {
    expect(lines('一二三四五六七', 3)).toEqual(['一二三', '四五六', '七']);
  });
  it('does not begin with a closing mark, nor end with an opening one', () => {
    expect(lines('一二三，四五（六七）', 3)).toEqual(['一二', '三，四', '五（六', '七）']);
    expect(lines('一二（三四', 3)).toEqual(['一二', '（三四']);
  });
  it('keeps numbers, amounts and words whole', () => {
    expect(lines('金额为¥1,234.50元', 6)).toEqual(['金额为', '¥1,234.50元']);
    expect(lines('the quick brown', 5)).toEqual(['the quick', 'brown']);
  });
  it('divides what is longer than a line', () => {
    expect(lines('a'.repeat(25), 5)).toEqual(['a'.repeat(10), 'a'.repeat(10), 'a'.repeat(5)]);
  });
  it('starts further in when it is the first', () => {
    expect(lines('一二三四五六', 4, 2)).toEqual(['一二', '三四五六']);
  });
  it('ends where it is told to', () => {
    expect(lines('一\n二', 9)).toEqual(['一', '二']);
  });
});

const text = fc
  .array(fc.constantFrom(...'一二三四甲乙丙，。；：、（）《》“”￥ab1 2.-/%…—'), { maxLength: 60 })
  .map((chars) => chars.join(''));

it('loses nothing but spaces at the ends of lines', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 20 }), (given, room) => {
      expect(lines(given, room).join('').replace(/ /g, '')).toBe(given.replace(/ /g, ''));
      expect(pieces(given).join('')).toBe(given);
    }),
  );
});

it('fits its lines, and begins none with a closing mark where there was another way', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 8, max: 20 }), (given, room) => {
      const broken = breakLines(given, room, width);
      for (const line of broken) expect(line.width).toBeLessThanOrEqual(room);
      if (pieces(given).every((piece) => width(piece) <= room))
        for (const line of broken.slice(1)) expect(line.text).not.toMatch(/^[，。；：、）》”%…—]/u);
    }),
  );
});
