const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  壹: 1,
  二: 2,
  贰: 2,
  两: 2,
  三: 3,
  叁: 3,
  四: 4,
  肆: 4,
  五: 5,
  伍: 5,
  六: 6,
  陆: 6,
  七: 7,
  柒: 7,
  八: 8,
  捌: 8,
  九: 9,
  玖: 9,
};
const SMALL: Readonly<Record<string, number>> = { 十: 10, 拾: 10, 百: 100, 佰: 100, 千: 1000, 仟: 1000 };
const LARGE: Readonly<Record<string, number>> = { 万: 10_000, 萬: 10_000, 亿: 100_000_000, 億: 100_000_000 };

/**
 * The amount of a registered capital in whole units of its currency, as licences and people write it: 人民币壹佰万元整,
 * 1,000万元, 500.5万人民币. Undefined when it is not an amount.
 */
export function readCapital(text: string): number | undefined {
  const plain = text
    .normalize('NFKC')
    .replace(/[\s,，]/g, '')
    .replace(/^(人民币|美元|港元|港币|欧元|RMB|CNY|USD|¥|￥)/i, '')
    .replace(/(元|圆)?(整|正)?(人民币|美元|港元|港币|欧元|RMB|CNY|USD)?$/i, '')
    .replace(/(元|圆)$/, '');
  const arabic = /^(\d+(?:\.\d+)?)(万|萬|亿|億|百万|千万)?$/.exec(plain);
  if (arabic) return Math.round(Number(arabic[1]) * unitOf(arabic[2] ?? ''));
  return readNumerals(plain);
}

const unitOf = (unit: string): number =>
  [...unit].reduce((product, part) => product * (SMALL[part] ?? LARGE[part] ?? 1), 1);

function readNumerals(text: string): number | undefined {
  if (text === '') return undefined;
  let total = 0;
  let pending = 0;
  let section = 0;
  let digit = 0;
  for (const character of text) {
    const small = SMALL[character];
    const large = LARGE[character];
    const value = DIGITS[character];
    if (value !== undefined) digit = value;
    else if (small !== undefined) {
      // 拾万 is ten ten-thousands: a unit without a digit counts once.
      section += (digit || 1) * small;
      digit = 0;
    } else if (large !== undefined) {
      // 壹亿贰仟万: what stands before 亿 is multiplied whole, what stands before 万 only since the last 亿.
      if (large > 10_000) [total, pending] = [(total + pending + section + digit) * large, 0];
      else pending = (section + digit) * large;
      section = 0;
      digit = 0;
    } else return undefined;
  }
  return total + pending + section + digit;
}
