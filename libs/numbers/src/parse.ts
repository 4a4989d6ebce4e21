/** How many numbers there are: 400 and seven digits. */
export const NAMESPACE_SIZE = 10_000_000;

const SEPARATORS = /[\s\-‐‑‒–—―−－ー().（）·・_]/g;

/** Full-width digits, letters and signs as their ASCII forms. */
export function narrow(text: string): string {
  return text.normalize('NFKC').replace(/[−‐‑‒–—―ー]/g, '-');
}

/** Reads any common spelling of a 400 number: +86, 0086, spaces, dashes wherever, full width. Yields its ten digits. */
export function parseNumber(text: string): string | undefined {
  const compact = narrow(text).replace(SEPARATORS, '');
  return /^(?:\+86|0086|86)?(400\d{7})$/.exec(compact)?.[1];
}

/** Reads a mainland mobile number in any common spelling. Yields its eleven digits. */
export function parseMobile(text: string): string | undefined {
  const compact = narrow(text).replace(SEPARATORS, '');
  return /^(?:\+86|0086|86)?(1[3-9]\d{9})$/.exec(compact)?.[1];
}

/** The three ways in which 400 numbers are written and read aloud. */
export type NumberStyle = '3-3-4' | '3-4-3' | '4-3-3';

/** Writes ten digits in groups: 400-888-8888, 400-8888-888 or 4008-888-888. */
export function formatNumber(number: string, style: NumberStyle = '3-3-4'): string {
  const [first, second] = style.split('-').map(Number) as [number, number];
  return [number.slice(0, first), number.slice(first, first + second), number.slice(first + second)].join('-');
}

/** The number's place in the namespace, 0 (400-000-0000) to 9,999,999. */
export function indexOf(number: string): number {
  return Number(number.slice(3));
}

export function numberAt(index: number): string {
  return `400${String(index).padStart(7, '0')}`;
}
