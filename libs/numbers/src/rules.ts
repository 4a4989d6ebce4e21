import { SOUNDS } from './sounds.js';
import { staircases, stretchesOf } from './shapes.js';

interface Named {
  readonly id: string;
  readonly name: { readonly zh: string; readonly en: string };
  /** Why this makes a number easier to remember. */
  readonly because: { readonly zh: string; readonly en: string };
}

/** A rule about a stretch of the seven digits after 400. A digit counts for one stretch only: the best set counts. */
export interface StretchRule extends Named {
  readonly points: number;
  /** Every stretch it speaks of. */
  readonly stretches: readonly string[];
  /** Only right after 400. */
  readonly first?: true;
}

/** A rule about the seven digits as a whole, by how often each digit occurs in them and which is the last. */
export interface WholeRule extends Named {
  /** `counts[d]`: how many of the seven are the digit d. */
  points(counts: readonly number[], last: number): number;
  /** Which digits it speaks of; absent: all seven. */
  readonly speaksOf?: string;
}

const rule = (
  id: string,
  points: number,
  stretches: readonly string[],
  name: { zh: string; en: string },
  because: { zh: string; en: string },
): StretchRule => ({ id, points, stretches, name, because });

const ONE_CHUNK = { zh: '相同的数字只要记一次', en: 'the same digit is remembered once' };
const TWO_CHUNKS = { zh: '两个数字就记住整段', en: 'two digits give the whole stretch' };
const REPEATED = { zh: '后半段重复前半段', en: 'the second half repeats the first' };
const MIRRORED = { zh: '倒着读一样', en: 'it reads the same backwards' };
const COUNTING = { zh: '数数一样往下念', en: 'it reads like counting' };

const run = (length: number, points: number, zh: string): StretchRule =>
  rule(`run${length}`, points, stretchesOf('A'.repeat(length)), { zh, en: `${length} alike` }, ONE_CHUNK);

const stairs = (by: 1 | -1, points: readonly number[]): StretchRule[] =>
  points.map((each, at) =>
    rule(
      `${by === 1 ? 'ascending' : 'descending'}${at + 3}`,
      each,
      staircases(at + 3, by),
      by === 1
        ? { zh: `${at + 3} 位顺子`, en: `${at + 3} climbing` }
        : { zh: `${at + 3} 位倒顺子`, en: `${at + 3} falling` },
      COUNTING,
    ),
  );

const zeros = (length: number, points: number): StretchRule => ({
  ...rule(
    `zeros${length}`,
    points,
    ['0'.repeat(length)],
    { zh: '接着前面的 0', en: 'goes on with the zeros of 400' },
    ONE_CHUNK,
  ),
  first: true,
});

