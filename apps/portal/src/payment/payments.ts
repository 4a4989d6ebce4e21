import {
  AlipayStart,
  BalancePage,
  Bill,
  BillDetail,
  Billing,
  Checkout,
  type CreateOrder,
  Invoice,
  Invoices,
  OrderDetail,
  PayOrder,
  RatedPage,
  type RequestInvoice,
} from '@sibai/contracts';
import { call, json } from '@sibai/ui';
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';

const MONEY = ['payment'] as const;
const WAIT_MS = 2000;

export const checkout = queryOptions({
  queryKey: [...MONEY, 'checkout'],
  queryFn: ({ signal }) => call(Checkout, '/payment', { signal }),
  // What is waited for comes from outside.
  refetchInterval: ({ state }) => (state.data?.order?.state === 'paying' ? WAIT_MS : 15_000),
});

export const orders = queryOptions({
  queryKey: [...MONEY, 'orders'],
  queryFn: ({ signal }) => call(z.array(PayOrder), '/payment/orders', { signal }),
});

export const order = (id: string) =>
  queryOptions({
    queryKey: [...MONEY, 'order', id],
    queryFn: ({ signal }) => call(OrderDetail, `/payment/orders/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: ({ state }) =>
      ['open', 'paying', 'refunding'].includes(state.data?.state ?? '') ? WAIT_MS : false,
  });

export const billing = queryOptions({
  queryKey: [...MONEY, 'billing'],
  queryFn: ({ signal }) => call(Billing, '/billing', { signal }),
});

export const bills = queryOptions({
  queryKey: [...MONEY, 'bills'],
  queryFn: ({ signal }) => call(z.array(Bill), '/billing/bills', { signal }),
});

export const bill = (id: string) =>
  queryOptions({
    queryKey: [...MONEY, 'bill', id],
    queryFn: ({ signal }) => call(BillDetail, `/billing/bills/${encodeURIComponent(id)}`, { signal }),
  });

export const ledger = infiniteQueryOptions({
  queryKey: [...MONEY, 'ledger'],
  initialPageParam: null as number | null,
  queryFn: ({ pageParam, signal }) =>
    call(BalancePage, `/billing/balance${pageParam === null ? '' : `?before=${pageParam}`}`, { signal }),
  getNextPageParam: (page) => page.next,
});

export const ratedAddress = (usageId: string, params: URLSearchParams, ending = ''): string =>
  `/billing/usage/${usageId}/calls${ending}?${params}`;

export const rated = (usageId: string, params: URLSearchParams) =>
  queryOptions({
    queryKey: [...MONEY, 'rated', usageId, params.toString()],
    queryFn: ({ signal }) => call(RatedPage, ratedAddress(usageId, params), { signal }),
  });

export const invoices = queryOptions({
  queryKey: [...MONEY, 'invoices'],
  queryFn: ({ signal }) => call(Invoices, '/billing/invoices', { signal }),
});

/** Whatever is done about money may change anything that is shown of it, and where the applicant stands. */
function useMoney<V, R>(mutationFn: (variables: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: MONEY });
      await client.invalidateQueries({ queryKey: ['onboarding'] });
    },
  });
}

export const useCreateOrder = () =>
  useMoney((spec: CreateOrder) => call(PayOrder, '/payment/orders', json('POST', spec)));

export const useStartAlipay = () =>
  useMoney(({ id }: { id: string }) => call(AlipayStart, `/payment/orders/${id}/alipay`, json('POST')));

export const usePayFromBalance = () =>
  useMoney(({ id }: { id: string }) => call(PayOrder, `/payment/orders/${id}/balance`, json('POST')));

export const useCheck = () =>
  useMoney(({ id }: { id: string }) => call(OrderDetail, `/payment/orders/${id}/check`, json('POST')));

export const useCancel = () =>
  useMoney(({ id }: { id: string }) => call(PayOrder, `/payment/orders/${id}/cancel`, json('POST')));

export const useAutoRenew = () =>
  useMoney((autoRenew: boolean) => call(Billing, '/billing/auto-renew', json('PUT', { autoRenew })));

export const useRequestInvoice = () =>
  useMoney((spec: RequestInvoice) => call(Invoice, '/billing/invoices', json('POST', spec)));
