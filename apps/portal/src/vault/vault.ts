import { KeyRotation, VaultTenant } from '@sibai/contracts';
import { call, json, send } from '@sibai/ui';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';

const OFTEN_MS = 5000;

export const vaultTenants = queryOptions({
  queryKey: ['vault', 'tenants'],
  queryFn: ({ signal }) => call(z.array(VaultTenant), '/vault/tenants', { signal }),
  refetchInterval: OFTEN_MS,
});

export const rotations = queryOptions({
  queryKey: ['vault', 'rotations'],
  queryFn: ({ signal }) => call(z.array(KeyRotation), '/vault/rotations', { signal }),
  refetchInterval: OFTEN_MS,
});

/** Asks for what is done soon, and shows what comes of it. */
function useAsk(path: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => send(path, json('POST')),
    onSuccess: () => client.invalidateQueries({ queryKey: ['vault'] }),
  });
}

export const useLookOver = () => useAsk('/vault/checks');
export const useRotate = () => useAsk('/vault/rotations');
