import type { Instant } from '@sibai/kernel';

/** A number, or a beginning of numbers, whose calls are not taken. */
export interface Block {
  readonly number: string;
  /** The number itself; otherwise all that begin so. */
  readonly whole: boolean;
  /** Null: for good. */
  readonly until: Instant | null;
}

/** A shorter beginning would shut out a whole region by one slip; `00`, every call from abroad, is meant when written. */
export const SHORTEST_BEGINNING = 3;
const ABROAD = '00';
const LONGEST = 20;

/** Help, and the police's own lines: as they are, or behind an area code, as a local office of theirs calls. */
const PROTECTED = /^(0(10|2\d|[3-9]\d{2}))?(110|119|120|122|12110|12119|12122|12395|96110)$/;

export type BlockFault = 'not_a_number' | 'too_short' | 'protected';

/** Reads what people write: a number, or a beginning of numbers with `*` behind it. */
export function readBlock(text: string): Pick<Block, 'number' | 'whole'> | { readonly fault: BlockFault } {
  const written = text.normalize('NFKC').trim();
  const whole = !written.endsWith('*');
  const number = callerDigits(written.replace(/\*+$/, ''));
  if (!/^\d+$/.test(number) || number.length > LONGEST || /[^\d\s()+\-–—.*]/.test(written))
    return { fault: 'not_a_number' };
  if (PROTECTED.test(number)) return { fault: 'protected' };
  if (number.length < SHORTEST_BEGINNING && !(number === ABROAD && !whole)) return { fault: 'too_short' };
  return { number, whole };
}

/** A caller's number as it stands in the list, however its carrier writes it: without the country, a mobile without zeros. */
export function callerDigits(caller: string): string {
  return caller
    .normalize('NFKC')
    .replace(/[\s()\-–—.]/g, '')
    .replace(/^\+/, '00')
    .replace(/^(?:00)?86(?=1[3-9]\d{9}$)/, '')
    .replace(/^0086(?=[1-9])/, '0')
    .replace(/^0+(?=1[3-9]\d{9}$)/, '');
}

/** All under which a caller may stand in the list: its number and every beginning of it. */
export function blockKeys(caller: string): string[] {
  const digits = callerDigits(caller);
  if (!/^\d+$/.test(digits)) return [];
  return Array.from(digits.slice(0, LONGEST), (_, at) => digits.slice(0, at + 1)).slice(1);
}

/** A call without a number: withheld, or filled with what is none. */
export const isAnonymous = (caller: string): boolean => !/[1-9]\d/.test(caller);

/**
 * The block that keeps a caller out at `now`: the number itself before a beginning, a longer beginning before a shorter one.
 * Who calls for help is never kept out, nor does a beginning catch one of the enterprise's preferred callers.
 */
export function blockOf<B extends Block>(
  caller: string,
  blocks: readonly B[],
  { now, preferred }: { readonly now: Instant; readonly preferred: boolean },
): B | undefined {
  const digits = callerDigits(caller);
  if (PROTECTED.test(digits)) return undefined;
  return blocks
    .filter(
      ({ number, whole, until }) =>
        (until === null || until > now) && (whole ? digits === number : !preferred && digits.startsWith(number)),
    )
    .toSorted((a, b) => Number(b.whole) - Number(a.whole) || b.number.length - a.number.length)[0];
}
