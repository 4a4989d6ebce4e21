import { beforeAll, describe, expect, it } from 'vitest';

import { Inventory } from './inventory.js';
import { Namespace } from './namespace.js';
import type { NumberQuery } from './query.js';
import { search } from './search.js';
import { SHAPES } from './shapes.js';
import { SOUNDS } from './sounds.js';
import { SEED_NUMBER_TARIFF as tariff } from './tier.js';

/** A second's work, on a machine that may be busy. */
const BUSY_MS = 60_000;

let inventory: Inventory;
beforeAll(() => {
  inventory = new Inventory(Namespace.now());
}, BUSY_MS);

/** The operator's stock: these numbers and no others. */
const stock = (...numbers: readonly string[]): Inventory => {
  inventory.fill(undefined);
  for (const number of numbers) inventory.set(number, 'free');
  return inventory;
};
const find = (inventory: Inventory, query: NumberQuery) => search(inventory, query, { tariff });
const numbers = (inventory: Inventory, query: NumberQuery) => find(inventory, query).items.map(({ number }) => number);

describe('a query', () => {
  it.each<[NumberQuery, string, string]>([
    [{ pattern: '400-8?8-??66' }, '4008187266', '4008187265'],
    [{ pattern: '４００－８？８－？？６６' }, '4008187266', '4008277266'],
    [{ pattern: '400-8xx-6666' }, '4008126666', '4007126666'],
    [{ pattern: '8?8??66' }, '4008187266', '4001878766'],
    [{ pattern: '*66' }, '4008187266', '4008186672'],
    [{ pattern: '8*66' }, '4008187266', '4007187266'],
    [{ pattern: '*1*2*3*' }, '4008172653', '4008372651'],
    [{ pattern: '1??4' }, '4009912543', '4009912553'],
    [{ pattern: '4008?1' }, '4008512345', '4008152345'],
    [{ contains: ['187'] }, '4008187266', '4008178266'],
    [{ contains: ['18', '66'] }, '4008187266', '4008187265'],
    [{ starts: '81' }, '4008187266', '4001887266'],
    [{ starts: '40081' }, '4008187266', '4001887266'],
    [{ ends: '266' }, '4008187266', '4008266187'],
    [{ without: ['4'] }, '4008187266', '4008187264'],
    [{ without: ['187', '9'] }, '4008178266', '4008187266'],
    [{ distinct: 2 }, '4008118811', '4008118812'],
    [{ shapes: ['AAA'] }, '4007333251', '4007332351'],
    [{ shapes: ['AAAA'] }, '4007333351', '4007333251'],
    [{ shapes: ['AABB'] }, '4007331151', '4007311351'],
    [{ shapes: ['AABB'] }, '4007331151', '4007333351'],
    [{ shapes: ['ABAB'] }, '4007313151', '4007311351'],
    [{ shapes: ['ABBA'] }, '4007311351', '4007313151'],
    [{ shapes: ['ABCABC'] }, '4007352352', '4007352325'],
    [{ shapes: ['ABCABC'] }, '4007352352', '4007333333'],
    [{ shapes: ['ascending'] }, '4007345291', '4007354291'],
    [{ shapes: ['ascending'] }, '4005189072', '4005180972'],
    [{ shapes: ['descending'] }, '4007543291', '4007534291'],
    [{ shapes: ['AAA', 'ABAB'] }, '4007313151', '4007311351'],
    [{ shapes: ['AABB'], at: 'end' }, '4007313311', '4007331131'],
    [{ sounds: ['518'] }, '4007518293', '4007581293'],
    [{ sounds: 'any', at: 'end' }, '4007293520', '4007520293'],
    [{ word: { text: '金融', pinyin: ['jin', 'rong'] } }, '4005467664', '4005467663'],
    [{ word: { text: '金融', pinyin: ['jin', 'rong'] } }, '4008912357', '4008912375'],
    [{ word: { text: '就要酒', pinyin: ['jiu', 'yao', 'jiu'] } }, '4008291923', '4008299123'],
    [{ digits: '4008187' }, '4008187266', '4008817266'],
    [{ digits: '8187266' }, '4008187256', '4008187155'],
    [{ fuzzy: { digits: '8187266', mistakes: 1 } }, '4008187766', '4008177766'],
    [{ fuzzy: { digits: '8187266', mistakes: 2 } }, '4001872668', '4001872689'],
    [{ fuzzy: { digits: '12345', mistakes: 1 } }, '4009123459', '4009135429'],
    [{ mobile: '13812345678' }, '4009035678', '4009035689'],
    [{ birthday: '1990-05-18' }, '4007900518', '4007900581'],
    [{ birthday: '1990-05-18' }, '4007120518', '4007120581'],
    [{ carriers: ['telecom'] }, '4008187266', '4007187266'],
    [{ tiers: ['aaaa'] }, '4007350000', '4007350001'],
    [{ maxPriceFen: 3_500 }, '4007394825', '4008888888'],
    [{ text: '尾号66 不要4' }, '4008187266', '4008184266'],
  ])('%o finds %s and not %s', (query, wanted, other) => {
    expect(numbers(stock(wanted, other), query)).toEqual([wanted]);
  });

  it.each(SHAPES)('of the shape $id finds each of its stretches', ({ id, stretches }) => {
    const some = stretches
      .slice(0, 90)
      .map((stretch) => `400${stretch.padStart(7, stretch.startsWith('7') ? '3' : '7')}`);
    const { items } = search(stock(...some), { shapes: [id], at: 'end' }, { tariff, limit: 100 });
    expect(items.map(({ number }) => number).toSorted()).toEqual(some.toSorted());
  });

  it.each(SOUNDS)('of the sound $digits finds it and says $zh', ({ digits, zh }) => {
    const number = `400${digits.padStart(7, '7')}`;
    const [found] = find(stock(number), { sounds: [digits] }).items;
    expect(found?.matches[0]).toMatchObject({ kind: 'sounds', zh: `${digits} 谐音“${zh}”` });
    expect(found?.matches[0]?.digits.map((at) => number[at]).join('')).toBe(digits);
  });

  it('wants all of its conditions', () => {
    stock('4008187266', '4008187166', '4008887266', '4007187266');
    expect(numbers(inventory, { starts: '8', ends: '266', without: ['88'] })).toEqual(['4008187266']);
  });

  it.each<[NumberQuery, string, string]>([
    [{ pattern: '40081?A' }, 'pattern', 'not_digits'],
    [{ pattern: '400812345678' }, 'pattern', 'too_long'],
    [{ contains: ['8x'] }, 'contains', 'not_digits'],
    [{ contains: ['12345678'] }, 'contains', 'too_long'],
    [{ contains: ['1', '2', '3', '4', '5', '6'] }, 'contains', 'too_many'],
    [{ starts: 'x' }, 'starts', 'not_digits'],
    [{ ends: '12345678' }, 'ends', 'too_long'],
    [{ without: ['four'] }, 'without', 'not_digits'],
    [{ distinct: 0 }, 'distinct', 'unknown'],
    [{ sounds: ['x'] }, 'sounds', 'not_digits'],
    [{ word: { text: '龘', pinyin: ['龘'] } }, 'word', 'no_pinyin'],
    [{ digits: '81872661' }, 'digits', 'too_long'],
    [{ fuzzy: { digits: '12', mistakes: 1 } }, 'fuzzy', 'empty'],
    [{ mobile: '12345' }, 'mobile', 'not_a_mobile'],
    [{ birthday: '1990-02-30' }, 'birthday', 'not_a_date'],
    [{ text: '！！！' }, 'text', 'not_understood'],
  ])('%o is refused: %s, %s', (query, field, code) => {
    const page = find(stock('4008187266'), query);
    expect(page.items).toEqual([]);
    expect(page.problems).toMatchObject([{ field, code, zh: expect.any(String), en: expect.any(String) }]);
  });
});

