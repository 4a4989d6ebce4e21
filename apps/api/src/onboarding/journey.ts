import { type Journey, ONBOARDING_STEPS, type OnboardingStep, type StepState } from '@sibai/contracts';

/** What the stages' tables say of a tenant. */
export interface Facts {
  readonly company: string | null;
  readonly verification: { readonly state: string } | null;
  readonly inForce: boolean;
  readonly number: { readonly number: string; readonly state: string; readonly until: string | null } | null;
  readonly plan: { readonly state: string; readonly firstPaymentFen: number } | null;
  readonly contract: { readonly state: string } | null;
  readonly order: { readonly state: string } | null;
  readonly line: { readonly state: string } | null;
}

interface Standing {
  readonly state: StepState;
  readonly detail: string | null;
  readonly until?: string | null;
}

/** Steps that must be done before one can begin. The first three may be done in any order. */
const NEEDS: Readonly<Record<OnboardingStep, readonly OnboardingStep[]>> = {
  account: [],
  verification: [],
  number: [],
  plan: [],
  contract: ['verification', 'number', 'plan'],
  payment: ['contract'],
  line: ['payment'],
};

const VERIFICATION: Readonly<Record<string, StepState>> = {
  draft: 'now',
  returned: 'attention',
  submitted: 'waiting',
  refusing: 'waiting',
  refused: 'attention',
  expired: 'attention',
  approved: 'done',
};
const ORDER: Readonly<Record<string, StepState>> = {
  open: 'now',
  paying: 'waiting',
  paid: 'done',
  refunding: 'waiting',
};
const LINE: Readonly<Record<string, StepState>> = { live: 'done', suspended: 'attention' };

const standing = (facts: Facts): Record<OnboardingStep, Standing> => {
  const { verification, number, plan, contract, order, line } = facts;
  return {
    account: { state: 'done', detail: null },
    // An identity in force stays so while its renewal is written.
    verification: facts.inForce
      ? { state: 'done', detail: 'approved' }
      : {
          state: VERIFICATION[verification?.state ?? 'draft'] ?? 'now',
          // A refusal that nobody has confirmed may never come to be.
          detail: verification?.state === 'refusing' ? 'submitted' : (verification?.state ?? null),
        },
    number: {
      state: number ? (number.state === 'suspended' ? 'attention' : 'done') : 'now',
      detail: number?.state ?? null,
      until: number?.until ?? null,
    },
    plan: { state: plan ? 'done' : 'now', detail: plan?.state ?? null },
    contract: { state: contract?.state === 'signed' ? 'done' : 'now', detail: contract?.state ?? null },
    payment: { state: ORDER[order?.state ?? 'open'] ?? 'now', detail: order?.state ?? null },
    line: { state: LINE[line?.state ?? ''] ?? 'now', detail: line?.state ?? null },
  };
};

/** Where an applicant stands: a pure reading of what the stages know. */
export function journeyOf(facts: Facts): Journey {
  const own = standing(facts);
  // A line that answers was let through its gate: what leads there is done, also where it was before there was a wizard.
  if (own.line.state === 'done')
    for (const step of ['plan', 'contract', 'payment'] as const)
      if (own[step].state === 'now') own[step] = { ...own[step], state: 'done' };
  const steps = ONBOARDING_STEPS.map((step) => {
    const { state, detail, until = null } = own[step];
    const needs = NEEDS[step].filter((other) => own[other].state !== 'done');
    return {
      step,
      state: state === 'now' && needs.length ? ('todo' as const) : state,
      detail,
      needs: [...needs],
      until,
    };
  });
  const to = (state: StepState) => steps.find((step) => step.state === state)?.step;
  return {
    steps,
    next: to('attention') ?? to('now') ?? null,
    live: own.line.state === 'done',
    company: facts.company,
    number: facts.number?.number ?? null,
    firstPaymentFen: facts.plan?.firstPaymentFen ?? null,
  };
}
