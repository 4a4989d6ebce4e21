import {
  BankLine,
  CustomerInvoice,
  CustomerOrders,
  Debtor,
  PaymentTasks,
  Reconciliation,
  type RefundMade,
  type RefundOrder,
  Statement,
  SuspiciousNotice,
} from '@sibai/contracts';
import { call, json, send } from '@sibai/ui';
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';

const DESK = ['payment-desk'] as const;

export const tasks = queryOptions({
  queryKey: [...DESK, 'tasks'],
  queryFn: ({ signal }) => call(PaymentTasks, '/payment-desk/tasks', { signal }),
  refetchInterval: 30_000,
});

export const customerOrders = (params: URLSearchParams) =>
  queryOptions({
    queryKey: [...DESK, 'orders', params.toString()],
    queryFn: ({ signal }) => call(CustomerOrders, `/payment-desk/orders?${params}`, { signal }),
    placeholderData: keepPreviousData,
  });

export const bankLines = (state: BankLine['state']) =>
  queryOptions({
    queryKey: [...DESK, 'bank-lines', state],
    queryFn: ({ signal }) => call(z.array(BankLine), `/payment-desk/bank-lines?state=${state}`, { signal }),
  });

export const reconciliations = queryOptions({
  queryKey: [...DESK, 'reconciliations'],
  queryFn: ({ signal }) => call(z.array(Reconciliation), '/payment-desk/reconciliations', { signal }),
});

export const notices = queryOptions({
  queryKey: [...DESK, 'notices'],
  queryFn: ({ signal }) => call(z.array(SuspiciousNotice), '/payment-desk/notices', { signal }),
});

export const customerInvoices = queryOptions({
  queryKey: [...DESK, 'invoices'],
  queryFn: ({ signal }) => call(z.array(CustomerInvoice), '/payment-desk/invoices', { signal }),
});

export const debtors = queryOptions({
  queryKey: [...DESK, 'debtors'],
  queryFn: ({ signal }) => call(z.array(Debtor), '/payment-desk/debtors', { signal }),
});

function useDesk<V, R>(mutationFn: (variables: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => client.invalidateQueries({ queryKey: DESK }) });
}

export const useRefund = (id: string) =>
  useDesk((body: RefundOrder) => send(`/payment-desk/orders/${id}/refund`, json('POST', body)));

export const useRefundMade = (id: string) =>
  useDesk((body: RefundMade) => send(`/payment-desk/orders/${id}/refund-made`, json('POST', body)));

export const useUpload = () =>
  useDesk((file: File) => {
    const body = new FormData();
    body.set('file', file);
    return call(Statement, '/payment-desk/statements', { method: 'POST', body });
  });

export const useMatch = (id: string) =>
  useDesk((body: { reference: string }) => send(`/payment-desk/bank-lines/${id}/match`, json('POST', body)));

export const useIgnore = (id: string) =>
  useDesk((body: { reason: string }) => send(`/payment-desk/bank-lines/${id}/ignore`, json('POST', body)));

export const useReconcile = () =>
  useDesk((date: string) => call(Reconciliation, '/payment-desk/reconciliations', json('POST', { date })));

export const useIssue = (id: string) =>
  useDesk(({ number, file }: { number: string; file?: File | undefined }) => {
    const body = new FormData();
    body.set('number', number);
    if (file) body.set('file', file);
    return send(`/payment-desk/invoices/${id}/issue`, { method: 'POST', body });
  });

export const useReject = (id: string) =>
  useDesk((body: { reason: string }) => send(`/payment-desk/invoices/${id}/reject`, json('POST', body)));
