import {
  type Address,
  AuthenticatorKey,
  type ChangeAddress,
  type ChangePassword,
  CodeSent,
  Profile,
  RecoveryCodes,
  SessionEntry,
} from '@sibai/contracts';
import { call, json, send, session } from '@sibai/ui';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';

export const profile = queryOptions({
  queryKey: ['account'],
  queryFn: ({ signal }) => call(Profile, '/account', { signal }),
});

export const ownSessions = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => call(z.array(SessionEntry), '/sessions', { signal }),
});

/** The name, and by what one signs in, also stand in the frame. */
function useProfileChange<V>(change: (typed: V) => Promise<Profile>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async (changed) => {
      client.setQueryData(profile.queryKey, changed);
      await Promise.all([session.queryKey, ['users']].map((queryKey) => client.invalidateQueries({ queryKey })));
    },
  });
}

export const useRename = () => useProfileChange((name: string) => call(Profile, '/account', json('PUT', { name })));

export const useChangeAddress = () =>
  useProfileChange((typed: ChangeAddress) => call(Profile, '/account/address', json('PUT', typed)));

export const sendAddressCode = (to: Address): Promise<CodeSent> =>
  call(CodeSent, '/account/address/code', json('POST', { to }));

/** What ends sessions or changes the second step is seen in both lists. */
function useSecurityAct<V, R>(act: (typed: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () =>
      Promise.all([profile.queryKey, ownSessions.queryKey].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

export const useChangePassword = () =>
  useSecurityAct((typed: ChangePassword) => send('/account/password', json('PUT', typed)));

export const useBeginSecondStep = () =>
  useMutation({
    mutationFn: (password: string) => call(AuthenticatorKey, '/account/second-step', json('POST', { password })),
  });

export const useConfirmSecondStep = () =>
  useSecurityAct((code: string) => call(RecoveryCodes, '/account/second-step', json('PUT', { code })));

export const useEndSecondStep = () =>
  useSecurityAct((password: string) => send('/account/second-step/off', json('POST', { password })));

export const useRenewRecoveryCodes = () =>
  useSecurityAct((password: string) =>
    call(RecoveryCodes, '/account/second-step/recovery-codes', json('POST', { password })),
  );

export const useEndSession = () =>
  useSecurityAct((id: string | 'others') =>
    send(id === 'others' ? '/sessions' : `/sessions/${id}`, { method: 'DELETE' }),
  );
