import { ORDER_KINDS, ORDER_STATES } from '@sibai/billing';
import * as z from 'zod';

import { id, instant } from './ids.js';
import { Invoice, PayOrder, STANDINGS } from './payment.js';

/** What the platform's operator sees and does about money. */

const customer = { tenantId: id<'Tenant'>(), customer: z.string() };
const reason = z.string().trim().min(2).max(200);

export const OrderQuery = z.strictObject({
  q: z.string().trim().max(60).optional(),
  state: z.enum(ORDER_STATES).optional(),
  kind: z.enum(ORDER_KINDS).optional(),
  page: z.coerce.number().int().min(1).default(1),
});
export type OrderQuery = z.infer<typeof OrderQuery>;

export const CustomerOrder = PayOrder.extend({ ...customer, receivedFen: z.int() });
export type CustomerOrder = z.infer<typeof CustomerOrder>;
export const CustomerOrders = z.object({ orders: z.array(CustomerOrder), total: z.int() });
export type CustomerOrders = z.infer<typeof CustomerOrders>;

/** `confirm` repeats the amount, so that nobody pays back another order than meant. */
export const RefundOrder = z.strictObject({ reason, confirmFen: z.int().min(1) });
export type RefundOrder = z.infer<typeof RefundOrder>;

/** What became of a refund that the bank has to make. */
export const RefundMade = z.strictObject({ done: z.boolean(), reason });
export type RefundMade = z.infer<typeof RefundMade>;

export const STATEMENT_BYTES = 5 * 1024 * 1024;

export const Statement = z.object({
  id: z.uuid(),
  name: z.string(),
  lines: z.int(),
  /** Lines an earlier statement had already told of. */
  known: z.int(),
  outgoing: z.int(),
  bad: z.array(z.object({ row: z.int(), reason: z.string() })),
  matched: z.int(),
  open: z.int(),
  uploadedBy: z.string(),
  uploadedAt: instant,
});
export type Statement = z.infer<typeof Statement>;

export const MatchSuggestion = z.object({
  orderId: z.uuid(),
  customer: z.string(),
  reference: z.string(),
  kind: z.enum(ORDER_KINDS),
  state: z.enum(ORDER_STATES),
  amountFen: z.int(),
  why: z.array(z.enum(['reference', 'amount', 'name', 'near_reference'])),
});
export type MatchSuggestion = z.infer<typeof MatchSuggestion>;

export const BankLine = z.object({
  id: z.uuid(),
  date: z.string(),
  amountFen: z.int(),
  payer: z.string(),
  payerAccount: z.string(),
  memo: z.string(),
  state: z.enum(['open', 'matched', 'ignored']),
  orderId: z.uuid().nullable(),
  reference: z.string().nullable(),
  settledBy: z.string().nullable(),
  settledAt: instant.nullable(),
  reason: z.string().nullable(),
  suggestions: z.array(MatchSuggestion),
});
export type BankLine = z.infer<typeof BankLine>;

export const BankLineQuery = z.strictObject({ state: z.enum(['open', 'matched', 'ignored']).default('open') });
export type BankLineQuery = z.infer<typeof BankLineQuery>;

export const MatchLine = z.strictObject({ reference: z.string().trim().toUpperCase().max(20) });
export type MatchLine = z.infer<typeof MatchLine>;
export const IgnoreLine = z.strictObject({ reason });
export type IgnoreLine = z.infer<typeof IgnoreLine>;

export const DIFFERENCES = [
  'unknown_order',
  'not_paid_here',
  'amount',
  'missing_there',
  'refund_missing_there',
  'refund_unknown',
] as const;

export const Reconciliation = z.object({
  id: z.uuid(),
  date: z.string(),
  trades: z.int(),
  totalFen: z.int(),
  differences: z.array(
    z.object({
      kind: z.enum(DIFFERENCES),
      outTradeNo: z.string(),
      tradeNo: z.string().nullable(),
      theirsFen: z.int().nullable(),
      oursFen: z.int().nullable(),
    }),
  ),
  at: instant,
});
export type Reconciliation = z.infer<typeof Reconciliation>;
export const Reconcile = z.strictObject({ date: z.iso.date() });
export type Reconcile = z.infer<typeof Reconcile>;

export const CustomerInvoice = Invoice.extend(customer);
export type CustomerInvoice = z.infer<typeof CustomerInvoice>;
export const InvoiceNumber = z.strictObject({
  number: z
    .string()
    .trim()
    .regex(/^\d{8,20}$/),
});
export type InvoiceNumber = z.infer<typeof InvoiceNumber>;
export const RejectInvoice = z.strictObject({ reason });
export type RejectInvoice = z.infer<typeof RejectInvoice>;

export const Debtor = z.object({
  ...customer,
  standing: z.enum(STANDINGS),
  since: instant.nullable(),
  /** What happens next if nothing is paid, and when. */
  deadline: instant.nullable(),
  owedFen: z.int(),
  oldestDueAt: instant.nullable(),
});
export type Debtor = z.infer<typeof Debtor>;

/** What an Alipay notification is, of which nothing is believed. */
export const FORGERIES = [
  'bad_signature',
  'other_app',
  'other_seller',
  'wrong_amount',
  'unknown_order',
  'unreadable',
] as const;

/** A notification that was refused, and what it claimed. */
export const SuspiciousNotice = z.object({
  id: z.uuid(),
  at: instant,
  verdict: z.enum(FORGERIES),
  orderId: z.uuid().nullable(),
  claims: z.record(z.string(), z.unknown()),
});
export type SuspiciousNotice = z.infer<typeof SuspiciousNotice>;

/** What waits for the operator. */
export const PaymentTasks = z.object({
  bankLines: z.int(),
  invoices: z.int(),
  refunds: z.int(),
  differences: z.int(),
  debtors: z.int(),
  forgeries: z.int(),
});
export type PaymentTasks = z.infer<typeof PaymentTasks>;
