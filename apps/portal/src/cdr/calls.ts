import { CallDetail, CallPage, OUTCOMES } from '@sibai/contracts';
import { call } from '@sibai/ui';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

export type Outcome = (typeof OUTCOMES)[number];

/** What the list is narrowed to; kept in the page's address. */
export interface CallFilter {
  readonly q: string;
  readonly outcome: Outcome | null;
  readonly from: string | null;
  readonly to: string | null;
}

export function filterOf(params: URLSearchParams): CallFilter {
  return {
    q: params.get('q') ?? '',
    outcome: OUTCOMES.find((outcome) => outcome === params.get('outcome')) ?? null,
    from: params.get('from'),
    to: params.get('to'),
  };
}

export function paramsOf({ q, outcome, from, to }: CallFilter): URLSearchParams {
  // Numbers are stored as digits; people type them with dashes and blanks. Anything else is a name.
  const sought = /^[\d\s-]+$/.test(q) ? q.replace(/[\s-]/g, '') : q.trim();
  const entries = { q: sought, outcome, from, to };
  return new URLSearchParams(Object.entries(entries).flatMap(([key, value]) => (value ? [[key, value]] : [])));
}

export const csvAddress = (filter: CallFilter): string => `/api/calls.csv?${paramsOf(filter)}`;

/** The list, page after page, newest first. */
export const calls = (filter: CallFilter) =>
  infiniteQueryOptions({
    queryKey: ['calls', paramsOf(filter).toString()],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const params = paramsOf(filter);
      if (pageParam !== null) params.set('before', pageParam);
      return call(CallPage, `/calls?${params}`, { signal });
    },
    getNextPageParam: (page) => page.next,
  });

/** One call, asked for again while it lasts. */
export const callDetail = (id: string) =>
  queryOptions({
    queryKey: ['calls', 'one', id],
    queryFn: ({ signal }) => call(CallDetail, `/calls/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: ({ state }) => {
      const unfinished =
        state.data?.endedAt === null || state.data?.recordings.some((recording) => recording.state === 'recording');
      return unfinished ? 2000 : false;
    },
  });
