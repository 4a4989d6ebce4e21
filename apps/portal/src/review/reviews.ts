import {
  type DecideReview,
  RevealedIdNumber,
  Review,
  ReviewList,
  REVIEW_VIEWS,
  ReviewSettings,
  VERIFICATION_KINDS,
} from '@sibai/contracts';
import { call, json } from '@sibai/ui';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

/** What the queue is narrowed to; kept in the page's address. */
export interface ReviewFilter {
  readonly view: (typeof REVIEW_VIEWS)[number];
  readonly kind: (typeof VERIFICATION_KINDS)[number] | null;
  readonly mine: boolean;
  readonly overdue: boolean;
  readonly search: string;
  readonly page: number;
}

export const filterOf = (params: URLSearchParams): ReviewFilter => ({
  view: REVIEW_VIEWS.find((view) => view === params.get('view')) ?? 'open',
  kind: VERIFICATION_KINDS.find((kind) => kind === params.get('kind')) ?? null,
  mine: params.get('mine') === 'true',
  overdue: params.get('overdue') === 'true',
  search: params.get('search') ?? '',
  page: Math.max(1, Number(params.get('page')) || 1),
});

export function paramsOf({ view, kind, mine, overdue, search, page }: ReviewFilter): URLSearchParams {
  const entries = {
    view: view === 'open' ? null : view,
    kind,
    mine: mine ? 'true' : null,
    overdue: overdue ? 'true' : null,
    search: search.trim() || null,
    page: page > 1 ? String(page) : null,
  };
  return new URLSearchParams(Object.entries(entries).flatMap(([key, value]) => (value ? [[key, value]] : [])));
}

/** The queue; it moves while others work on it. */
export const reviews = (filter: ReviewFilter) =>
  queryOptions({
    queryKey: ['reviews', 'list', paramsOf(filter).toString()],
    queryFn: ({ signal }) => call(ReviewList, `/reviews?${paramsOf(filter)}`, { signal }),
    refetchInterval: 10_000,
  });

/** Each look at one is written down, so it is asked for once, and again only after something was done. */
export const review = (id: string) =>
  queryOptions({
    queryKey: ['reviews', 'one', id],
    queryFn: ({ signal }) => call(Review, `/reviews/${encodeURIComponent(id)}`, { signal }),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });

export const reviewSettings = queryOptions({
  queryKey: ['reviews', 'settings'],
  queryFn: ({ signal }) => call(ReviewSettings, '/review-settings', { signal }),
});

export function useSaveSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (automaticApproval: boolean) =>
      call(ReviewSettings, '/review-settings', json('PUT', { automaticApproval })),
    onSuccess: (saved) => client.setQueryData(reviewSettings.queryKey, saved),
  });
}

export type ReviewAct =
  { readonly do: 'claim' } | { readonly do: 'release' } | { readonly do: 'decide'; readonly decision: DecideReview };

/** Claims, releases or decides; the answer is the application as it is then. */
export function useReviewAct(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (act: ReviewAct) =>
      act.do === 'decide'
        ? call(Review, `/reviews/${id}/decision`, json('POST', act.decision))
        : call(Review, `/reviews/${id}/${act.do}`, json('POST')),
    onSuccess: (next) => {
      client.setQueryData(review(id).queryKey, next);
      void client.invalidateQueries({ queryKey: ['reviews', 'list'] });
    },
  });
}

export const revealIdNumber = (id: string, field: string, reason: string) =>
  call(RevealedIdNumber, `/reviews/${id}/reveal`, json('POST', { field, reason }));

export const reviewPicture = (id: string, materialId: string): string =>
  `/api/reviews/${id}/materials/${materialId}/picture`;
