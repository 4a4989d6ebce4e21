import type { Instant } from '@sibai/kernel';

import { fenOfLi, minutesLi, type QuoteItem, type TariffTerms } from './tariff.js';
import { daysIn, daysWithin, type Month } from './month.js';

/** What of a call record decides its charge. */
export interface RatedFacts {
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly outcome: 'answered' | 'abandoned' | 'ivr' | 'refused' | 'blocked' | 'failed';
  readonly caller: string;
}

const FREE: readonly RatedFacts['outcome'][] = ['refused', 'blocked', 'failed'];

/**
 * The minutes a call is charged for: from its arrival, when the platform answers it, to its end, every minute begun. A call
 * that was not let in, one that a fault of ours ended, a test from the browser and a line check cost nothing.
 */
export function billedMinutes({ startedAt, endedAt, outcome, caller }: RatedFacts): number {
  if (FREE.includes(outcome) || caller === 'web' || caller === 'check') return 0;
  return Math.ceil(Math.max(0, endedAt - startedAt) / 60_000);
}

export type MinuteTerms = Pick<TariffTerms, 'includedMinutes' | 'minutePrices'>;

/** What a month's minutes cost in whole fen. */
export const usageFen = (terms: MinuteTerms, minutes: number): number => fenOfLi(minutesLi(terms, minutes));

/**
 * What `minutes` more cost after `before` in the same month; `minutes` may be negative, for a record that was rewritten.
 * Since every call is charged the difference it makes to the month's cost, the calls of a month add up to that cost to the
 * fen, in whatever order they come.
 */
export const chargeFen = (terms: MinuteTerms, before: number, minutes: number): number =>
  usageFen(terms, before + minutes) - usageFen(terms, before);

export type BillItem = QuoteItem | 'included' | 'minutes' | 'floor';

export interface BillLine {
  readonly item: BillItem;
  /** Pieces of a fee, or minutes. */
  readonly quantity: number;
  /** Fen a month for a fee, 厘 a minute for minutes, null where there is no price of one. */
  readonly unit: number | null;
  /** Days of the month that a fee is for; null for what is not by days. */
  readonly days: number | null;
  /** Which minutes of the month, counted from 0: the calls of the line are those that hold one of them. */
  readonly minutes: { readonly from: number; readonly to: number } | null;
  readonly amountFen: number;
}

export interface MonthFacts {
  readonly month: Month;
  /** Fees a month, as chosen: `setup` is none. */
  readonly fees: readonly { readonly item: QuoteItem; readonly quantity: number; readonly unitFen: number }[];
  readonly tariff: MinuteTerms & Pick<TariffTerms, 'floorFen'>;
  readonly minutes: number;
  /** While the customer had the plan. */
  readonly active: { readonly from: Instant; readonly to: Instant };
  /** Times whose fees were paid in advance; they do not overlap. */
  readonly prepaid: readonly { readonly from: Instant; readonly to: Instant }[];
}

export interface MonthBill {
  readonly lines: readonly BillLine[];
  readonly totalFen: number;
}

/** A share of a month's fee, half up. */
const share = (fen: number, days: number, of: number): number => Math.floor((2 * fen * days + of) / (2 * of));

/**
 * A month's bill: fees of the days not paid in advance, minutes by tier, and what is missing to the floor. In a month the
 * plan began or ended in, fees and floor are by the day.
 */
export function monthBill({ month, fees, tariff, minutes, active, prepaid }: MonthFacts): MonthBill {
  const of = daysIn(month);
  const days = daysWithin(month, active.from, active.to);
  const paid = prepaid.reduce(
    (sum, term) => sum + daysWithin(month, Math.max(term.from, active.from), Math.min(term.to, active.to)),
    0,
  );
  const owed = Math.max(0, days - paid);

  const feeLines = fees
    .filter(({ item }) => item !== 'setup')
    .map(({ item, quantity, unitFen }): BillLine => ({
      item,
      quantity,
      unit: unitFen,
      days: owed,
      minutes: null,
      amountFen: share(quantity * unitFen, owed, of),
    }))
    .filter(({ amountFen }) => amountFen > 0);
  const minuteLines = linesOfMinutes(tariff, minutes);

  const monthly = fees.reduce(
    (sum, { item, quantity, unitFen }) => sum + (item === 'setup' ? 0 : quantity * unitFen),
    0,
  );
  const floor = share(tariff.floorFen, days, of);
  const missing = floor - share(monthly, days, of) - usageFen(tariff, minutes);
  const floorLine: BillLine[] =
    missing > 0 ? [{ item: 'floor', quantity: 1, unit: floor, days, minutes: null, amountFen: missing }] : [];

  const lines = [...feeLines, ...minuteLines, ...floorLine];
  return { lines, totalFen: lines.reduce((sum, { amountFen }) => sum + amountFen, 0) };
}

/** The included minutes, then a line for each tier that was reached. */
function linesOfMinutes(terms: MinuteTerms, minutes: number): BillLine[] {
  const { includedMinutes, minutePrices } = terms;
  const tier = (item: BillItem, from: number, to: number, unit: number): BillLine[] => {
    const end = Math.min(to, minutes);
    if (end <= from) return [];
    const amountFen = chargeFen(terms, from, end - from);
    return [{ item, quantity: end - from, unit, days: null, minutes: { from, to: end }, amountFen }];
  };
  return [
    ...tier('included', 0, includedMinutes, 0),
    ...minutePrices.flatMap(({ fromMinute, li }, i) =>
      tier(
        'minutes',
        includedMinutes + fromMinute,
        includedMinutes + (minutePrices[i + 1]?.fromMinute ?? Infinity),
        li,
      ),
    ),
  ];
}
