const KEYS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({ 2: 'abc', 3: 'def', 4: 'ghi', 5: 'jkl', 6: 'mno', 7: 'pqrs', 8: 'tuvü', 9: 'wxyz' }).flatMap(
    ([key, letters]) => [...letters].map((letter) => [letter, key]),
  ),
);

/** The keys of a telephone that spell Latin letters: jinrong is 5467664. Whatever is no letter is left out. */
export function keysOf(letters: string): string {
  return [...letters.toLowerCase()].map((letter) => KEYS[letter] ?? '').join('');
}

/** The keys of the first letters of the syllables: jin rong is JR, 57. */
export function initialsOf(pinyin: readonly string[]): string {
  return keysOf(pinyin.map((syllable) => syllable.slice(0, 1)).join(''));
}

/** The digits that a syllable sounds like when it is read out, the closest first. */
const SYLLABLE_DIGITS: Readonly<Record<string, string>> = {
  ling: '0', dong: '0', lin: '0', ni: '0', li: '0',
  yi: '1', yao: '1', you: '1', yin: '1',
  er: '2', ai: '2', liang: '2', e: '2',
  san: '3', shan: '3', sheng: '3', shang: '3', xiang: '3', sang: '3',
  si: '4', shi: '4', zhi: '4', ci: '4',
  wu: '5', wo: '5', hu: '5', mu: '5',
  liu: '6', lu: '6', lv: '6', lü: '6', niu: '6',
  qi: '7', qin: '7', qing: '7', ji: '7', xi: '7',
  ba: '8', fa: '8', ban: '8', bang: '8', bai: '8', bao: '8',
  jiu: '9', jiao: '9', gou: '9', qiu: '9',
}; // prettier-ignore

/** The digits that sound like the word (就要酒: 919), if each of its syllables sounds like one. */
export function homophoneOf(pinyin: readonly string[]): string | undefined {
  const digits = pinyin.map((syllable) => SYLLABLE_DIGITS[syllable.toLowerCase()] ?? '?').join('');
  return digits.length >= 2 && !digits.includes('?') ? digits : undefined;
}

const word = (text: string, pinyin: string) => ({ text, pinyin: pinyin.split(' ') });

/** Words of trades that numbers are chosen for, so that the commonest need no dictionary of pinyin. */
export const INDUSTRY_WORDS: readonly { readonly text: string; readonly pinyin: readonly string[] }[] = [
  word('金融', 'jin rong'),
  word('银行', 'yin hang'),
  word('保险', 'bao xian'),
  word('理财', 'li cai'),
  word('证券', 'zheng quan'),
  word('物流', 'wu liu'),
  word('快递', 'kuai di'),
  word('搬家', 'ban jia'),
  word('教育', 'jiao yu'),
  word('培训', 'pei xun'),
  word('留学', 'liu xue'),
  word('医疗', 'yi liao'),
  word('健康', 'jian kang'),
  word('口腔', 'kou qiang'),
  word('养老', 'yang lao'),
  word('家政', 'jia zheng'),
  word('装修', 'zhuang xiu'),
  word('家居', 'jia ju'),
  word('家电', 'jia dian'),
  word('空调', 'kong tiao'),
  word('维修', 'wei xiu'),
  word('汽车', 'qi che'),
  word('租车', 'zu che'),
  word('酒店', 'jiu dian'),
  word('旅游', 'lü you'),
  word('机票', 'ji piao'),
  word('餐饮', 'can yin'),
  word('美食', 'mei shi'),
  word('外卖', 'wai mai'),
  word('茶叶', 'cha ye'),
  word('白酒', 'bai jiu'),
  word('就要酒', 'jiu yao jiu'),
  word('生鲜', 'sheng xian'),
  word('服装', 'fu zhuang'),
  word('珠宝', 'zhu bao'),
  word('美容', 'mei rong'),
  word('健身', 'jian shen'),
  word('婚庆', 'hun qing'),
  word('摄影', 'she ying'),
  word('房产', 'fang chan'),
  word('物业', 'wu ye'),
  word('法律', 'fa lü'),
  word('律师', 'lü shi'),
  word('财税', 'cai shui'),
  word('会计', 'kuai ji'),
  word('招聘', 'zhao pin'),
  word('广告', 'guang gao'),
  word('软件', 'ruan jian'),
  word('科技', 'ke ji'),
  word('网络', 'wang luo'),
  word('电商', 'dian shang'),
  word('客服', 'ke fu'),
  word('安防', 'an fang'),
  word('环保', 'huan bao'),
  word('建材', 'jian cai'),
  word('机械', 'ji xie'),
  word('化工', 'hua gong'),
  word('农业', 'nong ye'),
  word('宠物', 'chong wu'),
  word('母婴', 'mu ying'),
];

/** Every syllable of Mandarin without tones, by its initial; ü is also written v. */
const SYLLABLES: ReadonlySet<string> = new Set(
  [
    ' a ai an ang ao e ei en eng er o ou',
    'b a ai an ang ao ei en eng i ian iao ie in ing o u',
    'p a ai an ang ao ei en eng i ian iao ie in ing o ou u',
    'm a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u',
    'f a an ang ei en eng o ou u',
    'd a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo',
    't a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo',
    'n a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve ü üe',
    'l a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo v ve ü üe',
    'g a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo',
    'k a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo',
    'h a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo',
    'j i ia ian iang iao ie in ing iong iu u uan ue un',
    'q i ia ian iang iao ie in ing iong iu u uan ue un',
    'x i ia ian iang iao ie in ing iong iu u uan ue un',
    'zh a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo',
    'ch a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo',
    'sh a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo',
    'r an ang ao e en eng i ong ou u uan ui un uo',
    'z a ai an ang ao e ei en eng i ong ou u uan ui un uo',
    'c a ai an ang ao e en eng i ong ou u uan ui un uo',
    's a ai an ang ao e en eng i ong ou u uan ui un uo',
    'y a an ang ao e i in ing o ong ou u uan ue un',
    'w a ai an ang ei en eng o u',
  ].flatMap((line) => {
    const [initial = '', ...finals] = line.split(' ');
    return finals.map((final) => initial + final);
  }),
);

/** Splits letters into syllables of pinyin, longest first: jinrong is jin rong. Nothing when they are none. */
export function splitPinyin(letters: string): readonly string[] | undefined {
  const rest = letters.toLowerCase();
  if (rest === '') return [];
  for (let length = Math.min(6, rest.length); length > 0; length -= 1) {
    if (!SYLLABLES.has(rest.slice(0, length))) continue;
    const others = splitPinyin(rest.slice(length));
    if (others) return [rest.slice(0, length), ...others];
  }
  return undefined;
}
