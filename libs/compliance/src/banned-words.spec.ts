import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { PLATFORM_WORDS } from './banned-word-list.js';
import { type BannedWord, compileBannedWords, findBannedWords } from './banned-words.js';

const words = (text: string): string[] => findBannedWords(text).map(({ word }) => word);

describe('a hit', () => {
  it('has its place in the original text, the law and another wording', () => {
    expect(findBannedWords('瑞丰：最 佳的服务')).toEqual([
      {
        word: '最佳',
        family: 'superlative',
        severity: 'block',
        article: '广告法 第九条第（三）项',
        suggestion: '优质',
        start: 3,
        end: 6,
        found: '最 佳',
        by: 'variant',
      },
    ]);
  });

  it('says of a number beside a 400 number that it is not free', () => {
    expect(findBannedWords('免费热线')[0]).toMatchObject({ family: 'toll_free', severity: 'block' });
    expect(findBannedWords('免费洗车')[0]).toMatchObject({ family: 'free', severity: 'inform' });
  });

  it('is the longest of those that overlap', () => {
    expect(words('全国第一品牌')).toEqual(['全国第一']);
    expect(words('国家级、世界级')).toEqual(['国家级', '世界级']);
  });
});

describe('disguises', () => {
  it.each([
    ['full width', 'ＮＯ．１', 'no1'],
    ['small and capital', 'Top1', 'top1'],
    ['digits for words', '第1品牌', '第一品牌'],
    ['circled digits', '第①', '第一'],
    ['spaces and punctuation', '国_家-级', '国家级'],
    ['a picture between', '最🔥好', '最好'],
    ['zero width characters', '最\u200b好', '最好'],
    ['traditional', '國家級', '国家级'],
    ['a look-alike', '蕞好', '最好'],
    ['half in pinyin', 'zui好', '最好'],
    ['in pinyin', 'guo jia ji', '国家级'],
    ['another character of the same sound', '国家鸡', '国家级'],
    ['mathematical digits', '𝟏𝟎𝟎%', '100%'],
  ])('%s', (_, text, word) => {
    expect(words(text)).toEqual([word]);
  });

  it('by sound alone are left to a person', () => {
    expect(findBannedWords('国家鸡')[0]).toMatchObject({ by: 'pinyin', severity: 'ask' });
    expect(findBannedWords('zui好')[0]).toMatchObject({ by: 'pinyin', severity: 'block' });
  });
});

describe('what is harmless', () => {
  it.each([
    '第一时间',
    '最近',
    '首先',
    '最后通知',
    '第一，带好证件',
    '不是最好',
    '严禁套现',
    'TOP10',
    '1.00%',
    '售价',
    '度假',
  ])('%s', (text) => expect(words(text)).toEqual([]));

  it('is so only where the phrase covers the word', () => {
    expect(words('第一时间就是第一品牌')).toEqual(['第一品牌']);
  });

  it('does not go on across the end of a phrase', () => {
    expect(words('价格最，好的产品')).toEqual([]);
  });
});

describe('a tenant', () => {
  const word = (text: string, severity: BannedWord['severity']) => ({
    word: text,
    family: 'tenant',
    severity,
    article: '企业规定',
    suggestion: '',
    owner: '法务',
    date: '2026-11-01',
  });

  it('adds words and makes words stricter', () => {
    const own = compileBannedWords({ words: [word('竞品甲', 'ask'), word('免费', 'block')] });
    expect(own.find('竞品甲').map(({ severity }) => severity)).toEqual(['ask']);
    expect(own.find('免费洗车').map(({ severity }) => severity)).toEqual(['block']);
  });

  it('cannot go below the floor', () => {
    const own = compileBannedWords({ words: [word('最好', 'inform')], harmless: ['最好的奶茶', '独家奶茶'] });
    expect(own.find('最好的奶茶').map(({ severity }) => severity)).toEqual(['block']);
    expect(own.find('独家奶茶')).toEqual([]);
  });
});

describe('the floor holds', () => {
  it('beside a word of the tenant that is spelt or sounds like one of the platform', () => {
    const word = (text: string, severity: BannedWord['severity']) => ({
      ...{ word: text, family: 'tenant', article: '', suggestion: '', owner: '法务', date: '2026-11-01', severity },
    });
    const own = compileBannedWords({ words: [word('第1', 'inform'), word('嘴好', 'block')] });
    expect(own.find('第1').map(({ severity }) => severity)).toEqual(['block']);
    expect(own.find('最hao').map(({ severity }) => severity)).toEqual(['block']);
  });

  it('whatever a tenant adds or excepts', () => {
    const blocked = PLATFORM_WORDS.families
      .filter(({ severity }) => severity === 'block')
      .flatMap(({ words: list }) =>
        list
          .trim()
          .split(/\s+/)
          .map((entry) => entry.split('>')[0] as string),
      );
    const piece = fc.constantFrom(...blocked, '最', '好', '嘴', '第', '1', '一', '的', '产品', 'zui', 'hao');
    const phrase = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(''));
    const severity = fc.constantFrom('block' as const, 'ask' as const, 'inform' as const);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(phrase, severity), { maxLength: 4 }),
        fc.array(phrase, { maxLength: 4 }),
        fc.array(phrase, { maxLength: 4 }),
        (added, harmless, said) => {
          const own = compileBannedWords({
            words: added.map(([text, how]) => ({
              ...{ word: text, family: 'tenant', article: '', suggestion: '', owner: '', date: '', severity: how },
            })),
            harmless,
          });
          const text = said.join('，');
          const hits = own.find(text);
          for (const hit of findBannedWords(text).filter(({ severity: how }) => how === 'block'))
            expect(
              hits.some(({ start, end, severity: how }) => how === 'block' && start < hit.end && hit.start < end),
              hit.word,
            ).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('always', () => {
  const all = PLATFORM_WORDS.families.flatMap(({ words: list }) =>
    list
      .trim()
      .split(/\s+/)
      .map((entry) => entry.split('>')[0] as string),
  );

  it('the list has some hundred words, each of them found', () => {
    expect(all.length).toBeGreaterThan(400);
    for (const listed of all) expect(words(listed), listed).not.toEqual([]);
  });

  it('what is found is what stands there, in order and without overlaps', () => {
    const piece = fc.oneof(
      fc.constantFrom(...all),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(' ', '，', '🔥', 'zui'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        let last = 0;
        for (const { start, end, found } of findBannedWords(text)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(text.slice(start, end)).toBe(found);
          last = end;
        }
      }),
    );
  });

  it('a word is found whatever harmless text stands around it', () => {
    const around = fc.stringMatching(/^[天地玄黄宇宙洪荒 ]{0,6}$/);
    fc.assert(
      fc.property(fc.constantFrom(...all), around, around, (word, before, after) => {
        const hits = findBannedWords(`${before}。${word}。${after}`);
        expect(hits.some(({ start }) => start === before.length + 1)).toBe(true);
      }),
    );
  });

  it('takes time in proportion to the text, whatever the text', () => {
    const hard = ['最', 'a', 'zui', '最 ', '第一', '𝟏'].map((unit) => unit.repeat(50_000));
    const begun = performance.now();
    for (const text of hard) findBannedWords(text);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});
