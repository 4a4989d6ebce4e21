import fc from 'fast-check';
import { expect, it } from 'vitest';

import { diffLines, onlyChanges } from './diff';

const marked = (before: string, after: string) =>
  diffLines(before, after).map(({ kind, text }) => `${{ same: ' ', added: '+', removed: '-' }[kind]}${text}`);

it('shows a line that was changed as one taken away and one added', () => {
  expect(marked('a\nb\nc', 'a\nB\nc\nd')).toEqual([' a', '-b', '+B', ' c', '+d']);
});

it('turns the one text into the other, whatever they are', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = diffLines(before, after);
      const without = (kind: string) => lines.filter((line) => line.kind !== kind).map((line) => line.text);
      expect(without('added').join('\n')).toBe(before);
      expect(without('removed').join('\n')).toBe(after);
      if (before === after) expect(onlyChanges(lines)).toEqual([]);
    }),
  );
});

it('leaves out what is far from any change', () => {
  const shown = onlyChanges(diffLines('1\n2\n3\n4\n5\n6', '1\n2\n3\nx\n5\n6'));
  expect(shown.map((line) => line?.text ?? '…')).toEqual(['…', '3', '4', 'x', '5', '…']);
});
