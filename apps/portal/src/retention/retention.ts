import {
  type AskForMyData,
  type AskSubjectCode,
  type ChooseRetention,
  Hold,
  type LiftHold,
  MyData,
  MyDataAsked,
  type PlaceHold,
  RetentionOverview,
  RetentionPreview,
  RetentionRun,
  SubjectCodeSent,
  SubjectRequest,
} from '@sibai/contracts';
import { call, json } from '@sibai/ui';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';

const WHILE_RUNNING_MS = 2000;

export const overview = queryOptions({
  queryKey: ['retention', 'overview'],
  queryFn: ({ signal }) => call(RetentionOverview, '/retention', { signal }),
});

/** The dry run: under the policy, or under so many days. */
export const preview = (days: number | null) =>
  queryOptions({
    queryKey: ['retention', 'preview', days],
    queryFn: ({ signal }) =>
      call(RetentionPreview, `/retention/preview${days === null ? '' : `?days=${days}`}`, { signal }),
  });

export const holds = queryOptions({
  queryKey: ['retention', 'holds'],
  queryFn: ({ signal }) => call(z.array(Hold), '/retention/holds', { signal }),
});

export const requests = queryOptions({
  queryKey: ['retention', 'requests'],
  queryFn: ({ signal }) => call(z.array(SubjectRequest), '/retention/requests', { signal }),
});

export const runs = queryOptions({
  queryKey: ['retention', 'runs'],
  queryFn: ({ signal }) => call(z.array(RetentionRun), '/retention/runs', { signal }),
  refetchInterval: ({ state }) =>
    state.data?.some(({ finishedAt }) => finishedAt === null) ? WHILE_RUNNING_MS : false,
});

function useChange<V, R>(change: (typed: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: ['retention'] }),
  });
}

export const useChoose = () =>
  useChange((typed: ChooseRetention) => call(RetentionOverview, '/retention/policy', json('PUT', typed)));
export const usePlaceHold = () => useChange((typed: PlaceHold) => call(Hold, '/retention/holds', json('POST', typed)));
export const useLiftHold = (id: string) =>
  useChange((typed: LiftHold) => call(Hold, `/retention/holds/${id}/lift`, json('POST', typed)));
export const useRun = () => useChange(() => call(RetentionRun, '/retention/runs', json('POST')));

export const sendSubjectCode = (typed: AskSubjectCode): Promise<SubjectCodeSent> =>
  call(SubjectCodeSent, '/my-data/code', json('POST', typed));

export const useAskForMyData = () =>
  useMutation({ mutationFn: (typed: AskForMyData) => call(MyDataAsked, '/my-data', json('POST', typed)) });

export const myData = (token: string) =>
  queryOptions({
    queryKey: ['my-data', token],
    retry: false,
    queryFn: ({ signal }) => call(MyData, `/my-data/${encodeURIComponent(token)}`, { signal }),
    refetchInterval: ({ state }) => (state.data && !state.data.outcome ? WHILE_RUNNING_MS : false),
  });
