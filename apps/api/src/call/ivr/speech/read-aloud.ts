import { readCount, readDecimal, readDigits, readMoney, readNumber, readTime, spell } from './read-number.js';

/** What two of is 两: measure words, and units that are counted rather than numbered. */
const COUNTED =
  '个|位|名|次|天|周|年(?!级)|小时|分钟|分|秒钟?|元|块|角|件|份|台|条|张|种|项|家|人|遍|倍|套|组|通|部|辆|本|笔|点|千|万|亿|公里|米|公斤|斤|箱|包|盒|瓶|单|轮|步|页|岁|度';
/** What two of is 二: units that say which one, or where counting keeps 二. */
const NUMBERED = '月|日|号|楼|层|级|期|路|区|栋|室|厘米|毫米|平方米|克|升|年级';
const UNIT = new RegExp(`^(${NUMBERED}|${COUNTED})`);
const COUNTED_UNIT = new RegExp(`^(?!${NUMBERED})(${COUNTED})`);

/** Words after which a number is a name, and is read digit by digit. */
const NAMED =
  /(号码|电话|手机|热线|拨打|致电|单号|编号|工号|尾号|账号|卡号|分机|验证码|代码|邮编|编码|转)[是为：:\s]{0,2}$/;

/** What the groups of a match are read as; undefined leaves the match to the rules that follow. */
type Reader = (groups: readonly string[]) => string | undefined;

const PHONES = [
  /(?<!\d)(400)-?(\d{3})-?(\d{4})(?!\d)/g,
  /(?<!\d)(400)-(\d{4})-(\d{3})(?!\d)/g,
  /(?<!\d)(1\d{2})-?(\d{4})-?(\d{4})(?!\d)/g,
  /(?<!\d)(0\d{2,3})-(\d{7,8})(?!\d)/g,
].map((pattern): [RegExp, Reader] => [pattern, (parts) => parts.map(readDigits).join('，')]);

/** In order: what is more particular comes first. What a rule has read is hanzi, which no later rule touches. */
const RULES: readonly [pattern: RegExp, read: Reader][] = [
  [
    /(?<!\d)(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)([日号]?)/g,
    ([y = '', m = '', d = '', day]) =>
      isDate(m, d) ? `${spell(y)}年${readNumber(m)}月${readNumber(d)}${day || '日'}` : undefined,
  ],
  [/(?<!\d)(\d{4})(?=年)/g, ([year = '']) => spell(year)],
  [
    /(?<![\d:])(\d{1,2}):([0-5]\d)(?::[0-5]\d)?(?![\d:])/g,
    ([hour, minute]) => (Number(hour) <= 24 ? readTime(Number(hour), Number(minute)) : undefined),
  ],
  [/(?<=[点半分])\s*[-~～—]\s*(?=[零一二三四五六七八九十两])/g, () => '到'],
  [/[¥￥]\s*(\d[\d,]*(?:\.\d+)?)\s*([百千万亿]+)元?/g, ([n = '', unit = '']) => `${readCount(plain(n))}${unit}元`],
  [/[¥￥]\s*(\d[\d,]*(?:\.\d{1,2})?)(?![\d.])元?/g, ([amount = '']) => readMoney(plain(amount))],
  [/(?<![\d.])(\d[\d,]*\.\d{1,2})元/g, ([amount = '']) => readMoney(plain(amount))],
  [/(?<![\d.])(\d+(?:\.\d+)?)\s*%/g, ([n = '']) => `百分之${readDecimal(n)}`],
  ...PHONES,
  [/(?<![\d.])(\d{1,3}(?:,\d{3})+)(?![\d,])/g, ([n = '']) => plain(n)],
  [/(\d)\s*[-~～—至到]\s*(?=\d)/g, ([n = '']) => `${n}到`],
  [/(?<![\w-])-(?=\d)/g, () => '负'],
  [/[#＃]键?/g, () => '井号键'],
  [/[*＊]键?/g, () => '星号键'],
];

/** Writes a text the way it is said in Mandarin: numbers, dates, times, money and telephone numbers in hanzi. */
export function readAloud(text: string): string {
  let said = halfWidth(text);
  for (const [pattern, read] of RULES)
    // The last two arguments are the offset and the whole text.
    said = said.replace(pattern, (match: string, ...rest: string[]) => read(rest.slice(0, -2)) ?? match);
  return said
    .replace(/\d+(?:\.\d+)?/g, (n, at: number) => readPlain(n, said.slice(0, at), said.slice(at + n.length)))
    .replace(/&/g, '和')
    .replace(/℃/g, '摄氏度');
}

/** A number that no rule took: an amount, or a name, as its neighbours say. */
function readPlain(number: string, before: string, after: string): string {
  const name = !number.includes('.');
  if (name && (/[A-Za-z]$/.test(before) || /^[A-Za-z]/.test(after) || NAMED.test(before))) {
    if (number.length > 1) return readDigits(number);
  }
  const unit = after.trimStart();
  if (name && /^0\d/.test(number)) return readDigits(number);
  if (name && number.length >= 3 && unit.startsWith('号')) return readDigits(number);
  if (/第$/.test(before)) return readDecimal(number).replace(/^两(?=[百千万亿])/, '二');
  if (COUNTED_UNIT.test(unit) || /^到\d+(\.\d+)?/.test(unit)) return countIn(number, unit);
  if (name && number.length >= 5 && !UNIT.test(unit)) return readDigits(number);
  return readDecimal(number);
}

/** The first number of a range (2到3位) is counted by the unit of the second. */
function countIn(number: string, unit: string): string {
  const rest = unit.replace(/^到\d+(\.\d+)?\s*/, '');
  return COUNTED_UNIT.test(rest) ? readCount(number) : readDecimal(number);
}

const plain = (number: string): string => number.replaceAll(',', '');

const isDate = (month: string, day: string): boolean =>
  Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31;

const halfWidth = (text: string): string =>
  text
    .replace(/[０-９Ａ-Ｚａ-ｚ％．]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/(?<=\d)：(?=\d)/g, ':');
