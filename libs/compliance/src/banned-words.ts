import { Automaton } from './automaton.js';
import { type BannedSeverity, PLATFORM_WORDS } from './banned-word-list.js';
import { isDigit, isHarmlessThere, standsAlone } from './word-context.js';
import { judgeDisguise, type Spoken } from './disguise.js';
import { CharacterSymbols, DOT, OTHER, plain, SKIP, SLOW, Syllables } from './text-symbols.js';

export interface BannedWord {
  readonly word: string;
  readonly family: string;
  readonly severity: BannedSeverity;
  /** 广告法 第九条第（三）项 … */
  readonly article: string;
  /** What to write instead; empty when the word should just be left out. */
  readonly suggestion: string;
}

/** One hit, with its place in the original text (UTF-16 offsets, end exclusive). */
export interface BannedHit extends BannedWord {
  readonly start: number;
  readonly end: number;
  /** As it stands in the text. */
  readonly found: string;
  /** As written in the list, by other characters or with others between, or by its sound. */
  readonly by: 'exact' | 'variant' | 'pinyin';
}

/** What a tenant adds to the platform's list. It cannot take away from it: the platform's list is the floor. */
export interface TenantWords {
  readonly words: readonly (BannedWord & { readonly owner: string; readonly date: string })[];
  /** Phrases in which a word is harmless to this tenant; they have no power over what the platform blocks. */
  readonly harmless?: readonly string[];
}

/** Finds banned words in any text: names, prompts, scripts, messages, transcripts. */
export interface BannedWords {
  find(text: string): BannedHit[];
}

interface Entry {
  readonly word: BannedWord;
  /** The word in plain form. */
  readonly plain: string;
}
interface Harmless {
  readonly harmless: 'always' | 'below_block';
}

/** More than any word has, and a power of two: the places of the last symbols are kept in a ring. */
const RING = 64;
/** A word with more than this between each two characters is no word any more. */
const STRETCH = 4;
const LONGEST = RING * STRETCH;
/** Longer runs of Latin letters are no pinyin, and splitting them would take long. */
const LONGEST_LATIN = 24;
const SEVERITIES: readonly BannedSeverity[] = ['inform', 'ask', 'block'];

const platformWords: readonly BannedWord[] = PLATFORM_WORDS.families.flatMap(({ words, ...family }) =>
  words
    .trim()
    .split(/\s+/)
    .map((entry) => {
      const [word = '', suggestion = family.suggestion] = entry.split('>');
      return { word, family: family.family, severity: family.severity, article: family.article, suggestion };
    }),
);
const platformHarmless = PLATFORM_WORDS.harmless.trim().split(/\s+/);

let platform: BannedWords | undefined;
let syllables: Syllables | undefined;

/** Searches the platform's list alone. */
export function findBannedWords(text: string): BannedHit[] {
  platform ??= compileBannedWords();
  return platform.find(text);
}