export const STRETCH_RULES: readonly StretchRule[] = [
  run(2, 3, '对子'),
  run(3, 11, '三连号'),
  run(4, 20, '四连号'),
  run(5, 28, '五连号'),
  run(6, 36, '六连号'),
  run(7, 44, '七连号'),
  rule('aabb', 11, stretchesOf('AABB'), { zh: '双对', en: 'two pairs' }, TWO_CHUNKS),
  rule(
    'aabbcc',
    20,
    stretchesOf('AABBCC'),
    { zh: '三对', en: 'three pairs' },
    { zh: '三个数字就记住六位', en: 'three digits give six' },
  ),
  rule('aaabbb', 27, stretchesOf('AAABBB'), { zh: '双三连', en: 'three and three alike' }, TWO_CHUNKS),
  rule('aabbb', 17, stretchesOf('AABBB'), { zh: '二三连', en: 'two and three alike' }, TWO_CHUNKS),
  rule('aaabb', 17, stretchesOf('AAABB'), { zh: '三二连', en: 'three and two alike' }, TWO_CHUNKS),
  rule('abab', 12, stretchesOf('ABAB'), { zh: '重复对', en: 'a pair of digits twice' }, REPEATED),
  rule('ababab', 25, stretchesOf('ABABAB'), { zh: '三重复对', en: 'a pair of digits three times' }, TWO_CHUNKS),
  rule('abababa', 32, stretchesOf('ABABABA'), { zh: '七位交替', en: 'two digits by turns' }, TWO_CHUNKS),
  rule('abba', 8, stretchesOf('ABBA'), { zh: '四位回文', en: 'four mirrored' }, MIRRORED),
  rule('abcba', 8, stretchesOf('ABCBA'), { zh: '五位回文', en: 'five mirrored' }, MIRRORED),
  rule('abccba', 15, stretchesOf('ABCCBA'), { zh: '六位回文', en: 'six mirrored' }, MIRRORED),
  rule('abcdcba', 18, stretchesOf('ABCDCBA'), { zh: '七位回文', en: 'seven mirrored' }, MIRRORED),
  rule('aaabaaa', 35, stretchesOf('AAABAAA'), { zh: '三一三', en: 'three, one, the same three' }, TWO_CHUNKS),
  rule('abcabc', 20, stretchesOf('ABCABC'), { zh: '三位重复', en: 'three digits twice' }, REPEATED),
  rule(
    'aabaab',
    24,
    [...stretchesOf('AABAAB'), ...stretchesOf('ABBABB'), ...stretchesOf('ABAABA')],
    { zh: '三位重复', en: 'three digits twice' },
    REPEATED,
  ),
  ...stairs(1, [6, 12, 21, 34, 50]),
  ...stairs(-1, [4, 10, 17, 28, 44]),
  rule(
    'steps',
    8,
    ['1357', '2468', '3579', '0246', '13579', '02468'],
    { zh: '单双数列', en: 'odd or even in a row' },
    COUNTING,
  ),
  ...SOUNDS.map((sound) =>
    rule(
      `sound-${sound.digits}`,
      sound.points,
      [sound.digits],
      { zh: `谐音“${sound.zh}”`, en: `sounds like ${sound.zh}` },
      { zh: sound.basis, en: sound.basis },
    ),
  ),
  rule(
    'echo',
    7,
    ['400'],
    { zh: '又是 400', en: '400 again' },
    { zh: '重复号码的开头', en: 'it repeats the beginning of the number' },
  ),
  zeros(1, 4),
  zeros(2, 12),
  zeros(3, 20),
];

/** A stretch at the end counts so many times: the last digits are what stays in the ear. */
export const END_FACTOR = 1.5;
export const END_RULE: Named = {
  id: 'end',
  name: { zh: '在尾号', en: 'at the end' },
  because: { zh: '最后念到的最容易记住，分数多一半', en: 'what is heard last stays; half as many points again' },
};

/** By how many different digits there are, 1 to 7. */
const FEW = [0, 16, 12, 7, 3, 0, 0, 0];
const LIKED: Readonly<Record<number, number>> = { 6: 1, 8: 2, 9: 1 };

export const WHOLE_RULES: readonly WholeRule[] = [
  {
    id: 'few',
    name: { zh: '数字种类少', en: 'few different digits' },
    because: { zh: '要记的数字少', en: 'there is less to remember' },
    points: (counts) => FEW[counts.filter((count) => count > 0).length] ?? 0,
  },
  {
    id: 'liked',
    name: { zh: '吉利数字', en: 'lucky digits' },
    because: {
      zh: '6、8、9 讨喜：8 记 2 分，6 和 9 各 1 分',
      en: '6, 8 and 9 are liked: 2 points for an 8, 1 for a 6 or 9',
    },
    points: (counts) => counts.reduce((sum, count, digit) => sum + count * (LIKED[digit] ?? 0), 0),
    speaksOf: '689',
  },
  {
    id: 'no4',
    name: { zh: '不带 4', en: 'no 4' },
    because: { zh: '4 谐音“死”，很多人忌讳', en: '4 sounds like death, and many avoid it' },
    points: (counts) => (counts[4] ? 0 : 4),
  },
  {
    id: 'ends4',
    name: { zh: '以 4 结尾', en: 'ends in 4' },
    because: { zh: '尾号带 4 最忌讳', en: 'a 4 at the end is avoided most' },
    points: (_, last) => (last === 4 ? -3 : 0),
  },
];
