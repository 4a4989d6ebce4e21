declare const brand: unique symbol;

/**
 * A number that may be shown to who is called. Only `asCli` makes one, so that a 400 number cannot get to where numbers
 * are dialled: it only receives calls (反电信网络诈骗法 art. 13, 14), and its carrier shuts it when it is seen calling.
 */
export type Cli = string & { readonly [brand]: 'Cli' };

/**
 * However a carrier may write them: 400…, 86400…, 0086400…, 0400…. The same expression stands in the database
 * (migration outbound) and in Asterisk's dialplan (docker/asterisk/extensions.conf).
 */
const HOTLINE = /^\+?(00)?(86)?0*[48]00/;

/** The digits as a number that may be shown; undefined for a 400 or 800 number and for what is no number. */
export function asCli(text: string): Cli | undefined {
  const digits = text.normalize('NFKC').replace(/[\s()\-–—.]/g, '');
  return /^\d{5,15}$/.test(digits) && !HOTLINE.test(digits) ? (digits as Cli) : undefined;
}

/** How the number to be shown is chosen, as the field names it. */
export const CLI_RULES = ['same_region', 'group', 'line_default', 'round_robin'] as const;
export type CliRule = (typeof CLI_RULES)[number];

/** A number one may call with. */
export interface CallerNumber {
  readonly number: Cli;
  /** Kept for the calls of one group; null: for all. */
  readonly group: string | null;
  /** Numbers called that begin so are of its region, beside those of its own area code. */
  readonly prefixes: readonly string[];
  /** The number the line's trunk shows when nothing else is wanted. */
  readonly lineDefault: boolean;
  /** When it was shown last; null: never. */
  readonly usedAt: number | null;
}

export interface ChosenCli {
  readonly cli: Cli;
  /** What decided: the rule, or what came next when nothing answered the rule. */
  readonly because: CliRule | 'any';
}

/** Before another rule's numbers are taken: those of the group, then the line's own, then any. */
const NEXT: readonly CliRule[] = ['group', 'line_default'];

/**
 * Chooses the number to be shown to `to` from those of the line. Numbers kept for other groups are never taken. Of equals the
 * one that has rested longest is chosen, and then the lowest, so that everybody chooses alike. Undefined: there is none.
 */
export function chooseCli(
  numbers: readonly CallerNumber[],
  { to, group }: { readonly to: string; readonly group: string | null },
  rule: CliRule,
): ChosenCli | undefined {
  const open = numbers.filter((n) => n.group === null || n.group === group);
  for (const because of [rule, ...NEXT]) {
    const cli = rested(answering(open, to, because));
    if (cli !== undefined) return { cli, because };
  }
  const cli = rested(open);
  return cli === undefined ? undefined : { cli, because: 'any' };
}

function answering(numbers: readonly CallerNumber[], to: string, rule: CliRule): readonly CallerNumber[] {
  switch (rule) {
    case 'same_region':
      return nearest(numbers, to);
    case 'group':
      return numbers.filter((n) => n.group !== null);
    case 'line_default':
      return numbers.filter((n) => n.lineDefault);
    case 'round_robin':
      return numbers;
  }
}

/** Those whose region's prefix fits the number called the longest. */
function nearest(numbers: readonly CallerNumber[], to: string): readonly CallerNumber[] {
  const fits = numbers.map((n) => {
    const area = areaOf(n.number);
    const known = area === undefined ? n.prefixes : [...n.prefixes, area];
    return { n, length: Math.max(0, ...known.filter((prefix) => to.startsWith(prefix)).map((p) => p.length)) };
  });
  const best = Math.max(0, ...fits.map(({ length }) => length));
  return best === 0 ? [] : fits.filter(({ length }) => length === best).map(({ n }) => n);
}

function rested(numbers: readonly CallerNumber[]): Cli | undefined {
  return numbers.toSorted((a, b) => (a.usedAt ?? 0) - (b.usedAt ?? 0) || (a.number < b.number ? -1 : 1))[0]?.number;
}

/** The area code of a landline: 010, 02x, or four digits. */
export function areaOf(number: string): string | undefined {
  return /^0(10|2\d|[3-9]\d{2})/.exec(number)?.[0];
}