/** The platform's list with a tenant's additions; a word in both has the stricter severity. */
export function compileBannedWords(tenant: TenantWords = { words: [] }): BannedWords {
  const words = new Map<string, BannedWord>();
  for (const { word, family, severity, article, suggestion } of [...platformWords, ...tenant.words]) {
    const key = plain(word).replace(/[\s.]/g, '');
    const known = words.get(key);
    if (key && !(known && SEVERITIES.indexOf(known.severity) >= SEVERITIES.indexOf(severity)))
      words.set(key, { word, family, severity, article, suggestion });
  }
  return new Engine(words, platformHarmless, tenant.harmless ?? []);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

class Engine implements BannedWords {
  readonly #characters: CharacterSymbols;
  readonly #syllables: Syllables;
  readonly #written: Automaton;
  /** What each pattern means: a word of a tenant may be spelt or sound like one of the platform, and takes nothing from it. */
  readonly #writtenAs: readonly { readonly text: string; readonly means: readonly (Entry | Harmless)[] }[];
  readonly #spoken: Automaton;
  readonly #spokenAs: readonly (readonly Entry[])[];

  constructor(words: ReadonlyMap<string, BannedWord>, harmless: readonly string[], tenantHarmless: readonly string[]) {
    const written = (text: string, means: Entry | Harmless) => spellings(text).map((form) => ({ text: form, means }));
    const forms = [
      ...tenantHarmless.flatMap((text) => written(plain(text), { harmless: 'below_block' })),
      ...harmless.flatMap((text) => written(plain(text), { harmless: 'always' })),
      ...[...words].flatMap(([key, word]) => written(key, { word, plain: key })),
    ].filter(({ text }) => text.length > 0 && text.length < RING);
    this.#writtenAs = [...groupBy(forms, ({ text }) => text)].map(([text, same]) => ({
      text,
      means: same.map(({ means }) => means),
    }));
    this.#characters = new CharacterSymbols(this.#writtenAs.flatMap(({ text }) => [...text]));
    this.#written = new Automaton(
      this.#writtenAs.map(({ text }) => this.#characters.encode(text)),
      this.#characters.size,
    );

    this.#syllables = syllables ??= new Syllables();
    const spoken = [...words].flatMap(([key, word]) => {
      const symbols = key.length >= 2 && key.length < RING ? this.#syllables.encode(key) : undefined;
      return symbols ? [{ symbols, entry: { word, plain: key } }] : [];
    });
    const sounds = [...groupBy(spoken, ({ symbols }) => symbols.join()).values()];
    this.#spokenAs = sounds.map((same) => same.map(({ entry }) => entry));
    this.#spoken = new Automaton(
      sounds.map(([first]) => first?.symbols ?? []),
      this.#syllables.size,
    );
  }

  find(text: string): BannedHit[] {
    const hits: BannedHit[] = [];
    const harmless: (Span & Harmless)[] = [];
    this.#read(text, hits, harmless);
    this.#listen(text, hits);
    if (hits.length === 0) return hits;
    harmless.sort((a, b) => a.start - b.start);
    const excused = (hit: BannedHit): boolean => isHarmlessThere(text, hit) || liesIn(harmless, hit);
    return withoutOverlaps(hits.filter((hit) => !excused(hit)));
  }

  /** Looks for the words as written, passing over what may stand between their characters. */
  #read(text: string, hits: BannedHit[], harmless: (Span & Harmless)[]): void {
    const { table } = this.#characters;
    const automaton = this.#written;
    const starts = new Int32Array(RING);
    let state = 0;
    let count = 0;

    const step = (symbol: number, at: number, end: number): void => {
      starts[count++ & (RING - 1)] = at;
      state = automaton.next(state, symbol);
      for (let last = automaton.firstEnd(state); last !== 0; last = automaton.shorterEnd(last)) {
        const pattern = this.#writtenAs[automaton.patternAt(last)];
        if (!pattern) continue;
        const start = starts[(count - pattern.text.length) & (RING - 1)] as number;
        if (end - start > pattern.text.length * STRETCH || !standsAlone(text, pattern.text, start, end)) continue;
        for (const means of pattern.means)
          if ('harmless' in means) harmless.push({ start, end, harmless: means.harmless });
          else hits.push(hitOf(text, start, end, means, 'variant'));
      }
    };

    for (let at = 0; at < text.length; at++) {
      const symbol = table[text.charCodeAt(at)] as number;
      if (symbol > SLOW) step(symbol, at, at + 1);
      else if (symbol === OTHER || (symbol === DOT && isDigit(text, at - 1) && isDigit(text, at + 1))) state = 0;
      else if (symbol === SLOW) {
        const character = String.fromCodePoint(text.codePointAt(at) as number);
        for (const part of this.#characters.slow(character))
          if (part === OTHER) state = 0;
          else if (part > SLOW) step(part, at, at + character.length);
        at += character.length - 1;
      }
    }
  }

  /** Looks for the words by their sound: written in pinyin, or with other characters of the same sound. */
  #listen(text: string, hits: BannedHit[]): void {
    const { table } = this.#characters;
    const sounds = this.#syllables.table;
    const automaton = this.#spoken;
    const starts = new Int32Array(RING);
    const ends = new Int32Array(RING);
    const latins = new Uint8Array(RING);
    let state = 0;
    let count = 0;

    const step = (symbol: number, start: number, end: number, latin: boolean): void => {
      const place = count++ & (RING - 1);
      starts[place] = start;
      ends[place] = end;
      latins[place] = latin ? 1 : 0;
      state = automaton.next(state, symbol);
      for (let last = automaton.firstEnd(state); last !== 0; last = automaton.shorterEnd(last)) {
        const entries = this.#spokenAs[automaton.patternAt(last)];
        const length = entries?.[0]?.plain.length;
        if (!entries || !length) continue;
        const begin = starts[(count - length) & (RING - 1)] as number;
        if (end - begin > length * STRETCH * 2) continue;
        const heard = Array.from({ length }, (_, at): Spoken => {
          const place = (count - length + at) & (RING - 1);
          return { start: starts[place] as number, end: ends[place] as number, latin: latins[place] === 1 };
        });
        for (const entry of entries) {
          const verdict = judgeDisguise(entry.plain, heard, text);
          if (verdict === 'coincidence') continue;
          const hit = hitOf(text, begin, end, entry, 'pinyin');
          // What only sounds like the word may be chance after all: a person decides.
          hits.push(verdict === 'likely' && hit.severity === 'block' ? { ...hit, severity: 'ask' } : hit);
        }
      }
    };

    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      const symbol = sounds[unit] as number;
      if (symbol !== 0) {
        step(symbol, at, at + 1, false);
        continue;
      }
      const end = endOfLetters(text, at);
      if (end > at) {
        const parts =
          end - at > 1 && end - at <= LONGEST_LATIN ? this.#syllables.split(toneless(text.slice(at, end))) : undefined;
        if (!parts) state = 0;
        for (const part of parts ?? []) {
          step(part.symbol, at, at + part.length, true);
          at += part.length;
        }
        at = end - 1;
      } else if (table[unit] !== SKIP && table[unit] !== DOT) state = 0;
    }
  }
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** Every way in which the digits of a word may be written: 第一 is 第1 too. */
function spellings(word: string): string[] {
  const digits: Readonly<Record<string, string>> = { 一: '1', 零: '0' };
  const other = [...word].map((character) => digits[character] ?? character).join('');
  return other === word ? [word] : [word, other];
}

