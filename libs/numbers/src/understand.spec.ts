import { describe, expect, it } from 'vitest';

import type { NumberQuery } from './query.js';
import { understand } from './understand.js';
import { birthdayForms } from './wanted.js';
import { homophoneOf, INDUSTRY_WORDS, initialsOf, keysOf, splitPinyin } from './words.js';

const dictionary = new Map([
  ['酒', 'jiu'],
  ['好', 'hao'],
  ['运', 'yun'],
]);
const toPinyin = (text: string) => [...text].map((char) => dictionary.get(char) ?? char);

describe('one box', () => {
  it.each<[string, string[], NumberQuery]>([
    ['400-888-8888', ['number'], { digits: '4008888888' }],
    ['+86 4008 123 456', ['number'], { digits: '4008123456' }],
    ['138 0013 8000', ['mobile'], { mobile: '13800138000' }],
    ['888', ['digits'], { digits: '888' }],
    ['８８８', ['digits'], { digits: '888' }],
    ['4008', ['starts'], { digits: '4008' }],
    ['400 88', ['starts'], { digits: '40088' }],
    ['400-81 23', ['starts'], { digits: '4008123' }],
    ['带 88', ['digits'], { digits: '88' }],
    ['400-8123-?66', ['pattern'], { pattern: '400-8123-?66' }],
    ['一路发', ['sound'], { sounds: ['168'] }],
    ['我爱你', ['sound'], { sounds: ['520', '521'] }],
    ['66 88', ['digits', 'digits'], { digits: '66', contains: ['88'] }],
    ['400-8?8-??66', ['pattern'], { pattern: '400-8?8-??66' }],
    ['400-8xx-6666', ['pattern'], { pattern: '400-8xx-6666' }],
    ['８？８＊', ['pattern'], { pattern: '8?8*' }],
    ['*66', ['pattern'], { pattern: '*66' }],
    ['金融', ['word'], { word: { text: '金融', pinyin: ['jin', 'rong'] } }],
    ['好运', ['word'], { word: { text: '好运', pinyin: ['hao', 'yun'] } }],
    ['jinrong', ['pinyin'], { word: { text: 'jinrong', pinyin: ['jin', 'rong'] } }],
    ['jin rong', ['pinyin'], { word: { text: 'jin rong', pinyin: ['jin', 'rong'] } }],
    ['JR', ['letters'], { word: { text: 'JR', pinyin: ['JR'] } }],
    ['PIZZA', ['letters'], { word: { text: 'PIZZA', pinyin: ['PIZZA'] } }],
    ['AABB', ['shape'], { shapes: ['AABB'] }],
    ['顺子', ['shape'], { shapes: ['ascending'] }],
    ['豹子 不要4', ['shape', 'without'], { shapes: ['AAA'], without: ['4'] }],
    ['不含4、7', ['without'], { without: ['4', '7'] }],
    ['尾号66', ['ends'], { ends: '66' }],
    ['开头8 尾号 88 谐音', ['starts', 'ends', 'sound'], { starts: '8', ends: '88', sounds: 'any' }],
    ['1990-05-18', ['birthday'], { birthday: '1990-05-18' }],
    ['1990年5月18日', ['birthday'], { birthday: '1990-05-18' }],
    ['19900518', ['birthday'], { birthday: '1990-05-18' }],
    [
      '金融 88 不要4',
      ['word', 'digits', 'without'],
      { word: { text: '金融', pinyin: ['jin', 'rong'] }, digits: '88', without: ['4'] },
    ],
    ['no 4, ends in 66', ['without', 'ends'], { without: ['4'], ends: '66' }],
    ['😀', ['unknown'], {}],
    ['', [], {}],
  ])('understands %s', (text, kinds, query) => {
    const read = understand(text, toPinyin);
    expect({ kinds: read.pieces.map(({ kind }) => kind), query: read.query }).toEqual({ kinds, query });
  });

  it('leaves nothing out of what was typed', () => {
    const text = '金融88 AABB 不要4 尾号66';
    const read = understand(text)
      .pieces.map((piece) => piece.text)
      .join('');
    expect(read).toBe(text.replaceAll(' ', ''));
  });

  it('does not take an impossible date for a birthday', () => {
    expect(understand('19901318').query).toEqual({ digits: '19901318' });
  });

  it('cannot read a word without a dictionary, and says so', () => {
    expect(understand('好运').pieces[0]).toMatchObject({ kind: 'unknown', text: '好运' });
  });
});

describe('words', () => {
  it.each([
    ['jin rong', '5467664', '57', undefined],
    ['jiu yao jiu', '548926548', '595', '919'],
    ['wo yao fa', '9692632', '993', '518'],
    ['yi sheng yi shi', '947436494744', '9797', '1314'],
    ['lü you', '58968', '59', '61'],
  ])('%s: keys, initials, homophone', (text, keys, initials, homophone) => {
    const pinyin = text.split(' ');
    expect([keysOf(pinyin.join('')), initialsOf(pinyin), homophoneOf(pinyin)]).toEqual([keys, initials, homophone]);
  });

  it('splits pinyin into syllables, and says when it is none', () => {
    expect(splitPinyin('jinrong')).toEqual(['jin', 'rong']);
    expect(splitPinyin('zhuangxiu')).toEqual(['zhuang', 'xiu']);
    expect(splitPinyin('lvyou')).toEqual(['lv', 'you']);
    expect(splitPinyin('taxi')).toBeDefined();
    expect(splitPinyin('xyz')).toBeUndefined();
  });

  it('has pinyin of as many syllables as characters for every word of a trade', () => {
    for (const { text, pinyin } of INDUSTRY_WORDS) {
      expect(pinyin, text).toHaveLength(text.length);
      expect(splitPinyin(pinyin.join('')), text).toBeDefined();
    }
  });
});

it.each([
  ['1990-05-18', [['1990518', '900518'], ['0518'], ['518'], ['1990']]],
  ['2001-01-01', [['2001101', '2001011', '200111', '010101'], ['0101'], ['2001']]],
  ['1975-11-23', [['751123'], ['1123'], ['1975']]],
  ['1990-02-30', undefined],
  ['not a date', undefined],
])('writes the birthday %s as people do', (date, forms) => expect(birthdayForms(date)).toEqual(forms));
