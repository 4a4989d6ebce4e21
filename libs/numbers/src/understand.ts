import { narrow, parseMobile, parseNumber } from './parse.js';
import { readPattern } from './patterns.js';
import type { NumberQuery, Word } from './query.js';
import { type Shape, SHAPES } from './shapes.js';
import { SOUNDS } from './sounds.js';
import { birthdayForms } from './wanted.js';
import { INDUSTRY_WORDS, splitPinyin } from './words.js';

/** One thing that was understood of a free text, for the page to show beside the box. */
export interface Understood {
  readonly kind:
    | 'number'
    | 'mobile'
    | 'pattern'
    | 'digits'
    | 'word'
    | 'pinyin'
    | 'letters'
    | 'shape'
    | 'sound'
    | 'birthday'
    | 'without'
    | 'ends'
    | 'starts'
    | 'unknown';
  /** The part of the text. */
  readonly text: string;
  readonly zh: string;
  readonly en: string;
}

export interface Understanding {
  readonly pieces: readonly Understood[];
  readonly query: NumberQuery;
}

/** Gives the pinyin of a Chinese text, a syllable a character, without tones. Such as pinyin-pro's. */
export type ToPinyin = (text: string) => readonly string[];

/** What is being understood: what was read of the text so far. */
interface Reading {
  readonly pieces: Understood[];
  query: NumberQuery;
}

const SHAPE_WORDS: Readonly<Record<string, Shape>> = {
  ...Object.fromEntries(SHAPES.map(({ id }) => [id.toLowerCase(), id])),
  abc: 'ascending',
  abcd: 'ascending',
  cba: 'descending',
  dcba: 'descending',
  三连号: 'AAA',
  三连: 'AAA',
  豹子: 'AAA',
  四连号: 'AAAA',
  四连: 'AAAA',
  双对: 'AABB',
  对子: 'AABB',
  重复: 'ABAB',
  回文: 'ABBA',
  倒顺: 'descending',
  倒顺子: 'descending',
  顺子: 'ascending',
  连号: 'ascending',
};
const SHAPE_WORD = Object.keys(SHAPE_WORDS).toSorted((a, b) => b.length - a.length);

/** 一路发 is 168: the digits of each saying, the longest saying first. */
const SOUND_WORDS: ReadonlyMap<string, readonly string[]> = new Map(
  [...new Set(SOUNDS.map(({ zh }) => zh))]
    .toSorted((a, b) => b.length - a.length)
    .map((zh) => [zh, SOUNDS.filter((sound) => sound.zh === zh).map(({ digits }) => digits)]),
);

/** One way of reading what stands at the beginning of a text. */
interface Way {
  readonly at: RegExp;
  /** Says what it is, or nothing when it is none. */
  read(found: RegExpExecArray, reading: Reading, toPinyin: ToPinyin | undefined): Understood | undefined;
}

