import { Contact, ContactPage, ImportedContacts, type SaveContact, Timeline } from '@sibai/contracts';
import { call, json, send } from '@sibai/ui';
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

export interface ContactFilter {
  readonly q: string;
  readonly tag: string;
}

const paramsOf = ({ q, tag }: ContactFilter): URLSearchParams =>
  new URLSearchParams(Object.entries({ q: q.trim(), tag }).filter(([, value]) => value !== ''));

export const contactsCsv = (filter: ContactFilter): string => `/api/contacts.csv?${paramsOf(filter)}`;

export const contacts = (filter: ContactFilter) =>
  infiniteQueryOptions({
    queryKey: ['contacts', 'list', paramsOf(filter).toString()],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const params = paramsOf(filter);
      if (pageParam !== null) params.set('before', pageParam);
      return call(ContactPage, `/contacts?${params}`, { signal });
    },
    getNextPageParam: (page) => page.next,
  });

/** With whole numbers: each look is on record, so it is not asked for twice. */
export const contact = (id: string) =>
  queryOptions({
    queryKey: ['contacts', 'one', id],
    queryFn: ({ signal }) => call(Contact, `/contacts/${encodeURIComponent(id)}`, { signal }),
    staleTime: 60_000,
  });

export const timeline = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['contacts', 'timeline', id],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      call(Timeline, `/contacts/${encodeURIComponent(id)}/timeline${pageParam ? `?before=${pageParam}` : ''}`, {
        signal,
      }),
    getNextPageParam: (page) => page.next,
  });

function useForget() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['contacts'] });
}

export function useSaveContact(known: Contact | null) {
  return useMutation({
    mutationFn: (wish: SaveContact) =>
      known
        ? call(Contact, `/contacts/${known.id}`, json('PUT', { ...wish, version: known.version }))
        : call(Contact, '/contacts', json('POST', wish)),
    onSuccess: useForget(),
  });
}

export function useMergeContact(id: string) {
  return useMutation({
    mutationFn: (other: string) => call(Contact, `/contacts/${id}/merge`, json('POST', { other })),
    onSuccess: useForget(),
  });
}

export function useRemoveContact() {
  return useMutation({
    mutationFn: (id: string) => send(`/contacts/${id}`, { method: 'DELETE' }),
    onSuccess: useForget(),
  });
}

export function useImportContacts() {
  return useMutation({
    mutationFn: (file: File) => {
      const body = new FormData();
      body.set('file', file);
      return call(ImportedContacts, '/contacts/import', { method: 'POST', body });
    },
    onSuccess: useForget(),
  });
}
