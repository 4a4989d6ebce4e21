/** What a Chinese telephone number is, as far as its digits tell. Source: 电信网编号计划 (2017). */
export type Phone =
  | { readonly kind: 'mobile' | 'virtual' | 'landline'; readonly number: string }
  | { readonly kind: 'hotline'; readonly number: string }
  | { readonly kind: 'invalid' };

/** Mobile virtual operators (移动通信转售): numbers fraud is often called from, so a person looks at them. */
const VIRTUAL = /^1(62|65|67|70|71)/;
/** Two-digit area codes of the large cities; 026 is not given out. All others have three digits, 03xx to 09xx. */
const LANDLINE = /^0(10|2[0-57-9])[2-8]\d{7}$|^0[3-9]\d{2}[2-8]\d{6,7}$/;

/** Reads a number as people write it: +86, 0086, spaces, dashes and brackets are forgiven. */
export function readPhone(text: string): Phone {
  const digits = text
    .normalize('NFKC')
    .replace(/[\s()\-–—.]/g, '')
    .replace(/^(\+86|0086)/, '');
  if (/^1[3-9]\d{9}$/.test(digits)) return { kind: VIRTUAL.test(digits) ? 'virtual' : 'mobile', number: digits };
  if (/^(400|800)\d{7}$/.test(digits)) return { kind: 'hotline', number: digits };
  const withZero = text.trim().startsWith('+86') && /^[1-9]/.test(digits) ? `0${digits}` : digits;
  if (LANDLINE.test(withZero)) return { kind: 'landline', number: withZero };
  return { kind: 'invalid' };
}
