import { CustomerDetail, CustomerPage, TENANT_STATES, type TenantState } from '@sibai/contracts';
import { call } from '@sibai/ui';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';

export const PAGE_SIZE = 20;

export interface CustomerFilter {
  readonly q: string;
  readonly state: TenantState | null;
  readonly page: number;
}

/** The list is narrowed by what the page's address says. */
export const filterOf = (params: URLSearchParams): CustomerFilter => ({
  q: params.get('q') ?? '',
  state: TENANT_STATES.find((state) => state === params.get('state')) ?? null,
  page: Math.max(1, Number.parseInt(params.get('page') ?? '1') || 1),
});

export const paramsOf = ({ q, state, page }: CustomerFilter): URLSearchParams =>
  new URLSearchParams({
    ...(q.trim() && { q: q.trim() }),
    ...(state && { state }),
    ...(page > 1 && { page: String(page) }),
  });

export const customers = (filter: CustomerFilter) =>
  queryOptions({
    queryKey: ['customers', paramsOf(filter).toString()],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(CustomerPage, `/customers?${paramsOf(filter)}&limit=${PAGE_SIZE}`, { signal }),
  });

export const customer = (id: string) =>
  queryOptions({
    queryKey: ['customers', 'one', id],
    queryFn: ({ signal }) => call(CustomerDetail, `/customers/${encodeURIComponent(id)}`, { signal }),
  });
