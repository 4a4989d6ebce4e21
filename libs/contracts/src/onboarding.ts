import * as z from 'zod';

import { instant } from './ids.js';

/** Every change of state on the way to a line, named `stage.past_participle`. A stage listens to another's by these. */
export const ONBOARDING_EVENTS = [
  'account.signed_up',
  'account.closed',
  'verification.opened',
  'verification.submitted',
  'verification.withdrawn',
  'verification.refusal_proposed',
  'verification.refusal_dismissed',
  'verification.approved',
  'verification.returned',
  'verification.refused',
  'verification.reminded',
  'verification.expired',
  'verification.suspended',
  'number.held',
  'number.extended',
  'number.released',
  'number.sold',
  'number.suspended',
  'number.restored',
  'number.cooling',
  'plan.chosen',
  'plan.activated',
  'plan.changed',
  'plan.ended',
  'contract.drafted',
  'contract.signed',
  'contract.ended',
  'payment.order_opened',
  'payment.order_paid',
  'payment.order_closed',
  'payment.refunded',
  'payment.billed',
  'payment.reminded',
  'payment.suspended',
  'payment.restored',
  'payment.ended',
  'line.live',
  'line.changed',
  'line.suspended',
  'line.restored',
  'line.transferring',
  'line.transferred',
  'line.cancelling',
  'line.closed',
  'onboarding.repaired',
] as const;
export type OnboardingEventType = (typeof ONBOARDING_EVENTS)[number];

/** The way of an enterprise to its line, in order. */
export const ONBOARDING_STEPS = ['account', 'verification', 'number', 'plan', 'contract', 'payment', 'line'] as const;
export type OnboardingStep = (typeof ONBOARDING_STEPS)[number];

/** `now`: the applicant can act; `waiting`: somebody else does; `todo`: other steps come first; `attention`: something went wrong. */
export const STEP_STATES = ['todo', 'now', 'waiting', 'attention', 'done'] as const;
export type StepState = (typeof STEP_STATES)[number];

export const Journey = z.object({
  steps: z.array(
    z.object({
      step: z.enum(ONBOARDING_STEPS),
      state: z.enum(STEP_STATES),
      /** The state of the step's own row, in the step's words; null where there is none yet. */
      detail: z.string().nullable(),
      /** Steps that come first. */
      needs: z.array(z.enum(ONBOARDING_STEPS)),
      /** When the state changes by itself: a hold that lapses. */
      until: instant.nullable(),
    }),
  ),
  /** Where the applicant goes on; null when there is nothing to do but wait, or nothing at all. */
  next: z.enum(ONBOARDING_STEPS).nullable(),
  live: z.boolean(),
  company: z.string().nullable(),
  number: z.string().nullable(),
  firstPaymentFen: z.int().nullable(),
});
export type Journey = z.infer<typeof Journey>;
