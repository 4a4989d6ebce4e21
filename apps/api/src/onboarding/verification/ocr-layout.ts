import { type TextBox } from './ocr-reading.js';

/** A label of a printed form, with what was printed or written for it, in reading order. */
export interface Labelled<Field extends string> {
  readonly field: Field;
  readonly text: string;
  readonly confidence: number;
}
interface Anchor<Field extends string> {
  readonly field: Field;
  readonly box: TextBox;
  readonly rest: string;
  readonly taken: TextBox[];
}

/** A line further below the last one than this many line heights belongs to something else. */
const NEXT_LINE = 2.4;

export const squeezed = (text: string): string => text.replace(/\s/g, '');
const height = (box: TextBox): number => box.bottom - box.top;
const middle = (box: TextBox): number => (box.top + box.bottom) / 2;
const onOneLine = (a: TextBox, b: TextBox): boolean =>
  Math.abs(middle(a) - middle(b)) < Math.max(height(a), height(b)) * 0.5;

/**
 * Gives each box to the label it belongs to: the nearest column of labels at its left, in that the last label at or
 * above it. So two columns stay apart, and a line that goes on below its label finds home. Labels are told by how a box
 * begins; one whose characters are far apart (名　称) may come as several boxes, which are joined first.
 */
export function labelled<Field extends string>(
  boxes: readonly TextBox[],
  labels: readonly (readonly [RegExp, Field])[],
): readonly Labelled<Field>[] {
  const joined = joinLabels(boxes, labels);
  const anchors: Anchor<Field>[] = [];
  const others: TextBox[] = [];
  for (const box of joined) {
    const text = squeezed(box.text);
    const label = labels.find(([pattern]) => pattern.test(text));
    if (label) anchors.push({ field: label[1], box, rest: text.replace(label[0], ''), taken: [] });
    else others.push(box);
  }
  for (const box of others.toSorted((a, b) => a.top - b.top || a.left - b.left)) homeOf(box, anchors)?.taken.push(box);
  return anchors.map(({ field, box, rest, taken }) => {
    const lines = inReadingOrder(taken);
    const parts = [...(rest ? [box] : []), ...lines];
    return {
      field,
      text: [rest, ...lines.map(({ text }) => squeezed(text))].join(''),
      confidence: parts.length === 0 ? 0 : parts.reduce((sum, part) => sum + part.confidence, 0) / parts.length,
    };
  });
}

function homeOf<Field extends string>(box: TextBox, anchors: readonly Anchor<Field>[]): Anchor<Field> | undefined {
  const slack = height(box) * 1.5;
  const above = anchors.filter((anchor) => {
    if (anchor.box.left > box.left + slack || middle(anchor.box) > middle(box) + height(box) * 0.5) return false;
    const last = anchor.taken.at(-1) ?? anchor.box;
    return onOneLine(last, box) || box.top - last.bottom < Math.max(height(last), height(box)) * (NEXT_LINE - 1);
  });
  // Of two columns the nearer one at the left; within a column the last label above.
  return above.toSorted(
    (a, b) =>
      (Math.abs(a.box.left - b.box.left) > slack * 2 ? b.box.left - a.box.left : 0) || middle(b.box) - middle(a.box),
  )[0];
}

export function inReadingOrder(boxes: readonly TextBox[]): TextBox[] {
  const rows: TextBox[][] = [];
  for (const box of boxes.toSorted((a, b) => middle(a) - middle(b))) {
    const row = rows.find(([first]) => first && onOneLine(first, box));
    if (row) row.push(box);
    else rows.push([box]);
  }
  return rows.flatMap((row) => row.toSorted((a, b) => a.left - b.left));
}

/** Joins 名 and 称, or 住 and 所, when together they begin a label and alone they do not. */
function joinLabels<Field extends string>(
  boxes: readonly TextBox[],
  labels: readonly (readonly [RegExp, Field])[],
): readonly TextBox[] {
  const isLabel = (text: string): boolean => labels.some(([pattern]) => pattern.test(squeezed(text)));
  const used = new Set<TextBox>();
  // From the left, so that the first half of a label is met before the second.
  return boxes
    .toSorted((a, b) => a.left - b.left)
    .flatMap((box) => {
      if (used.has(box)) return [];
      if (squeezed(box.text).length > 3 || isLabel(box.text)) return [box];
      const right = boxes
        .filter((other) => !used.has(other) && other.left >= box.right && onOneLine(box, other))
        .toSorted((a, b) => a.left - b.left)[0];
      if (!right || right.left - box.right > height(box) * 4 || !isLabel(box.text + right.text)) return [box];
      used.add(right);
      return [
        {
          text: box.text + right.text,
          confidence: Math.min(box.confidence, right.confidence),
          left: box.left,
          right: right.right,
          top: Math.min(box.top, right.top),
          bottom: Math.max(box.bottom, right.bottom),
        },
      ];
    });
}
