/** Money is whole fen. A yuan figure with two decimals, as banks and Alipay write it, is parsed without floating point. */
const YUAN = /^([+-]?)(\d{1,12})(?:\.(\d{1,2}))?$/;

/** `1,234.5` → 123450; undefined for what is no amount of whole fen. */
export function parseYuan(text: string): number | undefined {
  const match = YUAN.exec(
    text
      .trim()
      .replace(/^[¥￥]/, '')
      .replaceAll(',', ''),
  );
  if (!match) return undefined;
  const [, sign, yuan = '', fen = ''] = match;
  const amount = Number(yuan) * 100 + Number(fen.padEnd(2, '0'));
  return sign === '-' && amount !== 0 ? -amount : amount;
}

/** 123450 → `1234.50`, as Alipay wants it. */
export function yuan(fen: number): string {
  const digits = String(Math.abs(safeFen(fen))).padStart(3, '0');
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** A bigint column comes as text; beyond 2^53 a number would silently be another one. */
export function safeFen(value: number | string): number {
  const fen = Number(value);
  if (!Number.isSafeInteger(fen)) throw new RangeError(`not an amount in whole fen: ${value}`);
  return fen;
}
