import * as z from 'zod';

const fen = z.int().min(0).max(100_000_000);

/** How calls reach the platform: over the customer's own voice trunk, or over the platform's cloud trunk. */
export const ACCESS_KINDS = ['sip_trunk', 'cloud'] as const;
export type AccessKind = (typeof ACCESS_KINDS)[number];

export const ADD_ONS = ['ivr', 'recording', 'voice_bot', 'long_retention'] as const;
export type AddOn = (typeof ADD_ONS)[number];

export const PERIODS = ['month', 'year'] as const;
export type Period = (typeof PERIODS)[number];

/** From the minute `fromMinute` of a month on, counted without the included ones, a minute costs `li`: 厘, a tenth of a fen. */
const MinutePrice = z.strictObject({ fromMinute: z.int().min(0), li: z.int().min(0).max(10_000) });

/** `included` come with the monthly fee; each beyond costs `fenEach` a month, up to `max`. */
const Amount = z
  .strictObject({ included: z.int().min(0), min: z.int().min(0), max: z.int().min(1).max(10_000), fenEach: fen })
  .refine(({ included, min, max }) => min <= max && included <= max, { error: 'amount_bounds' });

/** What a tariff says. All fees are fen a month unless named otherwise. */
export const TariffTerms = z.strictObject({
  name: z.strictObject({ zh: z.string().trim().min(1).max(30), en: z.string().trim().min(1).max(60) }),
  summary: z.strictObject({ zh: z.string().trim().max(120), en: z.string().trim().max(240) }),
  access: z.enum(ACCESS_KINDS),
  baseFen: fen,
  /** Charged once, with the first payment. */
  setupFen: fen,
  /** A month's bill is never below this (月最低消费): fees and minutes count towards it. */
  floorFen: fen,
  includedMinutes: z.int().min(0).max(100_000_000),
  minutePrices: z
    .array(MinutePrice)
    .min(1)
    .max(10)
    .refine(
      (tiers) =>
        tiers.every(({ fromMinute }, i) => (i === 0 ? fromMinute === 0 : fromMinute > (tiers[i - 1]?.fromMinute ?? 0))),
      {
        error: 'tiers_ascend',
      },
    ),
  concurrency: Amount,
  seats: Amount,
  /** What each costs; 0: included. Absent: not to be had with this tariff. */
  addOns: z.partialRecord(z.enum(ADD_ONS), fen),
  periods: z.array(z.enum(PERIODS)).min(1),
  /** Months that are paid for a year in advance. */
  yearMonths: z.int().min(1).max(12),
  /** Shortest time of a contract. */
  minimumMonths: z.int().min(1).max(36),
});
export type TariffTerms = z.infer<typeof TariffTerms>;

/** What a customer takes of a tariff. */
export const PlanTerms = z.strictObject({
  period: z.enum(PERIODS),
  concurrency: z.int().min(1).max(10_000),
  seats: z.int().min(0).max(10_000),
  addOns: z
    .array(z.enum(ADD_ONS))
    .max(ADD_ONS.length)
    .overwrite((names) => [...new Set(names)].toSorted()),
});
export type PlanTerms = z.infer<typeof PlanTerms>;

export type QuoteItem = 'base' | 'concurrency' | 'seats' | 'number' | 'setup' | AddOn;

export interface QuoteLine {
  readonly item: QuoteItem;
  readonly quantity: number;
  /** A month each, but for `setup`. */
  readonly unitFen: number;
  /** How often it is paid: months, or once. */
  readonly times: number;
  readonly totalFen: number;
}

export interface Quote {
  readonly lines: readonly QuoteLine[];
  /** Fees of each month, without minutes. */
  readonly monthlyFen: number;
  /** Months the first payment covers. */
  readonly months: number;
  readonly firstPaymentFen: number;
}

/** Why a choice is not to be had with a tariff, and the bound it meets. */
export interface PlanFault {
  readonly field: 'period' | 'concurrency' | 'seats' | 'addOns';
  readonly code: 'not_offered' | 'too_few' | 'too_many';
  readonly bound?: number;
}

export function planFaults(tariff: TariffTerms, plan: PlanTerms): readonly PlanFault[] {
  const faults: PlanFault[] = [];
  if (!tariff.periods.includes(plan.period)) faults.push({ field: 'period', code: 'not_offered' });
  for (const field of ['concurrency', 'seats'] as const) {
    const { min, max } = tariff[field];
    if (plan[field] < min) faults.push({ field, code: 'too_few', bound: min });
    if (plan[field] > max) faults.push({ field, code: 'too_many', bound: max });
  }
  if (plan.addOns.some((name) => tariff.addOns[name] === undefined))
    faults.push({ field: 'addOns', code: 'not_offered' });
  return faults;
}

/**
 * What a plan costs before the first minute: every line, the fees of a month and the first payment. `numberFen` is the
 * number's fee a month. Expects a plan without faults.
 */
export function quote(tariff: TariffTerms, plan: PlanTerms, numberFen: number): Quote {
  const year = plan.period === 'year';
  const months = year ? 12 : 1;
  const times = year ? tariff.yearMonths : 1;
  const line = (item: QuoteItem, quantity: number, unitFen: number, paid = times): QuoteLine[] =>
    quantity > 0 && unitFen > 0 ? [{ item, quantity, unitFen, times: paid, totalFen: quantity * unitFen * paid }] : [];

  const monthly = [
    ...line('base', 1, tariff.baseFen),
    ...line('number', 1, numberFen),
    ...line('concurrency', plan.concurrency - tariff.concurrency.included, tariff.concurrency.fenEach),
    ...line('seats', plan.seats - tariff.seats.included, tariff.seats.fenEach),
    ...plan.addOns.flatMap((name) => line(name, 1, tariff.addOns[name] ?? 0)),
  ];
  const lines = [...monthly, ...line('setup', 1, tariff.setupFen, 1)];
  return {
    lines,
    monthlyFen: monthly.reduce((sum, { quantity, unitFen }) => sum + quantity * unitFen, 0),
    months,
    firstPaymentFen: lines.reduce((sum, { totalFen }) => sum + totalFen, 0),
  };
}

/** What a month's minutes cost in 厘, a tenth of a fen: the included ones are free, the others tiered. */
export function minutesLi(tariff: Pick<TariffTerms, 'includedMinutes' | 'minutePrices'>, minutes: number): number {
  const beyond = Math.max(0, minutes - tariff.includedMinutes);
  return tariff.minutePrices.reduce((sum, { fromMinute, li }, i) => {
    const end = tariff.minutePrices[i + 1]?.fromMinute ?? Infinity;
    return sum + Math.max(0, Math.min(beyond, end) - fromMinute) * li;
  }, 0);
}

/** 厘 to whole fen, half up, as a bill states it. */
export const fenOfLi = (li: number): number => Math.floor((li + 5) / 10);

/**
 * A year's cost in fen at that many minutes a month: fees by the plan's period, minutes and floor month by month. The
 * floor is met by a month's fees and minutes together.
 */
export function yearlyFen(tariff: TariffTerms, plan: PlanTerms, numberFen: number, minutesAMonth: number): number {
  const { monthlyFen, firstPaymentFen } = quote(tariff, plan, numberFen);
  const minutesFen = fenOfLi(minutesLi(tariff, minutesAMonth));
  const missing = Math.max(0, tariff.floorFen - monthlyFen - minutesFen);
  const fees = plan.period === 'year' ? firstPaymentFen : monthlyFen * 12 + tariff.setupFen;
  return fees + 12 * (minutesFen + missing);
}