function hitOf(text: string, start: number, end: number, { word }: Entry, by: 'variant' | 'pinyin'): BannedHit {
  const found = text.slice(start, end);
  return { ...word, start, end, found, by: found === word.word ? 'exact' : by };
}

/** Where a run of Latin letters, of usual or full width, with or without tone marks, ends. */
function endOfLetters(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const usual = unit >= 0xff21 && unit <= 0xff5a ? unit - 0xfee0 : unit;
    const accented = unit >= 0xc0 && unit <= 0x24f && unit !== 0xd7 && unit !== 0xf7;
    if (!((usual >= 65 && usual <= 90) || (usual >= 97 && usual <= 122) || accented)) break;
  }
  return at;
}

/** Letters of pinyin without their tones; ü is v, as on a keyboard. */
const toneless = (letters: string): string =>
  plain(letters)
    .normalize('NFD')
    .replace(/u\u0308/g, 'v')
    .replace(/\p{Mn}/gu, '');

/** Whether a harmless phrase covers the hit. Phrases are in order of their beginnings, and none is longer than LONGEST. */
function liesIn(phrases: readonly (Span & Harmless)[], hit: BannedHit): boolean {
  let low = 0;
  for (let high = phrases.length; low < high;) {
    const middle = (low + high) >> 1;
    if ((phrases[middle] as Span).start < hit.start - LONGEST) low = middle + 1;
    else high = middle;
  }
  for (let phrase = phrases[low]; phrase && phrase.start <= hit.start; phrase = phrases[++low])
    if (hit.end <= phrase.end && (phrase.harmless === 'always' || hit.severity !== 'block')) return true;
  return false;
}

/** Of hits that overlap, the one that begins first, the longest, stands for all, with the strictest severity. */
function withoutOverlaps(hits: readonly BannedHit[]): BannedHit[] {
  const kept: BannedHit[] = [];
  for (const hit of hits.toSorted((a, b) => a.start - b.start || b.end - a.end || rank(b) - rank(a))) {
    const last = kept.at(-1);
    if (!last || hit.start >= last.end) kept.push(hit);
    else if (rank(hit) > rank(last)) kept[kept.length - 1] = { ...last, severity: hit.severity };
  }
  return kept;
}

const rank = ({ severity }: BannedHit): number => SEVERITIES.indexOf(severity);
