import {
  type GrantHearing,
  HearingGrant,
  type Listen,
  LISTENING_PURPOSES,
  ListeningPage,
  ListeningPermit,
  RecordingPage,
  Waveform,
} from '@sibai/contracts';
import { call, json, send } from '@sibai/ui';
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';

export const audioAddress = (id: string, permit: string): string => `/api/recordings/${id}/audio?permit=${permit}`;
export const EXPORTED_AS = ['wav', 'mp3', 'evidence'] as const;
export type ExportedAs = (typeof EXPORTED_AS)[number];

const address = (id: string, permit: string, as: ExportedAs): string =>
  as === 'evidence'
    ? `/api/recordings/${id}/evidence?permit=${permit}`
    : `/api/recordings/${id}/export?as=${as}&permit=${permit}`;

/** Fetches a file of the recording and has the browser keep it; answers its hash as the server tells it. */
export async function exportFile(id: string, permit: string, as: ExportedAs): Promise<string> {
  const response = await fetch(address(id, permit, as));
  if (!response.ok) throw new Error(`${response.status}`);
  const told = /sha-256=:(.*):/.exec(response.headers.get('repr-digest') ?? '')?.[1] ?? '';
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = as === 'evidence' ? `evidence-${id}.pdf` : `recording-${id}.${as}`;
  link.click();
  // The browser has taken it over by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return [...atob(told)].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}

/** Those the one who is signed in may hear, newest first. */
export const recordings = infiniteQueryOptions({
  queryKey: ['recordings', 'list'],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam, signal }) =>
    call(RecordingPage, `/recordings${pageParam === null ? '' : `?before=${pageParam}`}`, { signal }),
  getNextPageParam: (page) => page.next,
});

export const waveform = (id: string, permit: string) =>
  queryOptions({
    queryKey: ['recordings', id, 'waveform'],
    staleTime: Infinity,
    retry: false,
    queryFn: ({ signal }) => call(Waveform, `/recordings/${id}/waveform?permit=${permit}`, { signal }),
  });

/** Says why, and is let in. */
export function useListen(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (why: Listen) => call(ListeningPermit, `/recordings/${id}/listen`, json('POST', why)),
    onSuccess: () => client.invalidateQueries({ queryKey: ['listenings'] }),
  });
}

const FILTERS = ['caller', 'q', 'purpose', 'call', 'from', 'to'] as const;
/** What the list is narrowed to; kept in the page's address. */
export type ListeningFilter = Readonly<Record<(typeof FILTERS)[number], string | null>>;

export const filterOf = (params: URLSearchParams): ListeningFilter => {
  const filter = Object.fromEntries(FILTERS.map((name) => [name, params.get(name)])) as ListeningFilter;
  return { ...filter, purpose: LISTENING_PURPOSES.find((purpose) => purpose === filter.purpose) ?? null };
};

export const paramsOf = (filter: Partial<ListeningFilter>): URLSearchParams =>
  new URLSearchParams(FILTERS.flatMap((name) => (filter[name] ? [[name, filter[name]]] : [])));

/** Who listened, newest first. */
export const listenings = (filter: Partial<ListeningFilter>) =>
  infiniteQueryOptions({
    queryKey: ['listenings', paramsOf(filter).toString()],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const params = paramsOf(filter);
      if (pageParam !== null) params.set('before', pageParam);
      return call(ListeningPage, `/listenings?${params}`, { signal });
    },
    getNextPageParam: (page) => page.next,
  });

export const hearingGrants = queryOptions({
  queryKey: ['hearing-grants'],
  queryFn: ({ signal }) => call(z.array(HearingGrant), '/hearing-grants', { signal }),
});

export function useGrantHearing() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (grant: GrantHearing) => call(HearingGrant, '/hearing-grants', json('POST', grant)),
    onSuccess: () => client.invalidateQueries({ queryKey: hearingGrants.queryKey }),
  });
}

export function useRevokeHearing() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => send(`/hearing-grants/${id}`, { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: hearingGrants.queryKey }),
  });
}
