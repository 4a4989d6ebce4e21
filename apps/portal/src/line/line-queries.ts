import {
  type AcceptTransfer,
  type ChangeKind,
  ChangeTerms,
  ConfirmedChange,
  CustomerLinePage,
  type GoLive,
  Line,
  LineChange,
  LineCheck,
  LineCheckSummary,
  LineStep,
  type RequestChange,
} from '@sibai/contracts';
import { call, json, send } from '@sibai/ui';
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';

import { journey } from '../onboarding/journey';
import { lines } from '../trunk/lines';

/** Asked again while something is missing: a payment or a review moves it on. */
export const lineStep = queryOptions({
  queryKey: ['onboarding', 'line'],
  queryFn: ({ signal }) => call(LineStep, '/onboarding/line', { signal }),
  refetchInterval: ({ state }) => (state.data?.numbers.some(({ missing }) => missing.length > 0) ? 4000 : false),
});

export function useGoLive() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: z.input<typeof GoLive>) => call(Line, '/onboarding/line', json('POST', wish)),
    onSuccess: async () => {
      for (const queryKey of [lineStep.queryKey, lines.queryKey, journey.queryKey, ['flows'], ['groups']])
        void client.invalidateQueries({ queryKey });
    },
  });
}

export const checks = (lineId: string) =>
  queryOptions({
    queryKey: ['lines', lineId, 'checks'],
    queryFn: ({ signal }) => call(z.array(LineCheckSummary), `/lines/${lineId}/checks`, { signal }),
  });

/** One check; looked at again until it is over. */
export const check = (lineId: string, id: string | undefined) =>
  queryOptions({
    queryKey: ['lines', lineId, 'checks', id],
    queryFn: ({ signal }) => call(LineCheck, `/lines/${lineId}/checks/${id}`, { signal }),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? 700 : false),
  });

export function useCheck(lineId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call(LineCheck, `/lines/${lineId}/check`, json('POST')),
    onSuccess: () => client.invalidateQueries({ queryKey: checks(lineId).queryKey }),
  });
}

export const changes = queryOptions({
  queryKey: ['line-changes'],
  queryFn: ({ signal }) => call(z.array(LineChange), '/line-changes', { signal }),
});

export const changeTerms = (lineId: string, kind: ChangeKind) =>
  queryOptions({
    queryKey: ['lines', lineId, 'change-terms', kind],
    queryFn: ({ signal }) => call(ChangeTerms, `/lines/${lineId}/change-terms?kind=${kind}`, { signal }),
  });

/** What may be done with a change; each answers the change as it is then. */
export function useChange() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: changes.queryKey });
  return {
    request: useMutation({
      mutationFn: ({ lineId, ...wish }: RequestChange & { lineId: string }) =>
        call(LineChange, `/lines/${lineId}/changes`, json('POST', wish)),
      onSuccess,
    }),
    resend: useMutation({ mutationFn: (id: string) => send(`/line-changes/${id}/code`, json('POST')) }),
    confirm: useMutation({
      mutationFn: ({ id, code }: { id: string; code: string }) =>
        call(ConfirmedChange, `/line-changes/${id}/confirm`, json('POST', { code })),
      onSuccess,
    }),
    withdraw: useMutation({
      mutationFn: (id: string) => call(LineChange, `/line-changes/${id}/withdraw`, json('POST')),
      onSuccess,
    }),
    accept: useMutation({
      mutationFn: (wish: AcceptTransfer) => call(LineChange, '/line-changes/accept', json('POST', wish)),
      onSuccess,
    }),
  };
}

export interface CustomerFilter {
  readonly q: string;
  readonly state: Line['state'] | undefined;
  readonly page: number;
}

export const customerLines = ({ q, state, page }: CustomerFilter) =>
  queryOptions({
    queryKey: ['operator', 'lines', q, state, page],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ page: String(page), ...(q && { q }), ...(state && { state }) });
      return call(CustomerLinePage, `/operator/lines?${query.toString()}`, { signal });
    },
    placeholderData: keepPreviousData,
  });

export function useOperate() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({
      tenantId,
      id,
      act,
      reason,
    }: {
      tenantId: string;
      id: string;
      act: 'suspend' | 'restore';
      reason: string;
    }) => send(`/operator/lines/${tenantId}/${id}/${act}`, json('POST', { reason })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['operator', 'lines'] }),
  });
}
