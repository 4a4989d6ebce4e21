import { FlowDetail, FlowSummary, Prompt } from '@sibai/contracts';
import type { Flow } from '@sibai/ivr';
import { call, json } from '@sibai/ui';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';

export const flows = queryOptions({
  queryKey: ['flows'],
  queryFn: ({ signal }) => call(z.array(FlowSummary), '/flows', { signal }),
});

export const flowDetail = (id: string) =>
  queryOptions({
    queryKey: ['flows', id],
    queryFn: ({ signal }) => call(FlowDetail, `/flows/${encodeURIComponent(id)}`, { signal }),
  });

/** The uploaded recordings a flow may play. */
export const prompts = queryOptions({
  queryKey: ['prompts'],
  queryFn: ({ signal }) => call(z.array(Prompt), '/prompts', { signal }),
});

export function useCreateFlow() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (flow: { name: string; definition: Flow }) => call(FlowDetail, '/flows', json('POST', flow)),
    onSuccess: () => client.invalidateQueries({ queryKey: flows.queryKey }),
  });
}

export function usePublish(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { definition: Flow; confirmed: boolean }) =>
      call(FlowDetail, `/flows/${id}/versions`, json('POST', body)),
    onSuccess: (published) => {
      client.setQueryData(flowDetail(id).queryKey, published);
      void client.invalidateQueries({ queryKey: flows.queryKey, exact: true });
    },
  });
}

export function useUploadPrompt() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (file: File) => {
      const body = new FormData();
      body.set('name', file.name.replace(/\.wav$/i, '').slice(0, 40) || 'WAV');
      body.set('file', file);
      return call(Prompt, '/prompts', { method: 'POST', body });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: prompts.queryKey }),
  });
}
