import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';

import { ApiError } from './call.js';

export const SESSION_KEY = ['session'] as const;

/** A session that ended behind the page's back: asking for it again brings the sign-in page. */
function onError(error: Error): void {
  if (error instanceof ApiError && error.code === 'session.required') {
    void queryClient.invalidateQueries({ queryKey: SESSION_KEY });
  }
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal stays a refusal; only silence and the server's own failures are worth another try.
      retry: (failures, error) =>
        failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
      retryDelay: (attempt) => Math.min(1000 * 2 ** attempt, 5000),
    },
  },
});
