import { ALL, LENGTH } from './automaton.js';
import { CARRIER_ALLOCATIONS, CARRIER_NAMES } from './carriers.js';
import { type Criterion, fewDigits, fuzzyLevel, type Level, once, wordLevel } from './criteria.js';
import { withAny, withNone } from './literals.js';
import { parseMobile } from './parse.js';
import { fitting, fixedDigits, readPattern } from './patterns.js';
import type { NumberQuery, QueryProblem } from './query.js';
import { positions } from './score.js';
import { SHAPES, type ShapeInfo } from './shapes.js';
import { SOUNDS } from './sounds.js';
import { birthdayForms, digitsOf, problem } from './wanted.js';
import { homophoneOf, initialsOf, keysOf } from './words.js';

type Read = readonly Level[] | QueryProblem;

/** How each field of a query is read. The order of what ranks is the order in which it is asked to rank. */
const READERS: {
  readonly [Field in keyof NumberQuery]?: (wanted: NonNullable<NumberQuery[Field]>, query: NumberQuery) => Read;
} = {
  word: ({ text, pinyin }) => {
    const keys = keysOf(pinyin.join(''));
    if (keys === '') return problem('word', 'no_pinyin');
    const levels: Level[] = [];
    const spelled = pinyin.join('').toUpperCase();
    const said = text.toUpperCase() === spelled ? text : `${text} ${spelled}`;
    if (keys.length > LENGTH) {
      const cut = keys.slice(0, LENGTH);
      levels.push(
        wordLevel('word', [cut], 'start', () => [
          `按键拼出 ${said} 的前七个字母`,
          `the keys spell the first seven letters of ${spelled}`,
        ]),
      );
    } else if (keys.length > 1)
      levels.push(...endThenAnywhere('word', keys, () => [`按键拼出 ${said}`, `the keys spell ${spelled}`]));
    const homophone = homophoneOf(pinyin);
    if (homophone && homophone.length <= LENGTH)
      levels.push(...endThenAnywhere('word', homophone, () => [`读音像“${text}”`, `sounds like ${text}`]));
    const initials = initialsOf(pinyin);
    if (initials.length > 1 && initials.length <= LENGTH) {
      const letters = pinyin.map((syllable) => syllable.slice(0, 1).toUpperCase()).join('');
      levels.push(
        ...endThenAnywhere('word', initials, () => [
          `${text} 的首字母 ${letters} 对应按键 ${initials}`,
          `the keys of the initials ${letters}`,
        ]),
      );
    }
    return levels.length > 0 ? levels : problem('word', 'no_pinyin');
  },

  digits: (text) => {
    const typed = digitsOf(text);
    if (typed === undefined) return problem('digits', 'not_digits');
    if (typed === '' || typed.length > 10) return problem('digits', typed === '' ? 'empty' : 'too_long');
    if (typed.startsWith('400') && typed.length > 3) {
      const rest = typed.slice(3);
      const levels = [wordLevel('digits', [rest], 'start', () => [`以 ${typed} 开头`, `begins with ${typed}`])];
      if (typed.length <= LENGTH) levels.push(...endThenAnywhere('digits', typed, contains));
      return [...levels, ...mistaken(rest)];
    }
    if (typed === '400') return [{ members: () => ALL, why: () => prefixed }];
    if (typed.length > LENGTH) return problem('digits', 'too_long');
    const [end, anywhere] = endThenAnywhere('digits', typed, contains);
    const start = wordLevel('digits', [typed], 'start', () => [`400 后是 ${typed}`, `${typed} right after 400`]);
    return [end, start, anywhere, ...mistaken(typed)];
  },

  fuzzy: ({ digits: text, mistakes }) => {
    const typed = digitsOf(text)?.replace(/^400(?=\d{5,7}$)/, '');
    if (typed === undefined) return problem('fuzzy', 'not_digits');
    if (typed.length > LENGTH) return problem('fuzzy', 'too_long');
    if (typed.length < mistakes + 2) return problem('fuzzy', 'empty');
    return Array.from({ length: mistakes + 1 }, (_, edits) => fuzzyLevel('fuzzy', typed, edits));
  },

  mobile: (text) => {
    const mobile = parseMobile(text);
    if (!mobile) return problem('mobile', 'not_a_mobile');
    const levels: Level[] = [];
    for (let length = LENGTH; length >= 3; length -= 1) {
      const tail = mobile.slice(-length);
      const parts = Array.from({ length: mobile.length - length + 1 }, (_, at) => mobile.slice(at, at + length));
      levels.push(
        wordLevel('mobile', [tail], 'end', () => [`与手机号后 ${length} 位相同`, `the last ${length} of the mobile`]),
        wordLevel('mobile', parts, 'anywhere', (part) => [`含手机号里的 ${part}`, `has ${part} of the mobile`]),
      );
      if (length === 5) {
        // Being near is what was asked for here, not a mistake that is forgiven.
        const { members, why } = fuzzyLevel('mobile', mobile.slice(-LENGTH), 1);
        levels.push({ members, why });
      }
    }
    return levels;
  },

  birthday: (date) => {
    const forms = birthdayForms(date);
    if (!forms) return problem('birthday', 'not_a_date');
    return forms.flatMap((same) => {
      const say = (form: string) => [`生日 ${form}`, `birthday ${form}`] as const;
      return [wordLevel('birthday', same, 'end', say), wordLevel('birthday', same, 'anywhere', say)];
    });
  },

  pattern: (text) => {
    const pattern = readPattern(text);
    if (pattern === 'not_digits' || pattern === 'too_long') return problem('pattern', pattern);
    const why = (seven: string) => ({
      kind: 'pattern' as const,
      zh: `符合 ${text.trim()}`,
      en: `fits ${text.trim()}`,
      digits: fixedDigits(pattern, `400${seven}`) ?? [],
    });
    return [{ members: once(() => fitting(pattern)), why }];
  },

  starts: (text) => {
    const typed = digitsOf(text)?.replace(/^400/, '');
    if (typed === undefined) return problem('starts', 'not_digits');
    if (typed.length > LENGTH) return problem('starts', 'too_long');
    return [wordLevel('starts', [typed], 'start', () => [`以 400${typed} 开头`, `begins with 400${typed}`])];
  },

  ends: (text) => {
    const typed = digitsOf(text);
    if (typed === undefined) return problem('ends', 'not_digits');
    if (typed.length > LENGTH) return problem('ends', 'too_long');
    return [wordLevel('ends', [typed], 'end', () => [`以 ${typed} 结尾`, `ends in ${typed}`])];
  },

  without: (texts) => {
    const banned = texts.map(digitsOf);
    if (banned.some((each) => each === undefined)) return problem('without', 'not_digits');
    const words = banned.filter((each) => each !== undefined && each !== '') as string[];
    if (words.length > 20) return problem('without', 'too_many');
    const why = {
      kind: 'without' as const,
      zh: `不含 ${words.join('、')}`,
      en: `without ${words.join(', ')}`,
      digits: [],
    };
    return words.length > 0 ? [{ members: once(() => withNone(words)), why: () => why }] : [];
  },

  shapes: (ids, { at = 'anywhere' }) => {
    const shapes = SHAPES.filter(({ id }) => ids.includes(id));
    if (ids.some((id) => !SHAPES.some((shape) => shape.id === id))) return problem('shapes', 'unknown');
    return shapes.length > 0 ? [shapeLevel(shapes, at)] : [];
  },

  distinct: (most) => {
    if (!(Number.isInteger(most) && most > 0)) return problem('distinct', 'unknown');
    return [kept(`distinct ${Math.min(most, LENGTH)}`, () => fewDigits(Math.min(most, LENGTH)))];
  },

  sounds: (asked, { at = 'anywhere' }) => {
    const digits = asked === 'any' ? SOUNDS.map((sound) => sound.digits) : asked.map(digitsOf);
    if (digits.some((each) => !each)) return problem('sounds', 'not_digits');
    if (digits.some((each) => (each as string).length > LENGTH)) return problem('sounds', 'too_long');
    const say = (word: string) => {
      const zh = SOUNDS.find((sound) => sound.digits === word)?.zh;
      return zh ? ([`${word} 谐音“${zh}”`, `${word} sounds like ${zh}`] as const) : contains(word);
    };
    const level = () => wordLevel('sounds', digits as string[], at, say);
    if (asked === 'any') return [kept(`sounds ${at}`, level)];
    return digits.length > 0 ? [level()] : [];
  },

  carriers: (asked, { allocations = CARRIER_ALLOCATIONS }) => {
    const known = allocations.filter(({ carrier }) => asked.includes(carrier));
    const why = (seven: string) => {
      const allocation = known.find(({ prefix }) => `400${seven}`.startsWith(prefix));
      const name = allocation && CARRIER_NAMES[allocation.carrier];
      return { kind: 'carriers' as const, zh: name?.zh ?? '', en: name?.en ?? '', digits: positions(0, 1) };
    };
    const members = once(() =>
      withAny(
        known.map(({ prefix }) => prefix.slice(3)),
        'start',
      ),
    );
    return asked.length > 0 ? [{ members, why }] : [];
  },
};

