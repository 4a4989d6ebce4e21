import { plain } from './text-symbols.js';

/** One syllable as it stands in the text: a character, or letters of pinyin. */
export interface Spoken {
  readonly start: number;
  readonly end: number;
  readonly latin: boolean;
}

/**
 * The commonest characters of Chinese. One of them in the place of another of the same sound is chance, not disguise:
 * 低一 in 销量低一些 is not 第一.
 */
const COMMON = new Set(
  `的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运价低底售机中继级计假度假包报宝费非肺服副附待收手首守受售独读度渡毒唯维为位未`,
);

/** Letters that pinyin alone must have: shorter ones are words and brands as well (diyi, dujia). */
const LETTERS = 6;

/**
 * Whether what sounds like a word is that word in disguise. `sure`: partly in pinyin (zui好); `likely`: wholly in pinyin,
 * or a longer word with few characters exchanged for rarer ones of the same sound (国家鸡); else `coincidence`.
 */
export function judgeDisguise(word: string, heard: readonly Spoken[], text: string): 'sure' | 'likely' | 'coincidence' {
  let letters = 0;
  let same = 0;
  let exchanged = 0;
  let shortest = Infinity;
  for (const [at, { start, end, latin }] of heard.entries()) {
    if (latin) {
      letters += end - start;
      shortest = Math.min(shortest, end - start);
      continue;
    }
    const written = text.slice(start, end);
    if (written === word[at]) {
      same++;
      continue;
    }
    const character = plain(written);
    if (character === word[at]) same++;
    else if (COMMON.has(character)) return 'coincidence';
    else exchanged++;
  }
  if (exchanged === 0 && letters === 0) return 'coincidence'; // It was found as written.
  if (exchanged === 0) {
    if (same > 0) return shortest > 1 ? 'sure' : 'coincidence';
    return word.length > 2 || letters >= LETTERS ? 'likely' : 'coincidence';
  }
  return letters === 0 && word.length > 2 && exchanged * 2 <= word.length ? 'likely' : 'coincidence';
}
