import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { numberAt } from './parse.js';
import { END_RULE, STRETCH_RULES, WHOLE_RULES } from './rules.js';
import { ScoreSheet } from './score-sheet.js';
import { scoreOf } from './score.js';
import { SOUNDS } from './sounds.js';
import { SEED_NUMBER_TARIFF, tierOf, TIERS } from './tier.js';

const score = (number: string): number => scoreOf(number).score;
const rulesOf = (number: string): string[] => scoreOf(number).reasons.map(({ rule }) => rule);

describe('the score', () => {
  it('puts numbers in the order in which people pay for them', () => {
    const order = ['4008888888', '4006666666', '4008008888', '4006123456', '4008001688', '4006001518', '4007394825'];
    expect(order.toSorted((a, b) => score(b) - score(a))).toEqual(order);
    expect(new Set(order.map(score)).size).toBe(order.length);
  });

  it.each([
    ['4007391188', 'aabb'],
    ['4007393636', 'abab'],
    ['4007398558', 'abba'],
    ['4007395551', 'run3'],
    ['4007395555', 'run4'],
    ['4007355555', 'run5'],
    ['4007666666', 'run6'],
    ['4003333333', 'run7'],
    ['4007112233', 'aabbcc'],
    ['4007111222', 'aaabbb'],
    ['4007911222', 'aabbb'],
    ['4007911122', 'aaabb'],
    ['4007181818', 'ababab'],
    ['4003535353', 'abababa'],
    ['4007925352', 'abcba'],
    ['4007253352', 'abccba'],
    ['4007253527', 'abcdcba'],
    ['4003337333', 'aaabaaa'],
    ['4007825825', 'abcabc'],
    ['4007825825', 'end'],
    ['4007335335', 'aabaab'],
    ['4007392567', 'ascending3'],
    ['4007395678', 'ascending4'],
    ['4007945678', 'ascending5'],
    ['4007345678', 'ascending6'],
    ['4001234567', 'ascending7'],
    ['4007392765', 'descending3'],
    ['4007318765', 'descending4'],
    ['4007998765', 'descending5'],
    ['4007987654', 'descending6'],
    ['4009876543', 'descending7'],
    ['4007397890', 'ascending4'],
    ['4007392468', 'steps'],
    ['4007394001', 'echo'],
    ['4000739481', 'zeros1'],
    ['4000073948', 'zeros2'],
    ['4000007394', 'zeros3'],
    ['4007394825', 'liked'],
    ['4007353535', 'few'],
    ['4007352513', 'no4'],
    ['4007352514', 'ends4'],
  ])('finds in %s the rule %s', (number, rule) => expect(rulesOf(number)).toContain(rule));

  it.each(SOUNDS)('hears $digits at the end: $zh', ({ digits, points }) => {
    // Before it, digits that say nothing themselves. A better reading of the same digits may win.
    const { reasons } = scoreOf(`400${'7295271'.slice(0, 7 - digits.length)}${digits}`);
    const whole = new Set(WHOLE_RULES.map(({ id }) => id));
    const heard = reasons.filter(({ rule }) => !whole.has(rule)).reduce((sum, reason) => sum + reason.points, 0);
    expect(heard).toBeGreaterThanOrEqual(Math.floor(points * 1.5));
  });

  it('names the reading', () => {
    expect(scoreOf('4007292518').reasons).toContainEqual({
      rule: 'sound-518',
      zh: '谐音“我要发” 518',
      en: 'sounds like 我要发 518',
      points: 8,
      digits: [7, 8, 9],
    });
  });

  it('says which digits each reason speaks of', () => {
    expect(scoreOf('4007391188').reasons).toContainEqual({
      rule: 'aabb',
      zh: '双对 1188',
      en: 'two pairs 1188',
      points: 11,
      digits: [6, 7, 8, 9],
    });
    expect(scoreOf('4006395551').reasons.find(({ rule }) => rule === 'liked')?.digits).toEqual([3, 5]);
  });

  it('is the sum of its reasons, each of which is a rule that can be read', () => {
    const rules = new Set([...STRETCH_RULES, ...WHOLE_RULES, END_RULE].map(({ id }) => id));
    fc.assert(
      fc.property(fc.nat(9_999_999), (index) => {
        const { score: total, reasons } = scoreOf(numberAt(index));
        const sum = reasons.reduce((all, { points }) => all + points, 0);
        expect(total).toBe(Math.max(0, Math.min(100, sum)));
        expect(reasons.every(({ rule }) => rules.has(rule))).toBe(true);
      }),
    );
  });

  it('counts no digit for two stretches', () => {
    const stretches = new Set(STRETCH_RULES.map(({ id }) => id));
    fc.assert(
      fc.property(fc.nat(9_999_999), (index) => {
        const counted = scoreOf(numberAt(index))
          .reasons.filter(({ rule }) => stretches.has(rule))
          .flatMap(({ digits }) => digits);
        expect(new Set(counted).size).toBe(counted.length);
      }),
    );
  });

  it('gives as much for longer stretches as for what they are made of, and more', () => {
    const points = (id: string) => STRETCH_RULES.find((rule) => rule.id === id)?.points ?? 0;
    for (let length = 3; length <= 7; length += 1)
      expect(points(`run${length}`)).toBeGreaterThan(points(`run${length - 1}`));
    expect(points('aabb')).toBeGreaterThan(2 * points('run2'));
    expect(points('ababab')).toBeGreaterThan(2 * points('abab'));
  });

  it('has one id for each rule', () => {
    const ids = [...STRETCH_RULES, ...WHOLE_RULES, END_RULE].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

it('scores many at once exactly as one by one', () => {
  const sheet = new ScoreSheet();
  const scores = new Uint8Array(10_000_000);
  fc.assert(
    fc.property(fc.nat(9_999), (block) => {
      sheet.fill(scores, block * 1_000, block * 1_000 + 1_000);
      for (let low = 0; low < 1_000; low += 1) {
        const index = block * 1_000 + low;
        if (scores[index] !== score(numberAt(index))) throw new Error(`${numberAt(index)}: ${scores[index]}`);
      }
    }),
    { numRuns: 40, examples: [[0], [8_888], [5_201], [1_234], [9_999]] },
  );
});

describe('the tier', () => {
  it.each([
    ['4008888888', 'a5'],
    ['4008008888', 'aaaa'],
    ['4006123456', 'a4'],
    ['4007350000', 'aaaa'],
    ['4007359888', 'aaa'],
    ['4007351188', 'aabb'],
    ['4007353737', 'abab'],
    ['4007395678', 'abcd'],
    ['4007399520', 'sound'],
    ['4007394825', 'plain'],
  ])('of %s is %s', (number, tier) => expect(tierOf(number)).toBe(tier));

  it('is the first row of the table that fits', () => {
    fc.assert(
      fc.property(fc.nat(9_999_999), (index) => {
        const number = numberAt(index);
        const row = TIERS.find(({ fits }) =>
          'score' in fits ? score(number) >= fits.score : fits.endings.some((ending) => number.endsWith(ending)),
        );
        expect(tierOf(number)).toBe(row?.id);
      }),
    );
  });

  it('has a price in the seed tariff, and a better one never costs less', () => {
    const byScore = TIERS.filter(({ fits }) => 'score' in fits).map(({ id }) => SEED_NUMBER_TARIFF[id]);
    expect(byScore).toEqual(byScore.toSorted((a, b) => b - a));
    expect(Object.keys(SEED_NUMBER_TARIFF).toSorted()).toEqual(TIERS.map(({ id }) => id).toSorted());
  });
});
