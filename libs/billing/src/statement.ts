import { parseYuan } from './money.js';

/** One payment that came in, as a bank's statement tells it. */
export interface StatementLine {
  /** As `2026-11-22`. */
  readonly date: string;
  readonly amountFen: number;
  readonly payer: string;
  readonly payerAccount: string;
  /** What the payer wrote: the place of our reference code. */
  readonly memo: string;
  /** The bank's own number of the movement, empty where it gives none. */
  readonly serial: string;
}

export interface BadLine {
  /** As in the file, counted from 1. */
  readonly row: number;
  readonly reason: 'date' | 'amount' | 'short';
}

export type StatementReading =
  | {
      readonly ok: true;
      readonly lines: readonly StatementLine[];
      readonly bad: readonly BadLine[];
      /** Rows of money that went out, which are passed over. */
      readonly outgoing: number;
    }
  | { readonly ok: false; readonly missing: readonly Column[] };

type Column = 'date' | 'amount' | 'payer' | 'memo';
type Field = Column | 'outgoing' | 'direction' | 'account' | 'serial' | 'memo2';

/** What the banks call their columns, the likeliest first: seen at ICBC, CCB, BOC, ABC, CMB, BoCom and others. */
const HEADERS: Record<Field, readonly RegExp[]> = {
  date: [
    /^(交易|记账|入账|起息|账务)?日期$/,
    /^交易日$/,
    /^(交易|记账|入账)?时间$/,
    /^(transaction|booking|value)?date$/i,
  ],
  amount: [/^(贷方|收入|转入|存入)(发生)?(金额|额)?$/, /^(交易|发生)(金额|额)$/, /^(creditamount|credit|amount)$/i],
  outgoing: [/^(借方|支出|转出|支取)(发生)?(金额|额)?$/, /^debit(amount)?$/i],
  direction: [
    /^(借贷|借\/贷)(标[志记识]|方向)?$/,
    /^(收支|收\/付|交易|资金)(方向|流向|标[志记识])?$/,
    /^(dc|direction)$/i,
  ],
  payer: [
    /^(对方|付款人?|对手|交易对手)(户名|名称|单位|账户名称|账户名|姓名)$/,
    /^收\/?付方(户名|名称)$/,
    /^(counterparty|payer)(name)?$/i,
  ],
  account: [/^(对方|付款人?|对手|交易对手|收\/?付方)(账号|帐号|账户|卡号)$/, /^(counterparty|payer)account$/i],
  memo: [/附言$/, /^用途$/, /^备注$/, /^(交易)?摘要$/, /^(memo|remark|purpose|reference)$/i],
  memo2: [/^用途$/, /^备注$/, /^(交易)?摘要$/, /^(description|note)$/i],
  serial: [/^(交易|银行|核心|账务)?流水号?$/, /^凭证号码?$/, /^(serial|transactionid)$/i],
};

