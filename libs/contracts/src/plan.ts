import { PlanTerms, TariffTerms } from '@sibai/billing';
import * as z from 'zod';

import { id } from './ids.js';

/** One version of a tariff. A tariff in force is the newest of its code that has begun and has not ended. */
export const Tariff = z.object({
  id: id<'Tariff'>(),
  code: z.string(),
  version: z.int(),
  effectiveFrom: z.iso.datetime(),
  /** From when it is not offered any more; who has it keeps it. */
  withdrawnFrom: z.iso.datetime().nullable(),
  terms: TariffTerms,
});
export type Tariff = z.infer<typeof Tariff>;

export const PublishTariff = z.strictObject({
  code: z.string().regex(/^[a-z][a-z0-9_]{1,30}$/),
  effectiveFrom: z.iso.datetime(),
  terms: TariffTerms,
});
export type PublishTariff = z.infer<typeof PublishTariff>;

export const WithdrawTariff = z.strictObject({ from: z.iso.datetime() });
export type WithdrawTariff = z.infer<typeof WithdrawTariff>;

export const ChoosePlan = z.strictObject({ tariffId: id<'Tariff'>(), terms: PlanTerms });
export type ChoosePlan = z.infer<typeof ChoosePlan>;

const QuoteLine = z.object({
  item: z.string(),
  quantity: z.int(),
  unitFen: z.int(),
  times: z.int(),
  totalFen: z.int(),
});
export const Quote = z.object({
  lines: z.array(QuoteLine),
  monthlyFen: z.int(),
  months: z.int(),
  firstPaymentFen: z.int(),
});

export const PLAN_STATES = ['chosen', 'active', 'ended'] as const;
export type PlanState = (typeof PLAN_STATES)[number];

/** A plan somebody chose. The quote is that of the moment it was chosen or of the number held since. */
export const PlanChoice = z.object({
  id: id<'PlanChoice'>(),
  tariff: Tariff,
  terms: PlanTerms,
  number: z.string().nullable(),
  quote: Quote,
  state: z.enum(PLAN_STATES),
  chosenAt: z.iso.datetime(),
  activeFrom: z.iso.datetime().nullable(),
});
export type PlanChoice = z.infer<typeof PlanChoice>;
