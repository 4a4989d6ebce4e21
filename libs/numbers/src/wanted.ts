import { narrow } from './parse.js';
import type { QueryProblem } from './query.js';

/** What was typed without spaces and dashes, if the rest is digits. */
export function digitsOf(text: string): string | undefined {
  const digits = narrow(text).replace(/[\s-]/g, '');
  return /^\d*$/.test(digits) ? digits : undefined;
}

/** The ways in which people write a birthday in up to seven digits, the most telling first. None for an impossible date. */
export function birthdayForms(date: string): readonly (readonly string[])[] | undefined {
  const read = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!read) return undefined;
  const [, year = '', month = '', day = ''] = read;
  const on = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(on.valueOf()) || on.toISOString().slice(0, 10) !== date) return undefined;
  const short = `${Number(month)}${Number(day)}`;
  const long = [`${year}${Number(month)}${day}`, `${year}${month}${Number(day)}`, `${year}${short}`];
  const whole = [...new Set([...long.filter((form) => form.length <= 7), `${year.slice(2)}${month}${day}`])];
  const levels = [whole, [`${month}${day}`]];
  if (short.length === 3) levels.push([short]);
  levels.push([year]);
  return levels;
}

const PROBLEMS: Record<QueryProblem['code'], readonly [zh: string, en: string]> = {
  not_digits: ['这里只能填数字', 'only digits can stand here'],
  too_long: ['太长了：400 后面一共 7 位', 'too long: seven digits follow 400'],
  too_many: ['条件太多了', 'too many conditions'],
  empty: ['再多填几位数字', 'a few more digits are needed'],
  not_a_date: ['请填写真实的日期，例如 1990-05-18', 'give a real date, such as 1990-05-18'],
  not_a_mobile: ['请填写 11 位手机号', 'give a mobile number of eleven digits'],
  no_pinyin: [
    '读不出这个词的拼音，换一个词或直接输入拼音',
    'no pinyin is known for this word: try another, or type its pinyin',
  ],
  not_understood: [
    '没看懂：可以输入数字、带 ? 的格式、词语、拼音、手机号或生日',
    'not understood: try digits, a pattern with ?, a word, pinyin, a mobile number or a birthday',
  ],
  unknown: ['没有这个选项', 'there is no such choice'],
  stale: ['翻页位置无效，请从第一页开始', 'this page cannot be found again: begin at the first'],
};

export function problem(field: QueryProblem['field'], code: QueryProblem['code']): QueryProblem {
  const [zh, en] = PROBLEMS[code];
  return { field, code, zh, en };
}
