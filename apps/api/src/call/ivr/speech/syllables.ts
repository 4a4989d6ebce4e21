import { pinyin } from 'pinyin-pro';

export interface Syllable {
  readonly kind: 'syllable';
  /** Pinyin without its tone, ü written as v. */
  readonly name: string;
  readonly tone: 1 | 2 | 3 | 4;
  /** Unstressed (的, 了, 吗): short and soft, its pitch given by the syllable before. */
  readonly light: boolean;
}

export type Unit = Syllable | { readonly kind: 'pause'; readonly ms: number };

/** How long a voice rests at each mark. What has no sound and no rest (quotes, brackets) rests for 0. */
const PAUSES: readonly [pattern: RegExp, ms: number][] = [
  [/[。！？；!?;\n….]/, 350],
  [/[，,：:—]/, 220],
  [/、/, 140],
  [/[\s\-_/·~～]/, 60],
  [/["'“”‘’()（）《》<>【】「」]/, 0],
];

/** The names of the letters, as near as Mandarin syllables come to them. */
const LETTERS: Readonly<Record<string, string>> = {
  ...{ A: 'ei1', B: 'bi4', C: 'xi1', D: 'di4', E: 'yi4', F: 'ai2 fu5', G: 'ji4', H: 'ai2 chi5', I: 'ai4' },
  ...{ J: 'zhei4', K: 'kai4', L: 'ai2 lou5', M: 'ai2 mu5', N: 'en1', O: 'ou1', P: 'pi1', Q: 'kou4', R: 'a1 er5' },
  ...{ S: 'ai2 si5', T: 'ti4', U: 'you1', V: 'wei1', W: 'da2 bu5 liu5', X: 'ai2 ke5 si5', Y: 'wai4', Z: 'zei4' },
};

/** The syllables and pauses of a text whose numbers are already hanzi; undefined when part of it has no reading. */
export function toUnits(text: string): Unit[] | undefined {
  const units: Unit[] = [];
  for (const [part] of text.matchAll(/\p{Script=Han}+|./gsu)) {
    const read = readPart(part);
    if (!read) return undefined;
    units.push(...read);
  }
  return units;
}

function readPart(part: string): Unit[] | undefined {
  const pause = PAUSES.find(([pattern]) => pattern.test(part));
  if (pause) return pause[1] > 0 ? [{ kind: 'pause', ms: pause[1] }] : [];
  const letter = LETTERS[part.toUpperCase()];
  if (letter) return syllables(letter.split(' '));
  return syllables(pinyin(part, { type: 'array', toneType: 'num', toneSandhi: true, v: true }));
}

function syllables(readings: readonly string[]): Syllable[] | undefined {
  const parsed = readings.map((reading) => /^([a-z]+)([0-5])$/.exec(reading));
  const tones = parsed.map((match) => Number(match?.[2]) % 5);
  const result: Syllable[] = [];
  for (const [i, match] of parsed.entries()) {
    if (!match?.[1]) return undefined;
    result.push({ kind: 'syllable', name: match[1], tone: spoken(tones, i), light: tones[i] === 0 });
  }
  return result;
}

/** The tone as it sounds beside its neighbours: a third before a third rises; a light one is high only after a third. */
function spoken(tones: readonly number[], i: number): Syllable['tone'] {
  const tone = tones[i];
  if (tone === 3 && tones[i + 1] === 3) return 2;
  if (tone === 0) return tones[i - 1] === 3 ? 1 : 4;
  return tone as Syllable['tone'];
}
