import { PLATFORM_WORDS } from './banned-word-list.js';
import { plain } from './text-symbols.js';
import { claimsNothing, type Place } from './word-scope.js';

/** As far as a context looks. */
const CONTEXT = 8;
/** As far as a warning or a doubt reaches within its clause. */
const WARNED = 16;
const contexts = PLATFORM_WORDS.contexts.map(({ words, ...context }) => ({
  words: new Set(words.split(' ')),
  ...context,
}));
const asked = new Set(PLATFORM_WORDS.asked.families.split(' '));
const negations = PLATFORM_WORDS.negations.split(' ');

/** Whether a word claims nothing in this place: it counts, is turned round, or stands beside what makes it harmless. */
export function isHarmlessThere(text: string, place: Place): boolean {
  return (
    isEnumeration(text, place) ||
    negations.some((negation) => text.endsWith(negation, place.start)) ||
    PLATFORM_WORDS.warnings.test(text.slice(Math.max(0, place.start - WARNED), place.start)) ||
    PLATFORM_WORDS.doubts.test(text.slice(place.end, place.end + WARNED)) ||
    (asked.has(place.family) && PLATFORM_WORDS.asked.after.test(text.slice(place.end, place.end + WARNED))) ||
    losesItsClaim(text, place) ||
    claimsNothing(text, place)
  );
}

/** Whether what stands beside the word takes its claim away. */
function losesItsClaim(text: string, { word, start, end }: Place): boolean {
  return contexts.some(({ words, before, after, means }) => {
    if (!words.has(word)) return false;
    const found =
      before?.test(text.slice(Math.max(0, start - CONTEXT), start)) === true ||
      after?.test(text.slice(end, end + CONTEXT)) === true;
    return found === (means === 'harmless');
  });
}

/** “第一，准备材料；第二，…” counts and claims nothing. */
function isEnumeration(text: string, { word, start, end }: Place): boolean {
  return (
    word === '第一' &&
    /^\s*[，,、:：]/.test(text.slice(end, end + 3)) &&
    /(^|[。！？；：，!?;:,\n])\s*$/.test(text.slice(Math.max(0, start - 3), start))
  );
}

/** A word that begins or ends in a letter or a digit does not lie inside a longer one: TOP1 in TOP10. */
export function standsAlone(text: string, word: string, start: number, end: number): boolean {
  if (/^[a-z0-9]/.test(word)) {
    const before = plain(text[start - 1] ?? '');
    if (/[a-z0-9]/.test(before) || (before === '.' && isDigit(text, start - 2))) return false;
  }
  return !(/[a-z0-9]$/.test(word) && /[a-z0-9]/.test(plain(text[end] ?? '')));
}

export const isDigit = (text: string, at: number): boolean => /\d/.test((text[at] ?? '').normalize('NFKC'));
