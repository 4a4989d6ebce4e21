import { Disposition, LineScript, type PublishScript, Script, type SetDispositions } from '@sibai/contracts';
import { call, json } from '@sibai/ui';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';

export const lineScripts = queryOptions({
  queryKey: ['scripts'],
  queryFn: ({ signal }) => call(z.array(LineScript), '/scripts', { signal }),
});

export const scriptVersions = (line: string) =>
  queryOptions({
    queryKey: ['scripts', line],
    queryFn: ({ signal }) => call(z.array(Script), `/scripts/${line}/versions`, { signal }),
  });

export function usePublishScript(line: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: PublishScript) => call(Script, `/scripts/${line}`, json('POST', wish)),
    onSuccess: () => client.invalidateQueries({ queryKey: lineScripts.queryKey }),
  });
}

export const dispositions = queryOptions({
  queryKey: ['dispositions'],
  queryFn: ({ signal }) => call(z.array(Disposition), '/dispositions', { signal }),
});

export function useSetDispositions() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: SetDispositions) => call(z.array(Disposition), '/dispositions', json('PUT', wish)),
    onSuccess: (set) => client.setQueryData(dispositions.queryKey, set),
  });
}
