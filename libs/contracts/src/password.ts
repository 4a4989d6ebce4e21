import * as z from 'zod';

/** NIST SP 800-63B: length decides, no composition rules. What is easily guessed is refused besides. */
export const PASSWORD_MIN = 8;
export const Password = z
  .string()
  .refine((text) => lengthOf(text) >= PASSWORD_MIN, { error: `at least ${PASSWORD_MIN} characters` })
  .max(200);

/** Why a password is refused: `common` is known only to the server, which holds the list. */
export type PasswordFault = 'short' | 'repeated' | 'sequence' | 'context' | 'common';

/** As people count: a character outside the basic plane is one. */
const lengthOf = (text: string): number => [...text.normalize('NFKC')].length;

const KEYBOARD = [
  '`1234567890-=',
  'qwertyuiop[]',
  'asdfghjkl;',
  'zxcvbnm,./',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/',
];
const RUNS = [...KEYBOARD, 'abcdefghijklmnopqrstuvwxyz', '01234567890'];

/** The characters of `text` that do not merely go on from the one before them: `aaaa` and `abcd` have one, `azbq` four. */
function surprises(text: string): number {
  const letters = [...text];
  return letters.filter((letter, i) => {
    const last = letters[i - 1];
    if (last === undefined) return true;
    if (last === letter) return false;
    return !RUNS.some((run) => {
      const at = run.indexOf(last);
      return at >= 0 && (run[at + 1] === letter || (at > 0 && run[at - 1] === letter));
    });
  }).length;
}

/** The shortest piece that `text` is made of again and again: `abc` of `abcabcab`. */
function period(text: string): number {
  for (let size = 1; size < text.length; size++)
    if ([...text].every((letter, i) => letter === text[i % size])) return size;
  return text.length;
}

/** Words that stand for the person, the enterprise or the product: what is left without them has to carry the password. */
function withoutContext(text: string, context: readonly string[]): string {
  const words = [...context, 'sibai', '四百', '400', 'password', 'mima', '密码']
    .flatMap((word) => [word, ...word.split(/[@._\s-]+/)])
    .map((word) => word.normalize('NFKC').toLowerCase())
    .filter((word) => [...word].length >= 3 || /^\p{Script=Han}{2,}$/u.test(word))
    .toSorted((a, b) => b.length - a.length);
  return words.reduce((left, word) => left.replaceAll(word, ''), text);
}

/** What is wrong with a password, as far as it can be told without a list. `context`: names and addresses of its owner. */
export function passwordFault(password: string, context: readonly string[] = []): PasswordFault | undefined {
  const text = password.normalize('NFKC').toLowerCase();
  if (lengthOf(password) < PASSWORD_MIN) return 'short';
  if (new Set(text).size < 4 || period(text) <= 3) return 'repeated';
  if (surprises(text) < 4) return 'sequence';
  const rest = withoutContext(text, context);
  if (rest !== text && [...rest].length < 5) return 'context';
  return undefined;
}

/** From 0, refused, to 4: how long it would hold. A hint, not a rule. */
export function passwordStrength(password: string, context: readonly string[] = []): 0 | 1 | 2 | 3 | 4 {
  if (passwordFault(password, context)) return 0;
  const text = withoutContext(password.normalize('NFKC').toLowerCase(), context);
  const worth = Math.min(surprises(text), period(text)) + (/\p{Script=Han}/u.test(text) ? 4 : 0);
  return worth >= 16 ? 4 : worth >= 12 ? 3 : worth >= 9 ? 2 : 1;
}