const clean = (header: string): string =>
  header
    .normalize('NFKC')
    .replace(/[\s\uFEFF"']/g, '')
    .replace(/\[.*\]$/, '')
    .replace(/\((元|人民币|人民币元|cny|rmb)\)$/i, '');

/**
 * Reads the rows of a bank's statement, whatever order and names the bank gives its columns, and however many lines of
 * title it puts above them.
 */
export function readStatement(rows: readonly (readonly string[])[]): StatementReading {
  const head = rows.findIndex((row) => {
    const found = columnsOf(row);
    return found.date !== undefined && found.amount !== undefined;
  });
  if (head < 0) return { ok: false, missing: missingOf(best(rows)) };
  const at = columnsOf(rows[head] ?? []);
  const missing = missingOf(at);
  if (missing.length > 0) return { ok: false, missing };

  const lines: StatementLine[] = [];
  const bad: BadLine[] = [];
  let outgoing = 0;
  for (const [i, row] of rows.slice(head + 1).entries()) {
    const cell = (field: Field): string => (row[at[field] ?? -1] ?? '').trim();
    const number = head + i + 2;
    if (row.every((text) => text.trim() === '') || /^(合计|总计|小计|本页)/.test((row[0] ?? '').trim())) continue;
    if (row.length < 3) {
      bad.push({ row: number, reason: 'short' });
      continue;
    }
    const out = /^(借|支|付|出|D$|往)/i.test(cell('direction')) || (cell('amount') === '' && cell('outgoing') !== '');
    const amountFen = parseYuan(cell('amount'));
    if (out || amountFen === 0 || (amountFen !== undefined && amountFen < 0)) {
      outgoing++;
      continue;
    }
    const date = dateOf(cell('date'));
    if (amountFen === undefined || date === undefined) {
      bad.push({ row: number, reason: amountFen === undefined ? 'amount' : 'date' });
      continue;
    }
    const memo = [cell('memo'), cell('memo2')].filter(Boolean).join(' ');
    lines.push({ date, amountFen, payer: cell('payer'), payerAccount: cell('account'), memo, serial: cell('serial') });
  }
  return { ok: true, lines, bad, outgoing };
}

function columnsOf(row: readonly string[]): Partial<Record<Field, number>> {
  const names = row.map(clean);
  const found: Partial<Record<Field, number>> = {};
  const taken = new Set<number>();
  for (const [field, patterns] of Object.entries(HEADERS) as [Field, readonly RegExp[]][])
    for (const pattern of patterns) {
      const index = names.findIndex((name, i) => !taken.has(i) && pattern.test(name));
      if (index < 0) continue;
      found[field] = index;
      taken.add(index);
      break;
    }
  return found;
}

const missingOf = (found: Partial<Record<Field, number>>): Column[] =>
  (['date', 'amount', 'payer', 'memo'] as const).filter((column) => found[column] === undefined);

const best = (rows: readonly (readonly string[])[]): Partial<Record<Field, number>> =>
  rows
    .slice(0, 30)
    .map(columnsOf)
    .toSorted((a, b) => Object.keys(b).length - Object.keys(a).length)[0] ?? {};

function dateOf(text: string): string | undefined {
  const match = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?/.exec(text);
  if (!match) return undefined;
  const [, year = '', month = '', day = ''] = match;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const instant = new Date(`${date}T00:00:00Z`);
  return Number.isNaN(instant.getTime()) || instant.toISOString().slice(0, 10) !== date ? undefined : date;
}

/** Letters and digits nobody confuses, neither when read out nor when written down. */
export const REFERENCE_ALPHABET = '23456789ACDEFGHJKMNPQRTUVWXY';
const REFERENCE = /SB[\s-]?([23456789ACDEFGHJKMNPQRTUVWXY]{4})[\s-]?([23456789ACDEFGHJKMNPQRTUVWXY]{4})/gi;

/** The reference codes in what a payer wrote, as they stand on orders. */
export const referencesIn = (memo: string): readonly string[] => [
  ...new Set([...memo.normalize('NFKC').matchAll(REFERENCE)].map(([, a = '', b = '']) => `SB${a}${b}`.toUpperCase())),
];

/** An order that a payment may be for. */
export interface Payable {
  readonly id: string;
  readonly reference: string;
  readonly amountFen: number;
  /** The customer's verified name. */
  readonly payer: string;
  readonly open: boolean;
}

export type Match =
  | { readonly kind: 'certain'; readonly order: Payable }
  | { readonly kind: 'suggested'; readonly orders: readonly (Payable & { readonly why: readonly MatchReason[] })[] };

export type MatchReason = 'reference' | 'amount' | 'name' | 'near_reference';

/** What people write in names that means nothing: blanks, brackets of either width. */
const nameOf = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/[\s()【】[\]]/g, '')
    .toUpperCase();

/**
 * Which order a payment is for. Certain is only an open order whose code the payer wrote, paid to the fen; all else is put
 * to a person, the likeliest first.
 */
export function matchLine(line: StatementLine, orders: readonly Payable[]): Match {
  const codes = referencesIn(line.memo);
  const certain = orders.filter(
    (order) => order.open && codes.includes(order.reference) && order.amountFen === line.amountFen,
  );
  const [only] = certain;
  if (only && certain.length === 1 && codes.length === 1) return { kind: 'certain', order: only };

  const suggested = orders
    .map((order) => ({ ...order, why: reasons(line, codes, order) }))
    .filter(({ why }) => why.length > 0)
    .toSorted((a, b) => weight(b.why) - weight(a.why) || Number(b.open) - Number(a.open) || (a.id < b.id ? -1 : 1));
  return { kind: 'suggested', orders: suggested.slice(0, 5) };
}

function reasons(line: StatementLine, codes: readonly string[], order: Payable): MatchReason[] {
  const why: MatchReason[] = [];
  if (codes.includes(order.reference)) why.push('reference');
  else if (nearlyIn(line.memo, order.reference)) why.push('near_reference');
  if (order.amountFen === line.amountFen) why.push('amount');
  if (order.payer !== '' && nameOf(order.payer) === nameOf(line.payer)) why.push('name');
  return why;
}

const WEIGHTS: Record<MatchReason, number> = { reference: 8, near_reference: 4, name: 3, amount: 2 };
const weight = (why: readonly MatchReason[]): number => why.reduce((sum, reason) => sum + WEIGHTS[reason], 0);

/** Whether one letter of the code is wrong, or the SB before it was left out. */
function nearlyIn(memo: string, reference: string): boolean {
  const text = memo.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '');
  const code = reference.slice(2);
  for (let i = 0; i + code.length <= text.length; i++) {
    let wrong = 0;
    for (let j = 0; j < code.length && wrong < 2; j++) if (text[i + j] !== code[j]) wrong++;
    if (wrong < 2) return true;
  }
  return false;
}
