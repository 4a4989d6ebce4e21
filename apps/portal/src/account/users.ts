import { type CreateUser, User } from '@sibai/contracts';
import { call, json } from '@sibai/ui';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';

export const users = queryOptions({
  queryKey: ['users'],
  queryFn: ({ signal }) => call(z.array(User), '/users', { signal }),
});

export function useCreateUser() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (user: CreateUser) => call(User, '/users', json('POST', user)),
    // A new agent or supervisor is also a new row on the agents page.
    onSuccess: () =>
      Promise.all([users.queryKey, ['agents']].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

export function useSetDisabled() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, disabled }: { id: string; disabled: boolean }) =>
      call(User, `/users/${id}/${disabled ? 'disable' : 'enable'}`, json('POST')),
    onSuccess: () =>
      Promise.all([users.queryKey, ['agents']].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
