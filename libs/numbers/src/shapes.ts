export type Shape = 'AAA' | 'AAAA' | 'AABB' | 'ABAB' | 'ABBA' | 'ABCABC' | 'ascending' | 'descending';

/** A shape that can be asked for, and every stretch of digits that has it. */
export interface ShapeInfo {
  readonly id: Shape;
  readonly zh: string;
  readonly en: string;
  readonly stretches: readonly string[];
}

/** The stretches of `length` digits that climb (or fall) by one. After 9 comes 0, as on the keys of a telephone. */
export function staircases(length: number, by: 1 | -1): string[] {
  const digits = by === 1 ? '01234567890' : '09876543210';
  return Array.from({ length: digits.length - length + 1 }, (_, at) => digits.slice(at, at + length));
}

/** Every stretch of a template: equal letters are equal digits, different letters different digits. AAB: 001, 002 … */
export function stretchesOf(template: string): string[] {
  let partial = [''];
  for (let at = 0; at < template.length; at += 1) {
    const earlier = template.indexOf(template[at] as string);
    partial = partial.flatMap((stretch) =>
      earlier < at
        ? [stretch + (stretch[earlier] as string)]
        : [...'0123456789'].filter((digit) => !stretch.includes(digit)).map((digit) => stretch + digit),
    );
  }
  return partial;
}

const template = (id: Exclude<Shape, 'ascending' | 'descending'>, zh: string, en: string): ShapeInfo => ({
  id,
  zh,
  en,
  stretches: stretchesOf(id),
});

export const SHAPES: readonly ShapeInfo[] = [
  template('AAA', '三连号', 'three alike'),
  template('AAAA', '四连号', 'four alike'),
  template('AABB', '双对', 'two pairs'),
  template('ABAB', '重复对', 'a pair of digits twice'),
  template('ABBA', '回文', 'mirrored'),
  template('ABCABC', '三位重复', 'three digits twice'),
  { id: 'ascending', zh: '顺子', en: 'climbing', stretches: staircases(3, 1) },
  { id: 'descending', zh: '倒顺子', en: 'falling', stretches: staircases(3, -1) },
];
