import { AuditCheck, AuditPage } from '@sibai/contracts';
import { call, json } from '@sibai/ui';
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';

const FILTERS = ['q', 'group', 'from', 'to', 'tenant'] as const;
/** What the list is narrowed to; kept in the page's address. */
export type AuditFilter = Readonly<Record<(typeof FILTERS)[number], string | null>>;

export const filterOf = (params: URLSearchParams): AuditFilter =>
  Object.fromEntries(FILTERS.map((name) => [name, params.get(name)])) as AuditFilter;

export const paramsOf = (filter: AuditFilter): URLSearchParams =>
  new URLSearchParams(FILTERS.flatMap((name) => (filter[name] ? [[name, filter[name]]] : [])));

/** The list, page after page, newest first. */
export const auditLog = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', paramsOf(filter).toString()],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const params = paramsOf(filter);
      if (pageParam !== null) params.set('before', pageParam);
      return call(AuditPage, `/audit?${params}`, { signal });
    },
    getNextPageParam: (page) => page.next,
  });

/** What the looks over the own log found, newest first. */
export const auditChecks = queryOptions({
  queryKey: ['audit', 'checks'],
  queryFn: ({ signal }) => call(z.array(AuditCheck), '/audit/checks', { signal }),
});

export function useVerifyAudit() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call(AuditCheck, '/audit/checks', json('POST')),
    onSuccess: () => client.invalidateQueries({ queryKey: ['audit'] }),
  });
}
