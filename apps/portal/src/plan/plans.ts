import type { TariffTerms } from '@sibai/billing';
import { type ChoosePlan, PlanChoice, type PublishTariff, Tariff } from '@sibai/contracts';
import { call, json } from '@sibai/ui';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';

import { journey } from '../onboarding/journey';

/** What is offered now, the smallest first and those with a trunk of one's own last; public. */
export const tariffs = queryOptions({
  queryKey: ['tariffs'],
  queryFn: ({ signal }) => call(z.array(Tariff), '/tariffs', { signal }),
  select: (offered) =>
    offered.toSorted(
      (a, b) =>
        Number(a.terms.access === 'sip_trunk') - Number(b.terms.access === 'sip_trunk') ||
        leastFen(a.terms) - leastFen(b.terms),
    ),
  staleTime: 300_000,
});

/** What a month costs at the least. */
export const leastFen = ({ baseFen, floorFen }: TariffTerms): number => Math.max(baseFen, floorFen);

/** Every version there is; the operator's. */
export const tariffVersions = queryOptions({
  queryKey: ['tariffs', 'versions'],
  queryFn: ({ signal }) => call(z.array(Tariff), '/tariffs/versions', { signal }),
});

const Plans = z.object({ chosen: PlanChoice.nullable(), active: z.array(PlanChoice) });

export const plans = queryOptions({
  queryKey: ['plan'],
  queryFn: ({ signal }) => call(Plans, '/plan', { signal }),
});

export function useChoosePlan() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (choice: ChoosePlan) => call(Plans, '/plan', json('PUT', choice)),
    onSuccess: (saved) => {
      client.setQueryData(plans.queryKey, saved);
      return client.invalidateQueries({ queryKey: journey.queryKey });
    },
  });
}

export function usePublishTariff() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (tariff: PublishTariff) => call(Tariff, '/tariffs', json('POST', tariff)),
    onSuccess: () => client.invalidateQueries({ queryKey: tariffs.queryKey }),
  });
}

export function useWithdrawTariff() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      call(Tariff, `/tariffs/${id}/withdraw`, json('POST', { from: new Date().toISOString() })),
    onSuccess: () => client.invalidateQueries({ queryKey: tariffs.queryKey }),
  });
}
