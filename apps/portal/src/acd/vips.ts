import { AcdSettings, LinePriority, type SaveVip, Vip, VipImport, VipPage } from '@sibai/contracts';
import { call, json, send } from '@sibai/ui';
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';

export const vips = (q: string, page: number) =>
  queryOptions({
    queryKey: ['vips', q, page],
    queryFn: ({ signal }) =>
      call(VipPage, `/vips?${new URLSearchParams({ ...(q && { q }), page: String(page) })}`, { signal }),
    placeholderData: keepPreviousData,
  });

function useVips<V, R>(mutationFn: (value: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => client.invalidateQueries({ queryKey: ['vips'] }) });
}

/** Adds a number, or changes the one of `id`. */
export const useSaveVip = (id: string | null) =>
  useVips((vip: SaveVip) =>
    id === null ? call(Vip, '/vips', json('POST', vip)) : call(Vip, `/vips/${id}`, json('PUT', vip)),
  );
export const useRemoveVip = () => useVips((id: string) => send(`/vips/${id}`, { method: 'DELETE' }));
export const useImportVips = () => useVips((csv: string) => call(VipImport, '/vips/import', json('POST', { csv })));

export const weights = queryOptions({
  queryKey: ['priorities'],
  queryFn: ({ signal }) => call(AcdSettings, '/priorities', { signal }),
});

export const linePriorities = queryOptions({
  queryKey: ['priorities', 'lines'],
  queryFn: ({ signal }) => call(z.array(LinePriority), '/priorities/lines', { signal }),
});

export function useSaveWeights() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (settings: AcdSettings) => call(AcdSettings, '/priorities', json('PUT', settings)),
    onSuccess: (saved) => client.setQueryData(weights.queryKey, saved),
  });
}

export function useSetLinePriority() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, priority }: Pick<LinePriority, 'id' | 'priority'>) =>
      call(LinePriority, `/priorities/lines/${id}`, json('PUT', { priority })),
    onSuccess: () => client.invalidateQueries({ queryKey: linePriorities.queryKey }),
  });
}
