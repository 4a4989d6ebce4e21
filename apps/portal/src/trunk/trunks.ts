import { type SaveTrunk, Trunk } from '@sibai/contracts';
import { call, json, send } from '@sibai/ui';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';

export const trunks = queryOptions({
  queryKey: ['trunks'],
  queryFn: ({ signal }) => call(z.array(Trunk), '/trunks', { signal }),
});

/** Creates a trunk, or changes the one of `id`. */
export function useSaveTrunk(id: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (trunk: SaveTrunk) =>
      id === null ? call(Trunk, '/trunks', json('POST', trunk)) : call(Trunk, `/trunks/${id}`, json('PUT', trunk)),
    onSuccess: () => client.invalidateQueries({ queryKey: trunks.queryKey }),
  });
}

export function useRemoveTrunk() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => send(`/trunks/${id}`, { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: trunks.queryKey }),
  });
}
