import { Group, type SaveGroup } from '@sibai/contracts';
import { call, json, send } from '@sibai/ui';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';

export const groups = queryOptions({
  queryKey: ['groups'],
  queryFn: ({ signal }) => call(z.array(Group), '/groups', { signal }),
});

/** Creates a group, or changes the one of `id`. */
export function useSaveGroup(id: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (group: SaveGroup) =>
      id === null ? call(Group, '/groups', json('POST', group)) : call(Group, `/groups/${id}`, json('PUT', group)),
    onSuccess: () => client.invalidateQueries({ queryKey: groups.queryKey }),
  });
}

export function useRemoveGroup() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => send(`/groups/${id}`, { method: 'DELETE' }),
    onSuccess: () =>
      Promise.all([groups.queryKey, ['agents']].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