const prefixed = { kind: 'digits' as const, zh: '400 号码', en: 'a 400 number', digits: [0, 1, 2] };
const contains = (word: string) => [`含 ${word}`, `has ${word}`] as const;

function endThenAnywhere(
  kind: 'word' | 'digits',
  digits: string,
  say: (word: string) => readonly [string, string],
): readonly [Level, Level] {
  return [wordLevel(kind, [digits], 'end', say), wordLevel(kind, [digits], 'anywhere', say)];
}

/** Mistakes are forgiven in five digits or more: one, and two in all seven. */
function mistaken(typed: string): Level[] {
  if (typed.length < 5) return [];
  return typed.length === LENGTH
    ? [fuzzyLevel('digits', typed, 1), fuzzyLevel('digits', typed, 2)]
    : [fuzzyLevel('digits', typed, 1)];
}

/** Levels that are the same for everybody, and take milliseconds to make. */
const levelsKept = new Map<string, Level>();

function kept(key: string, make: () => Level): Level {
  const level = levelsKept.get(key) ?? make();
  levelsKept.set(key, level);
  return level;
}

/** The shapes one by one are kept; of several, which may be any of hundreds of choices, only these parts are. */
function shapeLevel(shapes: readonly ShapeInfo[], at: 'anywhere' | 'end'): Level {
  const single = (shape: ShapeInfo): Level =>
    kept(`shape ${shape.id} ${at}`, () =>
      wordLevel('shapes', shape.stretches, at, (stretch) => [`${shape.zh} ${stretch}`, `${shape.en} ${stretch}`]),
    );
  const [first, ...others] = shapes.map(single) as [Level, ...Level[]];
  return {
    members: once(() => others.reduce((all, { members }) => all.or(members()), first.members())),
    why: (seven) => (others.find(({ members }) => members().has(Number(seven))) ?? first).why(seven),
  };
}

