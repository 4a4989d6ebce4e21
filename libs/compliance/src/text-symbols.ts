import { READINGS, SIMPLIFIED } from './character-data.js';

/** A character that belongs to no word: it ends every word that was being matched. */
export const OTHER = 0;
/** A character that may stand between the characters of a word to disguise it: it is passed over. */
export const SKIP = 1;
/** A full stop, passed over unless it stands in a number: 1.00% is not 100%. */
export const DOT = 2;
/** A character that becomes several, or half of a surrogate pair: looked at more closely. */
export const SLOW = 3;
export const FIRST_SYMBOL = 4;

/** Characters nobody writes but in place of another. */
const VARIANTS = '蕞最朂最㝡最樶最檌最嶵最苐第㐧第壹一弌一ㄧ一兔免囯国';
/** What ends a phrase: a word does not go on behind it. */
const BREAKS = '!?;:,。、\n\r';

/** Character by character to simplified Chinese, and to the character meant by a variant. */
let simple: Map<string, string> | undefined;
export function simplified(): ReadonlyMap<string, string> {
  if (simple) return simple;
  const pairs = [...SIMPLIFIED.join(''), ...VARIANTS];
  simple = new Map();
  for (let at = 0; at < pairs.length; at += 2) simple.set(pairs[at] as string, pairs[at + 1] as string);
  return simple;
}

/** A text in the form that words are compared in: NFKC, small letters, simplified Chinese. */
export function plain(text: string): string {
  const map = simplified();
  return [...text.normalize('NFKC').toLowerCase()].map((character) => map.get(character) ?? character).join('');
}

const isPassedOver = (character: string): boolean =>
  /^[\p{P}\p{S}\p{Z}\p{Cf}\p{Mn}\p{Cc}]$/u.test(character) && !BREAKS.includes(character);

/** What each UTF-16 unit means to an automaton over the characters of `alphabet` (which are in plain form). */
export class CharacterSymbols {
  readonly table = new Uint16Array(65_536);
  readonly #of = new Map<string, number>();
  readonly #slow = new Map<string, readonly number[]>();

  constructor(alphabet: Iterable<string>) {
    for (const character of alphabet)
      if (!this.#of.has(character)) this.#of.set(character, this.#of.size + FIRST_SYMBOL);
    // Han and Hangul are their own NFKC and many: only those of the alphabet matter.
    for (let unit = 0; unit < 65_536; unit++) {
      const surrogate = unit >= 0xd800 && unit <= 0xdfff;
      const itself = (unit >= 0x3400 && unit <= 0x9fff) || (unit >= 0xac00 && unit <= 0xd7a3);
      if (surrogate) this.table[unit] = SLOW;
      else if (!itself) this.table[unit] = this.#single(String.fromCharCode(unit));
    }
    for (const [character, symbol] of this.#of)
      if (character.length === 1) this.table[character.charCodeAt(0)] = symbol;
    for (const [from, to] of simplified()) this.table[from.charCodeAt(0)] = this.#of.get(to) ?? OTHER;
  }

  get size(): number {
    return this.#of.size + FIRST_SYMBOL;
  }

  encode(word: string): number[] {
    return [...word].map((character) => this.#of.get(character) ?? OTHER);
  }

  /** The symbols of a character that is not one unit or becomes several. */
  slow(character: string): readonly number[] {
    let symbols = this.#slow.get(character);
    if (!symbols) {
      symbols = [...plain(character)].map((part) => this.#meaning(part));
      this.#slow.set(character, symbols);
    }
    return symbols;
  }

  #single(character: string): number {
    const parts = [...plain(character)];
    return parts.length === 1 ? this.#meaning(parts[0] as string) : parts.length === 0 ? SKIP : SLOW;
  }

  #meaning(character: string): number {
    const symbol = this.#of.get(character);
    if (symbol !== undefined) return symbol;
    if (character === '.') return DOT;
    return isPassedOver(character) ? SKIP : OTHER;
  }
}

/** Syllables of pinyin as symbols: 0 is none. */
export class Syllables {
  readonly table = new Uint16Array(65_536);
  readonly #of = new Map<string, number>();

  constructor() {
    for (const line of READINGS) {
      const [syllable = '', characters = ''] = line.split(' ');
      const symbol = this.#of.size + 1;
      this.#of.set(syllable, symbol);
      for (const character of characters) this.table[character.charCodeAt(0)] = symbol;
    }
    for (const [from, to] of simplified())
      if (this.table[from.charCodeAt(0)] === 0) this.table[from.charCodeAt(0)] = this.table[to.charCodeAt(0)] as number;
  }

  get size(): number {
    return this.#of.size + 1;
  }

  /** The symbols of a word of Chinese characters; undefined when one has no reading here. */
  encode(word: string): number[] | undefined {
    const symbols = [...word].map((character) => this.table[character.charCodeAt(0)] as number);
    return symbols.every((symbol) => symbol !== 0) ? symbols : undefined;
  }

  /** Splits Latin letters into whole syllables, the longest first; undefined when they are no pinyin. */
  split(letters: string): readonly { readonly symbol: number; readonly length: number }[] | undefined {
    if (letters === '') return [];
    for (let length = Math.min(6, letters.length); length > 0; length--) {
      const symbol = this.#of.get(letters.slice(0, length));
      const rest = symbol === undefined ? undefined : this.split(letters.slice(length));
      if (symbol !== undefined && rest) return [{ symbol, length }, ...rest];
    }
    return undefined;
  }
}