/** In the order in which they are tried, at each place of the text. */
const WAYS: readonly Way[] = [
  {
    at: /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?/,
    read: ([text, year = '', month = '', day = ''], reading) =>
      birthday(text, `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`, reading),
  },
  {
    at: /^(\d{4})(\d{2})(\d{2})(?!\d)/,
    read: ([text, year = '', month = '', day = ''], reading) =>
      /^(19|20)/.test(year) ? birthday(text, `${year}-${month}-${day}`, reading) : undefined,
  },
  {
    at: /^(?:不要|不含|不带|没有|去掉|无|without|no)\s*(\d+(?:[、,，和]\s*\d+)*)/i,
    read: ([text, listed = ''], reading) => {
      const without = listed.split(/[^\d]+/).filter(Boolean);
      reading.query = { ...reading.query, without: [...(reading.query.without ?? []), ...without] };
      return { kind: 'without', text, zh: `不含 ${without.join('、')}`, en: `without ${without.join(', ')}` };
    },
  },
  {
    at: /^(?:尾号|尾数|结尾|末尾|ends?(?:\s+(?:in|with))?)\s*[:是为]?\s*(\d{1,7})(?!\d)/i,
    read: ([text, digits = ''], reading) => {
      reading.query = { ...reading.query, ends: digits };
      return { kind: 'ends', text, zh: `以 ${digits} 结尾`, en: `ends in ${digits}` };
    },
  },
  {
    at: /^(?:开头|begins?(?:\s+with)?|starts?(?:\s+with)?)\s*[:是为]?\s*(\d{1,10})(?!\d)/i,
    read: ([text, digits = ''], reading) => {
      reading.query = { ...reading.query, starts: digits };
      return { kind: 'starts', text, zh: `以 ${digits} 开头`, en: `begins with ${digits}` };
    },
  },
  {
    at: new RegExp(`^(?:${SHAPE_WORD.join('|')})(?![a-z])`, 'i'),
    read: ([text], reading) => {
      const shape = SHAPES.find(({ id }) => id === SHAPE_WORDS[text.toLowerCase()]);
      if (!shape) return undefined;
      reading.query = { ...reading.query, shapes: [...(reading.query.shapes ?? []), shape.id] };
      return { kind: 'shape', text, zh: `${shape.zh}（${shape.id}）`, en: `${shape.id}: ${shape.en}` };
    },
  },
  {
    at: /^(?:谐音|sounds?)(?![a-z])/i,
    read: ([text], reading) => {
      reading.query = { ...reading.query, sounds: 'any' };
      return { kind: 'sound', text, zh: '有谐音', en: 'sounds like words' };
    },
  },
  {
    at: /^(?=[\d?*x-]*\d)(?=[\d-]*[?*x])[\d?*x-]+(?![a-wyz])/i,
    read: ([text], reading) => {
      const pattern = readPattern(text);
      if (pattern === 'not_digits' || pattern === 'too_long') return undefined;
      reading.query = { ...reading.query, pattern: text };
      return { kind: 'pattern', text, zh: `格式 ${text}（? 是任意一位）`, en: `the pattern ${text} (? is any digit)` };
    },
  },
  {
    at: /^400(?:[\s-]*\d)+/,
    read: ([text], reading) => {
      const digits = text.replace(/[\s-]/g, '');
      if (reading.query.digits !== undefined) return undefined;
      reading.query = { ...reading.query, digits };
      return { kind: 'starts', text, zh: `以 ${digits} 开头`, en: `begins with ${digits}` };
    },
  },
  {
    at: /^(?:(?:包含|含有|含|带有|带|有|contains?|with|has)\s*)?(\d[\d-]*)/i,
    read: ([text, dashed = ''], reading) => {
      const digits = dashed.replaceAll('-', '');
      const { query } = reading;
      reading.query =
        query.digits === undefined ? { ...query, digits } : { ...query, contains: [...(query.contains ?? []), digits] };
      return { kind: 'digits', text, zh: `含数字 ${digits}`, en: `has the digits ${digits}` };
    },
  },
  {
    at: new RegExp(`^(?:${[...SOUND_WORDS.keys()].join('|')})(?!\\p{Script=Han})`, 'u'),
    read: ([text], reading) => {
      const sounds = SOUND_WORDS.get(text) ?? [];
      if (reading.query.sounds !== undefined) return undefined;
      reading.query = { ...reading.query, sounds };
      return { kind: 'sound', text, zh: `谐音 ${sounds.join('、')}`, en: `sounds like ${sounds.join(', ')}` };
    },
  },
  {
    at: /^\p{Script=Han}+/u,
    read: ([text], reading, toPinyin) => {
      const pinyin = INDUSTRY_WORDS.find((word) => word.text === text)?.pinyin ?? toPinyin?.(text);
      if (!pinyin || reading.query.word) return undefined;
      return wordOf('word', { text, pinyin }, reading);
    },
  },
  {
    at: /^[a-zü]+(?:[\s'][a-zü]+)*/i,
    read: ([text], reading) => {
      if (reading.query.word) return undefined;
      const syllables = splitPinyin(text.replace(/[\s']/g, ''));
      return syllables && syllables.length > 1
        ? wordOf('pinyin', { text, pinyin: syllables }, reading)
        : wordOf('letters', { text, pinyin: [text.replace(/[\s']/g, '')] }, reading);
    },
  },
];

/** Reads a free text: a number, part of one, a pattern, a mobile number, a birthday, words, letters, shapes, or several. */
export function understand(text: string, toPinyin?: ToPinyin): Understanding {
  const whole = narrow(text).trim();
  const number = parseNumber(whole);
  if (number) {
    const piece: Understood = { kind: 'number', text: whole, zh: '一个 400 号码', en: 'a 400 number' };
    return { pieces: [piece], query: { digits: number } };
  }
  const mobile = parseMobile(whole);
  if (mobile) {
    const piece: Understood = { kind: 'mobile', text: whole, zh: '与这个手机号相近', en: 'near to this mobile number' };
    return { pieces: [piece], query: { mobile } };
  }
  const reading: Reading = { pieces: [], query: {} };
  for (let rest = whole; rest !== '';) {
    const gap = /^[\s,，、;；+和且的]+/.exec(rest)?.[0] ?? '';
    if (gap) {
      rest = rest.slice(gap.length);
      continue;
    }
    const read = firstWay(rest, reading, toPinyin) ?? unknown(rest);
    reading.pieces.push(read);
    rest = rest.slice(read.text.length);
  }
  return reading;
}

function firstWay(rest: string, reading: Reading, toPinyin: ToPinyin | undefined): Understood | undefined {
  for (const way of WAYS) {
    const found = way.at.exec(rest);
    const read = found ? way.read(found, reading, toPinyin) : undefined;
    if (read) return read;
  }
  return undefined;
}

/** Up to the next space, so that one odd sign does not make a row of unknowns. */
function unknown(rest: string): Understood {
  const text = /^\S+/.exec(rest)?.[0] ?? rest;
  return { kind: 'unknown', text, zh: `没看懂“${text}”`, en: `“${text}” was not understood` };
}

function birthday(text: string, date: string, reading: Reading): Understood | undefined {
  if (!birthdayForms(date)) return undefined;
  reading.query = { ...reading.query, birthday: date };
  return { kind: 'birthday', text, zh: `生日 ${date}`, en: `birthday ${date}` };
}

function wordOf(kind: 'word' | 'pinyin' | 'letters', word: Word, reading: Reading): Understood {
  reading.query = { ...reading.query, word };
  const letters = word.pinyin.join(' ').toUpperCase();
  return kind === 'letters'
    ? { kind, text: word.text, zh: `按键拼写 ${letters}`, en: `spelled on the keys: ${letters}` }
    : { kind, text: word.text, zh: `词语 ${word.text}（${letters}）`, en: `the word ${word.text} (${letters})` };
}
