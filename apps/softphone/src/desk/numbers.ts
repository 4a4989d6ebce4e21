/** The longest number that can be dialled (E.164, with room for an access code). */
export const LONGEST = 20;

const FULL_WIDTH_ZERO = 0xff10;

/**
 * The digits of a number as people type and paste it: blanks, dashes, brackets, full-width digits, `+86` and `tel:` left out.
 * Null for what is no number, so that an order number copied with its letters is not dialled.
 */
export function digitsOf(text: string): string | null {
  const plain = text
    .replace(/[\uff10-\uff19]/g, (digit) => String(digit.charCodeAt(0) - FULL_WIDTH_ZERO))
    .replace(/[\uff08\uff09\u2010-\u2015\uff0d]/g, '-')
    .trim()
    .replace(/^tel:/i, '')
    .replace(/^(\+|00)86(?=[\d\s-]{7,})/, '')
    .replace(/[\s().\-/]/g, '');
  return new RegExp(`^\\d{3,${LONGEST}}$`).test(plain) ? plain : null;
}

/** What a person sees who has typed keys that nobody else should read: the last one for a moment, and dots. */
export const masked = (keys: string, shown: boolean): string => (shown ? keys : '•'.repeat(keys.length));
