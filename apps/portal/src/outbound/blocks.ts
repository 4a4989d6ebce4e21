import {
  type AcceptBlock,
  type AddBlock,
  Block,
  BlockPage,
  type BlockQuery,
  BlockSettings,
  ImportedBlocks,
} from '@sibai/contracts';
import { call, json } from '@sibai/ui';
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type * as z from 'zod';

const KEY = ['blocks'] as const;

export const BLOCK_VIEWS = ['in_force', 'proposed', 'past'] as const satisfies readonly NonNullable<
  BlockQuery['state']
>[];
export type BlockView = (typeof BLOCK_VIEWS)[number];

export const blocks = (state: BlockView, q: string) =>
  infiniteQueryOptions({
    queryKey: [...KEY, state, q],
    queryFn: ({ pageParam, signal }) =>
      call(
        BlockPage,
        `/blocks?${new URLSearchParams({ state, ...(q && { q }), ...(pageParam && { before: pageParam }) })}`,
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });

export const blockSettings = queryOptions({
  queryKey: [...KEY, 'settings'],
  queryFn: ({ signal }) => call(BlockSettings, '/blocks/settings', { signal }),
});

function useBlocks<V, R>(mutationFn: (value: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => client.invalidateQueries({ queryKey: KEY }) });
}

export const useAddBlock = () =>
  useBlocks((block: z.input<typeof AddBlock>) => call(Block, '/blocks', json('POST', block)));
export const useAcceptBlock = (id: string | null) =>
  useBlocks((value: z.input<typeof AcceptBlock>) => call(Block, `/blocks/${id}/accept`, json('POST', value)));
export const useDeclineBlock = () => useBlocks((id: string) => call(Block, `/blocks/${id}/decline`, json('POST')));
export const useEndBlock = () => useBlocks((id: string) => call(Block, `/blocks/${id}/end`, json('POST')));
export const useImportBlocks = () =>
  useBlocks((text: string) => call(ImportedBlocks, '/blocks/import', json('POST', { text })));
export const useSaveBlockSettings = () =>
  useBlocks((settings: BlockSettings) => call(BlockSettings, '/blocks/settings', json('PUT', settings)));
