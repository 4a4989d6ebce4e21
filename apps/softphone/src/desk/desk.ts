import { Desk, SaveNotes, type SetPresence } from '@sibai/contracts';
import { call, json, send } from '@sibai/ui';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { Told } from './told';

export const told = new Told<Desk>();

/** The agent's desk as the server sees it. The socket brings each change; asking is for the start and after a loss. */
export const deskQuery = queryOptions({
  queryKey: ['desk'],
  staleTime: Infinity,
  queryFn: ({ signal }) => told.ask(() => call(Desk, '/agent/desk', { signal })),
});

export function useSetPresence() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (presence: SetPresence) => told.ask(() => call(Desk, '/agent/presence', json('PUT', presence))),
    onSuccess: (desk) => client.setQueryData(deskQuery.queryKey, desk),
  });
}

/** What is written about a call already; asked for once, since from then on the page itself knows better. */
export const notesQuery = (callId: string) =>
  queryOptions({
    queryKey: ['notes', callId],
    staleTime: Infinity,
    queryFn: ({ signal }) => call(SaveNotes, `/agent/calls/${callId}/notes`, { signal }),
  });

export const saveNotes = (callId: string, notes: SaveNotes): Promise<void> =>
  send(`/agent/calls/${callId}/notes`, json('PUT', notes));
