import {
  ApiToken,
  type CreateApiToken,
  CreatedApiToken,
  type LineRecordingPolicy,
  RecordingRules,
  type RecordingSettings,
  type SaveNotice,
} from '@sibai/contracts';
import { call, json, send } from '@sibai/ui';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';

export const recordingRules = queryOptions({
  queryKey: ['recording-rules'],
  queryFn: ({ signal }) => call(RecordingRules, '/recording-rules', { signal }),
});

function useRules<T>(save: (what: T) => Promise<RecordingRules>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: save,
    onSuccess: (rules) => client.setQueryData(recordingRules.queryKey, rules),
  });
}

export const useSupersede = () =>
  useRules((notice: SaveNotice) => call(RecordingRules, '/recording-rules/notices', json('POST', notice)));
export const useSetLine = () =>
  useRules(({ lineId, policy }: { lineId: string; policy: LineRecordingPolicy }) =>
    call(RecordingRules, `/recording-rules/lines/${lineId}`, json('PUT', { policy })),
  );
export const useSetSettings = () =>
  useRules((settings: RecordingSettings) => call(RecordingRules, '/recording-rules/settings', json('PUT', settings)));

export const apiTokens = queryOptions({
  queryKey: ['api-tokens'],
  queryFn: ({ signal }) => call(z.array(ApiToken), '/api-tokens', { signal }),
});

export function useCreateToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (spec: CreateApiToken) => call(CreatedApiToken, '/api-tokens', json('POST', spec)),
    onSuccess: () => client.invalidateQueries({ queryKey: apiTokens.queryKey }),
  });
}

export function useRevokeToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => send(`/api-tokens/${id}`, { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: apiTokens.queryKey }),
  });
}
