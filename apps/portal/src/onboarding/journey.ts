import { Journey, type OnboardingStep } from '@sibai/contracts';
import { call } from '@sibai/ui';
import { queryOptions } from '@tanstack/react-query';

/** Where the applicant stands. Asked again now and then, since a reviewer or a payment may move it on. */
export const journey = queryOptions({
  queryKey: ['onboarding'],
  queryFn: ({ signal }) => call(Journey, '/onboarding', { signal }),
  refetchInterval: 15_000,
});

export const stepPath = (step: OnboardingStep): string => (step === 'account' ? '/account' : `/onboarding/${step}`);