/** Reads every field of a query, those that rank first. */
export function compile(query: NumberQuery): {
  readonly criteria: readonly Criterion[];
  readonly problems: readonly QueryProblem[];
} {
  const criteria: Criterion[] = [];
  const problems: QueryProblem[] = [];
  const take = (field: keyof NumberQuery, read: Read): void => {
    if ('code' in read) problems.push(read);
    else if (read.length > 0) criteria.push({ field, levels: read });
  };
  for (const field of Object.keys(READERS) as (keyof NumberQuery)[]) {
    const wanted = query[field];
    const reader = READERS[field] as ((wanted: unknown, query: NumberQuery) => Read) | undefined;
    if (wanted !== undefined && wanted !== '' && reader) take(field, reader(wanted, query));
  }
  const { contains: parts = [] } = query;
  if (parts.length > MOST_PARTS) problems.push(problem('contains', 'too_many'));
  for (const part of parts.slice(0, MOST_PARTS)) {
    const typed = digitsOf(part);
    if (typed === undefined) problems.push(problem('contains', 'not_digits'));
    else if (typed.length > LENGTH) problems.push(problem('contains', 'too_long'));
    else if (typed !== '') take('contains', [wordLevel('contains', [typed], 'anywhere', contains)]);
  }
  return { criteria, problems };
}

const MOST_PARTS = 5;

/** What ranks, in the order in which it is asked to. */
export const RANKING: readonly (keyof NumberQuery)[] = ['word', 'digits', 'fuzzy', 'mobile', 'birthday'];
