import type { BadLine } from '@sibai/contracts';
import { parseNumber } from '@sibai/numbers';

/** Which cell of a line is what. */
export interface Columns {
  readonly number: number;
  readonly price: number | undefined;
}

export type Entry =
  | { readonly kind: 'number'; readonly number: string; readonly priceFen: number | null }
  | { readonly kind: 'bad'; readonly reason: BadLine };

const NUMBER_HEAD = /号码|电话|number|phone/i;
const PRICE_HEAD = /月租|月费|价格|price|rent/i;
const MAX_FEN = 10_000_000;

/** Reads the first line: a head names its columns in any order; without one the first column is the number, a second the price. */
export function columnsOf(first: readonly string[]): { readonly columns: Columns; readonly isHead: boolean } {
  const isHead = first.every((cell) => parseNumber(cell) === undefined) && first.some((cell) => NUMBER_HEAD.test(cell));
  if (!isHead) return { isHead, columns: { number: 0, price: first.length > 1 ? 1 : undefined } };
  const price = first.findIndex((cell) => PRICE_HEAD.test(cell));
  return {
    isHead,
    columns: { number: first.findIndex((cell) => NUMBER_HEAD.test(cell)), price: price < 0 ? undefined : price },
  };
}

/** What a line says: a number in any common spelling, and a month's price in yuan if there is one. */
export function entryOf(cells: readonly string[], columns: Columns): Entry {
  const number = parseNumber(cells[columns.number] ?? '');
  if (number === undefined) return { kind: 'bad', reason: 'not_a_number' };
  const price = columns.price === undefined ? '' : (cells[columns.price] ?? '').trim();
  if (price === '') return { kind: 'number', number, priceFen: null };
  const priceFen = fenOf(price);
  return priceFen === undefined ? { kind: 'bad', reason: 'bad_price' } : { kind: 'number', number, priceFen };
}

/** 35, 35.50, ￥35, 35元, 1,200: in fen. */
function fenOf(text: string): number | undefined {
  const [, yuan = '', fen = ''] =
    /^[¥￥]?\s*(\d{1,3}(?:,\d{3})+|\d{1,6})(?:\.(\d{1,2}))?\s*(?:元|yuan)?(?:\/月)?$/i.exec(text) ?? [];
  const amount = Number(yuan.replaceAll(',', '')) * 100 + Number(fen.padEnd(2, '0'));
  return yuan !== '' && amount > 0 && amount <= MAX_FEN ? amount : undefined;
}

/** Which of the ten million numbers a file has had: 1.25 MB. */
export class SeenNumbers {
  readonly #bits = new Uint8Array(1_250_000);

  /** Whether it is the first time. */
  add(number: string): boolean {
    const at = Number(number.slice(3));
    const byte = this.#bits[at >> 3] ?? 0;
    const bit = 1 << (at & 7);
    if (byte & bit) return false;
    this.#bits[at >> 3] = byte | bit;
    return true;
  }
}
