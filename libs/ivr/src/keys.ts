/**
 * What a caller is asked to key in. Of the first two everything may be known; of the others nothing is kept but what
 * `masked` shows of it.
 */
export const KEY_KINDS = ['digits', 'order', 'password', 'id_card', 'card'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

export const isSecret = (kind: KeyKind): boolean => kind !== 'digits' && kind !== 'order';

export interface KeysAsked {
  readonly kind: KeyKind;
  readonly min: number;
  readonly max: number;
}

/** How many keys there may be of each kind: cards have 12 (some banks' oldest) to 19 digits, identity cards 18 or once 15. */
export const KEY_LIMITS: Readonly<Record<KeyKind, readonly [min: number, max: number]>> = {
  digits: [1, 32],
  order: [4, 32],
  password: [4, 12],
  id_card: [15, 18],
  card: [12, 19],
};

export type Keyed = { readonly is: 'more' | 'done' | 'wrong'; readonly keys: string } | { readonly is: 'cancelled' };

/** An identity card ends in X for every eleventh person, and no telephone has that key. */
const X_PLACE = 17;

/** What comes of one more key: `#` ends, as the last possible key does; `*` takes back what was keyed, then all of it. */
export function keyed(asked: KeysAsked, keys: string, digit: string): Keyed {
  if (digit === '#') return enough(asked, keys);
  if (digit === '*' && asked.kind === 'id_card' && keys.length === X_PLACE) return enough(asked, `${keys}X`);
  if (digit === '*') return keys === '' ? { is: 'cancelled' } : { is: 'more', keys: '' };
  const more = keys + digit;
  return more.length < asked.max ? { is: 'more', keys: more } : enough(asked, more);
}

/** What was keyed, if it can be what was asked for: long enough, and a card's number with the right last digit. */
export function enough({ kind, min }: KeysAsked, keys: string): Keyed {
  const right =
    keys.length >= min &&
    (kind !== 'card' || luhn(keys)) &&
    (kind !== 'id_card' || /^(\d{15}|\d{17}[\dX])$/.test(keys));
  return { is: right ? 'done' : 'wrong', keys };
}

/** What may be shown and kept of keys: of a card the last four, of a password not even how long it is. */
export function masked(kind: KeyKind, keys: string): string {
  if (!isSecret(kind)) return keys;
  return kind === 'password' || keys.length <= 4 ? '****' : `****${keys.slice(-4)}`;
}

/** ISO/IEC 7812-1, annex B. */
function luhn(number: string): boolean {
  let sum = 0;
  for (let place = 0; place < number.length; place++) {
    const digit = Number(number[number.length - 1 - place]);
    const twice = digit * 2;
    sum += place % 2 === 0 ? digit : twice > 9 ? twice - 9 : twice;
  }
  return sum % 10 === 0;
}
