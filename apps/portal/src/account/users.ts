import { type CreateUser, type EditUser, Invitation, type Invite, SessionEntry, User } from '@sibai/contracts';
import { call, json, send } from '@sibai/ui';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';

export const users = queryOptions({
  queryKey: ['users'],
  queryFn: ({ signal }) => call(z.array(User), '/users', { signal }),
});

export const invitations = queryOptions({
  queryKey: ['invitations'],
  queryFn: ({ signal }) => call(z.array(Invitation), '/invitations', { signal }),
});

export const sessionsOf = (id: string) =>
  queryOptions({
    queryKey: ['users', id, 'sessions'],
    queryFn: ({ signal }) => call(z.array(SessionEntry), `/users/${id}/sessions`, { signal }),
  });

/** A new agent or supervisor is also a new row on the agents page. */
function usePeopleChange<V, R>(change: (typed: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () =>
      Promise.all(
        [users.queryKey, invitations.queryKey, ['agents']].map((queryKey) => client.invalidateQueries({ queryKey })),
      ),
  });
}

export const useCreateUser = () => usePeopleChange((user: CreateUser) => call(User, '/users', json('POST', user)));

export const useEditUser = (id: string) =>
  usePeopleChange((user: EditUser) => call(User, `/users/${id}`, json('PUT', user)));

export type UserAct = 'disable' | 'enable' | 'unlock' | 'second-step/off';

export const useActOnUser = () =>
  usePeopleChange(({ id, act }: { id: string; act: UserAct }) => send(`/users/${id}/${act}`, json('POST')));

export const useEndSessionOf = (id: string) =>
  usePeopleChange((sessionId: string) => send(`/users/${id}/sessions/${sessionId}`, { method: 'DELETE' }));

export const useInvite = () =>
  usePeopleChange((typed: Invite) => call(Invitation, '/invitations', json('POST', typed)));

export const useResend = () =>
  usePeopleChange((id: string) => call(Invitation, `/invitations/${id}/resend`, json('POST')));

export const useRevoke = () =>
  usePeopleChange((id: string) => call(Invitation, `/invitations/${id}`, { method: 'DELETE' }));