describe('what is found', () => {
  it('says why: what it meets and with which digits, its score and its reasons, its tier and its price', () => {
    const [found] = find(stock('4008187266'), { pattern: '8?8??66', contains: ['72'] }).items;
    expect(found).toEqual({
      number: '4008187266',
      state: 'free',
      score: 14,
      tier: 'plain',
      priceFen: 3_500,
      relevance: 0,
      matches: [
        { kind: 'pattern', zh: '符合 8?8??66', en: 'fits 8?8??66', digits: [3, 5, 8, 9] },
        { kind: 'contains', zh: '含 72', en: 'has 72', digits: [6, 7] },
      ],
      reasons: expect.arrayContaining([expect.objectContaining({ rule: 'liked', points: 6, digits: [3, 5, 8, 9] })]),
    });
  });

  it('comes in the order of relevance first: the end, the start, anywhere, then with a mistake', () => {
    stock('4008812345', '4001234588', '4008123458', '4008812346', '4007777777');
    const { items } = find(inventory, { digits: '12345' });
    expect(items.map(({ number, relevance }) => [number, relevance])).toEqual([
      ['4008812345', 0],
      ['4001234588', 1],
      ['4008123458', 2],
      ['4008812346', 3],
    ]);
    expect(items[3]?.matches[0]?.zh).toBe('与 12345 差 1 位');
  });

  it('of a word: spelled, then by sound, then by initials', () => {
    stock('4008919291', '4005489265', '4008888595', '4007777777');
    const { items } = find(inventory, { text: '就要酒' });
    expect(items.map(({ number, matches }) => [number, matches[0]?.zh])).toEqual([
      ['4005489265', '按键拼出 就要酒 JIUYAOJIU 的前七个字母'],
      ['4008919291', '读音像“就要酒”'],
      ['4008888595', '就要酒 的首字母 JYJ 对应按键 595'],
    ]);
  });

  it('is near to a mobile number: the longer the same tail, the nearer', () => {
    stock('4000045678', '4009945678', '4009935678', '4004567899', '4000000000');
    expect(numbers(inventory, { text: '138-1234-5678' })).toEqual([
      '4000045678',
      '4009945678',
      '4004567899',
      '4009935678',
    ]);
  });

  it('is not what is held, sold, suspended or cooling, but held when asked for', () => {
    stock('4008187266');
    for (const [at, state] of (['held', 'sold', 'suspended', 'cooling'] as const).entries())
      inventory.set(`400818726${at}`, state);
    expect(numbers(inventory, {})).toEqual(['4008187266']);
    const both = find(inventory, { withHeld: true }).items;
    expect(both.map(({ number, state }) => [number, state])).toEqual([
      ['4008187266', 'free'],
      ['4008187260', 'held'],
    ]);
  });
});

