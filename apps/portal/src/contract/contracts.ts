import {
  ChainState,
  Contract,
  ContractDesk,
  ContractVerdict,
  CustomerContractPage,
  PublicTerms,
  type PublishTerms,
  SignCodeSent,
  type SignContract,
  Terms,
} from '@sibai/contracts';
import { call, json, send } from '@sibai/ui';
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';

import { journey } from '../onboarding/journey';

export const desk = queryOptions({
  queryKey: ['contracts', 'desk'],
  queryFn: ({ signal }) => call(ContractDesk, '/contracts/desk', { signal }),
});

export const contracts = queryOptions({
  queryKey: ['contracts', 'list'],
  queryFn: ({ signal }) => call(z.array(Contract), '/contracts', { signal }),
});

export const terms = queryOptions({
  queryKey: ['terms'],
  queryFn: ({ signal }) => call(PublicTerms, '/terms', { signal }),
  staleTime: 300_000,
});

export const termsVersions = queryOptions({
  queryKey: ['terms', 'versions'],
  queryFn: ({ signal }) => call(z.array(Terms), '/terms/versions', { signal }),
});

export const chain = queryOptions({
  queryKey: ['contracts', 'chain'],
  queryFn: ({ signal }) => call(ChainState, '/operator/contracts/chain', { signal }),
});

export interface ContractFilter {
  readonly q: string;
  readonly state: string | undefined;
  readonly page: number;
}
export const customerContracts = ({ q, state, page }: ContractFilter) =>
  queryOptions({
    queryKey: ['contracts', 'operator', { q, state, page }],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ page: String(page), ...(q && { q }), ...(state && { state }) });
      return call(CustomerContractPage, `/operator/contracts?${query}`, { signal });
    },
    placeholderData: keepPreviousData,
  });

/** A page of the document as a picture; the hash makes another document another address. */
export const pagePath = ({ id, documentSha256, fileSha256 }: Contract, page: number): string =>
  `/api/contracts/${id}/pages/${page}?v=${(fileSha256 ?? documentSha256).slice(0, 16)}`;
export const pdfPath = (id: string): string => `/api/contracts/${id}/pdf`;

/** After anything that changes a contract: the desk, the list and the way to the line. */
function useRefresh() {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['contracts'] }),
      client.invalidateQueries({ queryKey: journey.queryKey }),
    ]);
}

export function useDrawUp() {
  const refresh = useRefresh();
  return useMutation({ mutationFn: () => call(Contract, '/contracts', json('POST')), onSuccess: refresh });
}

export function useSignCode({ id, documentSha256 }: Contract) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => call(SignCodeSent, `/contracts/${id}/code`, json('POST', { documentSha256 })),
    onError: refresh,
  });
}

export function useSign({ id }: Contract) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (body: SignContract) => call(Contract, `/contracts/${id}/sign`, json('POST', body)),
    onSettled: refresh,
  });
}

export function useVerify() {
  return useMutation({
    mutationFn: (file: File) => {
      const body = new FormData();
      body.set('file', file);
      return call(ContractVerdict, '/contracts/verify', { method: 'POST', body });
    },
  });
}

export function usePublishTerms() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: PublishTerms) => call(z.array(Terms), '/terms', json('POST', body)),
    onSuccess: () => client.invalidateQueries({ queryKey: ['terms'] }),
  });
}

export function useCheckChain() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call(ChainState, '/operator/contracts/chain', json('POST')),
    onSuccess: (state) => client.setQueryData(chain.queryKey, state),
  });
}

export function useEndContract(id: string) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (body: { reason: string }) => send(`/operator/contracts/${id}/end`, json('POST', body)),
    onSuccess: refresh,
  });
}
