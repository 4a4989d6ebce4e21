import { type BannedHit, type BannedWords, compileBannedWords } from '@sibai/compliance';
import {
  may,
  PastWordRule,
  type SaveWordRule,
  WordBook,
  type WordFindings as Findings,
  WordFindings,
  WordRule,
} from '@sibai/contracts';
import { call, json, send, useSignedIn } from '@sibai/ui';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';

export const wordBook = queryOptions({
  queryKey: ['words'],
  queryFn: ({ signal }) => call(WordBook, '/words', { signal }),
  staleTime: 60_000,
});

export const pastRules = queryOptions({
  queryKey: ['words', 'past'],
  queryFn: ({ signal }) => call(z.array(PastWordRule), '/words/past', { signal }),
});

/** What is live; looked through by a job soon after each change. */
export const wordFindings = queryOptions({
  queryKey: ['words', 'findings'],
  queryFn: ({ signal }): Promise<Findings> => call(WordFindings, '/words/findings', { signal }),
  refetchInterval: 10_000,
});

/** Adds a rule, or changes the one of `id`. */
export function useSaveRule(id: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (rule: z.input<typeof SaveWordRule>) =>
      id === null ? call(WordRule, '/words', json('POST', rule)) : call(WordRule, `/words/${id}`, json('PUT', rule)),
    onSuccess: () => client.invalidateQueries({ queryKey: wordBook.queryKey }),
  });
}

export function useRemoveRule() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => send(`/words/${id}`, { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: wordBook.queryKey }),
  });
}

/** Compiling takes a moment, and many fields of a page use one list. */
const compiled = new WeakMap<readonly WordRule[], BannedWords>();
const NO_RULES: readonly WordRule[] = [];

export function engineOf(rules: readonly WordRule[]): BannedWords {
  const known = compiled.get(rules);
  if (known) return known;
  const engine = compileBannedWords({
    words: rules.flatMap(({ severity, word, article, suggestion, addedBy, addedAt }) =>
      severity ? [{ word, family: 'tenant', severity, article, suggestion, owner: addedBy, date: addedAt }] : [],
    ),
    harmless: rules.flatMap(({ kind, word }) => (kind === 'harmless' ? [word] : [])),
  });
  compiled.set(rules, engine);
  return engine;
}

/** The platform's list with the own rules; the platform's alone until those have come, and for who may not see them. */
export function useWords(): BannedWords {
  const enabled = may(useSignedIn().user.role, 'words.view');
  const { data } = useQuery({ ...wordBook, enabled });
  return engineOf(data?.rules ?? NO_RULES);
}

export type { BannedHit };