describe('pages', () => {
  it('follow one another, and stand still while numbers come and go', () => {
    inventory.fill('free');
    const query: NumberQuery = { ends: '88' };
    const first = search(inventory, query, { tariff, limit: 10 });
    inventory.set(first.items[0]?.number ?? '', 'sold');
    inventory.set(first.items[9]?.number ?? '', 'held');
    const second = search(inventory, query, { tariff, limit: 10, ...(first.next && { after: first.next }) });
    const both = search(inventory, query, { tariff, limit: 18 }).items.map(({ number }) => number);
    expect([...first.items.slice(1, 9), ...second.items].map(({ number }) => number)).toEqual(both);
  });

  it('end without a next one', () => {
    stock('4008187266', '4008187267');
    const first = search(inventory, {}, { tariff, limit: 1 });
    expect(first.next).toBeDefined();
    expect(search(inventory, {}, { tariff, limit: 1, after: first.next ?? '' }).next).toBeUndefined();
    expect(search(inventory, {}, { tariff, limit: 2 }).next).toBeUndefined();
  });

  it('hold 1 to 100 numbers, and refuse a place that is none', () => {
    inventory.fill('free');
    expect(search(inventory, {}, { tariff, limit: 1_000 }).items).toHaveLength(100);
    expect(search(inventory, {}, { tariff, limit: 0 }).items).toHaveLength(1);
    expect(search(inventory, {}, { tariff, after: 'x' }).problems).toMatchObject([{ field: 'after', code: 'stale' }]);
  });
});
