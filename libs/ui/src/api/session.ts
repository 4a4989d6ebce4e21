import { Session, type SignIn } from '@sibai/contracts';
import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';

import { ApiError, call, json, send } from './call.js';
import { SESSION_KEY } from './query-client.js';

/** Who is signed in; null for nobody. */
export const session = queryOptions({
  queryKey: SESSION_KEY,
  staleTime: 60_000,
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await call(Session, '/session', { signal });
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
});

/** The session, or null while nobody is signed in. Suspends until it is known. */
export const useSession = (): Session | null => useSuspenseQuery(session).data;

/** The session, for what is only ever shown to somebody who is signed in. */
export function useSignedIn(): Session {
  const current = useSession();
  if (!current) throw new Error('shown to nobody: useSignedIn needs a session');
  return current;
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (credentials: SignIn) => call(Session, '/session', json('POST', credentials)),
    onSuccess: (signedIn) => {
      // Not `clear`: it would also drop the session's own query, and the page that watches it would never be told.
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] });
      client.setQueryData(session.queryKey, signedIn);
    },
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => send('/session', { method: 'DELETE' }),
    // The next person at this browser must not see what the last one loaded.
    onSuccess: () => {
      client.setQueryData(session.queryKey, null);
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] });
    },
  });
}
