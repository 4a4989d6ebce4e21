import { type Callback, CallbackPage, CliPreview, OutboundMeans, RecentCall } from '@sibai/contracts';
import { call, json, send } from '@sibai/ui';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import * as z from 'zod';

export const meansQuery = queryOptions({
  queryKey: ['outbound'],
  staleTime: 60_000,
  queryFn: ({ signal }) => call(OutboundMeans, '/agent/outbound', { signal }),
});

/** Which number will be shown to `to`, or why it may not be called now; nothing is dialled. */
export const previewQuery = (to: string | null, lineId: string | undefined) =>
  queryOptions({
    queryKey: ['outbound', 'preview', to, lineId],
    enabled: to !== null,
    staleTime: 10_000,
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ to: to ?? '', ...(lineId && { lineId }) });
      return call(CliPreview, `/agent/outbound/preview?${query}`, { signal });
    },
  });

/** The agent's last calls, both ways. `desk` is what has happened since: a new call makes a new list. */
export const recentQuery = (since: string) =>
  queryOptions({
    queryKey: ['recent', since],
    staleTime: 30_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(z.array(RecentCall), '/agent/calls/recent', { signal }),
  });

export const callbacksQuery = queryOptions({
  queryKey: ['callbacks'],
  refetchInterval: 15_000,
  queryFn: ({ signal }) => call(CallbackPage, '/callbacks?open=true', { signal }),
});

export const callBack = (id: Callback['id']): Promise<void> => send(`/callbacks/${id}/call`, json('POST'));
export const cancelCallback = (id: Callback['id']): Promise<void> => send(`/callbacks/${id}/cancel`, json('POST'));
