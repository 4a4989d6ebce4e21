import { AlarmPage, Alarm, FloorSettings, IntervalDetail, IntervalHistory, type IntervalQuery } from '@sibai/contracts';
import { call, json } from '@sibai/ui';
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';

export const alarmHistory = infiniteQueryOptions({
  queryKey: ['floor', 'alarms'],
  queryFn: ({ signal, pageParam }) =>
    call(AlarmPage, `/floor/alarms?limit=20${pageParam === null ? '' : `&before=${pageParam}`}`, { signal }),
  initialPageParam: null as string | null,
  getNextPageParam: ({ next }) => next,
});

export function useAcknowledge() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call(Alarm, `/floor/alarms/${id}/acknowledge`, json('POST')),
    onSuccess: () => client.invalidateQueries({ queryKey: alarmHistory.queryKey }),
  });
}

export function useSaveFloorSettings() {
  return useMutation({
    mutationFn: (settings: FloorSettings) => call(FloorSettings, '/floor/settings', json('PUT', settings)),
  });
}

export const intervalPath = ({ from, to, groupId }: IntervalQuery, csv = false): string => {
  const query = new URLSearchParams({ from, to, ...(groupId && { groupId }) });
  return `/floor/intervals${csv ? '.csv' : ''}?${query.toString()}`;
};

export const intervals = (query: IntervalQuery) =>
  queryOptions({
    queryKey: ['floor', 'intervals', query],
    queryFn: ({ signal }) => call(IntervalHistory, intervalPath(query), { signal }),
    placeholderData: keepPreviousData,
  });

export const intervalDetail = (from: string, to: string, groupId: string) =>
  queryOptions({
    queryKey: ['floor', 'interval', from, to, groupId],
    queryFn: ({ signal }) =>
      call(IntervalDetail, `/floor/intervals/detail?${new URLSearchParams({ from, to, groupId }).toString()}`, {
        signal,
      }),
  });
