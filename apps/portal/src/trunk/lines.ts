import { Line, type SaveLine } from '@sibai/contracts';
import { call, json, send } from '@sibai/ui';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';

export const lines = queryOptions({
  queryKey: ['lines'],
  queryFn: ({ signal }) => call(z.array(Line), '/lines', { signal }),
});

/** The closed ones with them. */
export const allLines = queryOptions({
  queryKey: ['lines', 'all'],
  queryFn: ({ signal }) => call(z.array(Line), '/lines?closed=true', { signal }),
  refetchInterval: 5000,
});

/** Creates a line, or changes the one of `id`. */
export function useSaveLine(id: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (line: z.input<typeof SaveLine>) =>
      id === null ? call(Line, '/lines', json('POST', line)) : call(Line, `/lines/${id}`, json('PUT', line)),
    onSuccess: () => client.invalidateQueries({ queryKey: lines.queryKey }),
  });
}

export function useRemoveLine() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => send(`/lines/${id}`, { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: lines.queryKey }),
  });
}
