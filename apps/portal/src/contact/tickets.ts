import {
  type ChangeTicket,
  type OpenTicket,
  TICKET_STATES,
  TicketDetail,
  TicketPage,
  TicketPeople,
} from '@sibai/contracts';
import { call, json } from '@sibai/ui';
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

export const STATE_CHOICES = ['active', ...TICKET_STATES] as const;

export interface TicketFilter {
  readonly q: string;
  readonly state: (typeof STATE_CHOICES)[number] | null;
  readonly mine: boolean;
}

export const ticketFilter = (params: URLSearchParams): TicketFilter => ({
  q: params.get('q') ?? '',
  state: STATE_CHOICES.find((state) => state === params.get('state')) ?? null,
  mine: params.get('mine') === 'true',
});

export const ticketParams = ({ q, state, mine }: TicketFilter): URLSearchParams =>
  new URLSearchParams(
    Object.entries({ q: q.trim(), state: state ?? '', mine: mine ? 'true' : '' }).filter(([, value]) => value !== ''),
  );

export const tickets = (filter: TicketFilter) =>
  infiniteQueryOptions({
    queryKey: ['tickets', 'list', ticketParams(filter).toString()],
    initialPageParam: null as number | null,
    queryFn: ({ pageParam, signal }) => {
      const params = ticketParams(filter);
      if (pageParam !== null) params.set('before', String(pageParam));
      return call(TicketPage, `/tickets?${params}`, { signal });
    },
    getNextPageParam: (page) => page.next,
  });

export const ticket = (id: string) =>
  queryOptions({
    queryKey: ['tickets', 'one', id],
    queryFn: ({ signal }) => call(TicketDetail, `/tickets/${encodeURIComponent(id)}`, { signal }),
  });

export const ticketPeople = queryOptions({
  queryKey: ['tickets', 'people'],
  queryFn: ({ signal }) => call(TicketPeople, '/ticket-people', { signal }),
});

function useForget() {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['tickets'] }),
      client.invalidateQueries({ queryKey: ['contacts', 'timeline'] }),
    ]);
}

export function useOpenTicket() {
  return useMutation({
    mutationFn: (wish: OpenTicket) => call(TicketDetail, '/tickets', json('POST', wish)),
    onSuccess: useForget(),
  });
}

export function useChangeTicket(id: string) {
  return useMutation({
    mutationFn: (wish: ChangeTicket) => call(TicketDetail, `/tickets/${id}`, json('PATCH', wish)),
    onSuccess: useForget(),
  });
}
