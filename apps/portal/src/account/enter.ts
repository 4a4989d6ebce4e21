import {
  type AcceptInvitation,
  type Address,
  CodeSent,
  InvitationFace,
  OutboxMessage,
  Session,
  type SignUp,
} from '@sibai/contracts';
import { call, json, send, session } from '@sibai/ui';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';

export const sendSignUpCode = (to: Address): Promise<CodeSent> => call(CodeSent, '/sign-up/code', json('POST', { to }));
export const sendResetCode = (to: Address): Promise<CodeSent> => call(CodeSent, '/password/code', json('POST', { to }));

/** Whoever was signed in here before is so no longer: nothing of theirs is kept. */
function useEntering<V>(enter: (typed: V) => Promise<Session>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: enter,
    onSuccess: (entered) => {
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== session.queryKey[0] });
      client.setQueryData(session.queryKey, entered);
    },
  });
}

export const useSignUp = () => useEntering((typed: SignUp) => call(Session, '/sign-up', json('POST', typed)));

export const useAccept = (token: string) =>
  useEntering((typed: AcceptInvitation) => call(Session, `/invited/${encodeURIComponent(token)}`, json('POST', typed)));

export const useResetPassword = () =>
  useMutation({
    mutationFn: (typed: { to: Address; code: string; password: string }) => send('/password', json('POST', typed)),
  });

export const invitationFace = (token: string) =>
  queryOptions({
    queryKey: ['invited', token],
    retry: false,
    queryFn: ({ signal }) => call(InvitationFace, `/invited/${encodeURIComponent(token)}`, { signal }),
  });

export const outbox = (address: string) =>
  queryOptions({
    queryKey: ['outbox', address],
    refetchInterval: 3000,
    queryFn: ({ signal }) =>
      call(z.array(OutboxMessage), `/outbox?${new URLSearchParams(address ? { address } : {})}`, { signal }),
  });
