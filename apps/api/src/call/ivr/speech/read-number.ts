const DIGITS = '零一二三四五六七八九';
const PLACES = ['', '十', '百', '千'];
const GROUPS = ['', '万', '亿', '万亿'];

/** Beyond this nobody can follow; it is read digit by digit. */
const MAX_DIGITS = 16;

/** Reads digits one by one, one being 幺 so that it is not taken for seven on a bad line. */
export const readDigits = (digits: string): string => spell(digits).replaceAll('一', '幺');

/** Reads digits one by one as in years and decimals, where one stays 一. */
export const spell = (digits: string): string => [...digits].map((d) => DIGITS[Number(d)]).join('');

/** Reads a whole number as an amount: 105 is 一百零五. */
export function readNumber(digits: string): string {
  const plain = digits.replace(/^0+(?=\d)/, '');
  if (plain === '0') return '零';
  if (plain.length > MAX_DIGITS) return readDigits(plain);

  const groups = plain.match(/\d{1,4}(?=(\d{4})*$)/g) ?? [];
  let read = '';
  let gap = false;
  groups.forEach((group, i) => {
    const value = Number(group);
    if (value === 0) {
      gap = read !== '';
      return;
    }
    if (read !== '' && (gap || value < 1000)) read += '零';
    read += readGroup(value) + (GROUPS[groups.length - 1 - i] ?? '');
    gap = false;
  });
  return read.replace(/^一十/, '十').replace(/^二(?=[百千万亿])/, '两');
}

/** Reads a number that may have decimals: 12.50 is 十二点五零. */
export function readDecimal(number: string): string {
  const [whole = '', decimals] = number.split('.');
  return decimals ? `${readNumber(whole)}点${spell(decimals)}` : readNumber(whole);
}

/** Reads how many of something there are: two of them are 两, not 二. */
export const readCount = (number: string): string => (/^0*2$/.test(number) ? '两' : readDecimal(number));

/** Reads 元 and 角分: 12.05 is 十二元零五分. */
export function readMoney(amount: string): string {
  const [whole = '0', decimals = ''] = amount.split('.');
  const [jiao, fen] = [Number(decimals[0] ?? 0), Number(decimals[1] ?? 0)];
  const yuan = Number(whole) > 0 || (jiao === 0 && fen === 0) ? `${readCount(whole)}元` : '';
  const tenths = jiao > 0 ? `${jiao === 2 ? '两' : DIGITS[jiao]}角` : '';
  const cents = fen > 0 ? `${yuan !== '' && jiao === 0 ? '零' : ''}${DIGITS[fen]}分` : '';
  return yuan + tenths + cents;
}

/** Reads an hour and minute: 09:30 is 九点半, 14:05 is 十四点零五分. */
export function readTime(hour: number, minute: number): string {
  const hours = `${readCount(String(hour))}点`;
  if (minute === 0) return hours;
  if (minute === 30 && hour <= 12) return `${hours}半`;
  return `${hours}${minute < 10 ? '零' : ''}${readNumber(String(minute))}分`;
}

function readGroup(value: number): string {
  let read = '';
  let gap = false;
  String(value)
    .split('')
    .forEach((digit, i, all) => {
      if (digit === '0') {
        gap = true;
        return;
      }
      if (gap && read !== '') read += '零';
      read += (DIGITS[Number(digit)] ?? '') + (PLACES[all.length - 1 - i] ?? '');
      gap = false;
    });
  return read;
}
