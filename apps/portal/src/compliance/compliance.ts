import { AccessList, Compliance, ComplianceReport } from '@sibai/contracts';
import { call, json } from '@sibai/ui';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';

export const compliance = queryOptions({
  queryKey: ['compliance'],
  queryFn: ({ signal }) => call(Compliance, '/compliance', { signal }),
});

export const accessList = queryOptions({
  queryKey: ['compliance', 'access'],
  queryFn: ({ signal }) => call(AccessList, '/compliance/access', { signal }),
});

export const reports = queryOptions({
  queryKey: ['compliance', 'reports'],
  queryFn: ({ signal }) => call(z.array(ComplianceReport), '/compliance/reports', { signal }),
});

/** Either way the list is read again: it may have been refused because it changed. */
export function useConfirmAccess() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (stamp: string) => call(AccessList, '/compliance/access', json('POST', { stamp })),
    onSettled: () => client.invalidateQueries({ queryKey: ['compliance'] }),
  });
}

export function useMakeReport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call(ComplianceReport, '/compliance/reports', json('POST')),
    onSuccess: () => client.invalidateQueries({ queryKey: reports.queryKey }),
  });
}
