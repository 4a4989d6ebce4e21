import {
  BadLines,
  CarrierPrefix,
  NumberImport,
  type SaveCarrierPrefix,
  type SaveTierPrice,
  StockCounts,
  StockDetail,
  StockPage,
  TierPrice,
} from '@sibai/contracts';
import type { TierId } from '@sibai/numbers';
import { ApiError, call, json, send } from '@sibai/ui';
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';

const ROOT = ['inventory'];

export const FILTERS = ['q', 'state', 'tier', 'carrier'] as const;

/** The part of an address that narrows the list. */
export const filterOf = (params: URLSearchParams): URLSearchParams =>
  new URLSearchParams(FILTERS.flatMap((name) => (params.get(name) ? [[name, params.get(name) as string]] : [])));

export const csvAddress = (filter: URLSearchParams): string => `/api/inventory/numbers.csv?${filter}`;

export const counts = queryOptions({
  queryKey: [...ROOT, 'counts'],
  queryFn: ({ signal }) => call(StockCounts, '/inventory/counts', { signal }),
  staleTime: 10_000,
});

export const stock = (filter: URLSearchParams) =>
  infiniteQueryOptions({
    queryKey: [...ROOT, 'numbers', filter.toString()],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const params = new URLSearchParams(filter);
      if (pageParam !== null) params.set('after', pageParam);
      return call(StockPage, `/inventory/numbers?${params}`, { signal });
    },
    getNextPageParam: (page) => page.next,
  });

export const stockNumber = (number: string) =>
  queryOptions({
    queryKey: [...ROOT, 'number', number],
    queryFn: ({ signal }) => call(StockDetail, `/inventory/numbers/${number}`, { signal }),
  });

export type StockActName = 'release' | 'suspend' | 'restore';
export type StockChange =
  | { readonly act: StockActName; readonly reason: string }
  | { readonly act: 'price'; readonly reason: string; readonly ownPriceFen: number | null };

export function useStockAct(number: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ act, ...body }: StockChange) =>
      call(StockDetail, `/inventory/numbers/${number}/${act}`, json(act === 'price' ? 'PUT' : 'POST', body)),
    onSuccess: (detail) => client.setQueryData(stockNumber(number).queryKey, detail),
    onSettled: () => client.invalidateQueries({ queryKey: ROOT }),
  });
}

/** The imports, the latest first; asked for again while one runs. */
export const imports = queryOptions({
  queryKey: [...ROOT, 'imports'],
  queryFn: ({ signal }) => call(z.array(NumberImport), '/inventory/imports', { signal }),
  refetchInterval: ({ state }) => (state.data?.some((each) => each.state === 'running') ? 1000 : false),
});

export const badLines = (id: string) =>
  queryOptions({
    queryKey: [...ROOT, 'bad-lines', id],
    queryFn: ({ signal }) => call(BadLines, `/inventory/imports/${id}/lines`, { signal }),
  });

/** Sends a file, telling how far it has come: fetch cannot. */
function upload(file: File, progress: (percent: number) => void): Promise<NumberImport> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/inventory/imports');
    request.upload.onprogress = ({ loaded, total }) => progress(Math.round((loaded / total) * 100));
    request.onerror = () => reject(new ApiError(0, 'client.offline'));
    request.onload = () => {
      const body: unknown = parsed(request.responseText);
      if (request.status === 201) return resolve(NumberImport.parse(body));
      const refusal = z.object({ code: z.string(), details: z.record(z.string(), z.unknown()) }).safeParse(body);
      reject(new ApiError(request.status, refusal.data?.code ?? 'client.unexpected', refusal.data?.details));
    };
    const form = new FormData();
    form.append('file', file);
    request.send(form);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function useImport(progress: (percent: number) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (file: File) => upload(file, progress),
    onSettled: () => client.invalidateQueries({ queryKey: imports.queryKey }),
  });
}

export function useCancelImport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call(NumberImport, `/inventory/imports/${id}/cancel`, json('POST')),
    onSettled: () => client.invalidateQueries({ queryKey: ROOT }),
  });
}

export const tierPrices = queryOptions({
  queryKey: [...ROOT, 'tiers'],
  queryFn: ({ signal }) => call(z.array(TierPrice), '/inventory/tiers', { signal }),
});

export function useSaveTier(tier: TierId | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (price: SaveTierPrice) => call(TierPrice, `/inventory/tiers/${tier}`, json('PUT', price)),
    onSuccess: () =>
      Promise.all([client.invalidateQueries({ queryKey: ROOT }), client.invalidateQueries({ queryKey: ['numbers'] })]),
  });
}

export const prefixes = queryOptions({
  queryKey: [...ROOT, 'prefixes'],
  queryFn: ({ signal }) => call(z.array(CarrierPrefix), '/inventory/prefixes', { signal }),
});

export function useSavePrefix() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ prefix, ...body }: SaveCarrierPrefix & { prefix: string }) =>
      call(CarrierPrefix, `/inventory/prefixes/${prefix}`, json('PUT', body)),
    onSuccess: () => client.invalidateQueries({ queryKey: ROOT }),
  });
}

export function useRemovePrefix() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (prefix: string) => send(`/inventory/prefixes/${prefix}`, { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: ROOT }),
  });
}
